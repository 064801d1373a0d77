"""Leads as a spreadsheet: what is in it, what is masked in it, who may have it, and where it stops."""

import csv
import io
import time

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from psycopg2 import extensions

from leads import export, intake
from leads.models import Lead
from plumbing import deadline
from tests.leads.conftest import PHONE
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(send, answers):
    send(
        answers,
        city="jinan",
        company='=HYPERLINK("http://evil")',
        need="+1-2 间厂房",
        name="+86 王",
        wechat="wx_secret",
    )
    return Lead.objects.get()


def test_an_xlsx_holds_text_and_masked_phones(lead, manager, client):
    client.force_login(manager)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/admin/leads/lead/export/xlsx/").getvalue()))
    cells = [cell for cell in book.active[2] if cell.value]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    values = [cell.value for cell in cells]
    assert "138****0000" in values
    assert PHONE not in str(values)


@pytest.mark.slow
def test_a_number_written_into_the_words_is_masked_too(lead, send, answers, manager, client):
    send(answers, city="jinan", phone="13700000000", need="要厂房，打 138-0000-0001 或13800000002")
    client.force_login(manager)
    text = client.get("/admin/leads/lead/export/csv/").getvalue().decode()
    assert "打 138****0001 或138****0002" in text


@pytest.mark.slow
def test_the_words_of_an_area_stand_beside_what_was_read_of_them(send, answers, manager, client):
    send(answers, city="jinan", area="三千到五千平，电 138-0000-0001", area_unit="sqm")
    client.force_login(manager)
    text = client.get("/admin/leads/lead/export/csv/").getvalue().decode("utf-8-sig")
    [headings, row] = csv.reader(io.StringIO(text))
    cells = dict(zip(headings, row, strict=True))
    assert (cells["面积（㎡）"], cells["面积（原文）"]) == ("3000.00", "三千到五千平，电 138****0001")


def test_a_csv_holds_no_formula(lead, manager, client):
    client.force_login(manager)
    text = client.get("/admin/leads/lead/export/csv/").getvalue().decode("utf-8-sig")
    [_, row] = csv.reader(io.StringIO(text))
    assert '\'=HYPERLINK("http://evil")' in row
    assert "'+86 王" in row


def test_a_number_with_its_plus_stays_as_it_is():
    assert export._harmless("+8613800000000") == "+8613800000000"


def test_a_full_width_sign_begins_no_formula_either():
    assert [export._harmless(text)[0] for text in ("＝1+1", "＋cmd", "－cmd", "＠SUM")] == ["'"] * 4


@pytest.mark.slow
def test_no_character_of_an_enquiry_makes_the_xlsx_unreadable(jinan, answers, manager, client):
    """The form takes them away; enquiries from before that hold them."""
    sent = submitted(answers, city="jinan")
    sent.answers["need"] = "要厂房\uffff\ufffe\x0b\r\n两层\r带院子"
    intake.store(sent)
    client.force_login(manager)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/admin/leads/lead/export/xlsx/").getvalue()))
    assert "要厂房\n两层\n带院子" in [cell.value for row in book.active for cell in row]


def test_an_export_is_what_is_filtered_and_on_record_with_who_and_how_many(lead, manager, client):
    client.force_login(manager)
    text = client.get("/admin/leads/lead/export/csv/?stage__exact=signed").getvalue().decode()
    assert str(lead) not in text
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr) == (manager, "导出 0 条线索")


def test_sales_and_editors_export_nothing(lead, sales, editor, client):
    for person in (sales, editor):
        client.force_login(person)
        assert client.get("/admin/leads/lead/export/csv/").status_code in {302, 403}


@pytest.fixture
def many(jinan):
    def many(count):
        return Lead.objects.bulk_create(Lead(kind="rent", name=f"客户 {each}", city=jinan) for each in range(count))

    return many


def rows_of(form, answer):
    """The rows of an exported file, without the headings."""
    content = answer.getvalue()
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.values)[1:]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_file_is_written_a_few_leads_at_a_time_and_holds_them_all(many, manager, client, monkeypatch, form):
    monkeypatch.setattr(export, "ROWS_AT_ONCE", 2)
    many(5)
    client.force_login(manager)
    rows = rows_of(form, client.get(f"/admin/leads/lead/export/{form}/"))
    assert sorted(row[6] for row in rows) == [f"客户 {each}" for each in range(5)]
    assert LogEntry.objects.get().object_repr == "导出 5 条线索"


@pytest.mark.slow
def test_more_than_a_file_holds_is_refused_with_what_to_do_and_no_part_of_it_is_given(
    many, manager, client, monkeypatch
):
    monkeypatch.setattr(export, "MOST_ROWS", 3)
    many(3)
    client.force_login(manager)
    assert len(rows_of("csv", client.get("/admin/leads/lead/export/csv/"))) == 3
    many(1)
    page = client.get("/admin/leads/lead/export/csv/?stage__exact=new", follow=True)
    assert page.redirect_chain == [("/admin/leads/lead/?stage__exact=new", 302)]
    [message] = page.context["messages"]
    assert str(message) == "符合条件的线索超过 3 条，一次导不完。请先按收到的年月、城市或阶段筛选，分几次导出。"
    assert LogEntry.objects.count() == 1


@pytest.fixture
def impatient():
    """As in a web process, where waits for the database end."""
    deadline.install()
    yield
    extensions.set_wait_callback(None)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_takes_too_long_is_broken_off_with_what_to_do_and_leaves_nothing_behind(
    many, manager, client, impatient, tmp_path, monkeypatch, form
):
    many(9)
    client.force_login(manager)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    monkeypatch.setattr(export, "SECONDS", 1)
    monkeypatch.setattr(export, "ROWS_AT_ONCE", 1)
    with monkeypatch.context() as slow:
        slow.setattr(Lead, "masked_phone", property(lambda lead: time.sleep(0.4)))
        answer = client.get(f"/admin/leads/lead/export/{form}/")
    assert not LogEntry.objects.exists()  # and the database answers again without a fault
    assert answer.status_code == 302
    [message] = client.get("/admin/leads/lead/").context["messages"]
    assert str(message).startswith("导出超过 1 秒，已停止。请先")
    assert list(scratch.iterdir()) == []
