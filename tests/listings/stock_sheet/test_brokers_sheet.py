"""The sheet that a broker's assistant keeps: loose headings, totals, and a landlord's number beside his name."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from listings.admin_forms import split_landlord
from listings.models import Listing
from listings.stock_sheet import places
from listings.stock_sheet.columns import recognise
from plumbing import masking
from tests import builders
from tests.listings.stock_sheet.importing import HEAD, confirm, facts, look, page, say, why

# Headings


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("厂房/仓库", "kind"),
        ("厂房或仓库", "kind"),
        ("租或售", "deal"),
        ("租/售", "deal"),
        ("出租／出售", "deal"),
        ("楼号楼层", "building"),
        ("楼栋/楼层", "building"),
        ("区域", "city"),
        ("业主/电话", "landlord"),
        ("房东及电话", "landlord"),
        ("当前状态", "state"),
    ],
)
def test_the_usual_loose_headings_are_known(typed, name):
    assert recognise(typed).column.name == name


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("11号楼1层", ("11号楼", "1层")),
        ("2号楼3楼", ("2号楼", "3楼")),
        ("A座6楼", ("A座", "6楼")),
        ("中央厨房6号楼1F", ("中央厨房6号楼", "1F")),
        ("3# 2F", ("3#", "2F")),
        ("6号楼 一楼", ("6号楼", "一楼")),
        ("5栋1-3层", ("5栋", "1-3层")),
        ("9号楼", ("9号楼", "")),
        ("13楼", ("13楼", "")),
        ("D-03", ("D-03", "")),
        ("6号楼 一楼2000 二楼1800", ("6号楼 一楼2000 二楼1800", "")),
    ],
)
def test_building_and_floor_in_one_are_told_apart(typed, place):
    assert places.split(typed) == place


@pytest.mark.slow
@given(st.text(max_size=30), st.text(max_size=10))
def test_no_text_breaks_the_reader_of_places(building, floor):
    """And a place is the same in one column as in two."""
    places.place(building, floor)
    one, other = places.split(building)
    assert one + other == "" or (one in building and other in building)
    if other:
        assert places.place(one, other) == places.place(building, "")


@pytest.mark.django_db
def test_a_region_that_is_no_city_does_not_stop_a_row(sales, zone):
    _, rows = look(sales, ["区域", *HEAD], ["历城区", zone.name, "9号楼2层", "厂房", "租", "2400平"])
    assert rows["2"]["outcome"] == "new"
    assert (facts(rows["2"])["楼栋"], facts(rows["2"])["楼层"]) == ("9号楼", "2层")
    stock, _ = look(sales, ["城市", "区域", *HEAD], ["济南", "历城区", zone.name, "9号楼", "厂房", "租", "2400平"])
    assert [name for name, _ in stock.unread["unknown"]] == ["区域"]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_heading_that_is_not_known_is_given_its_meaning_by_hand(sales, zone):
    stock, rows = look(
        sales,
        [*HEAD, "说两句", "几米高"],
        [zone.name, "9号楼", "厂房", "租", 900, "可分租", "9米"],
    )
    assert 'name="column-说两句"' in page(sales, stock)
    assert "例如 可分租" in page(sales, stock)
    rows = say(sales, stock, **{"column-说两句": "description", "column-几米高": "clear_height_m"})
    assert (facts(rows["2"])["介绍"], facts(rows["2"])["净高（米）"]) == ("可分租", "9")
    rows = say(sales, stock, **{"column-说两句": ""})
    assert "介绍" not in facts(rows["2"])
    confirm(sales, stock)
    assert Listing.objects.get().clear_height_m == 9


@pytest.mark.slow
@pytest.mark.django_db
def test_two_headings_given_one_meaning_leave_one_unused(sales, zone):
    stock, _ = look(sales, [*HEAD, "甲", "乙"], [zone.name, "9号楼", "厂房", "租", 900, "一", "二"])
    rows = say(sales, stock, **{"column-甲": "description", "column-乙": "description"})
    assert facts(rows["2"])["介绍"] == "一"
    assert [name for name, _ in stock.unread["unknown"]] == ["乙"]
    say(sales, stock, **{"column-甲": "no such", "column-乙": "x" * 99})
    assert [name for name, _ in stock.unread["unknown"]] == ["甲", "乙"]


@pytest.mark.slow
@pytest.mark.django_db
def test_totals_and_remarks_are_no_listings_and_are_told_once(sales, zone):
    row = [zone.name, "9号楼", "厂房", "租", 900]
    stock, rows = look(
        sales,
        ["序号", *HEAD],
        [1, *row],
        ["小计", None, None, None, None, 900],
        ["合 计", None, None, None, None, "=SUM(F2:F3)"],
        [None, "总计：1套", None, None, None, 900],
        [None, "注：价格都是含税"],
    )
    assert [*rows] == ["2"]
    assert "第 3 行、第 4 行、第 5 行是合计，没有当作房源" in page(sales, stock)
    assert "第 6 行是说明，没有当作房源" in page(sales, stock)


# The landlord's number


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heading", "typed", "name", "number"),
    [
        ("业主", "示例 13800000000", "示例", "+8613800000000"),
        ("业主/电话", "示例13800000000", "示例", "+8613800000000"),
        ("房东", "王示例（手机：138-0000-0000）", "王示例", "+8613800000000"),
        ("业主", "示例公司 0531-88888888转8012", "示例公司 转8012", "+8653188888888"),
        ("业主", "赵先生13800000000（早上打）", "赵先生（早上打）", "+8613800000000"),
        ("业主", "（王示例）13800000000", "王示例", "+8613800000000"),
        ("业主/电话", "13800000000", "", "+8613800000000"),
        ("业主", "示例 138****0000", "示例 138****0000", ""),
        ("业主电话", "示例 13800000000", "示例", "+8613800000000"),
    ],
)
def test_a_landlords_number_is_kept_apart_from_his_name(sales, zone, heading, typed, name, number):
    stock, rows = look(sales, [*HEAD, heading], [zone.name, "1号楼", "厂房", "租", 900, typed])
    assert "13800000000" not in str(rows["2"]["facts"])
    confirm(sales, stock)
    made = Listing.objects.get()
    assert (made.landlord, made.landlord_phone) == (name, number)
    assert look(sales, [*HEAD, heading], [zone.name, "1号楼", "厂房", "租", 900, typed])[1]["2"]["outcome"] == "same"


@pytest.mark.django_db
def test_a_second_number_of_a_landlord_is_refused_in_words(sales, hall, zone):
    row = [zone.name, "2号楼", "厂房", "租", 900]
    other = builders.listing(zone=zone, building="3号楼", landlord_phone="+8613800000009")
    _, rows = look(
        sales,
        ["编号", *HEAD, "业主", "业主电话"],
        [None, *row, "示例 13800000000", "13900000000"],
        [None, *row, "示例 13800000000", "138 0000 0000"],
        [None, *row, "示例 13800000000/13900000000", None],
        [hall.number, None, None, None, None, None, "示例 13900000000", None],
        [other.number, None, None, None, None, None, "示例 13800000009", None],
        [None, *row, "示例 138000000001", None],
    )
    assert "请只留一处" in why(rows["2"])
    assert rows["3"]["outcome"] == "new"
    assert "几个电话" in why(rows["4"])
    assert "请只留一处" in why(rows["5"])
    assert rows["6"]["facts"] == [["业主", "", "示例"]]
    assert "读不懂" in why(rows["7"])


NUMBERED = st.from_regex(r"[王示例]{0,3}[ :：（]?1[3-9][0-9 -]{9,12}[）转/]{0,2}[0-9]{0,4}", fullmatch=True)


@pytest.mark.slow
@given(st.text(max_size=60) | NUMBERED)
def test_no_name_keeps_a_number_that_can_be_dialled(typed):
    """And no text breaks the reader; what it is not sure of it refuses in words."""
    try:
        name, number = split_landlord(typed)
    except ValidationError:
        return
    assert masking.phones_in(name) == []
    assert number == "" or number.startswith("+")
