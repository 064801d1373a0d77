"""Views and taps: counted once a visitor and day, without personal data, and summed up exactly once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from articles import jobs
from articles.jobs import count_tags, forget_daily_sums, forget_visitors, rebuild_archive, roll_up
from articles.models import ArchiveDay, Article, ArticleDailyViews, ArticleViews, DailyTaps, Tag, TapHit, ViewHit
from jobs.queue import kinds
from tests import builders

pytestmark = pytest.mark.django_db


def read(article, *views):
    """Daily views: today's, yesterday's, ..."""
    today = timezone.localdate()
    for ago, number in enumerate(views):
        ArticleDailyViews.objects.create(article=article, day=today - timedelta(days=ago), views=number)
    return article


def test_most_read_sums_the_days_and_forgets_what_is_older():
    once = read(builders.article(), 5)
    often = read(builders.article(), 2, 2, 2)
    read(builders.article(), 0, 0, 0, 0, 0, 0, 0, 100)
    found = list(Article.objects.most_read(days=7)[:2])
    assert found == [often, once]
    assert [article.recent_views for article in found] == [6, 5]


def test_most_read_shows_only_what_visitors_may_see():
    read(builders.draft(), 9)
    read(builders.article(published_at=timezone.now() + timedelta(days=1)), 9)
    seen = read(builders.article(), 1)
    assert list(Article.objects.most_read()) == [seen]


def test_most_read_of_a_city_is_that_citys_own():
    here = builders.city()
    ours = read(builders.article(city=here), 1)
    read(builders.article(city=builders.city()), 9)
    read(builders.article(), 9)
    assert list(Article.objects.most_read(city=here)) == [ours]


def test_most_read_is_one_query_with_all_that_cards_show(django_assert_num_queries):
    for views in range(3):
        read(builders.article(), views)
    with django_assert_num_queries(1):  # SELECT cards WHERE id IN (the days' most read)
        for article in Article.objects.most_read():
            assert (bool(article.title), article.picture, hasattr(article, "views")) == (True, None, False)


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


def hits(article, number, *, day=None):
    day = day or timezone.localdate()
    ViewHit.objects.bulk_create(ViewHit(article=article, day=day, visitor=f"{day}{n}") for n in range(number))


def test_hits_are_summed_up_once():
    article, today = builders.article(), timezone.localdate()
    ArticleViews.objects.create(article=article, baseline=100, counted=1)
    hits(article, 3)
    hits(article, 2, day=today - timedelta(days=1))
    TapHit.objects.create(path="/", action="call", day=today, visitor="a")
    for _ in range(2):
        roll_up()
    assert ArticleViews.objects.get().total == 106
    assert dict(ArticleDailyViews.objects.values_list("day", "views")) == {today: 3, today - timedelta(days=1): 2}
    hits(builders.article(), 1)
    TapHit.objects.create(path="/", action="call", day=today, visitor="b")
    roll_up()
    assert ArticleViews.objects.count() == 2
    assert DailyTaps.objects.get().taps == 2


def together(*functions):
    """Call them at the same time; pytest reports what any of them raises."""
    start = threading.Barrier(len(functions))

    def work(function):
        try:
            start.wait()
            function()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_roll_ups_at_once_count_each_hit_once(monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 50)
    articles = [builders.article() for _ in range(10)]
    for article in articles:
        hits(article, 100)
    together(roll_up, roll_up, roll_up)
    assert set(ArticleDailyViews.objects.values_list("views", flat=True)) == {100}
    assert set(ArticleViews.objects.values_list("counted", flat=True)) == {100}


def test_visitors_are_forgotten_after_two_days_but_not_before_they_are_summed_up():
    article, today = builders.article(), timezone.localdate()
    hits(article, 1)
    hits(article, 1, day=today - timedelta(days=1))
    hits(article, 1, day=today - timedelta(days=2))
    forget_visitors()
    assert ViewHit.objects.count() == 3
    roll_up()
    forget_visitors()
    assert set(ViewHit.objects.values_list("day", flat=True)) == {today, today - timedelta(days=1)}


def test_daily_sums_go_when_nobody_looks_at_them_any_more(monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 2)
    article, today = builders.article(), timezone.localdate()
    ArticleViews.objects.create(article=article, counted=7)
    for days in (0, 100, 101, 102, 103, 400, 401, 402, 403):
        day = today - timedelta(days=days)
        ArticleDailyViews.objects.create(article=article, day=day, views=1)
        DailyTaps.objects.create(path="/", action="call", day=day, taps=1)
    forget_daily_sums()

    def ages(model):
        return {(today - row.day).days for row in model.objects.all()}

    assert ages(ArticleDailyViews) == {0, 100}
    assert ages(DailyTaps) == {0, 100, 101, 102, 103, 400}
    assert ArticleViews.objects.get().total == 7


def archive(city=None):
    rows = ArchiveDay.objects.filter(city=city).values_list("day").annotate(Sum("articles"))
    return {day: total for day, total in rows if total}


def test_a_rebuilt_archive_says_the_same_in_fewer_rows_and_leaves_out_what_expired():
    here = builders.city()
    for _ in range(3):
        builders.article(city=here)
    builders.article()
    builders.draft()
    gone = builders.article(city=here)
    today = timezone.localdate()
    assert archive() == {today: 5}
    Article.objects.filter(pk=gone.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    for _ in range(2):
        rebuild_archive()
        assert (archive(), archive(here)) == ({today: 4}, {today: 3})
        assert ArchiveDay.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_rebuilds_and_a_publication_at_once_keep_the_archive_true():
    builders.article()
    together(rebuild_archive, rebuild_archive, builders.article)
    assert archive() == {timezone.localdate(): 2}


def test_tags_count_what_visitors_see_and_write_only_what_changed(django_assert_num_queries):
    builders.article(["新能源", "政策"])
    builders.article(["新能源"])
    builders.draft(["新能源", "草稿"])
    builders.article(["新能源"], expires_at=timezone.now() - timedelta(seconds=1))
    count_tags()
    assert dict(Tag.objects.values_list("name", "published_count")) == {"新能源": 2, "政策": 1, "草稿": 0}
    with django_assert_num_queries(2):  # the counts; the tags. No UPDATE, so no new content version.
        count_tags()
    Article.objects.update(status=Article.Status.WITHDRAWN)
    count_tags()
    assert set(Tag.objects.values_list("published_count", flat=True)) == {0}


def test_the_news_has_its_regular_work():
    names = ("roll_up", "forget_visitors", "forget_daily_sums", "rebuild_archive", "count_tags")
    assert {f"articles.{name}" for name in names} <= set(kinds)
