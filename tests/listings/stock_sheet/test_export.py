"""Template and export: what is filtered, as a workbook that can be imported again and changes nothing."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings.models import Listing, ListingChange, StockImport
from listings.stock_sheet import writing
from listings.stock_sheet.columns import COLUMNS
from staff.models import User
from staff.roles import SALES, WRITER
from tests import builders
from tests.desk import signed_in, words
from tests.workbooks import opened, saved
from zones.models import Industry

pytestmark = pytest.mark.django_db
LIST = "/admin/listings/listing/"
EVERYTHING = {
    "kind": "factory",
    "deal": "rent",
    "building": "=1+1",
    "floor": "1-2 层",
    "description": "第一段。\n\n第二段。",
    "area_m2": Decimal("3000.25"),
    "divisible_from_m2": 800,
    "storeys": "single",
    "structure": "steel",
    "clear_height_m": Decimal("9.5"),
    "floor_height_m": 11,
    "floor_load_t_m2": Decimal("0.35"),
    "crane_t": 10,
    "crane_state": "installed",
    "goods_lift_t": 3,
    "column_grid": "9 米 × 9 米",
    "power_kva": 800,
    "fire_class": "丙",
    "has_sprinklers": True,
    "eia": "ask",
    "has_gas": False,
    "loading_docks": 4,
    "yard_m2": 2000,
    "largest_lorry_m": Decimal("17.5"),
    "deed": "held",
    "land_use": "research",
    "land_years_left": 41,
    "plot_ratio": Decimal("1.5"),
    "price": "18",
    "property_fee": Decimal("2.5"),
    "deposit": "-",
    "rent_free": "1 个月",
    "shortest_lease_months": 24,
    "available_from": date(2027, 3, 1),
    "landlord": "+王示例",
    "landlord_phone": "+8613800000009",
    "commission": "一个月",
    "source": "@示例",
}


@pytest.fixture
def hall():
    contact = builders.contact()
    zone = builders.zone(city=builders.city(name="济南", slug="jinan", contact=contact))
    listing = builders.listing(zone=zone, contact=contact, **EVERYTHING)
    listing.industries_wanted.set([Industry.objects.create(name=name, slug=name[0] + "x") for name in ("a业", "b业")])
    return listing


def at_work(role, *cities):
    return signed_in(builders.person(role, *cities))


def exported(desk, query=""):
    """The rows of the export, the headings first."""
    return [list(row) for row in opened(desk.get(f"{LIST}export/?{query}"))[writing.STOCK].values]


def outcomes(desk, data):
    """What an import of the file would do, row by row."""
    desk.post(f"{LIST}import/", {"file": SimpleUploadedFile("a.xlsx", data)})
    return [row["outcome"] for row in StockImport.objects.latest("pk").rows]


def test_an_exported_file_imported_again_changes_nothing(hall):
    desk = at_work(SALES, hall.city)
    data = b"".join(desk.get(f"{LIST}export/").streaming_content)
    assert outcomes(desk, data) == ["same"]


@pytest.mark.slow
def test_nor_once_a_spreadsheet_program_has_saved_it(hall):
    desk = at_work(SALES, hall.city)
    assert outcomes(desk, saved(opened(desk.get(f"{LIST}export/")))) == ["same"]


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.fixed_dictionaries({name: st.text(max_size=20) for name in ("building", "price", "deposit", "description")}))
def test_whatever_its_texts_are(hall, texts):
    texts = {name: text.replace("\0", "").encode("utf-8", "ignore").decode() for name, text in texts.items()}
    Listing.objects.filter(pk=hall.pk).update(**texts)
    desk = at_work(SALES, hall.city)
    assert outcomes(desk, b"".join(desk.get(f"{LIST}export/").streaming_content)) == ["same"]


@pytest.mark.slow
def test_all_listings_of_the_demo_come_back_as_they_were(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", stdout=StringIO())
    desk = signed_in(User.objects.create_superuser("owner", is_staff=True))
    before = list(Listing.objects.order_by("pk").values())
    data = b"".join(desk.get(f"{LIST}export/").streaming_content)
    assert outcomes(desk, data) == ["same"] * len(before)
    assert len(before) >= 60
    stock = StockImport.objects.get()
    desk.post(f"{LIST}import/{stock.pk}/")
    assert list(Listing.objects.order_by("pk").values()) == before
    assert not ListingChange.objects.exists()


@pytest.mark.slow
def test_a_text_stays_a_text_whatever_it_begins_with(hall):
    row = opened(at_work(SALES, hall.city).get(f"{LIST}export/"))[writing.STOCK][2]
    assert {cell.value: cell.data_type for cell in row if str(cell.value)[:1] in "=+@-"} == {
        "=1+1": "s",
        "+王示例": "s",
        "@示例": "s",
        "-": "s",
    }


@pytest.mark.slow
def test_the_filters_of_the_list_and_the_persons_cities_decide_what_is_exported(hall):
    builders.listing(zone=hall.zone, state="taken")
    builders.listing(state="open")
    rows = exported(at_work(SALES, hall.city), "state__exact=open")
    assert [row[0] for row in rows] == ["编号", hall.number]


@pytest.mark.slow
def test_the_landlord_leaves_with_those_who_may_change_the_row_and_his_phone_masked(hall):
    [head, row] = exported(at_work(SALES, hall.city))
    assert dict(zip(head, row, strict=True))["业主电话"] == "138****0009"
    assert dict(zip(head, row, strict=True))["业主"] == "+王示例"
    [_, row] = exported(at_work(WRITER, hall.city))
    assert dict(zip(head, row, strict=True))["业主"] is None
    assert not {"138****0009", "一个月", "@示例"} & {*row}


@pytest.mark.slow
def test_who_exported_how_many_is_written_down(hall):
    desk = at_work(SALES, hall.city)
    exported(desk, "kind__exact=factory&q=王示例")
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.change_message) == ("导出 1 套房源", "xlsx kind__exact=factory")


def test_more_than_one_file_holds_is_refused(hall, monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 0)
    desk = at_work(SALES, hall.city)
    assert "一次导不完" in words(desk.get(f"{LIST}export/", follow=True))
    assert not LogEntry.objects.exists()


def test_who_may_not_look_exports_nothing(hall, client):
    assert signed_in(builders.person()).get(f"{LIST}export/").status_code == 403
    assert client.get(f"{LIST}export/").status_code == 302
    assert client.get(f"{LIST}template/").status_code == 302


@pytest.mark.slow
def test_one_more_listing_costs_no_more_queries(hall, django_assert_num_queries):
    desk = at_work(SALES, hall.city)

    def queries():
        exported(desk)  # content types and the site are looked up once, and again after a change
        with django_assert_num_queries(25, exact=False) as asked:
            exported(desk)
        return len(asked)

    one = queries()
    for _ in range(5):
        builders.listing(zone=hall.zone, contact=hall.contact)
    assert queries() == one


# The template


def test_the_template_explains_each_column_and_offers_the_zones_of_ones_cities(hall):
    builders.zone(name="别市园区")
    book = opened(at_work(SALES, hall.city).get(f"{LIST}template/"))
    stock, how, choices = (book[name] for name in (writing.STOCK, writing.HOW, writing.CHOICES))
    labels = [column.label for column in COLUMNS]
    assert [cell.value for cell in stock[1]] == labels
    assert stock.freeze_panes == "B2"
    explained = [row[0] for row in how.values]
    assert [label for label in labels if label not in explained] == []
    offered = {column[0]: [word for word in column[1:] if word] for column in zip(*choices.values, strict=True)}
    assert offered["园区"] == [hall.zone.name]
    assert offered["类型"] == ["厂房", "仓库", "写字楼·研发", "土地"]
    assert choices.sheet_state == "hidden"
    lists = {str(each.sqref)[0]: each.formula1 for each in stock.data_validations.dataValidation}
    assert lists["C"] == "'可选值'!$B$2:$B$2"


@pytest.mark.slow
def test_every_choice_of_the_template_is_read_back(hall):
    desk = at_work(SALES, hall.city)
    book = opened(desk.get(f"{LIST}template/"))
    stock, columns = book[writing.STOCK], {cell.value: cell.column for cell in book[writing.STOCK][1]}
    rows = 0
    for head, *offered in zip(*book[writing.CHOICES].values, strict=True):
        for word in filter(None, offered):
            row = {"园区": hall.zone.name, "类型": "厂房", "交易": "出租", "楼栋": str(rows), "面积（㎡）": 500}
            row |= {"核实日期": date(2026, 1, 2), head: word}
            row |= {"行车（吨）": 5} if word in {"已装", "预留"} else {}
            for label, value in row.items():
                stock.cell(rows + 2, columns[label], value)
            rows += 1
    assert rows > 30
    assert outcomes(desk, saved(book)) == ["new"] * rows
