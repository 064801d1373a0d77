"""What search engines are told: sitemaps, when an article changed, robots.txt."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from articles import sitemaps
from articles.models import Article
from tests import builders

pytestmark = pytest.mark.django_db

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def jinan():
    builders.portal()
    return builders.city(name="济南", slug="jinan", host="jinan.example")


@pytest.fixture(autouse=True)
def one_part(monkeypatch):
    """All articles are in one part, whatever ids the tests before have used up."""
    monkeypatch.setattr(sitemaps, "RANGE", 10**12)


def read(client, path, host="park.example"):
    response = client.get(path, headers={"host": host})
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def addresses(tree):
    return [element.text for element in tree.iter(f"{SPACE}loc")]


def test_the_index_names_the_parts_that_hold_something(client, jinan, monkeypatch):
    first, second, third = builders.article(), builders.draft(), builders.article()
    monkeypatch.setattr(sitemaps, "RANGE", 1)
    assert addresses(read(client, "/sitemap.xml")) == [
        "http://park.example/sitemaps/places.xml",
        "http://park.example/listings/sitemap.xml",
        f"http://park.example/sitemaps/news-{first.pk}.xml",
        f"http://park.example/sitemaps/news-{third.pk}.xml",
    ]
    assert client.get(f"/sitemaps/news-{second.pk}.xml", headers={"host": "park.example"}).status_code == 404


@pytest.mark.parametrize("number", ["1", "9" * 17, "9" * 60])
def test_a_part_that_holds_nothing_is_404(client, jinan, number):
    builders.article()
    assert client.get(f"/sitemaps/news-{number}.xml", headers={"host": "park.example"}).status_code == 404


def test_each_host_lists_what_is_at_home_there(client, jinan):
    ours, theirs = builders.article(), builders.article(city=jinan)
    builders.zone(city=jinan, slug="yuan")
    assert addresses(read(client, "/sitemaps/news-0.xml")) == [f"http://park.example/news/{ours.pk}/"]
    assert addresses(read(client, "/sitemaps/news-0.xml", "jinan.example")) == [
        f"http://jinan.example/news/{theirs.pk}/"
    ]
    assert "http://park.example/zones/jinan/yuan/" not in addresses(read(client, "/sitemaps/places.xml"))
    assert "http://jinan.example/zones/jinan/yuan/" in addresses(read(client, "/sitemaps/places.xml", "jinan.example"))


def test_only_public_articles_are_listed(client, jinan):
    builders.draft()
    builders.article(published_at=timezone.now() + timedelta(hours=1))
    assert not any("news" in address for address in addresses(read(client, "/sitemap.xml")))


def test_lastmod_is_when_readers_got_something_new(client, jinan):
    long_ago = timezone.now() - timedelta(days=400)
    article = builders.article(published_at=long_ago, content_changed_at=long_ago - timedelta(days=1))
    lastmod = read(client, "/sitemaps/news-0.xml").find(f".//{SPACE}lastmod").text
    assert lastmod == long_ago.isoformat(timespec="seconds")
    article.refresh_from_db()
    assert article.modified_at == article.published_at


@pytest.mark.parametrize(
    ("change", "is_new"),
    [
        ({"title": "新题目"}, True),
        ({"body": "<p>新</p>"}, True),
        ({"pinned": True}, False),
        ({"status": "withdrawn"}, False),
    ],
)
def test_the_database_dates_changes_of_content(change, is_new):
    long_ago = timezone.now() - timedelta(days=400)
    article = builders.article(content_changed_at=long_ago)
    Article.objects.filter(pk=article.pk).update(content_changed_at=timezone.now(), **change)
    article.refresh_from_db()
    assert (article.content_changed_at != long_ago) is is_new


@pytest.mark.slow
def test_a_part_costs_the_same_for_one_and_many(client, jinan, django_assert_num_queries):
    for _ in range(3):
        # The site; the articles with their pictures.
        builders.article()
        client.get("/sitemaps/news-0.xml", headers={"host": "park.example"})
        with django_assert_num_queries(2):
            client.get("/sitemaps/news-0.xml", headers={"host": "park.example"})


@pytest.mark.slow
def test_places_are_pages_that_answer(client, jinan):
    builders.zone(city=builders.city())
    for address in addresses(read(client, "/sitemaps/places.xml")):
        path = address.removeprefix("http://park.example")
        assert client.get(path, headers={"host": "park.example"}).status_code == 200, path


def test_robots_read_a_real_host_and_nothing_else(client, jinan):
    ours = client.get("/robots.txt", headers={"host": "jinan.example"}).content.decode()
    assert "Disallow: /admin/\n" in ours
    assert ours.endswith("\nSitemap: http://jinan.example/sitemap.xml\n")
    assert client.get("/robots.txt", headers={"host": "localhost"}).content == b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("settings_of_portal", "contact"),
    [({"complaint_email": "a@example.com"}, "mailto:a@example.com"), ({}, "http://park.example/contact/")],
)
def test_who_finds_a_weakness_is_told_whom_to_tell(client, settings_of_portal, contact):
    """RFC 9116: Contact and Expires are required, and the latter less than a year ahead."""
    builders.portal(**settings_of_portal)
    answer = client.get("/.well-known/security.txt", headers={"host": "park.example"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert (fields["Contact"], fields["Canonical"]) == (contact, "http://park.example/.well-known/security.txt")
    ahead = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=90) < ahead < timedelta(days=365)
