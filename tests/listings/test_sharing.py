"""The card of a listing and of the finder in a chat: title, text, picture and address, of Open Graph."""

import re
from html import unescape

import pytest

from listings.models import ListingPicture
from tests import builders, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing():
    builders.portal()
    zone = builders.zone(name="示例园", slug="yuan", city=builders.city(name="济南", slug="jinan"))
    listing = builders.listing(zone=zone, clear_height_m=9, price="18 元/㎡·月", building="A“栋”")
    ListingPicture.objects.create(listing=listing, image=rows.image(None))
    return listing


def card(client, address):
    page = client.get(address, headers={"host": "park.example"}).content.decode()
    return {name: unescape(words) for name, words in re.findall(r'<meta property="og:(.+?)" content="(.*?)">', page)}


def test_a_listing_is_its_name_its_main_facts_and_its_first_picture(client, listing):
    shown = card(client, listing.get_absolute_url())
    assert shown["title"] == "示例园 A“栋” 厂房 3,000 ㎡出租"
    assert shown["description"].startswith("厂房出租，面积 3,000 ㎡，净高 9 米，18 元/㎡·月，核实于 ")
    assert shown["image"] == f"http://park.example{listing.pictures.get().image.url}"
    assert shown["url"] == f"http://park.example{listing.get_absolute_url()}"


@pytest.mark.slow
def test_a_listing_without_a_picture_has_its_zones(client, listing):
    listing.pictures.all().delete()
    listing.zone.cover = rows.image(None)
    listing.zone.save()
    for address in (listing.get_absolute_url(), "/listings/"):
        assert card(client, address)["image"].endswith(listing.zone.cover.url)


@pytest.mark.slow
def test_the_finder_is_what_was_asked_for_and_how_many_there_are(client, listing):
    shown = card(client, "/listings/?city=jinan&kind=factory&height=8&utm_source=x")
    assert shown["title"] == "济南厂房房源"
    assert shown["description"] == "济南，厂房，净高不低于 8 米；共 1 套，逐套注明核实日期"
    assert shown["image"] == f"http://park.example{listing.pictures.get().image.url}"
    assert shown["url"] == "http://park.example/listings/?city=jinan&kind=factory&height=8"


def test_the_whole_finder_and_one_that_finds_nothing(client, listing):
    whole = card(client, "/listings/")
    assert (whole["title"], whole["url"]) == ("厂房、仓库、写字楼与土地房源", "http://park.example/listings/")
    nothing = card(client, "/listings/?zone=yuan&city=jinan&kind=land")
    assert nothing["title"] == "示例园土地房源"
    assert "现在没有完全符合的" in nothing["description"]
    assert "image" not in nothing
