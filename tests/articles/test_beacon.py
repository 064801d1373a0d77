"""Views and taps as they come in: counted once a visitor and day, without personal data."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import TapHit, ViewHit
from tests import builders

pytestmark = pytest.mark.django_db


PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50"


@pytest.fixture
def send(client):
    """Posts what a page sends: `send(body, header=...)`; a dict goes as JSON."""
    builders.portal(host="testserver")

    def post(body, *, content_type="application/json", agent=PHONE, **extra):
        return client.post("/count/", body, content_type=content_type, headers={"User-Agent": agent, **extra})

    return post


def test_a_view_counts_once_for_a_visitor_and_day(send):
    article = builders.article()
    for _ in range(3):
        assert send({"article": article.pk}).status_code == 204
    send({"article": article.pk}, agent=PHONE + " Another")
    assert ViewHit.objects.filter(article=article, day=timezone.localdate()).count() == 2


def test_a_view_may_come_as_a_form(send):
    article = builders.article()
    send(f"article={article.pk}", content_type="application/x-www-form-urlencoded")
    assert ViewHit.objects.count() == 1


def test_visitors_behind_our_proxy_are_told_apart_and_cannot_make_themselves_up(send):
    article = builders.article()
    for forwarded in ("203.0.113.1", "203.0.113.2", "198.51.100.9, 203.0.113.2"):
        send({"article": article.pk}, **{"X-Forwarded-For": forwarded})
    assert ViewHit.objects.count() == 2


def test_nothing_that_names_the_visitor_is_kept(send):
    send({"article": builders.article().pk}, **{"X-Forwarded-For": "203.0.113.77"})
    kept = str(ViewHit.objects.values().get())
    assert "203.0.113" not in kept
    assert "iPhone" not in kept


def test_what_visitors_may_not_see_is_not_counted_and_answers_alike(send):
    hidden = [
        builders.draft(),
        builders.article(published_at=timezone.now() + timedelta(days=1)),
        builders.article(expires_at=timezone.now() - timedelta(seconds=1)),
    ]
    for pk in [*(article.pk for article in hidden), 10**17]:
        response = send({"article": pk})
        assert (response.status_code, response.content) == (204, b"")
        assert response["Cache-Control"] == "no-store"
    assert not ViewHit.objects.exists()


def test_a_tap_counts_once_for_a_visitor_page_and_action(send):
    path = builders.article(["新能源"]).tags.get().get_absolute_url()
    for _ in range(2):
        assert send({"path": path, "action": "call"}).status_code == 204
    send({"path": path, "action": "wechat"})
    assert set(TapHit.objects.values_list("path", "action")) == {("/tags/新能源/", "call"), ("/tags/新能源/", "wechat")}


@pytest.mark.parametrize("path", ["/nowhere/at/all/", "/admin/", "/news/999999/", "/healthz/live", "/count/"])
def test_a_tap_on_no_page_of_ours_is_not_counted_and_answers_alike(send, path):
    response = send({"path": path, "action": "call"})
    assert (response.status_code, response.content) == (204, b"")
    assert not TapHit.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "null",
        "7",
        '"article"',
        "[" * 990,
        "{}",
        '{"article": null}',
        '{"article": true}',
        '{"article": 0}',
        '{"article": -1}',
        '{"article": 1.5}',
        '{"article": [1]}',
        '{"article": "１"}',
        '{"article": "1 OR 1=1"}',
        '{"article": 9999999999999999999999}',
        '{"article": 1, "path": "/", "action": "call"}',
        '{"article": 1, "views": 1000}',
        '{"path": "/"}',
        '{"path": "/", "action": "steal"}',
        '{"path": "/", "action": ["call"]}',
        '{"path": 1, "action": "call"}',
        '{"path": "zones", "action": "call"}',
        '{"path": "/%00", "action": "call"}',
        '{"path": "/\\u0000", "action": "call"}',
        '{"path": "/' + "a" * 300 + '", "action": "call"}',
        b"\xff\xfe",
    ],
)
def test_what_no_page_of_ours_sends_is_refused(send, body):
    assert send(body).status_code == 400
    assert not ViewHit.objects.exists()
    assert not TapHit.objects.exists()


def test_other_sizes_types_and_methods_are_refused(send, client):
    assert send("").status_code == 415
    assert send(" " * 1001).status_code == 413
    assert send("article=1", content_type="text/plain").status_code == 415
    assert client.post("/count/", {"article": 1}).status_code == 415
    assert client.get("/count/").status_code == 405


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0.0.0 Safari/537.36",
        "curl/8.5.0",
        "python-requests/2.32",
        "Go-http-client/2.0",
    ],
)
def test_robots_are_not_counted(send, agent):
    send({"article": builders.article().pk}, agent=agent)
    assert not ViewHit.objects.exists()


@pytest.mark.parametrize(
    "agent",
    [
        PHONE,
        "Mozilla/5.0 (Linux; Android 14; CUBOT X70) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0",
        "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 ArkWeb/4.1 Mobile HuaweiBrowser/5.1",
    ],
)
def test_people_are_counted(send, agent):
    send({"article": builders.article().pk}, agent=agent)
    assert ViewHit.objects.count() == 1


@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Referer": "https://elsewhere.example/testserver"}, False),
        ({"Sec-Purpose": "prefetch;prerender"}, False),
        ({"Purpose": "prefetch"}, False),
    ],
)
def test_other_sites_and_guessing_browsers_are_not_counted(send, headers, counted):
    assert send({"article": builders.article().pk}, **headers).status_code == 204
    assert ViewHit.objects.exists() is counted


def test_counting_costs_three_queries(send, django_assert_num_queries):
    article = builders.article()
    send({"article": article.pk})
    # The content versions of the host; whether the article is published; INSERT ... ON CONFLICT DO NOTHING.
    with django_assert_num_queries(3):
        send({"article": article.pk})
