"""待领取: what stands first, what its cards say, and that whoever works there comes back to it."""

from datetime import timedelta

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.utils import timezone

from leads.models import Lead, LeadEvent, SalesRules
from plumbing.days import in_short
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
TODAY = "/admin/leads/lead/today/"
POOL = f"{TODAY}?tab=pool"


def act_on(desk, action, *leads):
    data = {"action": action, ACTION_CHECKBOX_NAME: [each.pk for each in leads]}
    return desk.post("/admin/leads/lead/", data)


@pytest.fixture
def released(lead, send, answers, sales):
    """Promised for a day by who had it, and put back; `lead` waits for its first contact."""
    send(answers, city="jinan", phone="13900000000", name="李女士")
    found = Lead.objects.get(phone="+8613900000000")
    found.claim(sales)
    found.log_call("talked", sales, "", timezone.now() + timedelta(days=8))
    found.hand_over(None, sales)
    return found


def test_a_card_says_the_day_that_was_promised_and_who_waits_for_a_first_contact_stands_before_it(
    lead, released, colleague
):
    page = signed_in(colleague).get(POOL)
    assert list(page.context["pool"]) == [lead, released]
    assert f"原约 {in_short(released.next_follow_up_at)}" in words(page)
    assert f"今天 {timezone.localtime(released.next_follow_up_at):%H:%M}" not in words(page)


def test_a_card_says_how_long_somebody_has_waited_as_people_say_it(lead, colleague):
    Lead.objects.filter(pk=lead.pk).update(contact_by=timezone.now() - timedelta(days=1, hours=2))
    assert "超时 1 天 2 小时没联系" in words(signed_in(colleague).get(POOL)).replace("\xa0", " ")


@pytest.mark.slow
def test_who_gives_many_back_reads_whose_they_are_and_what_becomes_of_them(lead, released, sales, manager):
    lead.claim(sales)
    page = words(act_on(signed_in(manager), "to_pool", lead, released))
    assert f"{lead.get_stage_display()} · {sales.display_name}" in page
    assert "待领取</span></li>" in page
    assert "原来的负责人会收到消息" in page


@pytest.mark.slow
def test_who_dials_there_comes_back_to_it(lead, colleague):
    desk = signed_in(colleague)
    at = f"/admin/leads/lead/{lead.pk}"
    page = desk.post(f"{at}/dial/", {"back": "pool"}, follow=True)
    assert '<input type="hidden" name="back" value="pool">' in words(page)
    assert desk.post(f"{at}/act/outcome/", {"outcome": "missed", "days": "1", "back": "pool"}).url == POOL
    assert desk.post(f"{at}/act/outcome/", {"outcome": "missed", "days": "1", "back": "today"}).url == TODAY


@pytest.mark.slow
def test_who_may_take_no_more_stays_there(lead, released, colleague, jinan):
    SalesRules.objects.create(city=jinan, most_claims=1)
    lead.claim(colleague)
    refused = signed_in(colleague).post(f"/admin/leads/lead/{released.pk}/dial/")
    assert refused.url == POOL


@pytest.mark.slow
def test_the_page_of_the_numbers_is_loaded_anew_without_a_second_line_and_not_for_long(lead, colleague):
    desk = signed_in(colleague)
    address = f"/admin/leads/lead/{lead.pk}/dial/"
    assert desk.get(address).url == f"/admin/leads/lead/{lead.pk}/change/"
    first = desk.post(address)
    assert first.status_code == 302
    for _ in range(2):
        assert "138 0000 0000" in words(desk.get(first.url))
    assert LeadEvent.objects.filter(kind="revealed").count() == 1


def test_nobody_else_sees_the_numbers_by_the_address_of_the_page(lead, sales, colleague):
    signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/dial/")
    assert signed_in(colleague).get(f"/admin/leads/lead/{lead.pk}/dial/").status_code == 302
