"""Listings side by side: what differs, what is not known, and addresses that can be passed on."""

from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.comparing import sheet
from listings.models import Listing
from tests import builders
from zones.comparing import NOT_APPLICABLE, UNKNOWN, rows
from zones.models import City, Zone

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


def test_what_cannot_be_is_not_called_unknown():
    zone = builders.zone()
    hall = builders.listing(zone=zone, clear_height_m=9)
    plot = builders.listing(zone=zone, kind="land", deal="transfer", land_use="industry", area_m2=13_333)
    found = {row.label: (row.values, row.differs) for row in rows([sheet(each) for each in (hall, plot)])}
    assert found["净高"] == (["9 米", NOT_APPLICABLE], False)
    assert found["土地用途"] == ([NOT_APPLICABLE, "工业"], False)
    assert found["面积"] == (["3,000 ㎡", "20 亩（13,333 ㎡）"], True)


@given(st.sampled_from(Listing.Kind.values), st.sampled_from(Listing.Deal.values))
def test_no_fact_that_is_known_is_called_impossible(kind, deal):
    listing = Listing(kind=kind, deal=deal, city=City(name="示例城"), zone=Zone(name="示例园"))
    known = {"eia": "yes", "deposit": "押一付三", "land_use": "industry", "clear_height_m": 9, "crane_t": 5}
    for name, value in known.items():
        setattr(listing, name, value)
    shown = {fact.label: fact.value for fact in sheet(listing)}
    assert NOT_APPLICABLE not in {shown[label] for label in ("可环评", "押金", "土地用途", "净高", "行车")}


def test_those_that_are_gone_take_no_place(client):
    zone = builders.zone()
    gone = [builders.listing(zone=zone, state="taken") for _ in range(3)]
    listings = [builders.listing(zone=zone) for _ in range(4)]
    answer = page(client, *gone, *listings)
    assert [column.note for column in answer.context["columns"]] == [each.number for each in listings]
    assert answer.context["left_out"] == []


def test_a_number_that_never_was_is_not_called_gone(client, pair):
    draft = builders.listing(zone=pair[0].zone, state="draft")
    shown = client.get(f"/listings/compare/?n={pair[0].number},JN-99999,{draft.number}").content.decode()
    assert f"没有 JN-99999、{draft.number} 这几个编号" in shown
    assert "已经不在租售" not in shown


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


def test_what_is_offered_to_be_compared_is_of_the_same_kind_deal_and_size(client, pair):
    zone = pair[0].zone
    far = builders.listing(zone=builders.zone(city=zone.city), area_m2=4000)
    near = builders.listing(zone=zone, area_m2=4000)
    builders.listing(zone=zone, area_m2=620), builders.listing(zone=zone, area_m2=11_000), builders.listing()
    builders.listing(zone=zone, kind="land"), builders.listing(zone=zone, deal="sale")
    assert page(client, *pair).context["others"] == [near, far]


def test_who_asks_comes_from_the_comparison_with_its_numbers(client, pair):
    way = page(client, *pair).context["enquiry_url"]
    assert unquote(parse_qs(way.partition("?")[2])["src"][0]) == (
        f"/listings/compare/?n={pair[0].number},{pair[1].number}"
    )


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "area", "unit"),
    [
        ([{"area_m2": 3000}, {"area_m2": "5200.5"}], "3000-5200.5", "sqm"),
        ([{"area_m2": 5000}, {"area_m2": 5000}], "5000", "sqm"),
        ([{"kind": "land", "area_m2": "33333.33"}, {"kind": "land", "area_m2": "13333.33"}], "20-50", "mu"),
        ([{"kind": "land", "area_m2": "33333.33"}, {"area_m2": 3000}], "", "sqm"),
    ],
)
def test_an_enquiry_about_what_was_compared_spans_all_its_sizes(client, rows, area, unit):
    """It had the size, the place and the kind of the first alone."""
    zone = builders.zone()
    chosen = [builders.listing(zone=zone, **row) for row in rows]
    form = client.get(page(client, *chosen).context["enquiry_url"]).context["form"]
    assert (form["area"].value() or "", form["area_unit"].value()) == (area, unit)
    assert form["zone"].value() == f"{zone.city.slug}/{zone.slug}"


def test_what_is_compared_of_several_cities_and_kinds_names_none_of_them(client):
    chosen = builders.listing(), builders.listing(zone=builders.zone(city=builders.city()), kind="office")
    asked = parse_qs(page(client, *chosen).context["enquiry_url"].partition("?")[2])
    assert asked.keys() == {"area", "need", "src"}
