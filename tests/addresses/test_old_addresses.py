"""What the addresses of the site before this one, and ours that changed, lead to today."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from addresses import middleware
from addresses.models import MissingAddress, OldAddress
from articles.models import Article, Tag
from tests import builders
from tests.addresses.conftest import HOST, ask, leads_to
from zones.models import City


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


@pytest.mark.slow
def test_an_expired_article_says_so_by_its_title_at_its_old_address_too(client, city):
    """A withdrawn one is named by neither of its addresses: the title may be what it was withdrawn for."""
    article = builders.article(
        city=city,
        title="示例园区开园",
        published_at=timezone.now() - timedelta(days=2),
        expires_at=timezone.now() - timedelta(days=1),
    )
    OldAddress.objects.create(host=HOST, kind="post", key="1", article=article)
    OldAddress.objects.create(host=HOST, kind="path", key="/old/story", article=article)
    for address in ("/post/1.html", "/old/story/", article.get_absolute_url()):
        response = ask(client, address)
        assert response.status_code == 410
        assert "《示例园区开园》已经过期下线" in response.content.decode()
    Article.objects.update(status=Article.Status.WITHDRAWN)
    for address in ("/post/1.html", "/old/story/"):
        assert "示例园区开园" not in ask(client, address).content.decode()


def test_a_story_that_is_to_come_again_is_unknown_until_then_and_not_called_expired(client, city):
    article = builders.article(city=city)
    OldAddress.objects.create(host=HOST, kind="post", key="1", article=article)
    Article.objects.update(published_at=timezone.now() + timedelta(days=1))
    for address in ("/post/1.html", article.get_absolute_url()):
        response = ask(client, address)
        assert response.status_code == 404
        assert "过期" not in response.content.decode()


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


@pytest.mark.slow
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


def test_the_desk_without_its_slash_is_never_redirected(client, city):
    """Such a row may have come in before it was refused, or by hand."""
    OldAddress.objects.create(kind="path", key="/admin", path="/about/")
    assert client.get("/admin")["Location"].endswith("/admin/")


def test_what_answers_is_never_redirected(client, city):
    OldAddress.objects.create(kind="path", key="/about", path="/contact/")
    assert ask(client, "/about/").status_code == 200


def test_a_redirect_that_would_lead_to_itself_is_a_page_not_found(client, city):
    OldAddress.objects.create(kind="path", key="/a", path="/zones/b/")
    OldAddress.objects.create(kind="path", key="/zones/b", path="/zones/B/")
    assert ask(client, "/zones/B/").status_code == 404


def test_a_list_whose_feed_has_an_old_address_of_its_own_does_not_stand_in_for_it(client, city):
    OldAddress.objects.create(kind="path", key="/list", path="/zones/")
    OldAddress.objects.create(kind="path", key="/list/feed.xml", path="/feed.xml")
    assert leads_to(ask(client, "/list/feed.xml"), f"http://{HOST}/feed.xml")


def test_an_old_path_that_is_a_section_now_leads_to_the_section_alone(client, city):
    """Its pages were other articles'."""
    OldAddress.objects.create(kind="path", key="/policies", section=builders.section())
    assert leads_to(ask(client, "/policies/?page=3"), f"http://{HOST}/news/?section=dongtai")


@pytest.mark.parametrize("hidden", ["zone", "city"])
def test_what_is_not_listed_is_not_given_away(client, city, hidden):
    zone = builders.zone(is_listed=hidden != "zone", city=builders.city(is_listed=hidden != "city"))
    OldAddress.objects.create(kind="path", key="/old", zone=zone)
    assert ask(client, "/old/").status_code == 404


def test_only_reading_is_redirected(client, city):
    OldAddress.objects.create(kind="path", key="/old", path="/about/")
    assert client.post("/old/", headers={"host": HOST}).status_code == 404
    assert not MissingAddress.objects.exists()


def test_without_the_database_an_address_is_not_found(client, city, monkeypatch):
    def away(*_, **__):
        raise OperationalError

    monkeypatch.setattr(middleware, "find", away)
    assert ask(client, "/post/1.html").status_code == 404


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "https://evil.example", "/a b", "javascript:1"])
def test_the_database_takes_no_path_that_leaves_the_site(city, path):
    with pytest.raises(DatabaseError):
        OldAddress.objects.create(kind="path", key="/x", path=path)
