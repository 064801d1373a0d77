"""The promise that a prospect is contacted soon: due in working time, shown with a clock, and reminded of in time."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs.worker import run_one
from leads import alarms, first_contact, intake, jobs
from leads.delivery import message_of
from leads.models import Channel, Lead, LeadEvent, Notification
from tests.desk import signed_in, words
from tests.leads.submissions import submitted
from zones.models import Portal

pytestmark = pytest.mark.django_db
REMINDED = LeadEvent.Kind.REMINDED
MONDAY = "2026-11-23 09:00"  # due at 11:00, half gone at 10:00


def moment(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def clock(text):
    """On that Monday."""
    return moment(f"2026-11-23 {text}")


@pytest.fixture
def received(answers, jinan):
    """`received("2026-11-23 09:00")`: the lead of an enquiry of that moment, announced by the worker."""

    def received(at=MONDAY, **changes):
        enquiry = intake.store(submitted({**answers, "city": "jinan"} | changes))
        lead = enquiry.lead
        Lead.objects.filter(pk=lead.pk).update(created_at=moment(at))
        first_contact.start(lead, moment(at))
        lead.refresh_from_db()
        return lead

    return received


def reminded(at):
    return [(event.lead_id, event.data["is_late"]) for event in first_contact.remind(at)]


def test_the_worker_sets_it_when_it_announces_the_enquiry(send, answers):
    send(answers, city="jinan")
    while run_one():
        pass
    lead = Lead.objects.get()
    assert lead.contact_by > timezone.now()


def test_it_is_due_in_the_working_time_that_the_portal_promises(received):
    assert received("2026-09-30 17:00").contact_by == moment("2026-10-08 09:30")
    Portal.objects.update(response_minutes=30)
    assert received("2026-11-23 09:00", phone="13900000001").contact_by == moment("2026-11-23 09:30")


def test_what_is_announced_again_keeps_its_moment(received):
    lead = received()
    first_contact.start(lead, moment("2026-11-25 09:00"))
    lead.refresh_from_db()
    assert lead.contact_by == clock("11:00")


def test_a_complaint_has_a_promise_of_its_own(received):
    lead = received()
    Lead.objects.update(kind="complaint", contact_by=None)
    lead.refresh_from_db()
    first_contact.start(lead, moment(MONDAY))
    assert Lead.objects.get().contact_by is None


def test_half_gone_and_over_each_is_said_once(received):
    lead = received()
    assert reminded(clock("09:59")) == []
    assert reminded(clock("10:00")) == [(lead.pk, False)]
    assert reminded(clock("10:59")) == []
    assert reminded(clock("11:00")) == [(lead.pk, True)]
    assert reminded(clock("11:01")) == []


@pytest.mark.parametrize("kind", ["call", "wechat", "visit"])
def test_who_was_contacted_in_time_is_reminded_of_to_nobody(received, sales, kind):
    lead = received()
    lead.record(LeadEvent.Kind(kind), sales, "", {"outcome": "talked"} if kind == "call" else {})
    lead.refresh_from_db()
    assert lead.contacted_at
    assert reminded(clock("11:30")) == []


def test_who_says_that_the_prospect_was_contacted_is_believed(received, sales):
    received().move("contacted", sales)
    assert Lead.objects.get().contacted_at
    assert reminded(clock("11:30")) == []


def test_a_note_is_no_contact(received, sales):
    lead = received()
    lead.record(LeadEvent.Kind.NOTE, sales, "明天再打")
    assert reminded(clock("11:30")) == [(lead.pk, True)]


def test_only_the_first_contact_counts(received, sales):
    lead = received()
    lead.log_call("missed", sales)
    first = Lead.objects.get().contacted_at
    lead.log_call("talked", sales)
    assert Lead.objects.get().contacted_at == first


@pytest.mark.parametrize("at", ["2026-11-23 18:00", "2026-11-28 10:00", "2026-10-01 10:00"])
def test_outside_working_hours_nobody_is_reminded(received, at):
    received((moment(at) - timedelta(hours=5)).isoformat(sep=" ")[:16])
    assert reminded(moment(at)) == []


def test_after_a_long_outage_old_ones_are_left_to_the_alarm(received):
    received()
    assert reminded(moment("2026-11-24 11:00")) == []
    assert "uncontacted" in [alarm.name for alarm in alarms.due(moment("2026-11-24 11:00"))]


def test_what_is_closed_merged_or_taken_for_spam_is_reminded_of_to_nobody(received, sales, monkeypatch):
    lost = received()
    lost.move("lost", sales, "打错了")
    with connection.cursor() as cursor:
        spam = received(phone="13900000001")
        cursor.execute("UPDATE leads_enquiry SET screening = 'quarantined' WHERE lead_id = %s", [spam.pk])
    assert reminded(clock("11:30")) == []


def test_of_very_many_at_once_the_rest_waits_a_minute(received, monkeypatch):
    monkeypatch.setattr(first_contact, "MOST_AT_ONCE", 2)
    for number in range(3):
        received(phone=f"1390000000{number}")
    assert len(reminded(clock("11:10"))) == 2
    assert len(reminded(clock("11:11"))) == 1


def test_those_who_are_told_of_enquiries_are_told_with_the_moment_and_the_owner(received, sales, jinan, monkeypatch):
    lead = received()
    lead.claim(sales)
    Channel.objects.create(kind="email", name="济南组", target="jinan@example.com", city=jinan)
    monkeypatch.setattr(jobs.timezone, "now", lambda: clock("11:05"))
    jobs.remind()
    event = LeadEvent.objects.get(kind=REMINDED)
    jobs.announce(event.pk)
    assert Notification.objects.get(event=event).channel.name == "济南组"
    message = message_of(event)
    assert message.title.startswith("超时未联系：济南 租厂房")
    assert message.lines[-1] == f"请在 {clock('11:00'):%m-%d %H:%M} 前联系，负责人 {sales.display_name}"
    assert "13800000000" not in message.text


@pytest.mark.slow
def test_cards_and_lists_show_who_is_late_and_the_count_is_what_sql_counts(received, send, answers, sales):
    late = received("2026-11-20 09:00")
    send(answers, city="jinan", phone="13900000001")
    first_contact.start(Lead.objects.latest("pk"), timezone.now())
    desk = signed_in(sales)
    page = desk.get("/admin/leads/lead/today/")
    assert next(iter(page.context["pool"])) == late
    assert "没联系" in words(page)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM leads_lead WHERE contact_by <= now() AND contacted_at IS NULL AND stage = 'new'"
        )
        [count] = cursor.fetchone()
    assert ("超时未联系", count, "/admin/leads/lead/?work=late") in desk.get("/admin/").context["waiting"]
    assert desk.get("/admin/leads/lead/?work=late").context["cl"].result_count == count == 1
    assert "已超时" in words(desk.get(f"/admin/leads/lead/{late.pk}/change/"))


def test_a_heap_of_old_ones_hides_no_new_one_and_what_was_said_costs_nothing_more(received, monkeypatch):
    monkeypatch.setattr(first_contact, "MOST_LOOKED_AT", 2)
    for number in range(3):
        received("2026-11-02 09:00", phone=f"1390000000{number}")
    new = received()
    assert reminded(clock("10:30")) == [(new.pk, False)]
    with CaptureQueriesContext(connection) as queries:
        assert reminded(clock("10:31")) == []
    assert len(queries) <= 4
