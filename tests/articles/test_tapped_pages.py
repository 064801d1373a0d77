"""Taps are counted of our public pages alone, each under its one path."""

import re
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from articles.models import Article
from articles.tapped_pages import tapped_page
from tests import builders

MARCH_2 = datetime(2024, 3, 2, 12, tzinfo=timezone.get_default_timezone())

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A city with a zone and a tagged article of today."""
    adviser = builders.contact(mobiles=["13800000000"], wechat_id="shili", is_adviser=True)
    builders.portal(host="testserver", contact=adviser)
    city = builders.city(slug="cheng")
    zone = builders.zone(city=city, slug="yuan")
    return builders.article(["新能源"], city=city, zone=zone)


def routes(patterns, prefix=""):
    """(name, names of its arguments) of every public address."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{prefix}{pattern.name}", set(pattern.pattern.regex.groupindex)
        elif pattern.namespace != "admin":
            yield from routes(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


@pytest.mark.slow
def test_every_page_with_a_way_to_reach_us_counts_and_nothing_else_does(client, town):
    today = timezone.localdate()
    examples = {"pk": town.pk, "slug": town.tags.get().slug, "city_slug": "cheng", "zone_slug": "yuan"}
    examples |= {"year": today.year, "month": today.month, "day": today.day}
    examples["listing_number"] = builders.listing(zone=town.zone).number
    with_a_way, counted = set(), set()
    for name, arguments in routes(get_resolver().url_patterns):
        if arguments <= examples.keys():
            path = reverse(name, kwargs={each: examples[each] for each in arguments})
            answer = client.get(path)
            with_a_way |= {name} if answer.status_code == 200 and b" data-tap=" in answer.content else set()
            counted |= {name} if tapped_page(unquote(path)) else set()
    assert counted == with_a_way
    assert {"home", "articles:article", "zones:zone", "leads:new"} <= counted


@pytest.mark.parametrize(
    "path",
    [
        *("/nowhere/at/all/", "/zones", "/count/", "/search/suggest/", "/healthz/live", "/healthz/ready"),
        *(
            "/feed.xml",
            "/sitemap.xml",
            "/sitemaps/places.xml",
            "/robots.txt",
            "/wechat/signature",
            "/verification.html",
        ),
        *("/admin/", "/admin/articles/article/", "/admin/login/", "/preview/abc/", "/zones/cheng/feed.xml"),
    ],
)
def test_what_is_no_page_does_not_count(town, path):
    assert tapped_page(path) is None


def test_an_article_counts_while_visitors_may_read_it():
    moment = timezone.now()
    path = builders.article().get_absolute_url()
    assert tapped_page(path) == path
    hidden = [
        builders.draft(),
        builders.article(published_at=moment + timedelta(days=1)),
        builders.article(expires_at=moment - timedelta(seconds=1)),
    ]
    assert [tapped_page(article.get_absolute_url()) for article in hidden] == [None] * 3
    assert tapped_page("/news/999999/") is None
    assert tapped_page(f"/news/{'9' * 150}/") is None


def test_a_tag_counts_once_an_article_that_visitors_may_read_carries_it():
    article = builders.draft(["新能源"])
    assert tapped_page("/tags/新能源/") is None
    Article.objects.filter(pk=article.pk).update(
        status=Article.Status.PUBLISHED, published_at=timezone.now(), first_published_at=timezone.now()
    )
    assert tapped_page("/tags/新能源/") == "/tags/新能源/"
    assert tapped_page("/tags/没有/") is None


def test_cities_and_zones_count_while_they_are_listed(town):
    assert tapped_page("/zones/cheng/") == "/zones/cheng/"
    assert tapped_page("/zones/cheng/yuan/") == "/zones/cheng/yuan/"
    assert tapped_page("/zones/yuan/") is None
    assert tapped_page("/zones/cheng/cheng/") is None
    town.city.is_listed = False
    town.city.save()
    assert tapped_page("/zones/cheng/") is None
    assert tapped_page("/zones/cheng/yuan/") is None


def test_an_archive_counts_on_days_that_have_articles():
    builders.article(published_at=MARCH_2)
    assert tapped_page("/news/archive/2024/3/") == "/news/archive/2024/3/"
    assert tapped_page("/news/archive/2024/3/2/") == "/news/archive/2024/3/2/"
    for other in ("2024/4", "2024/13", "2024/0", "2023/3", "99999/3", "0/3", "2024/3/3", "2024/3/31", "2024/3/0"):
        assert tapped_page(f"/news/archive/{other}/") is None


def test_a_page_has_one_path_however_it_was_written():
    article = builders.article(published_at=MARCH_2)
    assert tapped_page(f"/news/000{article.pk}/") == f"/news/{article.pk}/"
    assert tapped_page("/news/archive/2024/03/02/") == "/news/archive/2024/3/2/"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 0),
        ("/enquiries/new/", 0),
        ("/admin/", 0),
        ("/news/ARTICLE/", 1),
        ("/tags/新能源/", 1),
        ("/zones/cheng/", 1),
        ("/zones/cheng/yuan/", 1),
        ("/news/archive/2024/3/2/", 1),
    ],
)
def test_telling_a_page_costs_one_query_at_most(town, django_assert_num_queries, path, queries):
    path = re.sub("ARTICLE", str(town.pk), path)
    with django_assert_num_queries(queries):
        tapped_page(path)
