"""The feeds of what is on offer: public alone, verified last first, known again whatever changes."""

from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from listings.models import ListingPicture
from tests import builders, rows

pytestmark = pytest.mark.django_db
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}link"


@pytest.fixture
def zone():
    builders.portal()
    return builders.zone(city=builders.city(name="济南", slug="jinan", host="jinan.example"))


def get(client, address, host="park.example", **headers):
    return client.get(address, headers={"host": host, **headers})


def channel(client, address="/listings/feed.xml", host="park.example"):
    return ElementTree.fromstring(get(client, address, host).content).find("channel")


def numbers(channel):
    return [item.findtext("guid").partition("listing-")[2] for item in channel.iter("item")]


def test_an_item_says_what_it_is_and_where(client, zone):
    listing = builders.listing(
        zone=zone, building="3 号楼", clear_height_m=9, price="18 元/㎡·月", description="一 & <二>"
    )
    ListingPicture.objects.create(listing=listing, image=rows.image(None))
    item = channel(client).find("item")
    assert item.findtext("title") == f"{zone.name} 3 号楼 厂房 3,000 ㎡出租（{listing.number}）"
    assert item.findtext("link") == f"http://jinan.example{listing.get_absolute_url()}"
    assert item.findtext("guid") == f"tag:park.example,2026:listing-{listing.number}"
    assert (item.find("guid").get("isPermaLink"), item.findtext("category")) == ("false", "厂房")
    for words in ("<li>净高：9 米</li>", "<p>一 &amp; &lt;二&gt;</p>", 'src="http://jinan.example/media/'):
        assert words in item.findtext(CONTENT)


@pytest.mark.slow
def test_it_is_of_a_city_of_a_kind_or_of_all(client, zone):
    hall, office = (builders.listing(zone=zone, kind=kind) for kind in ("factory", "office"))
    other = builders.listing(zone=builders.zone(city=builders.city(slug="hefei")))
    asked = {
        "": {hall, office, other},
        "?city=jinan": {hall, office},
        "?kind=factory": {hall, other},
        "?city=jinan&kind=factory": {hall},
        "?city=hefei&kind=land": set(),
    }
    for query, found in asked.items():
        read = channel(client, f"/listings/feed.xml{query}")
        assert sorted(numbers(read)) == sorted(each.number for each in found)
        assert read.find(ATOM).attrib["href"] == f"http://park.example/listings/feed.xml{query}"
        assert read.findtext("link") == f"http://park.example/listings/{query}"
    assert (
        channel(client, "/listings/feed.xml?city=jinan&kind=factory").findtext("title") == "济南厂房房源 - 示例招商网"
    )
    assert sorted(numbers(channel(client, host="jinan.example"))) == sorted([hall.number, office.number])


@pytest.mark.slow
def test_only_what_is_public_at_most_fifty_verified_last_first(client, zone):
    today = timezone.localdate()
    for hidden in ({"state": "draft"}, {"state": "taken"}, {"verified_on": today - timedelta(days=300)}):
        builders.listing(zone=zone, **hidden)
    public = [builders.listing(zone=zone, verified_on=today - timedelta(days=day)) for day in range(52)]
    assert numbers(channel(client)) == [each.number for each in public[:50]]


@pytest.mark.parametrize(
    "query", ["city=none", "city=hefei", "kind=none", "kind=Factory", "city=" + "x" * 900, "city=蓬莱", "kind=厂房"]
)
def test_what_never_was_has_no_feed(client, zone, query):
    builders.city(slug="hefei")
    assert get(client, f"/listings/feed.xml?{query}", "jinan.example").status_code == 404


def test_of_a_key_that_is_repeated_the_last_counts(client, zone):
    listing = builders.listing(zone=zone)
    assert numbers(channel(client, "/listings/feed.xml?kind=none&kind=factory")) == [listing.number]


def test_what_xml_cannot_write_is_left_out(client, zone):
    builders.listing(zone=zone, building="A\x0b栋", description="换\x0c页")
    item = channel(client).find("item")
    assert "A栋" in item.findtext("title")
    assert "换页" in item.findtext(CONTENT)


def test_an_unchanged_feed_is_304(client, zone):
    listing = builders.listing(zone=zone)
    etag = get(client, "/listings/feed.xml")["ETag"]
    assert get(client, "/listings/feed.xml", **{"if-none-match": etag}).status_code == 304
    listing.change(None, price="19 元/㎡·月")
    assert get(client, "/listings/feed.xml", **{"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("count", [1, 20])
def test_a_feed_costs_the_same_for_one_and_many(client, zone, django_assert_num_queries, count):
    for _ in range(count):
        ListingPicture.objects.create(listing=builders.listing(zone=zone, description="词"), image=rows.image(None))
    get(client, "/listings/feed.xml")
    # The site; the listings; their pictures.
    with django_assert_num_queries(3):
        get(client, "/listings/feed.xml")


@pytest.mark.parametrize(
    ("query", "feed"), [("", ""), ("?city=jinan", "?city=jinan"), ("?kind=land&area=9", "?kind=land")]
)
def test_the_finder_names_the_feed_of_what_it_shows(client, zone, query, feed):
    page = unescape(get(client, f"/listings/{query}").content.decode())
    assert page.count(f'href="/listings/feed.xml{feed}"') == 2
