"""What one answer of a person settles for many rows of a file."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from listings.models import Listing, StockImport
from listings.pricing import RENT
from listings.stock_sheet.answers import PRICE_UNITS, Wishes
from staff.roles import WRITER
from tests import builders
from tests.desk import signed_in, words
from tests.listings.stock_sheet.importing import HEAD, confirm, facts, look, next_upload, page, say, why
from tests.workbooks import workbook


@pytest.mark.slow
@pytest.mark.django_db
def test_all_that_is_wrong_with_a_row_is_told_at_once(sales, zone):
    _, rows = look(
        sales,
        ["园区", "楼栋", "面积", "净高", "层高", "状态", "报价"],
        ["别的园", "9号楼", "若干", 12, 9, "空置", "19"],
    )
    told = why(rows["2"])
    for reason in ("没有写类型、交易", "没有“别的园”", "“若干”读不懂", "填反了", "核实日期", "没有单位"):
        assert reason in told, reason


@pytest.mark.slow
@pytest.mark.django_db
def test_one_answer_goes_for_all_rows_that_leave_the_same_out(sales, zone):
    head = ["园区", "楼栋", "面积", "状态", "报价"]
    stock, rows = look(
        sales,
        head,
        [zone.name, "1号楼", 900, "空置", 19],
        [zone.name, "2号楼", 900, "空", "31元"],
        [zone.name, "3号楼", 900, "在租", "17块"],
        [zone.name, "4号楼", 900, "空置", "18块一平"],
        [zone.name, "5号楼", 900, "空置", "26-28"],
    )
    assert {row["outcome"] for row in rows.values()} == {"refused"}
    shown = page(sales, stock)
    assert "都按今天核实" in shown
    assert all(f'name="say-{name}-"' in shown for name in ("kind", "deal", "verified_on", "price"))
    answers = {"say-kind-": "factory", "say-deal-": "rent", "say-verified_on-": str(timezone.localdate())}
    rows = say(sales, stock, **answers, **{"say-price-": "元/㎡·月"})
    assert {row["outcome"] for row in rows.values()} == {"new"}
    confirm(sales, stock)
    prices = Listing.objects.order_by("building").values_list("price", "price_value", "verified_on", "kind")
    today = timezone.localdate()
    assert [*prices] == [
        ("19 元/㎡·月", 19, today, "factory"),
        ("31 元/㎡·月", 31, today, "factory"),
        ("17 元/㎡·月", 17, today, "factory"),
        ("18块一平", 18, today, "factory"),
        ("26-28 元/㎡·月", 26, today, "factory"),
    ]


@pytest.mark.slow
@pytest.mark.django_db
def test_prices_of_rents_and_sales_are_asked_for_apart(sales, zone):
    stock, _ = look(
        sales,
        [*HEAD, "报价"],
        [zone.name, "1号楼", "厂房", "租", 9, "0.8"],
        [zone.name, "2号楼", "厂房", "卖", 9, 4100],
    )
    rows = say(sales, stock, **{"say-price-元/㎡/月": "元/㎡·天", "say-price-元/㎡": "元/㎡·月"})
    assert facts(rows["2"])["价格"] == "0.8 元/㎡·天"
    assert "没有单位" in why(rows["3"]), "a sale is in no unit of rents"
    rows = say(sales, stock, **{"say-price-元/㎡": "元/㎡"})
    assert facts(rows["3"])["价格"] == "4100 元/㎡"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_day_to_come_or_none_is_no_day_of_verification(sales, zone):
    stock, _ = look(sales, [*HEAD, "状态"], [zone.name, "1号楼", "厂房", "租", 900, "空置"])
    for day in (str(timezone.localdate() + timedelta(days=1)), "2026-02-31", "昨天", "0001-01-01"):
        rows = say(sales, stock, **{"say-verified_on-": day})
        assert rows["2"]["outcome"] == "refused", day


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "state"),
    [("空", "在租（售）"), ("租掉了", "已租（售）"), ("卖掉了", "已租（售）"), ("已租掉", "已租（售）")],
)
def test_states_as_brokers_say_them_are_read(sales, zone, typed, state):
    _, rows = look(
        sales, [*HEAD, "状态", "核实日期"], [zone.name, "1", "工业地", "转让", "35亩", typed, date(2026, 1, 2)]
    )
    assert (facts(rows["2"])["状态"], facts(rows["2"])["类型"]) == (state, "土地")


@pytest.mark.slow
@pytest.mark.django_db
def test_a_day_without_its_year_is_the_latest_that_was_and_the_row_says_so(sales, zone):
    today = timezone.localdate()
    to_come = today + timedelta(days=1)
    head = [*HEAD, "核实日期", "交付时间"]
    rows = [
        [zone.name, f"{number}号楼", "厂房", "租", 900, typed, later]
        for number, (typed, later) in enumerate(
            [
                (f"{today.month}月{today.day}日", None),
                (f"{to_come.month}月{to_come.day}号", None),
                (f"{today.month}/{today.day}", f"{to_come.month}月{to_come.day}日"),
                ("2月29日", None),
                ("13月1日", None),
                ("2月30日", None),
            ]
        )
    ]
    _, shown = look(sales, head, *rows)
    said = [facts(row).get("核实日期") for row in shown.values()]
    assert said[:3] == [str(today), str(to_come.replace(year=to_come.year - 1)), str(today)]
    assert said[3].endswith("-02-29")
    assert said[4:] == [None, None]
    assert facts(shown["4"])["最早可用"] == str(to_come)
    assert f"F2 “{rows[0][5]}”没有写年份，记作 {today}。" in shown["2"]["notes"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heading", "typed", "fact", "left_out"),
    [
        ("行车", "5吨2台", "5", ["“2台”没有记。"]),
        ("行车", "10T两台", "10", ["“两台”没有记。"]),
        ("行车", "已装10吨", "10", []),
        ("行车", "10吨（预留）", "10", []),
        ("行车", "2台10吨", "10", ["“2台”没有记。"]),
        ("货梯", "3吨两部", "3", ["“两部”没有记。"]),
        ("净高", "8米（梁下）", "8", ["“梁下”没有记。"]),
        ("供电", "630KVA", "630", []),
        ("净高", "约9米左右", "9", []),
        ("净高", "9米5", "9.5", []),
        ("荷载", "3吨/平米", "3", []),
        ("租金", "22元/月", "22 元/㎡·月", ["“22元/月”没有写每平米，记作 22 元/㎡·月。"]),
    ],
)
def test_what_of_a_cell_is_kept_nowhere_is_told(sales, zone, heading, typed, fact, left_out):
    _, rows = look(sales, [*HEAD, heading], [zone.name, "1号楼", "厂房", "租", 900, typed])
    assert fact in facts(rows["2"]).values()
    assert rows["2"]["notes"] == [f"F2 {each}" for each in left_out]


@pytest.mark.slow
@pytest.mark.django_db
def test_words_that_are_not_understood_are_taken_for_what_a_person_says(sales, zone):
    head = [*HEAD, "状态", "核实日期", "净高"]
    stock, rows = look(
        sales,
        head,
        [zone.name, "1号楼", "厂房", "租/售", 900, "可谈", date(2026, 1, 2), "6米/4.5米"],
        [zone.name, "2号楼", "厂房", "租", 900, "下月空出", date(2026, 1, 2), 9],
    )
    assert {row["outcome"] for row in rows.values()} == {"refused"}
    said = {"say-deal-租/售": "rent", "say-state-可谈": "open", "say-state-下月空出": "no such state"}
    rows = say(sales, stock, **said, **{"say-clear_height_m-6米/4.5米": "4.5米"})
    assert (facts(rows["2"])["交易"], facts(rows["2"])["净高（米）"]) == ("出租", "4.5")
    assert "下月空出" not in facts(rows["2"]).values()
    assert rows["3"]["outcome"] == "refused"
    rows = say(sales, stock, **{"say-state-下月空出": "reserved"})
    assert facts(rows["3"])["状态"] == "已预订"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_zone_that_is_not_found_has_a_button_for_all_its_rows(sales, zone):
    long = builders.zone(name="象港紧固件与汽车零部件专业化小微企业产业园（二期）", city=zone.city)
    bay = builders.zone(name="枫桥湾精密制造园", city=zone.city)
    stock, rows = look(
        sales,
        HEAD,
        ["象港小微园", "1号楼", "厂房", "租", 900],
        ["象港小微园", "2号楼", "厂房", "租", 900],
        ["枫桥弯精密制造园", "1号楼", "厂房", "租", 900],
        ["完全没有的", "1号楼", "厂房", "租", 900],
    )
    shown = page(sales, stock)
    for typed, guess in (("象港小微园", long), ("枫桥弯精密制造园", bay)):
        assert f'name="say-zone-{typed}" value="{guess.pk}">都当作“{guess.name}”</button>' in shown
    assert shown.count("都当作“") == 2
    rows = say(sales, stock, **{"say-zone-象港小微园": ["", str(long.pk)], "say-zone-枫桥弯精密制造园": str(bay.pk)})
    assert [facts(row).get("园区") for row in rows.values()] == [long.name, long.name, bay.name, None]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_zone_of_another_city_is_no_answer(sales, zone):
    other = builders.zone(name="别市的")
    stock, _ = look(sales, HEAD, ["没有的", "1号楼", "厂房", "租", 900], [str(zone.pk), "1号楼", "厂房", "租", 900])
    rows = say(sales, stock, **{"say-zone-没有的": str(other.pk)})
    assert {row["outcome"] for row in rows.values()} == {"refused"}


@pytest.mark.slow
@pytest.mark.django_db
def test_whoever_answers_and_confirms_at_once_is_shown_the_rows_first(sales, zone):
    stock, _ = look(
        sales, ["园区", "楼栋", "面积", "交易"], [zone.name, "1号楼", 900, "租"], [zone.name, "2号楼", 900, "租"]
    )
    assert "还没有导入" in words(confirm(sales, stock, **{"say-kind-": "factory"}))
    assert not Listing.objects.exists()
    confirm(sales, stock, **{"say-kind-": "factory"})
    assert Listing.objects.count() == 2


@pytest.mark.slow
@pytest.mark.django_db
def test_what_was_said_of_a_file_goes_for_the_next_one(sales, zone):
    stock, _ = look(sales, ["园区", "楼栋", "面积", "高"], [zone.name, "1号楼", "若干", "9米"])
    say(sales, stock, **{"say-kind-": "factory", "say-deal-": "rent", "column-高": "clear_height_m"})
    data = workbook(["园区", "楼栋", "面积", "高"], [zone.name, "1号楼", 900, "9米"])
    next_upload(sales, data, stock.pk)
    rows = StockImport.objects.latest("pk").rows
    assert (rows[0]["outcome"], facts(rows[0])["净高（米）"]) == ("new", "9")
    colleague = signed_in(builders.person(WRITER, zone.city))
    next_upload(colleague, data, stock.pk)
    assert StockImport.objects.latest("pk").rows[0]["outcome"] == "refused"
    for odd in ("x", "9" * 30, "²", ""):
        assert next_upload(sales, data, odd).status_code == 200


@pytest.mark.django_db
def test_the_name_of_a_sheet_says_the_kind_that_its_rows_leave_out(sales, zone):
    head = ["园区", "楼栋", "交易", "面积"]
    store = [head, [zone.name, "1号库", "出租", 500]]
    _, rows = look(sales, head, [zone.name, "1号楼", "出租", 900], sheet="厂房", 仓库=store)
    assert [facts(row)["类型"] for row in rows.values()] == ["厂房", "仓库"]
    assert rows["仓库!2"]["notes"] == ["类型按工作表的名称“仓库”记。"]


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(["verified_on", "price"]), st.dictionaries(st.just(""), st.text(max_size=12))))
def test_no_answer_breaks_what_reads_it(answers):
    wishes = Wishes(answers)
    assert wishes.day() is None or wishes.day() <= timezone.localdate()
    assert wishes.price_unit(RENT) in {"", *PRICE_UNITS[RENT]}


@pytest.mark.slow
@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    st.text(max_size=8), st.sampled_from(["zone", "kind", "deal", "state", "clear_height_m", "price", "verified_on"])
)
@example("\x00", "clear_height_m")
@example("9" * 5000, "zone")
def test_whatever_a_form_says_of_a_file_is_answered_with_a_page(sales, zone, typed, name):
    head = ["园区", "楼栋", "交易", "面积", "状态", "净高", "报价"]
    stock, _ = look(sales, head, ["别的园", "1号楼", "租/售", 900, "可谈", "高", 19])
    words_of = {"zone": "别的园", "deal": "租/售", "state": "可谈", "clear_height_m": "高"}
    rows = say(sales, stock, **{f"say-{name}-{words_of.get(name, '')}": typed, "column-楼栋": typed})
    assert rows["2"]["outcome"] == "refused"


@pytest.mark.django_db
@pytest.mark.parametrize("heading", ["城市", "区域"])
def test_one_answer_for_many_rows_puts_none_of_another_city_into_a_zone(sales, zone, heading):
    builders.city(name="青岛", slug="qingdao")
    places = ["青岛", "济南", "济南市历城区", ""] + (["杭州"] if heading == "城市" else [])
    rows = [[city, "智造园区", f"{number}号楼", "厂房", "租", 800] for number, city in enumerate(places, 1)]
    stock, _ = look(sales, [heading, *HEAD], *rows)
    shown = say(sales, stock, **{"say-zone-智造园区": str(zone.pk)})
    assert [row["outcome"] for row in shown.values()] == ["refused", "new", "new", "new", "refused"][: len(places)]
    assert "文件里这一行的城市写的是“青岛”，您选的“示例智造园”在济南" in why(shown["2"])
    confirm(sales, stock)
    assert {*Listing.objects.values_list("building", flat=True)} == {"2号楼", "3号楼", "4号楼"}


@pytest.mark.django_db
def test_nor_does_the_zone_that_is_chosen_for_a_whole_file(sales, zone):
    builders.city(name="青岛", slug="qingdao")
    head = ["城市", "楼号", "类型", "交易", "面积"]
    rows = [[city, f"{number}号楼", "厂房", "租", 800] for number, city in enumerate(("青岛", "济南"), 1)]
    _, shown = look(sales, head, *rows, wishes={"zone": zone.pk})
    assert [row["outcome"] for row in shown.values()] == ["refused", "new"]
    assert "城市写的是“青岛”" in why(shown["2"])
