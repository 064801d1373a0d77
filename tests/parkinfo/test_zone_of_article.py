"""The zone that an article is about, on the article's page: what it has on offer, as of now."""

import re

import pytest

from tests import builders
from zones.models import Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    return builders.zone()


def test_an_article_shows_its_zone_and_links_it_and_what_it_has(client, zone):
    article = builders.article(zone=zone)
    builders.listing(zone=zone, area_m2=4321)
    page = client.get(article.get_absolute_url()).content.decode()
    [box] = re.findall(r'<section class="story__zone".*?</section>', page, re.DOTALL)
    for words in (zone.name, f'href="{zone.get_absolute_url()}"', "4,321", "1 套在租"):
        assert words in box


def test_an_article_without_a_zone_or_of_a_hidden_one_shows_none(client, zone):
    Zone.objects.update(is_listed=False)
    for article in (builders.article(city=zone.city), builders.article(zone=zone)):
        assert "story__zone" not in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.slow
def test_what_changes_on_offer_changes_the_article_of_the_zone(client, zone):
    article, listing = builders.article(zone=zone), builders.listing(zone=zone, area_m2=4321)
    first = client.get(article.get_absolute_url())
    unchanged = {"if-none-match": first["ETag"]}
    assert client.get(article.get_absolute_url(), headers=unchanged).status_code == 304
    listing.change(None, area_m2=5432)
    second = client.get(article.get_absolute_url(), headers=unchanged)
    assert (second.status_code, "5,432" in second.content.decode()) == (200, True)
    listing.change(None, state="taken")
    assert "套在租" not in client.get(article.get_absolute_url()).content.decode()
