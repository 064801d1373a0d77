"""What a search of the leads' list finds, and what it says where it finds nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import contacts, worklists
from leads.models import Lead, LeadEvent
from plumbing.phones import Phone
from staff.models import SignInEvent
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(lead, sales):
    """With a landline, a note, and a number in the note."""
    lead.claim(sales)
    contacts.add_person(lead, "李会计", "office", [Phone("+8653188661234")], "li_kuaiji", sales)
    lead.record(LeadEvent.Kind.NOTE, sales, "要三个月免租，另打 13906410055")
    return lead


def found(who, typed):
    return list(signed_in(who).get("/admin/leads/lead/", {"q": typed}).context["cl"].queryset)


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed",
    [
        "88661234",
        "8866-1234",
        "8866 1234",
        "免租",
        "三个月免租",
        "王先生 示例公司",
        "示例 免租",
        "李会计 王先生",
        "1234 王",
    ],
)
def test_a_landline_without_its_code_a_note_and_several_words_find_the_lead(mine, sales, typed):
    assert found(sales, typed) == [mine]


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed",
    [
        "王先生 别的公司",
        "免租 李四",
        "13906",
        "139",
        "064100",
        "00000000",
        "0000000",
        "866123",
        "8661234",
        "18866123",
        "kuaiji",
    ],
)
def test_what_is_only_half_there_or_a_piece_of_a_hidden_number_finds_nothing(mine, sales, typed):
    """As a landline would be read 8661234 and 00000000, the end of a mobile."""
    assert found(sales, typed) == []


@pytest.mark.slow
def test_a_word_that_is_a_number_is_counted_as_a_search_for_one(mine, sales):
    found(sales, "88661234")
    found(sales, "王 1234")
    found(sales, "王先生")
    assert SignInEvent.objects.filter(kind=SignInEvent.Kind.SEARCHED).count() == 2


@pytest.mark.slow
def test_a_page_without_a_lead_says_how_to_search(mine, sales):
    page = words(signed_in(sales).get("/admin/leads/lead/", {"q": "1380531"}))
    assert "没有找到“1380531”" in page
    assert "只写号码的一段不查" in page
    assert "没有找到" not in words(signed_in(sales).get("/admin/leads/lead/", {"q": "王先生"}))


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["高新", "示例高新区 王先生", "WANG@Example.com", "平面图", "二号厂房平面图.dwg"])
def test_a_wished_zone_a_mail_address_and_a_files_name_find_the_lead(send, answers, zone, sales, typed):
    send(answers, city="jinan", zone="jinan/gaoxin", email="wang@example.com")
    lead = Lead.objects.get()
    lead.claim(sales)
    lead.attach("二号厂房平面图.dwg", "x.dwg", sales)
    assert found(sales, typed) == [lead]


def test_a_zone_that_is_none_of_ours_is_found_by_what_was_typed(send, answers, jinan, sales):
    send(answers, city="jinan", zone="齐鲁软件园")
    assert found(sales, "软件园") == [Lead.objects.get()]


@pytest.mark.parametrize("typed", ["wang@", "@example.com", "ang@example.com", "wang@example", "example.com", "wang"])
def test_a_piece_of_a_mail_address_finds_nothing(send, answers, jinan, sales, typed):
    """Its page shows wa****m alone: piece by piece the rest could be found out."""
    send(answers, city="jinan", email="wang@example.com")
    Lead.objects.get().claim(sales)
    assert found(sales, typed) == []


@pytest.mark.slow
def test_what_many_leads_have_is_found_as_well(mine, sales, monkeypatch):
    monkeypatch.setattr(worklists, "MOST_FOUND", 0)
    assert found(sales, "王先生") == [mine]


@pytest.mark.slow
def test_of_hundreds_that_have_both_words_none_is_lost_and_the_count_is_that_of_sql(jinan, sales):
    """One word stands in the name, the other in a note, or both in one place, in whatever order."""
    notes = ["下周再谈 厂房", "厂房下周再谈", "别的", "厂房"]
    leads = [Lead(kind="rent", name=f"示例下周{n}", city=jinan, owner=sales, receipt=f"{n:012}") for n in range(300)]
    Lead.objects.bulk_create(leads)
    LeadEvent.objects.bulk_create(LeadEvent(lead=lead, kind="note", text=notes[n % 4]) for n, lead in enumerate(leads))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM leads_lead JOIN leads_leadevent line ON lead_id = leads_lead.id"
            " WHERE text LIKE '%%厂房%%' AND (text LIKE '%%下周%%' OR name LIKE '%%下周%%')"
        )
        [[number]] = cursor.fetchall()
    shown = signed_in(sales).get("/admin/leads/lead/", {"q": "厂房 下周"}).context["cl"]
    assert (shown.result_count, len(shown.result_list)) == (number, 50)
    assert number == 225


@pytest.mark.slow
def test_a_word_beside_digits_is_found_where_they_stand_together(mine, sales):
    mine.record(LeadEvent.Kind.NOTE, sales, "看中 A座 97 号")
    assert found(sales, "A座 97") == [mine]


@pytest.mark.slow
def test_a_search_looks_through_the_words_once(mine, sales):
    desk = signed_in(sales)
    desk.get("/admin/leads/lead/", {"q": "免租"})
    with CaptureQueriesContext(connection) as captured:
        desk.get("/admin/leads/lead/", {"q": "免租"})
    assert sum("免租" in query["sql"] for query in captured.captured_queries) == 1
