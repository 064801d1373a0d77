"""Beside each option of a filter that is not chosen stands how many fit with it: as many as choosing it finds."""

import re
from itertools import cycle
from unittest.mock import patch

import pytest
from django.http import QueryDict

from listings import finder as finder_module
from tests import builders

pytestmark = pytest.mark.django_db

_SELECT = re.compile(r'<select name="(\w+)".*?</select>', re.DOTALL)
_OPTION = re.compile(r'<option value="([^"]+)"(?: selected)?>([^<]+)</option>')


@pytest.fixture
def stock():
    """Forty listings of two cities, of all kinds, with facts known and unknown."""
    zones = [builders.zone(city=builders.city(slug=slug)) for slug in ("jinan", "ningbo")]
    zones.append(builders.zone(city=zones[0].city))
    facts = zip(
        cycle(zones),
        cycle(["factory", "factory", "warehouse", "office", "land", "factory", "land"]),
        cycle(["rent", "rent", "sale", "rent", "rent"]),
        cycle(["single", "multi", "", "single"]),
        cycle(["steel", "", "frame"]),
        cycle(["丙", "", "甲", "丁", "戊", "乙"]),
        range(40),
        strict=False,
    )
    for zone, kind, deal, storeys, structure, fire, number in facts:
        is_land = kind == "land"
        builders.listing(
            zone=zone,
            kind=kind,
            deal="transfer" if is_land else deal,
            storeys="" if is_land else storeys,
            structure="" if is_land else structure,
            fire_class="" if is_land else fire,
            clear_height_m=None if is_land or number % 5 == 0 else 6 + number % 6,
            price="",
        )
    return zones


def options(page):
    """{filter: {option: the number beside it}}."""
    selects = {match[1]: match[0] for match in _SELECT.finditer(page)}
    told = {name: {value: re.search("（([0-9]+)）$", words) for value, words in _OPTION.findall(text)}
            for name, text in selects.items()}  # fmt: skip
    numbers = {name: {value: int(found[1]) for value, found in each.items() if found} for name, each in told.items()}
    return {name: each for name, each in numbers.items() if each}


def count_of(page):
    return int(re.search(r'共 <span class="num">(\d+)</span> 套', page)[1])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ("", {"city", "deal", "storeys", "structure", "fire"}),
        ("kind=factory", {"city", "deal", "storeys", "structure", "fire"}),
        ("city=jinan&height=8", {"zone", "deal", "storeys", "structure", "fire"}),
        ("city=jinan&kinds=factory,land", {"zone", "deal", "storeys", "structure", "fire"}),
        ("storeys=single&deal=rent", {"city", "structure", "fire"}),
        ("fire=丙&structure=steel", {"city", "deal", "storeys"}),
        # Which prices count depends on the deal.
        ("rent=25", {"city", "storeys", "structure", "fire"}),
        ("cities=jinan,ningbo", {"deal", "storeys", "structure", "fire"}),
    ],
)
def test_a_number_beside_an_option_is_what_choosing_it_finds(client, stock, asked, filters):
    told = options(client.get(f"/listings/?{asked}").content.decode())
    assert {*told} == filters
    for name, numbers in told.items():
        for value, number in numbers.items():
            query = QueryDict(asked, mutable=True)
            query[name] = value
            page = client.get(f"/listings/?{query.urlencode()}").content.decode()
            assert count_of(page) == number, (name, value)


def test_an_option_that_nothing_has_says_so_and_may_be_chosen_still(client, stock):
    told = options(client.get("/listings/?kind=office").content.decode())
    assert told["deal"]["transfer"] == 0


def test_where_more_fits_than_is_counted_no_number_stands_beside_an_option(client, stock):
    with patch.object(finder_module, "COUNTED", 5):
        assert options(client.get("/listings/").content.decode()) == {}


def test_numbers_cost_no_query_and_chips_have_none(client, stock, django_assert_max_num_queries):
    client.get("/listings/")
    with django_assert_max_num_queries(6):
        page = client.get("/listings/?city=jinan&deal=rent&height=6")
    assert [words for words, _ in page.context["form"].chips][1:] == ["出租", "净高不低于 6 米"]
