"""What a search of the leads' list finds, and what it says where it finds nothing."""

import pytest

from leads import contacts
from leads.models import LeadEvent
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


def test_a_word_that_is_a_number_is_counted_as_a_search_for_one(mine, sales):
    found(sales, "88661234")
    found(sales, "王 1234")
    found(sales, "王先生")
    assert SignInEvent.objects.filter(kind=SignInEvent.Kind.SEARCHED).count() == 2


def test_a_page_without_a_lead_says_how_to_search(mine, sales):
    page = words(signed_in(sales).get("/admin/leads/lead/", {"q": "1380531"}))
    assert "没有找到“1380531”" in page
    assert "只写号码的一段不查" in page
    assert "没有找到" not in words(signed_in(sales).get("/admin/leads/lead/", {"q": "王先生"}))
