"""The finder's page: its form, its orders and what it says."""

import pytest
from django.db import connection

from tests import builders
from zones.models import Industry

pytestmark = pytest.mark.django_db


def test_the_count_is_what_sql_counts(client):
    builders.listing(clear_height_m=9), builders.listing(clear_height_m=5), builders.listing()
    builders.listing(clear_height_m=9, state="taken")
    page = client.get("/listings/?height=8").context["page"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM listings_listing WHERE state IN ('open', 'reserved')"
            " AND (clear_height_m >= 8 OR clear_height_m IS NULL)"
        )
        assert page.count == cursor.fetchone()[0] == 2


def test_each_order_shows_all(client):
    for area, price in ((900, "30"), (3000, "面议"), (500, "12")):
        builders.listing(area_m2=area, price=price)
    orders = {
        sort: [int(hit.listing.area_m2) for hit in client.get(f"/listings/?sort={sort}").context["page"].hits]
        for sort in ("area", "rent", "new")
    }
    assert orders == {"area": [500, 900, 3000], "rent": [500, 900, 3000], "new": [500, 3000, 900]}


@pytest.mark.parametrize("asked", ["", "?height=8&area=3000&crane=5&rent=30&fire=丙&eia=on&by=2027-01-01&kind=factory"])
@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_takes_the_same_queries_for_one_and_for_many(client, django_assert_max_num_queries, asked, rows):
    zone = builders.zone()
    for _ in range(rows):
        builders.listing(zone=zone, clear_height_m=9)
    client.get("/listings/")
    with django_assert_max_num_queries(7):  # one of them finds the site
        assert client.get(f"/listings/{asked}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *("area=-5", "area=10000000000000", "area=3千亩到五", "height=abc", "by=1", "by=9999-99-99", "page=abc"),
        *("city=nowhere", "zone=nowhere", "kind=castle", "deal=gift", "fire=己", "sort=random", "industry=%00"),
        *("area=%00", "area=NaN", "area=Infinity", "crane=1e400", "rent=0", "height=9米以上", "eia=maybe"),
        "area=" + "9" * 900,
    ],
)
def test_whatever_is_asked_is_answered(client, query):
    builders.listing()
    assert client.get(f"/listings/?{query}").status_code in {200, 400, 404}


def test_a_number_that_is_none_is_said_to_be_so_and_the_rest_is_looked_for(client):
    land, hall = builders.listing(kind="land"), builders.listing()
    page = client.get("/listings/?area=abc&kind=factory")
    assert "请写一个面积" in page.content.decode()
    assert [hit.listing for hit in page.context["page"].hits] == [hall] != [land]


def test_numbers_are_typed_as_people_write_them(client):
    hall = builders.listing(area_m2=13_300, clear_height_m=9)
    page = client.get("/listings/", {"area": "20亩", "height": "8米5"})
    assert [hit.listing for hit in page.context["page"].hits] == [hall]


def test_a_load_and_a_rent_are_asked_for_without_what_they_are_per(client):
    hall = builders.listing(floor_load_t_m2=3, price="20 元/㎡·月")
    builders.listing(floor_load_t_m2=2, price="20 元/㎡·月")
    page = client.get("/listings/", {"load": "3吨", "rent": "25元"})
    assert [hit.listing for hit in page.context["page"].hits] == [hall]


def test_each_condition_can_be_taken_away(client):
    builders.listing(zone=builders.zone(city=builders.city(name="示例城", slug="shicheng")))
    chips = client.get("/listings/?city=shicheng&height=8米&eia=on").context["form"].chips
    assert dict(chips) == {
        "示例城": "?height=8%E7%B1%B3&eia=on",
        "净高不低于 8 米": "?city=shicheng&eia=on",
        "可环评": "?city=shicheng&height=8%E7%B1%B3",
    }


def test_a_citys_host_finds_in_that_city_alone(client):
    city = builders.city(host="jn.example")
    own = builders.listing(zone=builders.zone(city=city))
    builders.listing()
    page = client.get("/listings/", headers={"host": "jn.example"})
    assert [hit.listing for hit in page.context["page"].hits] == [own]


def test_nothing_found_offers_the_enquiry_with_what_was_asked(client):
    page = client.get("/listings/?area=800&kind=office").content.decode()
    assert "/enquiries/new/?kind=office&amp;area=800" in page


def test_a_need_in_words_becomes_conditions_that_can_be_taken_away(client):
    city = builders.city(name="济南", slug="jinan")
    hall = builders.listing(zone=builders.zone(city=city), clear_height_m=9)
    builders.listing()
    page = client.get("/listings/", {"need": "济南 3000平 净高8米 靠近机场"})
    assert [hit.listing for hit in page.context["page"].hits] == [hall]
    assert [words for words, _ in page.context["form"].chips] == ["济南", "面积 3000平", "净高不低于 8 米"]
    assert "没有按这些筛选：“靠近机场”" in page.content.decode()


def test_what_was_chosen_stands_above_what_was_said(client):
    page = client.get("/listings/", {"need": "3000平 净高8米", "height": "6"})
    assert page.context["need"].height == 6


def test_a_listing_that_welcomes_several_industries_is_counted_once(client):
    listing = builders.listing()
    food, steel = (Industry.objects.create(name=name, slug=name) for name in ("food", "steel"))
    listing.industries_wanted.set([food, steel])
    page = client.get("/listings/?industry=food").context["page"]
    assert (page.count, [hit.listing for hit in page.hits]) == (1, [listing])


def test_what_was_read_of_a_need_is_taken_away_in_the_form(client):
    """The sentence stands in a form of its own, and is not sent along."""
    page = client.get("/listings/", {"need": "单层 3000平"}).content.decode()
    conditions = page[page.index('aria-label="按条件找房源"') :]
    assert 'name="storeys"' in conditions
    assert 'name="need"' not in conditions


def test_how_many_are_known_to_fit_is_told(client):
    builders.listing(clear_height_m=9), builders.listing()
    assert "套各项都符合" in client.get("/listings/?height=8").content.decode()


def test_rents_are_ordered_before_prices_of_another_unit(client):
    prices = [("30 元/㎡·月", "rent", "factory"), ("22 万/亩", "transfer", "land"), ("3000 元/㎡", "sale", "office")]
    for price, deal, kind in prices:
        builders.listing(price=price, deal=deal, kind=kind)
    hits = client.get("/listings/?sort=rent").context["page"].hits
    assert [hit.listing.deal for hit in hits] == ["rent", "sale", "transfer"]


def test_a_number_leads_to_its_listing(client):
    listing = builders.listing()
    assert client.get("/listings/", {"need": f" {listing.number.lower()} "}).url == listing.get_absolute_url()
