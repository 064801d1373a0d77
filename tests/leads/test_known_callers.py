"""Of a number that is known already: which lead it opens, who of it is marked, and which others have it."""

import pytest
from lxml import html

from leads import contacts
from leads.models import Lead
from old_lists.known import leads_by_mark
from old_lists.reading import Entry
from plumbing.phones import Phone
from tests.desk import signed_in, words
from tests.leads.people import way

pytestmark = pytest.mark.django_db
WIFE, WIFES = "老板娘", "+8613906410055"


def called(who, **typed):
    return signed_in(who).post("/admin/leads/lead/record/", {"step": "number", **typed}, follow=True)


@pytest.fixture
def mine(lead, sales):
    """A lead of the salesperson's, with somebody beside the main contact."""
    lead.claim(sales)
    contacts.add_person(lead, WIFE, "", [Phone(WIFES)], "niangniang_1", sales)
    return lead


@pytest.mark.slow
def test_the_number_that_was_typed_is_the_one_marked(mine, sales):
    page = called(sales, phone="139 0641 0055")
    assert page.context["lead"] == mine
    [marked] = html.fromstring(words(page)).xpath("//input[@name='way'][@type='radio'][@checked]/@value")
    assert marked == str(way(mine, WIFES).pk)
    assert f"拨打 {mine.masked_phone}" in words(page)


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["", "0", "x", "99999999999999999999"])
def test_any_other_address_of_the_page_marks_the_main_number(mine, sales, typed):
    page = signed_in(sales).get(f"/admin/leads/lead/{mine.pk}/change/?call={typed}")
    [marked] = html.fromstring(words(page)).xpath("//input[@name='way'][@type='radio'][@checked]/@value")
    assert marked == str(way(mine, "+8613800000000").pk)


@pytest.mark.slow
def test_by_a_wechat_id_the_main_number_stays_marked(mine, sales):
    page = called(sales, phone="", wechat="niangniang_1")
    [marked] = html.fromstring(words(page)).xpath("//input[@name='way'][@type='radio'][@checked]/@value")
    assert marked == str(way(mine, "+8613800000000").pk)


@pytest.fixture
def hers(mine, sales, jinan):
    """A later lead, of which the number is the main contact's."""
    return Lead.objects.create(
        kind="rent", name="王鲁豫", company="示例物流", city=jinan, owner=sales, phone=WIFES, receipt="B" * 12
    )


def test_of_several_leads_that_of_the_main_contact_opens_and_the_others_are_named(mine, hers, sales):
    page = called(sales, phone="13906410055")
    assert page.context["lead"] == hers
    said = html.fromstring(words(page)).xpath("//ul[@class='messagelist']")[0]
    assert "同一个号码还在：王先生 · 示例公司" in said.text_content()
    assert said.xpath(".//a/@href") == [f"/admin/leads/lead/{mine.pk}/change/"]


def test_an_old_list_finds_the_same_one(mine, hers):
    assert leads_by_mark([Entry(phones=[Phone(WIFES)])])[WIFES] == hers
