"""One row whose page cannot be addressed, or whose card fails, is left out and logged; the page and the others stay."""

import logging

import pytest
from django.db import OperationalError

from articles import sitemaps
from articles.models import Article, Tag
from plumbing.tolerance import tolerant_map
from tests import builders
from zones.models import City, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def odd(monkeypatch):
    """`odd(City, pk)`: from now on the address of that row cannot be made."""

    def make(model, pk):
        address = model.get_absolute_url

        def failing(row):
            if row.pk == pk:
                raise ValueError("no address")
            return address(row)

        monkeypatch.setattr(model, "get_absolute_url", failing)

    return make


@pytest.fixture
def network(monkeypatch):
    """A city with two zones and two articles; a second city. Returns the first city, its first zone and article."""
    # Whatever ids the tests before have used up, the first part of the sitemap holds these articles.
    monkeypatch.setattr(sitemaps, "RANGE", 10**9)
    city, other = builders.city(name="济南", slug="jinan"), builders.city(name="青岛", slug="qingdao")
    zone, _ = (builders.zone(city=city, name=f"示例{n}园", slug=f"n{n}", is_featured=True) for n in range(2))
    article, _ = (builders.article(["氢能", "储能"], title=f"示例{n}期", zone=zone) for n in range(2))
    builders.article(title="青岛消息", city=other)
    Tag.objects.update(published_count=2)
    return city, zone, article


#: Every page that lists, by what it lists.
LISTS = {
    City: ["/", "/zones/", "/sitemaps/places.xml", "/search/?q=示例", "/search/suggest/?q=南"],
    Zone: ["/", "/zones/", "/zones/jinan/", "/zones/jinan/n1/", "/sitemaps/places.xml", "/search/?q=示例",
           "/search/suggest/?q=示例"],
    Article: ["/", "/news/", "/zones/jinan/", "/tags/氢能/", "/search/?q=示例", "/feed.xml", "/sitemaps/news-0.xml"],
    Tag: ["/tags/", "/search/", "/search/?q=没有", "/search/suggest/?q=能", "/sitemaps/places.xml", "ARTICLE"],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("model", "path"), [(model, path) for model, paths in LISTS.items() for path in paths])
def test_a_row_without_an_address_takes_no_page_with_it(client, network, odd, caplog, model, path):
    _city, zone, article = network
    city, tag = City.objects.get(slug="qingdao"), Tag.objects.get(name="储能")
    row = {City: city, Zone: zone, Article: article, Tag: tag}[model]
    path = article.get_absolute_url() if path == "ARTICLE" else path
    odd(model, row.pk)
    answer = client.get(path)
    assert answer.status_code == 200
    assert f"Left out of a list: {model.__name__} {row.pk}" in caplog.text


@pytest.mark.slow
def test_the_others_are_all_there(client, network, odd):
    odd(Zone, network[1].pk)
    page = client.get("/zones/jinan/").content.decode()
    assert "/zones/jinan/n1/" in page
    assert "/zones/jinan/n0/" not in page.partition('class="tiles')[2].partition("</section>")[0]


@pytest.mark.slow
def test_a_tag_that_came_in_with_a_slash_in_its_slug_is_left_out(client, network):
    """No constraint forbids it, and no address can be made of it."""
    Tag.objects.filter(name="储能").update(slug="a/b")
    for path in ("/tags/", "/search/", "/search/?q=储能", "/sitemaps/places.xml", network[2].get_absolute_url()):
        assert client.get(path).status_code == 200, path


def test_what_fails_is_logged_by_class_and_id(caplog):
    article = builders.article(title="示例")
    with caplog.at_level(logging.ERROR):
        assert tolerant_map(lambda row: 1 // row, [1, 0, 2]) == [1, 0]
        assert tolerant_map(lambda row: row.nothing, [article]) == []
    assert f"Left out of a list: Article {article.pk}" in caplog.text


def test_a_database_that_is_away_is_no_rows_fault():
    def fail(row):
        raise OperationalError("away")

    with pytest.raises(OperationalError):
        tolerant_map(fail, [1])
