"""Listings side by side: what differs, what is not known, and addresses that can be passed on."""

import pytest

from listings.comparing import sheet
from tests import builders
from zones.comparing import UNKNOWN, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    zone = builders.zone()
    return (
        builders.listing(zone=zone, clear_height_m=9, power_kva=630),
        builders.listing(zone=zone, clear_height_m=9, crane_t=10, area_m2=5000),
    )


def page(client, *listings):
    return client.get(f"/listings/compare/?n={','.join(each.number for each in listings)}")


def test_what_differs_is_marked_and_what_is_unknown_is_said(pair):
    found = {row.label: row for row in rows([sheet(listing) for listing in pair])}
    assert (found["净高"].values, found["净高"].differs) == (["9 米", "9 米"], False)
    assert (found["行车"].values, found["行车"].differs) == ([UNKNOWN, "10 吨"], False)
    assert (found["面积"].values, found["面积"].differs) == (["3,000 ㎡", "5,000 ㎡"], True)
    assert "货梯" not in found


def test_they_stand_in_the_order_of_the_address_and_each_once(client, pair):
    one, two = pair
    shown = page(client, two, one, two).context["columns"]
    assert [column.note for column in shown] == [two.number, one.number]


def test_at_most_four_stand_beside_each_other_and_the_others_are_named(client):
    zone = builders.zone()
    listings = [builders.listing(zone=zone) for _ in range(6)]
    answer = page(client, *listings)
    assert [column.note for column in answer.context["columns"]] == [each.number for each in listings[:4]]
    assert f"没有列出 {listings[4].number}、{listings[5].number}" in answer.content.decode()


def test_one_that_is_gone_is_named_and_the_others_are_compared(client, pair):
    gone = builders.listing(zone=pair[0].zone, state="taken")
    shown = page(client, pair[0], gone)
    assert f"{gone.number} 已经不在租售" in shown.content.decode()
    assert [column.url for column in shown.context["columns"]] == [pair[0].get_absolute_url()]


@pytest.mark.parametrize("asked", ["", "?n=", "?n=JN-999999999999", "?n=" + "x," * 900, "?n=../../etc"])
def test_whatever_the_address_says_it_is_answered(client, asked):
    assert "还没有选要比的房源" in client.get(f"/listings/compare/{asked}").content.decode()


def test_what_is_compared_is_not_offered_once_more(client, pair):
    third = builders.listing(zone=pair[0].zone)
    assert page(client, *pair).context["others"] == [third]


def test_the_way_there_works_by_links_alone(client, pair):
    one, two = pair
    first = client.get(one.get_absolute_url()).content.decode()
    assert f"/listings/compare/?n={one.number}" in first
    assert f"&amp;n={one.number}#found-title" in page(client, one).content.decode()
    found = client.get(f"/listings/?n={one.number}").content.decode()
    assert f"/listings/compare/?n={one.number},{two.number}" in found


def test_who_asks_about_what_was_compared_names_it_and_brings_its_place_and_size(client, pair):
    one, two = pair
    way = page(client, one, two).context["enquiry_url"]
    form = client.get(way).context["form"]
    assert form["need"].value() == f"想比较 {one.number}、{two.number}"
    assert (form["city"].value(), form["kind"].value()) == (one.city.slug, "rent")
