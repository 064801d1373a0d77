"""Rows without a number in the place of a listing that is there."""

from decimal import Decimal

import pytest

from listings.models import Listing
from staff.roles import WRITER
from tests import builders
from tests.desk import signed_in
from tests.listings.stock_sheet.importing import HEAD, IMPORT, confirm, look, page, say
from tests.workbooks import opened


@pytest.mark.slow
@pytest.mark.django_db
def test_a_row_in_the_place_of_a_listing_may_change_it(sales, hall, zone):
    stock, rows = look(
        sales, [*HEAD, "净高"], [zone.name, "1#楼", "厂房", "租", 3200, 9], [zone.name, "2号楼", "厂房", "租", 800, 6]
    )
    assert [row["outcome"] for row in rows.values()] == ["match", "new"]
    assert rows["2"]["facts"] == [
        ["面积（㎡）", "3,000", "3,200"],
        ["净高（米）", "8", "9"],
    ]
    assert f"改 {hall.number} 这套" in page(sales, stock)
    confirm(sales, stock, **{"match-2": "change"})
    hall.refresh_from_db()
    assert (hall.area_m2, hall.clear_height_m, Listing.objects.count()) == (3200, 9, 2)
    assert hall.changes.get().facts["area_m2"] == ["3,000", "3,200"]


@pytest.mark.slow
@pytest.mark.django_db
def test_such_a_row_is_left_alone_or_a_listing_of_its_own_as_a_person_says(sales, hall, zone):
    other = builders.listing(zone=zone, building="2 号楼", area_m2=800)
    rows = [zone.name, "1号楼", "仓库", "租", 500], [zone.name, "2号楼", "厂房", "租", 900]
    stock, _ = look(sales, HEAD, *rows)
    confirm(sales, stock, **{"match-2": "new", "match-3": ""})
    other.refresh_from_db()
    assert (Listing.objects.count(), other.area_m2) == (3, 800)
    assert Listing.objects.get(kind="warehouse").building == "1号楼"


@pytest.mark.slow
@pytest.mark.django_db
def test_one_button_changes_all_that_are_there(sales, hall, zone):
    other = builders.listing(zone=zone, building="2 号楼", area_m2=800)
    stock, _ = look(sales, HEAD, [zone.name, "1号楼", "厂房", "租", 3100], [zone.name, "2号楼", "厂房", "租", 900])
    say(sales, stock, change_all="1")
    assert page(sales, stock).count('value="change" checked') == 2
    confirm(sales, stock)
    hall.refresh_from_db()
    other.refresh_from_db()
    assert (hall.area_m2, other.area_m2) == (3100, 900)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_row_needs_no_kind_and_deal_to_change_what_is_there(sales, hall, zone):
    stock, rows = look(sales, ["园区", "楼栋", "面积"], [zone.name, "1号楼", 3100])
    assert (rows["2"]["outcome"], rows["2"]["as_new"]) == ("match", None)
    confirm(sales, stock, **{"match-2": "new"})
    assert Listing.objects.count() == 1


@pytest.mark.django_db
def test_two_rows_or_two_listings_in_one_place_are_told_apart_by_their_area(sales, hall, zone):
    other = builders.listing(zone=zone, building="1 号楼", area_m2=800)
    row = [zone.name, "1号楼", "厂房", "租"]
    _, rows = look(sales, [*HEAD, "净高"], [*row, 3000, 9], [*row, 800, 6], [*row, 500, 6])
    assert [(each["outcome"], each["twin"]) for each in rows.values()] == [
        ("match", hall.number),
        ("match", other.number),
        ("new", ""),
    ]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_file_gets_the_number_of_every_row_whose_listing_is_there(sales, hall, zone):
    head = [*HEAD, "净高"]
    other = builders.listing(zone=zone, building="3 号楼", area_m2=700)
    stock, _ = look(
        sales,
        head,
        [zone.name, "1号楼", "厂房", "租", 3000, 8],
        [zone.name, "2号楼", "厂房", "租", 800, 6],
        [zone.name, "2号楼", "厂房", "租", 800, 6],
        [zone.name, "3号楼", "厂房", "租", 3000, "约八九米"],
        [zone.name, "4号楼", "厂房", "租", 3000, "约八九米"],
    )
    confirm(sales, stock)
    book = opened(sales.get(f"{IMPORT}{stock.pk}/numbers/"))
    made = Listing.objects.get(building="2号楼").number
    numbers = [row[-1] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert numbers == [hall.number, made, made, other.number, None]


@pytest.mark.slow
@pytest.mark.django_db
def test_twice_the_same_file_changes_nothing_with_or_without_its_numbers(sales, zone):
    rows = [[zone.name, f"{number}号楼{number}层", "厂房", "租", 800, 19] for number in (1, 2)]
    stock, _ = look(sales, [*HEAD, "租金（元/㎡·月）"], *rows)
    confirm(sales, stock)
    stock, shown = look(sales, [*HEAD, "租金（元/㎡·月）"], *rows)
    assert {row["outcome"] for row in shown.values()} == {"same"}
    book = opened(sales.get(f"{IMPORT}{stock.pk}/numbers/"))
    _, shown = look(sales, *book.active.values)
    assert {row["outcome"] for row in shown.values()} == {"same"}


@pytest.mark.slow
@pytest.mark.django_db
def test_who_may_not_change_a_listing_is_not_offered_to(hall, zone):
    """Nor learns what it says."""
    desk = signed_in(builders.person(WRITER, zone.city))
    stock, rows = look(desk, [*HEAD, "业主"], [zone.name, "1号楼", "厂房", "租", 3100, "王示例"])
    assert rows["2"]["outcome"] == "new"
    confirm(desk, stock, **{"match-2": "change"})
    hall.refresh_from_db()
    assert (hall.area_m2, hall.landlord) == (3000, "")
    assert Decimal(3100) in Listing.objects.values_list("area_m2", flat=True)


@pytest.mark.django_db
def test_the_place_of_a_listing_is_not_written_anew(sales, zone):
    """Its floor would stand in the building as well."""
    listing = builders.listing(zone=zone, building="11号楼", floor="1层")
    _, rows = look(sales, ["园区", "楼栋", "净高"], [zone.name, "11号楼1层", 9])
    assert (rows["2"]["twin"], rows["2"]["facts"]) == (listing.number, [["净高（米）", "", "9"]])
