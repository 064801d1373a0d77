"""A call that was written down is a contact: its lead has been called, and the next call is promised."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leads import desk_forms
from leads.models import Lead, LeadEvent, Stage
from tests.desk import signed_in, words
from tests.leads.conftest import PHONE

pytestmark = pytest.mark.django_db
RECORD = "/admin/leads/lead/record/"


def write_down(who, city, way, **typed):
    data = {"phone": PHONE, "wechat": "", "name": "客户", "kind": "rent", "city": city.pk, "need": "仓库", "way": way}
    page = signed_in(who).post(RECORD, {**data, "basis": "initiated", **typed}, follow=True)
    return page, Lead.objects.latest("pk")


@pytest.mark.slow
@pytest.mark.parametrize(("way", "line"), [("call", "call"), ("wechat", "wechat"), ("visit", "stage")])
def test_who_was_just_spoken_to_has_been_contacted(jinan, sales, way, line):
    _, lead = write_down(sales, jinan, way, days="3")
    assert (lead.stage, lead.owner) == (Stage.CONTACTED, sales)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_lead WHERE contacted_at >= created_at AND contact_by IS NULL")
        assert cursor.fetchone() == (1,)
    assert lead.events.filter(kind=line, actor=sales).exists()
    assert timezone.localdate(lead.next_follow_up_at) == timezone.localdate(desk_forms.morning(3))


@pytest.mark.slow
def test_whom_somebody_else_sent_on_waits_for_a_first_call(jinan, sales):
    _, lead = write_down(sales, jinan, "referral", days="1")
    assert (lead.stage, lead.contacted_at) == (Stage.NEW, None)
    assert lead.next_follow_up_at == desk_forms.morning(1)


@pytest.mark.slow
def test_without_a_next_day_nothing_is_promised(jinan, sales):
    _, lead = write_down(sales, jinan, "call", days="")
    assert lead.next_follow_up_at is None
    assert not lead.events.filter(kind=LeadEvent.Kind.FOLLOW_UP).exists()


@pytest.mark.slow
def test_company_and_area_are_kept_as_a_visitors_are(jinan, sales):
    _, lead = write_down(sales, jinan, "call", company="示例重工", area="20 亩")
    enquiry = lead.enquiries.get()
    assert (lead.company, enquiry.company, enquiry.area_typed) == ("示例重工", "示例重工", "20 亩")
    assert round(enquiry.area_m2) == 13_333


def test_the_form_offers_the_next_working_day(sales):
    page = signed_in(sales).post(RECORD, {"step": "number", "phone": PHONE})
    assert 'name="days" value="1" checked' in words(page)
    assert page.context["form"]["company"].value() is None


@pytest.mark.slow
def test_of_a_lead_that_nobody_has_claimed_nobody_is_said_to_work_on_it(lead, sales, send, answers, qingdao):
    shown = signed_in(sales).post(RECORD, {"step": "number", "phone": PHONE}, follow=True)
    assert "在公共池里还没人领，记下通话就归您" in words(shown)
    send(answers, city="qingdao", phone="13900000000")
    page = words(signed_in(sales).post(RECORD, {"step": "number", "phone": "13900000000"}))
    assert "已有同事在跟进" not in page
    assert "在别处的公共池里有一条线索，还没人领" in page


@pytest.mark.slow
def test_an_area_of_any_length_is_refused_in_words(jinan, sales):
    page, _ = write_down(sales, jinan, "call")
    page = signed_in(sales).post(RECORD, {"phone": "13900000000", "area": "3" * 100, "kind": "rent", "need": "仓库"})
    assert page.context["form"].errors["area"]


@pytest.mark.slow
def test_a_next_day_is_a_morning_to_come(jinan, sales):
    _, lead = write_down(sales, jinan, "call", days="7")
    assert timezone.now() < lead.next_follow_up_at < timezone.now() + timedelta(days=14)


def test_what_is_typed_for_a_new_number_is_kept_in_the_tab_for_that_number_alone(sales):
    page = words(signed_in(sales).post(RECORD, {"step": "number", "phone": PHONE}))
    assert (f'data-boxes="{PHONE}  "' in page, "admin-boxes" in page) == (True, True)
