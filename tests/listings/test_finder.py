"""The finder: what fits, what may fit, what just misses; counted again by SQL."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Q
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from listings import criteria
from listings.areas import Area
from listings.finder import BEST, Finder, Hit, Need
from listings.models import Listing, ListingSearch
from tests import builders
from zones.models import Industry

pytestmark = pytest.mark.django_db
DAYS = 90
ABOUT_3000 = Area(Decimal(3000), Decimal(3000))


def find(sort=BEST, **asked):
    return Finder(Need(**asked), ListingSearch.objects.public(DAYS), "1", sort, {})


def found(**asked):
    return [hit.listing for hit in find(**asked).hits]


# What fits


def test_what_is_large_high_and_strong_enough_fits_and_the_rest_does_not():
    good = builders.listing(clear_height_m=9, crane_t=10, floor_load_t_m2=3, power_kva=630)
    for less in ({"clear_height_m": 8}, {"crane_t": 5}, {"floor_load_t_m2": 1}, {"power_kva": 315}):
        facts = {"clear_height_m": 9, "crane_t": 10, "floor_load_t_m2": 3, "power_kva": 630, **less}
        builders.listing(**facts)
    asked = {"height": Decimal(9), "crane": Decimal(10), "load": Decimal(3), "power": Decimal(500)}
    assert found(**asked) == [good]


def test_what_is_not_known_excludes_nothing_and_stands_last():
    unknown = builders.listing(clear_height_m=None)
    known = builders.listing(clear_height_m=9, verified_on=timezone.localdate() - timedelta(days=30))
    hits = find(height=Decimal(8)).hits
    assert [(hit.listing, hit.unknown) for hit in hits] == [(known, []), (unknown, ["净高"])]


@pytest.mark.parametrize(
    ("area", "part", "fits"),
    [
        *((3000, None, True), (2850, None, True), (2840, None, False), (3450, None, True), (3460, None, False)),
        *((9000, 1000, True), (9000, 3450, True), (9000, 3500, False), (2000, 500, False)),
    ],
)
def test_an_area_fits_as_a_whole_or_as_a_part(area, part, fits):
    builders.listing(area_m2=area, divisible_from_m2=part)
    assert bool(found(area=ABOUT_3000)) is fits


@pytest.mark.parametrize(
    ("asked", "fitting"),
    [
        ("3000-5000平", [3000, 4500]),
        ("5000平以上", [5200, 9000]),
        ("3000以内", [900, 3000]),
        ("4000左右", [4500]),
    ],
)
def test_an_area_may_be_a_range_or_open(client, asked, fitting):
    for area in (900, 3000, 4500, 5200, 9000):
        builders.listing(area_m2=area)
    hits = client.get("/listings/", {"area": asked, "sort": "area"}).context["page"].hits
    assert [int(hit.listing.area_m2) for hit in hits] == fitting


def test_a_building_for_a_more_dangerous_class_takes_a_milder_plant():
    for fire_class in "甲乙丙丁戊":
        builders.listing(fire_class=fire_class)
    assert {each.fire_class for each in found(fire="丙")} == set("甲乙丙")


def test_who_asks_for_a_crane_is_shown_no_land():
    builders.listing(kind="land", deal="transfer")
    assert found(crane=Decimal(5)) == []


def test_a_rent_is_compared_with_rents_alone():
    cheap = builders.listing(price="20 元/㎡·月")
    builders.listing(price="30 元/㎡·月")
    builders.listing(price="20 元/㎡", deal="sale")
    assert found(rent=Decimal(25)) == [cheap]


def test_an_industry_is_shown_what_wants_it_or_wants_everybody():
    food, steel = (Industry.objects.create(name=name, slug=name) for name in ("food", "steel"))
    everybody, wanting, others, refusing = (builders.listing() for _ in range(4))
    wanting.industries_wanted.add(food)
    others.industries_wanted.add(steel)
    refusing.industries_excluded.add(food)
    assert set(found(industry=food)) == {everybody, wanting}


# What just misses


def test_few_hits_are_followed_by_what_misses_by_the_least():
    builders.listing(clear_height_m=9)
    far = builders.listing(clear_height_m=6)
    near = builders.listing(clear_height_m=Decimal("7.8"))
    builders.listing(clear_height_m=3)
    hits = find(height=Decimal(9)).near
    assert [(hit.listing, hit.misses) for hit in hits] == [(near, ["净高差 1.2 米"]), (far, ["净高差 3 米"])]


@pytest.mark.parametrize(
    ("facts", "asked", "words"),
    [
        ({"price": "28 元/㎡·月"}, {"rent": Decimal(25)}, "租金高 3 元"),
        ({"area_m2": 2500}, {"area": ABOUT_3000}, "面积少 500 ㎡"),
        ({"area_m2": 4200}, {"area": ABOUT_3000}, "面积多 1,200 ㎡"),
        ({"fire_class": "丁"}, {"fire": "丙"}, "消防是丁类，您要丙类"),
        ({"storeys": "multi"}, {"storeys": "single"}, "层数是多层，您要单层"),
        ({"eia": "no"}, {"eia": True}, "可环评是不可以，您要可以环评"),
        ({"available_from": date(2030, 5, 1)}, {"by": date(2030, 4, 1)}, "晚 30 天，2030-05-01 才空出来"),
    ],
)
def test_a_miss_is_told_in_words(facts, asked, words):
    builders.listing(**facts)
    assert [hit.misses for hit in find(**asked).near] == [[words]]


def test_many_hits_need_no_near_misses():
    for _ in range(5):
        builders.listing(clear_height_m=9)
    builders.listing(clear_height_m=8)
    assert find(height=Decimal(9)).near == []


# Database and Python agree

sizes = st.sampled_from([None, "0.5", "3", "5", "8", "9.5", "12"])
listings = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(Listing.Kind.values),
        "deal": st.sampled_from(["rent", "sale"]),
        "area_m2": st.sampled_from(["500", "2850", "3000", "3450", "3451", "20000"]),
        "divisible_from_m2": st.sampled_from([None, "400"]),
        "clear_height_m": sizes,
        "crane_t": sizes,
        "crane_state": st.sampled_from(["", "installed", "prepared", "none"]),
        "power_kva": st.sampled_from([None, 180, 200]),
        "price": st.sampled_from(["", "面议", "18 元/㎡·月", "26 元/㎡·月", "3000 元/㎡", "30 万/亩"]),
        "fire_class": st.sampled_from(["", "乙", "丙", "戊"]),
        "eia": st.sampled_from(["", "yes", "no", "ask"]),
        "structure": st.sampled_from(["", "steel", "frame"]),
        "has_gas": st.sampled_from([None, True, False]),
        "loading_docks": st.sampled_from([None, 0, 2]),
        "available_from": st.sampled_from([None, date(2026, 1, 1), date(2027, 1, 1)]),
    }
)
needs = st.fixed_dictionaries(
    {},
    optional={
        "area": st.just(ABOUT_3000),
        "height": st.sampled_from([Decimal(8), Decimal("9.5")]),
        "crane": st.just(Decimal(5)),
        "power": st.just(Decimal(200)),
        "has_crane": st.just(True),
        "rent": st.just(Decimal(20)),
        "total": st.sampled_from([Decimal(51300), Decimal("53999.60"), Decimal(7200)]),
        "price": st.just(Decimal(3000)),
        "mu_price": st.just(Decimal(30)),
        "total_price": st.sampled_from([Decimal(128), Decimal(900)]),
        "any_kinds": st.just(("factory", "land")),
        "fire": st.just("丙"),
        "eia": st.just(True),
        "structure": st.just("steel"),
        "gas": st.just(True),
        "dock": st.just(True),
        "by": st.just(date(2026, 6, 1)),
        "kind": st.sampled_from(Listing.Kind.values),
    },
)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(listings, min_size=1, max_size=6), needs)
def test_the_database_finds_what_python_would(rows, asked):
    Listing.objects.all().delete()
    zone = builders.zone()
    stored = [builders.listing(zone=zone, **row) for row in rows]
    need = Need(**asked)
    within = {listing for listing in stored if need.admits(listing)}
    judged = {listing: Hit.of(Listing.objects.get(pk=listing.pk), need.criteria) for listing in stored}
    fitting = {listing for listing in within if not judged[listing].misses}
    finder = find(**asked)
    assert {hit.listing for hit in finder.hits} == fitting
    assert finder.count == len(fitting)
    assert {hit.listing for hit in finder.near} <= within - fitting
    assert all(hit.misses for hit in finder.near)
    sure = [not hit.unknown for hit in finder.hits]
    assert sure == sorted(sure, reverse=True)
    if not asked.get("kind"):
        assert sum(int(fit) for _, _, fit in finder.kinds) == finder.count
    assert finder.sure == sum(not judged[listing].unknown for listing in fitting)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(listings, min_size=1, max_size=6), needs)
def test_what_is_asked_first_of_a_near_miss_leaves_none_out(rows, asked):
    Listing.objects.all().delete()
    zone = builders.zone()
    for row in rows:
        builders.listing(zone=zone, **row)
    for criterion in Need(**asked).criteria:
        near = criterion.may_fit | Q(LessThanOrEqual(criterion.shortfall, float(criteria.FARTHEST)))
        assert pks(near) <= pks(criterion.near)


def pks(condition):
    return set(ListingSearch.objects.filter(condition).values_list("pk", flat=True))
