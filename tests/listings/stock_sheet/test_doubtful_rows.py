"""What the form asks about before visitors see it, an import asks about as well, of new listings, too."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from listings.models import Listing
from tests import builders
from tests.desk import words
from tests.listings.stock_sheet.importing import confirm, imported, look, page

pytestmark = pytest.mark.django_db
HEAD = ["园区", "楼栋", "类型", "交易", "面积", "状态", "核实日期", "价格", "净高"]


def rows(zone, *units, state="在租（售）"):
    """A sheet with a new unit for each (deal, price, clear height)."""
    day = timezone.localdate().isoformat()
    lines = [
        [zone.name, f"{number} 号楼", "厂房", deal, 800, state, day, price, height]
        for number, (deal, price, height) in enumerate(units, 11)
    ]
    return [HEAD, *lines]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("unit", "told"),
    [
        (("出租", "2200元/㎡·月", 9), "价格 2200 元/㎡·月，一般在 1–2,000 元/㎡·月 之间"),
        (("出售", "22元/㎡", 9), "一般在 100–500,000 元/㎡ 之间"),
        (("出售", "36元/㎡·月", 9), "价格 36 元/㎡·月 不是按 元/㎡ 写的，和“出售”对不上"),
        (("出租", "22元/㎡·月", 96), "净高 96 米，一般不超过 30 米"),
    ],
)
def test_a_new_listing_that_is_far_off_comes_in_only_when_it_is_ticked(sales, zone, unit, told):
    sheet = rows(zone, unit, ("出租", "22元/㎡·月", 9))
    stock, shown = look(sales, *sheet)
    assert [row["outcome"] for row in shown.values()] == ["leap", "new"]
    assert told in shown["2"]["notes"][0]
    assert len(shown["2"]["notes"]) == 1
    assert 'name="twin" value="2"' in page(sales, stock)
    assert "差得太多，没有动" in words(confirm(sales, stock))
    assert [listing.building for listing in Listing.objects.all()] == ["12 号楼"]
    stock, _ = look(sales, *sheet)
    assert "<strong>1</strong>已新增" in words(confirm(sales, stock, "2"))
    assert Listing.objects.on_offer().count() == 2


def test_a_new_draft_is_not_asked_about(sales, zone):
    assert imported(sales, *rows(zone, ("出租", "2200元/㎡·月", 96), state="草稿")) == {"2": "new"}


def test_a_new_price_is_held_against_those_of_zone_and_city_that_are_read_once(sales, zone):
    for price in (18, 20, 22):
        builders.listing(zone=zone, price=f"{price} 元/㎡·月")
    other = builders.zone(name="示例新园", city=zone.city)
    units = [("出租", "70元/㎡·月", 9), ("出租", "24元/㎡·月", 9)]
    lines = rows(zone, *units) + rows(other, *units)[1:]
    with CaptureQueriesContext(connection) as asked:
        _, shown = look(sales, *lines)
    assert [row["outcome"] for row in shown.values()] == ["leap", "new", "leap", "new"]
    assert "同园区同类的 3 套多在 20 元/㎡·月 上下" in shown["2"]["notes"][0]
    assert "同城同类的 3 套多在 20 元/㎡·月 上下" in shown["4"]["notes"][0]
    assert len([query for query in asked if "price_value" in query["sql"] and "FOR UPDATE" not in query["sql"]]) == 1


def test_the_history_names_the_file_and_the_row_that_changed_a_listing(sales, hall):
    stock, _ = look(sales, ["编号", "净高"], [hall.number, 9])
    confirm(sales, stock)
    assert hall.changes.get().occasion == "导入 房源.xlsx 第 2 行"
    shown = words(sales.get(f"/admin/listings/listing/{hall.pk}/history/"))
    assert "（导入 房源.xlsx 第 2 行）</td>" in shown


def test_what_was_shown_is_done_though_others_cost_otherwise_by_then(sales, zone):
    stock, shown = look(sales, *rows(zone, ("出租", "70元/㎡·月", 9)))
    assert shown["2"]["outcome"] == "new"
    for price in (18, 20, 22):
        builders.listing(zone=zone, price=f"{price} 元/㎡·月")
    confirm(sales, stock)
    assert Listing.objects.get(building="11 号楼").price == "70 元/㎡·月"
