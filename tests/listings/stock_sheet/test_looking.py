"""What an uploaded workbook would do, row by row, before anything is done."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from listings.models import Listing, StockImport
from listings.stock_sheet import table
from staff.roles import SALES
from tests import builders
from tests.desk import signed_in, words
from tests.listings.stock_sheet.importing import IMPORT, confirm, look, upload, why
from tests.workbooks import workbook

pytestmark = pytest.mark.django_db


# What is shown


def test_every_row_is_accounted_for(sales, hall, zone):
    stock, rows = look(
        sales,
        ["编号", "园区", "楼栋", "类型", "交易", "面积（㎡）", "净高（米）"],
        [hall.number, zone.name, "1 号楼", "厂房", "出租", 3000, 8],
        [hall.number.lower() + " ", None, None, None, None, None, 9],
        [None, zone.name, "2 号楼", "厂房", "出租", "3000平", "8米"],
        [],
        [None, zone.name, "1 号楼", "厂房", "出租", 3000, None],
        [None, zone.name, "3 号楼", "厂房", "出租", 3000, "约八九米"],
        ["JN-9", zone.name, None, None, None, None, None],
    )
    assert {key: row["outcome"] for key, row in rows.items()} == {
        **{"2": "same", "3": "refused", "4": "new", "6": "twin", "7": "refused", "8": "refused"}
    }
    assert "和第 2 行是同一个编号" in why(rows["3"])
    assert why(rows["7"]).startswith("G7 “约八九米”读不懂")
    assert "没有编号是 JN-9 的房源" in why(rows["8"])
    assert hall.number in rows["6"]["notes"][0]
    page = words(sales.get(f"{IMPORT}{stock.pk}/"))
    counts = [f"<strong>{count}</strong>{label}" for count, label in ((3, "不导入"), (1, "可能重复"), (1, "新增"))]
    assert all(each in page for each in counts)
    assert Listing.objects.count() == 1


@pytest.mark.slow
def test_a_change_is_shown_as_old_and_new(sales, hall):
    _, rows = look(sales, ["编号", "净高", "供电（kVA）"], [hall.number, "9米5", 630])
    assert rows["2"]["outcome"] == "changed"
    assert rows["2"]["facts"] == [["净高（米）", "8", "9.5"], ["供电（kVA）", "", "630"]]


@pytest.mark.slow
def test_titles_stand_above_the_headings_and_other_columns_are_named(sales, hall):
    stock, rows = look(
        sales,
        ["某某中介 2026 年房源台账"],
        ["更新日期：11 月"],
        ["序号", "房源编号", "建筑面积 平米", "备注"],
        [1, hall.number, 3200, "底价可谈"],
        [2, None, None, None],
        merged=["A1:D1"],
    )
    assert rows["4"]["facts"] == [["面积（㎡）", "3,000", "3,200"]]
    assert stock.unread == {
        "unknown": [["序号", []], ["备注", ["底价可谈"]]],
        **{"by_hand": [], "totals": [], "remarks": [], "sheets": [], "blank": 1},
    }
    assert "没有用到的列：序号、备注" in words(sales.get(f"{IMPORT}{stock.pk}/"))


def test_two_headings_for_one_column_are_refused(sales, hall):
    shown = words(upload(sales, workbook(["编号", "面积", "建筑面积"], [hall.number, 1, 2])))
    assert "“面积”（B1）和“建筑面积”（C1）都是“面积（㎡）”" in shown


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空的"),
        ("编号,面积".encode(), "不是 .xlsx"),
        (workbook(["甲", "乙"], [1, 2]), "没有找到表头"),
        (workbook(["编号", "面积"]), "没有一行房源"),
    ],
)
def test_what_is_no_stock_is_refused_in_words(sales, data, reason):
    assert reason in words(upload(sales, data))
    assert not StockImport.objects.exists()


def test_too_many_rows_are_refused(sales, hall, monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    assert "一次最多导入 3 行" in words(upload(sales, workbook(["编号", "面积"], *[[hall.number, 1]] * 4)))


@pytest.mark.slow
def test_a_merged_zone_counts_for_its_rows_but_a_merged_area_for_none(sales, zone):
    _, rows = look(
        sales,
        ["园区", "楼层", "类型", "交易", "面积"],
        [zone.name, "1 层", "厂房", "出租", 3000],
        [None, "2 层", "厂房", "出租", None],
        [None, "3 层", "厂房", "出租", 900],
        merged=["A2:A4", "E2:E3"],
    )
    assert [row["outcome"] for row in rows.values()] == ["refused", "refused", "new"]
    assert "看不出是每套的还是合计" in why(rows["3"])


@pytest.mark.slow
def test_several_sheets_are_read_and_their_cells_named_with_them(sales, hall, zone):
    plot = [zone.name, "土地", "出让"]
    land = [["园区", "类型", "交易", "面积（亩）"], [*plot, "若干"], [*plot, 20]]
    stock, rows = look(sales, ["编号", "净高"], [hall.number, 9], sheet="厂房", 土地=land, 说明=[["随便写的"]])
    assert {key: row["outcome"] for key, row in rows.items()} == {
        "厂房!2": "changed",
        "土地!2": "refused",
        "土地!3": "new",
    }
    assert why(rows["土地!2"]).startswith("土地!D2 ")
    assert stock.unread["sheets"] == ["说明"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"园区": "示例智造"}, "您要写的是“示例智造园”吗"),
        ({"城市": "青岛"}, "没有“青岛”这个城市"),
        ({"园区": None}, "没有写园区"),
        ({"类型": None, "交易": None}, "没有写类型、交易"),
        ({"类型": "土地", "净高": 9}, "土地没有这一项"),
        ({"净高": 12, "层高": 9}, "两个数可能填反了"),
        ({"净高": 900}, "应在 2 到 100 之间"),
        ({"状态": "在租"}, "对外的房源要写核实日期"),
        ({"核实日期": date(2200, 1, 1)}, "不能晚于今天"),
        ({"行车": "预留5吨", "行车是否已装": "已装"}, "写的不一样"),
        ({"欢迎的行业": "养鸽"}, "产业里没有“养鸽”"),
        ({"网站联系人": "某人"}, "联系人里没有“某人”"),
        ({"编号": "3"}, "这不是系统给的编号"),
        ({"面积": "=A1"}, "公式没有存下结果"),
    ],
)
def test_a_row_is_refused_by_the_rules_of_the_form(sales, zone, row, reason):
    whole = {"园区": zone.name, "类型": "厂房", "交易": "出租", "面积": 3000, **row}
    _, rows = look(sales, [*whole], [*whole.values()])
    assert (rows["2"]["outcome"], reason in why(rows["2"])) == ("refused", True)


# What is said of the whole file


@pytest.mark.slow
def test_what_new_rows_leave_out_may_be_said_of_the_whole_file(sales, hall, zone):
    wishes = {"zone": zone.pk, "kind": "warehouse", "deal": "sale"}
    _, rows = look(
        sales,
        ["编号", "栋号", "面积", "净高", "类型"],
        [None, "3", 500, 6, None],
        [None, "4", 500, 6, "厂房"],
        [hall.number, None, 3000, 8, None],
        wishes=wishes,
    )
    assert [row["outcome"] for row in rows.values()] == ["new", "new", "same"]
    assert rows["2"]["facts"][:3] == [["园区", "", zone.name], ["类型", "", "仓库"], ["交易", "", "出售"]]
    assert rows["3"]["facts"][1] == ["类型", "", "厂房"]


@pytest.mark.slow
def test_a_zone_of_another_city_is_no_wish(sales):
    answer = upload(sales, workbook(["栋号", "面积", "净高"], ["3", 500, 6]), zone=builders.zone().pk)
    assert not StockImport.objects.exists()
    assert "errorlist" in words(answer)


@pytest.mark.slow
def test_unreadable_cells_are_passed_over_where_the_person_says_so_and_named(sales, hall, zone):
    head = ["编号", "园区", "类型", "交易", "面积", "净高", "货梯"]
    rows = [hall.number, None, None, None, None, "9", "无"], [None, zone.name, "厂房", "出租", "若干", "约八九米", None]
    stock, shown = look(sales, head, *rows, wishes={"skips": "on"})
    assert [row["outcome"] for row in shown.values()] == ["changed", "refused"]
    assert "G2 跳过：“无”不是数" in shown["2"]["notes"][0]
    assert [place for place, _ in shown["3"]["reasons"]] == ["E3"]
    confirm(sales, stock)
    hall.refresh_from_db()
    assert (hall.clear_height_m, hall.goods_lift_t) == (9, None)


# What brokers write


@pytest.mark.slow
def test_the_area_of_the_ground_is_that_of_land_alone(sales, zone):
    head = ["园区", "类型", "交易", "土地面积（亩）", "建筑面积"]
    _, rows = look(
        sales,
        head,
        [zone.name, "土地", "出让", 15, None],
        [zone.name, "厂房", "出售", 15, 6000],
        [zone.name, "厂房", "出售", 15, None],
        [zone.name, "土地", "转让", 30, 6000],
    )
    areas = [{label: new for label, _, new in row["facts"]}.get("面积（㎡）") for row in rows.values()]
    assert areas == ["10,000", "6,000", None, "20,000"]
    assert why(rows["4"]).startswith("D4 这是地的面积")


@pytest.mark.parametrize("typed", ["智造园", "济南智造园", "济南智造园（二期）（示例）", " 济南 智造园 "])
def test_a_zone_is_known_without_its_city_and_without_brackets(sales, zone, typed):
    builders.zone(name="济南智造园（二期）（示例）", city=zone.city)
    _, rows = look(sales, ["园区", "类型", "交易"], [typed, "厂房", "出租"])
    assert rows["2"]["outcome"] == "new"


@pytest.mark.slow
def test_two_zones_of_one_name_want_the_city(zone):
    builders.zone(name="济南" + zone.name, city=zone.city)
    other = builders.zone(name=zone.name, city=builders.city(name="青岛"))
    _, rows = look(
        signed_in(builders.person(SALES)),
        ["城市", "园区", "类型", "交易"],
        [None, zone.name, "厂房", "出租"],
        ["青岛市", zone.name, "厂房", "出租"],
    )
    assert "几个" in why(rows["2"])
    assert rows["3"]["name"].startswith(other.name)


def test_a_city_that_is_not_the_listings_is_refused_whether_its_zone_is_written_or_not(sales, hall, zone):
    builders.city(name="青岛")
    _, rows = look(
        sales,
        ["编号", "城市", "园区", "净高"],
        [hall.number, "青岛", zone.name, 9],
        [hall.number, zone.city.name, None, 9],
    )
    assert "这套不在这个城市" in why(rows["2"])
    _, rows = look(sales, ["编号", "城市", "园区"], [hall.number, zone.city.name, zone.name])
    assert rows["2"]["outcome"] == "same"


@pytest.mark.slow
def test_free_now_is_today_and_says_nothing_of_what_is_free_already(sales, hall, zone):
    free = builders.listing(zone=zone, building="2", available_from=timezone.localdate() - timedelta(days=9))
    _, rows = look(sales, ["编号", "交付时间"], [hall.number, "随时"], [free.number, "现房"])
    assert rows["2"]["facts"] == [["最早可用", "", str(timezone.localdate())]]
    assert rows["2"]["notes"] == []
    assert rows["3"]["outcome"] == "same"


@pytest.mark.slow
def test_a_state_of_the_crane_is_written_in_one_way(sales, hall):
    Listing.objects.update(crane_t=10, crane_state="installed")
    _, rows = look(sales, ["编号", "行车", "行车是否已装"], [hall.number, "预留5吨", "已装"])
    assert why(rows["2"]) == "B2 和“有没有行车”一列写的不一样。"
