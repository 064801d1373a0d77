"""What the addresses of the site before this one, and ours that changed, lead to today."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from addresses.models import MissingAddress, OldAddress
from articles.models import Article, Tag
from tests import builders
from zones.models import City, Zone

HOST = "city.example"


@pytest.fixture
def city(db):
    builders.portal(host="park.example")
    return builders.city(host=HOST, slug="shicheng")


def ask(client, address, host=HOST, **headers):
    return client.get(address, headers={"host": host, **headers})


def leads_to(response, address):
    assert (response.status_code, response.get("Location")) == (301, address)
    return True


@pytest.mark.parametrize("address", ["/index.php/post/6108.html", "/POST/6108.html", "/?id=6108", "/index.php?Id=6108"])
def test_an_old_article_is_one_redirect_to_its_canonical_address(client, city, address):
    article = builders.article(city=builders.city(host="other.example"))
    OldAddress.objects.create(host=HOST, kind="post", key="6108", article=article)
    assert leads_to(ask(client, address), f"http://other.example/news/{article.pk}/")


def test_the_same_number_was_another_article_on_another_host(client, city):
    here, there = builders.article(city=city), builders.article()
    OldAddress.objects.create(host=HOST, kind="post", key="1", article=here)
    OldAddress.objects.create(host="park.example", kind="post", key="1", article=there)
    assert leads_to(ask(client, "/?id=1"), f"http://{HOST}/news/{here.pk}/")
    assert leads_to(ask(client, "/?id=1", "park.example"), f"http://park.example/news/{there.pk}/")


def test_a_host_that_stands_in_for_a_citys_shows_its_old_addresses_too(client, city):
    article = builders.article(city=city)
    OldAddress.objects.create(host=HOST, kind="post", key="1", article=article)
    assert leads_to(ask(client, "/?id=1", "shicheng.localhost"), f"http://shicheng.localhost/news/{article.pk}/")


def test_an_address_for_every_host_gives_way_to_one_for_this_host(client, city):
    section = builders.section()
    OldAddress.objects.create(kind="category", key="3", section=section)
    OldAddress.objects.create(host=HOST, kind="category", key="3", path="/about/")
    assert leads_to(ask(client, "/category-3_2.html"), f"http://{HOST}/about/")
    assert leads_to(ask(client, "/?cate=3&page=2", "park.example"), "http://park.example/news/?section=dongtai")


def test_lists_lead_to_zones_cities_and_tags(client, city):
    zone, tag = builders.zone(city=city), Tag.objects.create(name="新能源", slug="xinnengyuan")
    OldAddress.objects.create(host=HOST, kind="category", key="1", zone=zone)
    OldAddress.objects.create(host=HOST, kind="category", key="2", city=city)
    OldAddress.objects.create(host=HOST, kind="tag", key="9", tag=tag)
    assert leads_to(ask(client, "/category-1.html"), f"http://{HOST}{zone.get_absolute_url()}")
    assert leads_to(ask(client, "/category-2.html"), f"http://{HOST}/zones/shicheng/")
    assert leads_to(ask(client, "/?tags=9"), f"http://{HOST}/tags/xinnengyuan/")


def test_what_was_taken_down_is_gone(client, city):
    OldAddress.objects.create(host=HOST, kind="upload", key="2024/09/a.jpg")
    response = ask(client, "/zb_users/upload/2024/09/A.jpg")
    assert response.status_code == 410
    assert "s-maxage" in response["Cache-Control"]


def test_a_withdrawn_article_is_gone_at_its_old_address_already(client, city):
    article = builders.article(city=city)
    OldAddress.objects.create(host=HOST, kind="post", key="1", article=article)
    Article.objects.update(status=Article.Status.WITHDRAWN)
    assert ask(client, "/post/1.html").status_code == 410


def test_a_draft_stays_unknown_at_its_old_address(client, city):
    OldAddress.objects.create(host=HOST, kind="post", key="1", article=builders.draft(city=city))
    assert ask(client, "/post/1.html").status_code == 404


def test_an_article_that_is_deleted_is_gone(client, city):
    OldAddress.objects.create(host=HOST, kind="post", key="1", article=builders.article(city=city))
    Article.objects.all().delete()
    assert ask(client, "/post/1.html").status_code == 410


def test_over_http_too_what_was_taken_down_is_gone(client, city, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    OldAddress.objects.create(kind="post", key="6108")
    assert ask(client, "/?id=6108").status_code == 410


@pytest.mark.parametrize("address", ["/post/6108.html", "/?id=6108", "/feed.php", "/page_1.html"])
def test_over_http_too_it_is_one_hop_to_https(client, city, settings, address):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    OldAddress.objects.create(host=HOST, kind="post", key="6108", article=builders.article(city=city))
    first = ask(client, address)
    assert (first.status_code, first["Location"].partition("/news/")[0].removesuffix("/feed.xml")) == (
        301,
        f"https://{HOST}",
    )
    assert client.get(first["Location"], headers={"host": HOST}, secure=True).status_code == 200


def test_over_http_our_own_changed_slug_is_one_hop_too(client, city, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    City.objects.filter(pk=city.pk).update(slug="xincheng")
    for host in (HOST, "park.example"):
        assert leads_to(ask(client, "/zones/shicheng/?page=2", host), f"https://{HOST}/zones/xincheng/?page=2")


def test_over_http_a_missing_slash_is_one_hop_too(client, city, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    assert leads_to(ask(client, "/about?utm_source=x"), f"https://{HOST}/about/?utm_source=x")


def test_over_http_what_is_sent_is_not_taken_before_it_comes_over_https(client, city, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    article = builders.article(city=city)
    response = client.post("/count/", {"article": article.pk}, headers={"host": HOST})
    assert leads_to(response, f"https://{HOST}/count/")


def test_over_http_the_desk_goes_to_https_before_anything_is_asked(client, city, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    assert leads_to(ask(client, "/admin/login/", "park.example"), "https://park.example/admin/login/")


def test_over_http_our_own_pages_go_to_https(client, city, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    OldAddress.objects.create(kind="path", key="/about", path="/contact/")
    assert leads_to(ask(client, "/about/"), f"https://{HOST}/about/")
    assert leads_to(ask(client, "/post/404.html"), f"https://{HOST}/post/404.html")


def test_search_and_feed_and_the_old_front_page_move_without_the_table(client, city, django_assert_num_queries):
    ask(client, "/")
    with django_assert_num_queries(3):  # the content version, once each
        assert leads_to(ask(client, "/search.php?q=厂房 3000"), f"http://{HOST}/search/?q=%E5%8E%82%E6%88%BF+3000")
        assert leads_to(ask(client, "/feed.php"), f"http://{HOST}/feed.xml")
        assert leads_to(ask(client, "/index.php"), f"http://{HOST}/")


def test_a_date_leads_to_the_archive_as_deep_as_there_is_something(client, city):
    day = timezone.localdate() - timedelta(days=40)
    builders.article(city=city, published_at=timezone.now() - timedelta(days=40))
    month = f"http://{HOST}/news/archive/{day.year}/{day.month}/"
    assert leads_to(ask(client, f"/date-{day.year}-{day.month:02}.html"), month)
    assert leads_to(ask(client, f"/?date={day.year}-{day.month}-{day.day}"), f"{month}{day.day}/")
    assert leads_to(ask(client, "/date-2009-1.html"), f"http://{HOST}/news/archive/")


def test_authors_and_pages_lead_to_the_news(client, city):
    for _ in range(21):
        builders.article(city=city)
    assert leads_to(ask(client, "/?auth=1"), f"http://{HOST}/news/")
    assert leads_to(ask(client, "/index.php/page_2.html"), f"http://{HOST}/news/?page=2")
    assert leads_to(ask(client, "/page_999.html"), f"http://{HOST}/news/?page=2")
    assert ask(client, "/news/?page=2").status_code == 200


def test_redirects_are_kept_like_pages(client, city):
    assert "s-maxage=5" in ask(client, "/feed.php")["Cache-Control"]


def test_home_pays_nothing_for_old_addresses(client, city, django_assert_num_queries):
    ask(client, "/")
    with django_assert_num_queries(1):
        assert ask(client, "/?utm_source=x&from=singlemessage").status_code == 200


def test_an_old_article_nobody_knows_is_not_the_home_page(client, city):
    assert ask(client, "/?id=404").status_code == 404


def test_a_page_not_found_costs_one_query_more(client, city, django_assert_num_queries):
    ask(client, "/")
    with django_assert_num_queries(2):
        assert ask(client, "/nothing/here/").status_code == 404


def test_an_address_without_its_slash_gets_it_and_is_not_missing(client, city):
    assert ask(client, "/about").status_code == 301
    assert not MissingAddress.objects.exists()


def test_what_answers_is_never_redirected(client, city):
    OldAddress.objects.create(kind="path", key="/about", path="/contact/")
    assert ask(client, "/about/").status_code == 200


def test_a_redirect_that_would_lead_to_itself_is_a_page_not_found(client, city):
    OldAddress.objects.create(kind="path", key="/a", path="/zones/b/")
    OldAddress.objects.create(kind="path", key="/zones/b", path="/zones/B/")
    assert ask(client, "/zones/B/").status_code == 404


# Slugs that change


def test_a_citys_new_slug_leaves_the_old_addresses_of_its_zones_as_well(client, city):
    zone = builders.zone(city=city, slug="gaoxin")
    City.objects.filter(pk=city.pk).update(slug="xincheng")
    assert leads_to(ask(client, "/zones/shicheng/"), f"http://{HOST}/zones/xincheng/")
    assert leads_to(ask(client, "/zones/shicheng", "park.example"), f"http://{HOST}/zones/xincheng/")
    assert leads_to(ask(client, "/zones/shicheng/gaoxin/"), f"http://{HOST}/zones/xincheng/{zone.slug}/")


def test_a_slug_changed_twice_is_still_one_hop(client, city):
    zone = builders.zone(city=city, slug="one")
    for slug in ("two", "three"):
        Zone.objects.filter(pk=zone.pk).update(slug=slug)
    for old in ("one", "two"):
        assert leads_to(ask(client, f"/zones/shicheng/{old}/"), f"http://{HOST}/zones/shicheng/three/")
    Zone.objects.filter(pk=zone.pk).update(slug="one")
    assert ask(client, "/zones/shicheng/one/").status_code == 200


def test_a_zone_that_moves_to_another_city_is_found(client, city):
    zone = builders.zone(city=city, slug="gaoxin")
    other = builders.city(slug="other")
    zone.city = other
    zone.save()
    assert leads_to(ask(client, "/zones/shicheng/gaoxin/"), "http://park.example/zones/other/gaoxin/")


def test_a_tags_new_slug_leaves_the_old_one_and_its_feed(client, city):
    tag = Tag.objects.create(name="新能源", slug="新能源")
    builders.article(["新能源"], city=city)
    Tag.objects.filter(pk=tag.pk).update(slug="xin")
    assert leads_to(ask(client, "/tags/新能源/"), f"http://{HOST}/tags/xin/")
    assert leads_to(ask(client, "/tags/新能源/feed.xml"), f"http://{HOST}/tags/xin/feed.xml")


def test_tags_merged_twice_over_are_still_one_hop(client, city):
    kept, first, second = (Tag.objects.create(name=name, slug=name) for name in ("kept", "first", "second"))
    Tag.objects.filter(pk=first.pk).update(slug="renamed")
    OldAddress.objects.create(kind="tag", key="9", tag=first)
    builders.article(["first", "kept"], city=city)
    second.take_over([Tag.objects.get(pk=first.pk)])
    kept.take_over([second])
    for old in ("/tags/first/", "/tags/renamed/", "/tags/second/", "/tags-9.html"):
        assert leads_to(ask(client, old), f"http://{HOST}/tags/kept/")
    assert leads_to(ask(client, "/tags/second/feed.xml"), f"http://{HOST}/tags/kept/feed.xml")
    assert ask(client, "/tags/kept/").status_code == 200


def test_a_tag_that_is_deleted_leads_nowhere(client, city):
    tag = Tag.objects.create(name="old", slug="old")
    Tag.objects.filter(pk=tag.pk).update(slug="new")
    tag.delete()
    assert ask(client, "/tags/old/").status_code == 410
    assert ask(client, "/tags/new/").status_code == 404


def test_what_is_not_listed_is_not_given_away(client, city):
    zone = builders.zone(city=city, slug="old")
    Zone.objects.filter(pk=zone.pk).update(slug="new", is_listed=False)
    assert ask(client, "/zones/shicheng/old/").status_code == 404


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "https://evil.example", "/a b", "javascript:1"])
def test_the_database_takes_no_path_that_leaves_the_site(city, path):
    with pytest.raises(DatabaseError):
        OldAddress.objects.create(kind="path", key="/x", path=path)


# What is asked for in vain


def test_a_miss_is_noted_once_whatever_its_spelling(client, city):
    ask(client, "/post/77.html", referer="https://search.example/q?secret=1")
    ask(client, "/?id=77")
    miss = MissingAddress.objects.get()
    assert (str(miss), miss.times, miss.referrer) == (f"{HOST}/post/77.html", 1, "search.example")


def test_a_miss_is_counted_again_a_minute_later(client, city):
    ask(client, "/gone/")
    MissingAddress.objects.update(last_seen_at=timezone.now() - timedelta(minutes=2))
    ask(client, "/gone/")
    assert MissingAddress.objects.get().times == 2


@pytest.mark.parametrize(
    "address",
    [
        "/wp-login.php",
        "/.env",
        "/.git/config",
        "/backup.zip",
        "/favicon.ico",
        "/admin/x/",
        "/static/x.css",
        "/" + "a" * 500,
    ],
)
def test_scanners_leave_no_trace(client, city, address):
    assert ask(client, address).status_code in {302, 404}
    assert not MissingAddress.objects.exists()


def test_a_scan_cannot_fill_the_table(client, city, monkeypatch):
    monkeypatch.setattr("addresses.middleware.MOST_NEW", 3)
    for number in range(6):
        assert ask(client, f"/scan/{number}/").status_code == 404
    assert MissingAddress.objects.count() == 3


def test_a_referrer_that_is_none_is_left_out(client, city):
    ask(client, "/gone/", referer="http://[broken")
    assert MissingAddress.objects.get().referrer == ""
