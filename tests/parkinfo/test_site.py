"""Which site was asked for, how its pages may be kept, and what may come in at all."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import Article
from parkinfo import middleware
from tests import builders
from zones.canonical import known_query_keys
from zones.models import Zone

pytestmark = pytest.mark.django_db


def test_a_public_page_may_be_kept_by_a_shared_cache_and_sets_no_cookie(client):
    response = client.get("/news/")
    assert "s-maxage=5" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "address", ["/", "/news/", "/zones/", "/search/?q=x", "/enquiries/new/", "/nothing/", "/feed.xml"]
)
def test_no_page_says_where_its_reader_came_from(client, address):
    """nginx tells the application, whose report of addresses not found wants it, and keeps one copy for everybody."""
    builders.article()  # a feed of nothing is dated now, another second another page
    page = client.get(address).content
    assert client.get(address, headers={"referer": "https://elsewhere.example/?q=secret"}).content == page


def test_an_unchanged_page_costs_one_query(client, django_assert_num_queries):
    builders.article()
    etag = client.get("/news/")["ETag"]
    with django_assert_num_queries(1):
        response = client.get("/news/", headers={"If-None-Match": etag})
    assert response.status_code == 304


def test_a_changed_article_changes_the_etag(client):
    article = builders.article()
    etag = client.get("/news/")["ETag"]
    Article.objects.filter(pk=article.pk).update(title="另一个标题")
    response = client.get("/news/", headers={"If-None-Match": etag})
    assert (response.status_code, response["ETag"] != etag) == (200, True)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("/zones/", "testserver"),
        ("/news/", "localhost"),
        *((f"/news/?{key}=1", "testserver") for key in known_query_keys()),
    ],
)
def test_another_path_host_or_known_query_is_another_page(client, address, host):
    etag = client.get("/news/")["ETag"]
    assert client.get(address, headers={"host": host, "if-none-match": etag}).status_code != 304


def test_two_values_of_one_query_key_are_not_the_last_of_them(client):
    etag = client.get("/news/?page=1")["ETag"]
    assert client.get("/news/?page=2&page=1", headers={"if-none-match": etag}).status_code == 200


def test_what_is_sent_is_never_answered_as_unchanged(client):
    """An enquiry would be lost with it."""
    etag = client.get("/enquiries/new/")["ETag"]
    assert client.post("/enquiries/new/", headers={"if-none-match": etag}).status_code != 304


def test_only_a_page_has_an_etag(client):
    assert "ETag" not in client.get("/nothing/")


def test_what_is_no_page_may_not_be_kept(client):
    """A 405; pages, redirects, and what is not found or gone may."""
    response = client.get("/count/")
    assert (response.status_code, response["Cache-Control"]) == (405, "no-store")


def test_unknown_query_keys_name_no_page_of_their_own(client):
    assert client.get("/news/?utm_source=a&from=singlemessage")["ETag"] == client.get("/news/")["ETag"]


def test_tomorrow_an_unchanged_page_is_another(client, monkeypatch):
    """It says of its dates which is today."""
    etag = client.get("/news/")["ETag"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *moment: tomorrow)
    assert client.get("/news/", headers={"if-none-match": etag}).status_code == 200


def test_another_release_makes_every_page_anew(client, monkeypatch):
    etag = client.get("/news/")["ETag"]
    monkeypatch.setattr(middleware, "RELEASE", "another")
    assert client.get("/news/", headers={"if-none-match": etag}).status_code == 200


def test_a_citys_host_shows_that_city(client):
    city = builders.city(name="示例城", host="city.example")
    own = builders.article(city=city)
    builders.article(city=builders.city())
    page = client.get("/news/", headers={"host": "city.example"})
    assert page.context["page"].ids == [own.pk]


def test_any_city_answers_at_its_pinyin_under_localhost(client):
    city = builders.city(slug="shicheng")
    page = client.get("/", headers={"host": "shicheng.localhost"})
    assert page.context["site"].city == city


def test_an_article_asked_for_on_the_wrong_host_is_one_redirect(client):
    builders.portal(host="park.example")
    article = builders.article(city=builders.city(host="city.example"))
    response = client.get(article.get_absolute_url(), headers={"host": "park.example"})
    assert (response.status_code, response["Location"]) == (301, f"http://city.example{article.get_absolute_url()}")
    assert client.get(article.get_absolute_url(), headers={"host": "city.example"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "a b", "park.example@evil", "[::", "x" * 300, "../", ".localhost"])
def test_unknown_and_hostile_hosts_are_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code in {400, 421}


@pytest.mark.parametrize(
    "address",
    ["/news/?page=%00", "/tags/%00/", "/search/?q=%00", "/news/%00/", "/zones/a%00b/"],
)
def test_nul_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("address", ["/news/?section=%ff%fe", "/tags/%ff%fe/", "/tags/%E5%9B/", "/zones/%ff/"])
def test_invalid_utf8_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_huge_query_string_is_refused(client):
    answer = client.get("/news/?q=" + "a" * 7000)
    assert answer.status_code == 414
    assert "地址太长</h1>" in answer.content.decode()


def test_a_form_in_another_charset_is_refused(client):
    response = client.post("/news/", b"a=%A3", content_type="application/x-www-form-urlencoded; charset=gbk")
    assert response.status_code == 415


@pytest.mark.parametrize("address", ["/news/99999999999999999999999/", "/news/0/", "/zones/x/", "/zones/x/y/", "/x"])
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_public_pages_allow_no_inline_script(client):
    policy = client.get("/news/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "nonce" not in policy
    assert "unsafe" not in policy


def test_a_zone_of_another_city_cannot_be_an_articles():
    zone, article = builders.zone(), builders.article(city=builders.city())

    @transaction.atomic
    def put_it_there():
        Article.objects.filter(pk=article.pk).update(zone=zone)
        connection.check_constraints()

    with pytest.raises(IntegrityError):
        put_it_there()


def test_a_zone_that_moves_takes_its_articles_along():
    article = builders.article(zone=builders.zone())
    city = builders.city()
    Zone.objects.filter(pk=article.zone_id).update(city=city)
    article.refresh_from_db()
    assert article.city == city


def test_live_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz/live").status_code == 200


@pytest.mark.parametrize(
    "address", ["/", "/news/", "/news/1/", "/zones/", "/tags/", "/search/", "/feed.xml", "/about/"]
)
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_for_reading_take_nothing_in(client, address, method):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(("peer", "is_believed"), [("127.0.0.1", True), ("203.0.113.5", False)])
def test_only_our_own_proxy_says_that_a_visitor_came_by_https(client, settings, peer, is_believed):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    response = client.get("/about/", headers={"X-Forwarded-Proto": "https"}, REMOTE_ADDR=peer)
    assert response.wsgi_request.is_secure() == is_believed
