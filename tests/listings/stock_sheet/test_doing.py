"""An import does what was shown, and nothing else; and who may do it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from listings.jobs import forget_imports
from listings.models import Listing, StockImport
from listings.stock_sheet import applying
from staff.roles import SALES, WRITER
from tests import builders
from tests.desk import forms_of, signed_in, words
from tests.listings.stock_sheet.importing import IMPORT, confirm, imported, look, upload, why
from tests.workbooks import opened, workbook
from zones.models import Industry

pytestmark = pytest.mark.django_db


# What is done


@pytest.mark.slow
def test_exactly_what_was_shown_is_done_and_written_down(sales, hall, zone):
    industry = Industry.objects.create(name="装备", slug="zhuangbei")
    stock, _ = look(
        sales,
        ["编号", "园区", "楼栋", "类型", "交易", "面积（亩）", "行车", "租金", "欢迎的行业", "核实日期", "状态"],
        [hall.number, None, None, None, None, None, "已装10吨", "18元/㎡·月", "装备", None, None],
        [None, zone.name, "A-1", "土地", "出让", 20, None, "30万/亩", None, "2026.1.2", "在售"],
        [None, zone.name, "A-2", "土地", "出让", "若干", None, None, None, None, None],
    )
    shown = words(confirm(sales, stock))
    hall.refresh_from_db()
    assert (hall.area_m2, hall.crane_t, hall.crane_state, hall.price_value) == (3000, 10, "installed", 18)
    assert list(hall.industries_wanted.all()) == [industry]
    person = hall.changes.get().user
    assert hall.changes.get().facts == {
        "crane_t": ["", "10"],
        "crane_state": ["", "已装"],
        "price": ["", "18 元/㎡·月"],
        "industries_wanted": ["", "装备"],
    }
    made = Listing.objects.get(kind="land")
    assert (made.area_m2, made.price_value, made.state) == (Decimal("13333.33"), 30, "open")
    assert (made.verified_on, made.verified_by, made.city) == (date(2026, 1, 2), person, zone.city)
    assert made.changes.get().facts == {"state": ["", "在租（售）"]}
    assert "<strong>1</strong>已新增" in shown
    assert made.number in shown


@pytest.mark.slow
def test_twice_changes_nothing(sales, hall, zone):
    rows = (
        ["编号", "园区", "楼栋", "类型", "交易", "面积", "净高"],
        [hall.number, zone.name, "1 号楼", "厂房", "出租", 3000, 9],
        [None, zone.name, "2 号楼", "仓库", "出租", 800, "6米"],
    )
    assert imported(sales, *rows) == {"2": "changed", "3": "new"}
    assert imported(sales, *rows) == {"2": "same", "3": "same"}
    assert (Listing.objects.count(), hall.changes.count()) == (2, 1)


@pytest.mark.slow
def test_the_file_with_its_new_numbers_filled_in_changes_nothing_either(sales, zone):
    head = ["园区", "楼栋", "类型", "交易", "面积", "备注"]
    data = workbook(["我的台账"], head, [zone.name, "7", "厂房", "出租", 800, "x"])
    upload(sales, data)
    stock = StockImport.objects.get()
    confirm(sales, stock)
    book = opened(sales.get(f"{IMPORT}{stock.pk}/numbers/"))
    made = Listing.objects.get()
    assert [cell.value for cell in book.active[3]] == [zone.name, "7", "厂房", "出租", 800, "x", made.number]
    assert book.active["G2"].value == "编号"
    assert imported(sales, *book.active.values) == {"3": "same"}


def test_a_row_that_may_be_there_already_comes_in_only_when_ticked(sales, hall, zone):
    row = [zone.name, "1 号楼", "厂房", "出租", 3000]
    stock, rows = look(sales, ["园区", "楼栋", "类型", "交易", "面积"], row, row)
    assert [each["outcome"] for each in rows.values()] == ["twin", "twin"]
    [ticks] = [types for _, _, types in forms_of(words(sales.get(f"{IMPORT}{stock.pk}/"))) if "twin" in types]
    assert ticks["twin"] == "checkbox"
    confirm(sales, stock, "3", "999")
    assert Listing.objects.count() == 2


@pytest.mark.slow
def test_the_second_of_two_alike_rows_may_be_the_first_ones_twin(sales, zone):
    row = [zone.name, "1 号楼", "厂房", "出租", 3000]
    assert imported(sales, ["园区", "楼栋", "类型", "交易", "面积"], row, row) == {"2": "new", "3": "twin"}
    assert Listing.objects.count() == 1


@pytest.mark.slow
def test_an_empty_cell_leaves_a_fact_and_a_dash_takes_it_away(sales, hall):
    Listing.objects.update(crane_t=10, price="18", has_gas=True, deposit="押一付三", building="1 号楼")
    row = [hall.number, None, "-", "清空", "—", " "]
    imported(sales, ["编号", "行车", "净高", "价格", "天然气", "押金"], row)
    hall.refresh_from_db()
    assert (hall.crane_t, hall.deposit) == (10, "押一付三")
    assert (hall.clear_height_m, hall.price, hall.has_gas) == (None, "", None)


def test_what_every_listing_has_is_not_taken_away(sales, hall):
    _, rows = look(sales, ["编号", "类型", "状态"], [hall.number, "-", "清空"])
    assert why(rows["2"]).count("不能清空") == 2


@pytest.mark.slow
def test_what_changed_since_it_was_shown_is_told_and_not_overwritten(sales, hall, zone):
    other = builders.listing(zone=zone, building="8 号楼")
    stock, _ = look(
        sales,
        ["编号", "园区", "楼栋", "类型", "交易", "面积", "净高"],
        [hall.number, None, None, None, None, None, 9],
        [other.number, None, None, None, None, None, 9],
        [None, zone.name, "9 号楼", "厂房", "出租", 500, None],
    )
    Listing.objects.filter(pk=hall.pk).update(clear_height_m=7)
    builders.listing(zone=zone, building="9 号楼", area_m2=500)
    shown = words(confirm(sales, stock))
    hall.refresh_from_db()
    other.refresh_from_db()
    assert (hall.clear_height_m, other.clear_height_m, Listing.objects.count()) == (7, 9, 3)
    assert "<strong>2</strong>看过之后有变" in shown


@pytest.mark.slow
def test_a_fact_that_the_file_says_nothing_of_is_not_overwritten(sales, hall):
    stock, _ = look(sales, ["编号", "净高"], [hall.number, 9])
    Listing.objects.filter(pk=hall.pk).update(deposit="押二付三")
    confirm(sales, stock)
    hall.refresh_from_db()
    assert (hall.clear_height_m, hall.deposit) == (9, "押二付三")


@pytest.mark.slow
def test_pressed_twice_it_is_done_once(sales, hall, zone):
    stock, _ = look(sales, ["园区", "楼栋", "类型", "交易", "面积"], [zone.name, "2", "厂房", "出租", 800])
    confirm(sales, stock)
    confirm(sales, stock)
    assert Listing.objects.count() == 2


@pytest.mark.slow
def test_many_rows_are_done_in_portions_that_go_on_where_they_stopped(sales, zone, monkeypatch):
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    monkeypatch.setattr(applying, "SECONDS", 0)
    rows = [[zone.name, f"{number} 号楼", "厂房", "出租", 800] for number in range(3)]
    stock, _ = look(sales, ["园区", "楼栋", "类型", "交易", "面积"], *rows)
    assert "接着导入剩下的 1 行" in words(confirm(sales, stock))
    assert "接着导入" not in words(confirm(sales, stock))
    assert Listing.objects.count() == 3


@pytest.mark.slow
def test_one_row_that_the_database_refuses_does_not_stop_the_others(sales, zone, monkeypatch):
    rows = [[zone.name, f"{number} 号楼", "厂房", "出租", 800] for number in range(3)]
    stock, _ = look(sales, ["园区", "楼栋", "类型", "交易", "面积"], *rows)
    builders.listing(zone=zone, number="JN-7")
    numbers = iter(["JN-5", "JN-7", "JN-6"])
    monkeypatch.setattr(Listing, "_next_number", lambda _: next(numbers))
    confirm(sales, stock)
    assert sorted(Listing.objects.values_list("number", flat=True)) == ["JN-5", "JN-6", "JN-7"]


# Who may


@pytest.mark.slow
def test_who_may_not_publish_imports_drafts_and_is_told(zone):
    desk = signed_in(builders.person(WRITER, zone.city))
    head = ["园区", "类型", "交易", "面积", "状态", "核实日期"]
    stock, rows = look(desk, head, [zone.name, "厂房", "出租", 800, "在租", date(2026, 1, 2)])
    assert "存为草稿" in rows["2"]["notes"][0]
    confirm(desk, stock)
    assert Listing.objects.get().state == "draft"


@pytest.mark.slow
def test_nor_changes_what_is_on_offer_nor_learns_of_its_landlord(hall, zone):
    Listing.objects.update(landlord="王示例")
    desk = signed_in(builders.person(WRITER, zone.city))
    head = ["编号", "净高", "业主"]
    for row in ([hall.number, 9, None], [hall.number, 8, "王示例"], [hall.number, 8, "李示例"]):
        _, rows = look(desk, head, row)
        assert why(rows["2"]).endswith("这套您只能看，不能改。")
    assert imported(desk, head, [hall.number, 8, None]) == {"2": "same"}


def test_another_citys_listings_and_zones_are_not_there(hall, zone):
    desk = signed_in(builders.person(SALES, builders.city()))
    _, rows = look(
        desk,
        ["编号", "园区", "类型", "交易"],
        [hall.number, None, None, None],
        [None, zone.name, "厂房", "出租"],
    )
    assert "不在您的城市" in why(rows["2"])
    assert "不在您的城市" in why(rows["3"])


def test_nothing_is_moved_into_a_city_where_one_may_not_act(sales, hall):
    other = builders.zone(name="别市园区")
    _, rows = look(sales, ["编号", "园区"], [hall.number, other.name])
    assert rows["2"]["outcome"] == "refused"


@pytest.mark.slow
def test_an_import_is_its_owners_alone(sales, hall, zone):
    stock, _ = look(sales, ["编号", "净高"], [hall.number, 9])
    colleague = signed_in(builders.person(SALES, zone.city))
    assert colleague.get(f"{IMPORT}{stock.pk}/").status_code == 404
    assert confirm(colleague, stock).status_code == 404
    hall.refresh_from_db()
    assert hall.clear_height_m == 8


def test_who_has_nothing_to_do_with_listings_imports_nothing(client):
    assert signed_in(builders.person()).get(IMPORT).status_code == 403
    assert client.get(IMPORT).status_code == 302


@pytest.mark.slow
def test_the_landlords_phone_is_shown_masked_and_not_written_down(sales, hall):
    stock, rows = look(sales, ["编号", "业主电话"], [hall.number, "139 0000 0009"])
    assert rows["2"]["facts"] == [["业主电话", "138****0009", "139****0009"]]
    confirm(sales, stock)
    hall.refresh_from_db()
    assert hall.landlord_phone == "+8613900000009"
    assert hall.changes.count() == 0


@pytest.mark.slow
def test_a_masked_phone_as_it_was_exported_changes_nothing(sales, hall):
    assert imported(sales, ["编号", "业主电话"], [hall.number, "138****0009"]) == {"2": "same"}


@pytest.mark.slow
def test_of_an_upload_only_what_was_said_of_it_is_kept_longer_than_a_day(sales, hall):
    """Its file, and what was shown of its rows, may hold landlords' numbers."""
    old, _ = look(sales, ["编号", "净高"], [hall.number, 9])
    confirm(sales, old)
    young, _ = look(sales, ["编号", "净高"], [hall.number, 9])
    StockImport.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    forget_imports()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (bytes(old.file), old.rows, old.done, old.unread) == (b"", [], {}, {})
    assert (old.headings, old.numbers) == (["净高"], [hall.number])
    assert young.rows
    assert sales.get(f"{IMPORT}{old.pk}/").status_code == 404
    StockImport.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=181))
    forget_imports()
    assert list(StockImport.objects.all()) == [young]


@pytest.mark.slow
def test_a_longer_file_asks_no_more_queries(sales, zone, django_assert_max_num_queries):
    rows = [[zone.name, f"{number} 号楼", "厂房", "出租", 800] for number in range(60)]
    with django_assert_max_num_queries(30):
        look(sales, ["园区", "楼栋", "类型", "交易", "面积"], *rows)
