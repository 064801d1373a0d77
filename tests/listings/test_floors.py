"""The ground floor and goods lifts: what staff write of a floor, and what the finder makes of it."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from listings.finder import BEST, Finder, Hit, Need
from listings.models import Listing, ListingSearch
from listings.models.floors import is_ground
from tests import builders

pytestmark = pytest.mark.django_db
FLOORS = st.lists(
    st.sampled_from([*"0123456789一二三十层楼FB首底地下负整栋夹-–~、第 .", "独栋", "地下", "首层"]), max_size=6
).map("".join)


@pytest.mark.parametrize(
    ("floor", "expected"),
    [
        *(
            ("1 层", True),
            ("1层", True),
            ("一楼", True),
            ("首层", True),
            ("1F", True),
            ("1–3 层", True),
            ("整栋", True),
        ),
        *(("一至三层", True), ("第1层", True), ("2 层", False), ("2–3 层", False), ("11 层", False), ("10 层", False)),
        *(
            ("十一层", False),
            ("二十一楼", False),
            ("地下1层", False),
            ("B1", False),
            ("-1 层", False),
            ("负一楼", False),
        ),
        *(("", None), ("夹层", None)),
    ],
)
def test_a_floor_is_told_from_what_staff_write(floor, expected):
    assert is_ground(floor, is_single_storey=False) is expected


def test_a_single_storey_stands_on_the_ground_unless_its_floor_says_otherwise():
    assert is_ground("", is_single_storey=True)
    assert is_ground("2 层", is_single_storey=True) is False


@pytest.mark.slow
@settings(max_examples=200)
@given(
    FLOORS | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20), st.booleans()
)
@example("1\n层", False)
def test_the_database_tells_the_same(floor, is_single):
    with connection.cursor() as cursor:
        storeys = "single" if is_single else ""
        cursor.execute("SELECT listings_is_ground_floor(%s, %s, 'factory')", [floor, storeys])
        assert cursor.fetchone()[0] == is_ground(floor, is_single_storey=is_single)


def test_a_change_of_the_floor_or_the_lift_reaches_what_is_looked_through():
    hall = builders.listing(floor="2 层", goods_lift_t=3)
    Listing.objects.filter(pk=hall.pk).update(floor="1 层")
    Listing.objects.filter(pk=hall.pk).update(goods_lift_t=5)
    assert ListingSearch.objects.values_list("ground_floor", "goods_lift_t").get() == (1, 5.0)


def test_who_asks_for_the_ground_floor_is_shown_no_upper_one(client):
    ground = builders.listing(floor="1 层")
    upper, unknown = builders.listing(floor="3 层"), builders.listing()
    builders.listing(kind="land", deal="transfer")
    shown = client.get("/listings/", {"need": "一楼 厂房"}).context["page"]
    assert [(hit.listing, hit.unknown) for hit in shown.hits] == [(ground, []), (unknown, ["楼层"])]
    assert [(hit.listing, hit.misses) for hit in shown.near] == [(upper, ["在 3 层，您要一楼"])]


@pytest.mark.slow
def test_a_lift_is_looked_for_of_a_size_or_of_any(client):
    small, large, unknown = builders.listing(goods_lift_t=2), builders.listing(goods_lift_t=5), builders.listing()
    any_size = client.get("/listings/", {"need": "带货梯"}).context["page"].hits
    assert [hit.listing for hit in any_size] == [large, small, unknown]
    found = client.get("/listings/", {"need": "3吨货梯"}).context["page"]
    assert [hit.listing for hit in found.hits] == [large, unknown]
    assert [hit.misses for hit in found.near] == [["货梯差 1 吨"]]


@pytest.mark.slow
@settings(max_examples=30)
@given(
    st.lists(st.tuples(FLOORS, st.sampled_from(["", "single"]), st.sampled_from([None, 2, 5])), min_size=1, max_size=5),
    st.sampled_from([{"ground": True}, {"has_lift": True}, {"lift": Decimal(3)}, {"ground": True, "lift": Decimal(3)}]),
)
def test_the_database_finds_what_python_would(rows, asked):
    Listing.objects.all().delete()
    zone = builders.zone()
    for floor, storeys, lift in rows:
        builders.listing(zone=zone, floor=floor, storeys=storeys, goods_lift_t=lift)
    need = Need(**asked)
    finder = Finder(need, ListingSearch.objects.all(), "1", BEST, {})
    judged = [Hit.of(each, need.criteria) for each in Listing.objects.all()]
    assert {hit.listing for hit in finder.hits} == {hit.listing for hit in judged if not hit.misses}
    assert finder.sure == sum(not hit.misses and not hit.unknown for hit in judged)
