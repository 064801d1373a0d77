"""Forty needs with what a broker would propose first and why the rest will not do; written by one who saw no code.

A case of ranking.json: `need` as the finder takes it (areas as [from, to], null where open), `listings` by letter, the
three `best` in order, and of those that just miss (`near`, in order) by how much, in words.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from listings.areas import Area
from listings.finder import BEST, Finder, Need
from listings.models import ListingSearch
from tests import builders
from zones.models import City

CASES = json.loads(Path(__file__).with_name("ranking.json").read_text(encoding="utf-8"), parse_float=Decimal)


def city(name):
    return City.objects.filter(name=name).first() or builders.city(name=name)


def need_of(case):
    given = case["need"] | {"city": city(case["need"]["city"])}
    if "by" in given:
        given["by"] = date.fromisoformat(given["by"])
    lower, upper = (end if end is None else Decimal(end) for end in given.pop("area"))
    measures = {name: Decimal(given[name]) for name in ("height", "load", "crane", "power", "rent") if name in given}
    return Need(area=Area(lower, upper), **given | measures)


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=[f"{number}" for number in range(1, len(CASES) + 1)])
def test_what_is_found_is_what_a_broker_would_propose(case):
    letters = {}
    for letter, given in case["listings"].items():
        zone = builders.zone(city=city(given["city"]))
        facts = {name: value for name, value in given.items() if name != "city"}
        letters[builders.listing(zone=zone, **facts).pk] = letter
    finder = Finder(need_of(case), ListingSearch.objects.all(), "1", BEST, {})
    found = [letters[hit.listing.pk] for hit in [*finder.hits, *finder.near]]
    assert found[:3] == case["best"]
    assert {letters[hit.listing.pk]: hit.misses for hit in finder.near} == case["near"]


def cranes(**state):
    builders.listing(**state)
    return Finder(Need(crane=Decimal(5)), ListingSearch.objects.all(), "1", BEST, {})


@pytest.mark.django_db
def test_a_crane_that_is_only_prepared_for_is_not_known_to_do():
    builders.listing(crane_t=3, crane_state="prepared")
    assert [hit.unknown for hit in cranes(crane_t=10, crane_state="prepared").hits] == [["行车"]]


@pytest.mark.django_db
def test_that_there_is_no_crane_is_known():
    assert cranes(crane_state="none").count == 0


@pytest.mark.django_db
def test_what_is_as_large_as_asked_for_stands_before_a_part_of_something_larger():
    divisible = builders.listing(area_m2=7200, divisible_from_m2=1000, deal="sale")
    whole = builders.listing(area_m2=2900)
    need = Need(area=Area(Decimal(3000), Decimal(3000)))
    finder = Finder(need, ListingSearch.objects.all(), "1", BEST, {})
    assert [hit.listing for hit in finder.hits] == [whole, divisible]


@pytest.mark.slow
@pytest.mark.django_db
def test_five_or_six_hundred_are_somewhat_less_or_more_as_well(client):
    for area in (460, 620, 700):
        builders.listing(area_m2=area)
    hits = client.get("/listings/", {"need": "五六百平"}).context["page"].hits
    assert [hit.listing.area_m2 for hit in hits] == [620]
    assert client.get("/listings/", {"area": "500-600"}).context["page"].count == 0
