"""What people write above and into the columns of their stock, and what is read of it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.models import Listing
from listings.stock_sheet import cells
from listings.stock_sheet.columns import COLUMNS, Heading, recognise
from plumbing import xlsx

RELATED = {"number", "city", "zone", "contact", "industries_wanted", "industries_excluded"}
TYPED = [column for column in COLUMNS if column.name not in RELATED]


def read(heading, value):
    return cells.read(recognise(heading), value)


@pytest.mark.parametrize(
    ("typed", "name", "unit"),
    [
        ("面积", "area_m2", ""),
        ("面积（㎡）", "area_m2", "㎡"),
        ("建筑面积 平米", "area_m2", "平米"),
        ("*面积 (亩)", "area_m2", "亩"),
        ("净高（梁下）", "clear_height_m", ""),
        ("层高m", "floor_height_m", "m"),
        ("荷载：kg/㎡", "floor_load_t_m2", "kg/㎡"),
        ("租金元/平/天", "price", "元/平/天"),
        ("租金（含税）", "price", ""),
        ("年租金（万元）", "price", "万元"),
        ("最短租期（年）", "shortest_lease_months", "年"),
        ("电力（KVA）", "power_kva", "KVA"),
        ("所在楼层", "floor", ""),
        ("园区（必填）", "zone", ""),
    ],
)
def test_a_heading_is_known_by_its_usual_names_and_says_the_unit(typed, name, unit):
    heading = recognise(typed)
    assert (heading.column.name, heading.unit) == (name, unit)


@pytest.mark.parametrize(
    "typed", ["备注", "联系人", "联系电话", "序号", "面积段", "价格备注", "高度", "檐高", "", "（㎡）"]
)
def test_other_headings_are_none_of_ours(typed):
    """Least of all what a broker notes for himself: no page shall show it."""
    assert recognise(typed) is None


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_each_column_is_known_by_its_own_heading(column):
    assert recognise(column.label).column == column


@pytest.mark.parametrize(
    ("heading", "value", "facts"),
    [
        ("面积", "3000平", {"area_m2": Decimal(3000)}),
        ("面积", " ３０００ ", {"area_m2": Decimal(3000)}),
        ("面积（亩）", Decimal(20), {"area_m2": Decimal("13333.33")}),
        ("面积（亩）", "3000㎡", {"area_m2": Decimal(3000)}),
        ("面积", "一万二千平方米", {"area_m2": Decimal(12000)}),
        ("面积", Decimal("33.3333333333333"), {"area_m2": Decimal("33.33")}),
        ("净高", "8米", {"clear_height_m": Decimal(8)}),
        ("净高", "9米5", {"clear_height_m": Decimal("9.5")}),
        ("可分割，最小", "500㎡起租", {"divisible_from_m2": Decimal(500)}),
        ("净高（mm）", Decimal(9000), {"clear_height_m": Decimal(9)}),
        ("面积", "3000（可分割800起）", {"area_m2": Decimal(3000), "divisible_from_m2": Decimal(800)}),
        ("面积（亩）", "20，可分租5亩", {"area_m2": Decimal("13333.33"), "divisible_from_m2": Decimal("3333.33")}),
        ("行车", "已装10吨", {"crane_t": Decimal(10), "crane_state": "installed"}),
        ("行车", "10T（预留）", {"crane_t": Decimal(10), "crane_state": "prepared"}),
        ("行车", "2台10吨", {"crane_t": Decimal(10)}),
        ("行车", "无", {"crane_t": None, "crane_state": "none"}),
        ("有没有行车", "无", {"crane_state": "none"}),
        ("承重", "3吨", {"floor_load_t_m2": Decimal(3)}),
        ("承重", "三吨", {"floor_load_t_m2": Decimal(3)}),
        ("物业费", "两块", {"property_fee": Decimal(2)}),
        ("承重", "500公斤", {"floor_load_t_m2": Decimal("0.5")}),
        ("供电", "630KVA", {"power_kva": 630}),
        ("起租期", "2年", {"shortest_lease_months": 24}),
        ("起租期", "半年", {"shortest_lease_months": 6}),
        ("最短租期（年）", Decimal(3), {"shortest_lease_months": 36}),
        ("土地剩余年限", "41年", {"land_years_left": 41}),
        ("装卸口", "4个", {"loading_docks": 4}),
        ("租金（元/平/天）", Decimal("0.6"), {"price": "0.6 元/㎡·天"}),
        ("租金", Decimal(18), {"price": "18"}),
        ("租金", "22元/月", {"price": "22 元/㎡·月"}),
        ("月租金", "22元", {"price": "22 元/㎡·月"}),
        ("租金", "0.75元/天", {"price": "0.75 元/㎡·天"}),
        ("年租金", "12万", {"price": "12万/年"}),
        ("年租金（万元）", Decimal(12), {"price": "12 万元/年"}),
        ("价格", "面议", {"price": "面议"}),
        ("层数", Decimal(3), {"storeys": "multi"}),
        ("消防", "丙类", {"fire_class": "丙"}),
        ("消防", "丙二类", {"fire_class": "丙"}),
        ("起租期", "3年起", {"shortest_lease_months": 36}),
        ("用地性质", "M1", {"land_use": "industry"}),
        ("产证", "不动产权证", {"deed": "held"}),
        ("类型", "标准厂房", {"kind": "factory"}),
        ("类型", "单层厂房", {"kind": "factory", "storeys": "single"}),
        ("类型", "钢结构仓库", {"kind": "warehouse", "structure": "steel"}),
        ("类型", "多层标准厂房", {"kind": "factory", "storeys": "multi"}),
        ("交易", "整租", {"deal": "rent"}),
        ("可环评", "看行业", {"eia": "ask"}),
        ("空出时间", "2027年3月底", {"available_from": date(2027, 3, 31)}),
        ("入驻日期", "2028年2月末", {"available_from": date(2028, 2, 29)}),
        ("状态", "在租(售)", {"state": "open"}),
        ("喷淋", "有", {"has_sprinklers": True}),
        ("天然气", "否", {"has_gas": False}),
        ("蒸汽", True, {"has_steam": True}),
        ("核实日期", "2026.11.2", {"verified_on": date(2026, 11, 2)}),
        ("核实日期", "2026年11月2日", {"verified_on": date(2026, 11, 2)}),
        ("核实日期", "2026/11/02", {"verified_on": date(2026, 11, 2)}),
        ("核实日期", "2026-11-02 09:30（周一）", {"verified_on": date(2026, 11, 2)}),
        ("核实日期", date(2026, 11, 2), {"verified_on": date(2026, 11, 2)}),
        ("核实日期", Decimal(20261102), {"verified_on": date(2026, 11, 2)}),
        ("楼栋", Decimal(3), {"building": "3"}),
        ("业主电话", Decimal(13800000009), {"landlord_phone": "+8613800000009"}),
    ],
)
def test_cells_are_read_as_people_type_them(heading, value, facts):
    assert read(heading, value) == facts


@pytest.mark.parametrize(
    ("heading", "value", "reason"),
    [
        ("净高", "约八九米", "“约八九米”读不懂"),
        ("面积", "3000-5000", "不写范围"),
        ("面积", "一层1200㎡，二层800", "也不写两处的数"),
        ("净高", "首层6米 二层4.5", "也不写两处的数"),
        ("净高", "一楼6米、二楼4.5米", "也不写两处的数"),
        ("净高", "檐口8米 净高7.2", "也不写两处的数"),
        ("行车", "10t/5t", "也不写两处的数"),
        ("面积", xlsx.UNSAVED, "打开、保存一次"),
        ("面积", date(2026, 1, 2), "变成了日期"),
        ("楼层", date(2026, 1, 2), "变成了日期"),
        ("供电（kW）", Decimal(500), "另一种量"),
        ("货梯", "无", "没有或不清楚就留空"),
        ("行车", "已装", "请写吨位"),
        ("行车", "已装10吨预留5吨", "只写一种"),
        ("起租期", "1-2年", "整数"),
        ("年租金", Decimal(120000), "请写单位"),
        ("剩余年限（㎡）", Decimal(40), "整数"),
        ("起租期（元）", "12", "整数"),
        ("价格", Decimal(0), "不会是 0"),
        ("消防", "二级", "不在可选的里"),
        ("天然气", "待定", "有 或 没有"),
        ("核实日期", Decimal(45000), "不是日期"),
        ("核实日期", "2026年11月", "不是日期"),
        ("核实日期", "2026年11月底", "不是日期"),
        ("空出时间", "13月底", "不是日期"),
        ("空出时间", "0000年3月底", "不是日期"),
        ("类型", "单层商铺", "不在可选的里"),
        ("核实日期", "2026-2-30", "不是日期"),
        ("核实日期", "1026-2-3", "年份"),
        ("业主电话", "138****0009", "号码"),
        ("房源描述", "找王先生 138 0000 0009", "介绍里有电话"),
        ("容积率", "一点五", "写一个数"),
    ],
)
def test_what_cannot_be_read_is_refused_and_never_guessed(heading, value, reason):
    with pytest.raises(cells.Refused, match=reason):
        read(heading, value)


@pytest.mark.parametrize(
    ("heading", "typed", "notes"),
    [
        ("面积", "2000 可分租", ["“可分租”没有记。"]),
        ("面积", "约2000", []),
        ("面积", "3000（可分割）", ["“可分割”没有记。"]),
        ("面积", "2000㎡", []),
        ("面积", "3000（可分割800起）", []),
        ("行车", "2台10吨", ["“2台”没有记。"]),
        ("空出时间", "2027年3月底", ["“2027年3月底”记作 2027-03-31。"]),
        ("空出时间", "2027-03-31", []),
    ],
)
def test_what_was_read_otherwise_and_what_is_kept_nowhere_is_said(heading, typed, notes):
    known = recognise(heading)
    assert cells.remarks(known, typed, cells.read(known, typed)) == notes


VALUES = st.one_of(
    st.text(max_size=40),
    st.from_regex(
        r"[约已装预留]{0,3}[0-9０-９.一二三十百千万]{1,6}[平亩吨米个年月元/ 公顷kKvVtT-]{0,5}", fullmatch=True
    ),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15),
    st.booleans(),
    st.dates(),
    st.sampled_from([xlsx.UNSAVED, xlsx.BROKEN]),
)


@pytest.mark.slow
@given(st.sampled_from(TYPED), st.sampled_from(["", "㎡", "亩", "万元", "年", "kg"]), VALUES)
def test_no_value_breaks_a_reader_and_what_it_reads_fits_the_column(column, unit, value):
    try:
        found = cells.read(Heading(column, unit), value)
    except cells.Refused as refused:
        found = {}
        reason = str(refused)
        assert reason
    for name, fact in found.items():
        field = Listing._meta.get_field(name)
        assert field.to_python(fact) == fact
        if isinstance(fact, Decimal | int) and not isinstance(fact, bool):
            assert fact >= 0
        if not isinstance(value, bool) and any(each.isdigit() for each in str(fact)) and name != "fire_class":
            assert any(each.isnumeric() or each in "半两" for each in str(value))


@pytest.mark.slow
@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_of_headings(typed):
    heading = recognise(typed)
    assert heading is None or heading.column in COLUMNS
