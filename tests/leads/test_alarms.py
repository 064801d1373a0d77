"""Alarms: what is wrong is said once, whenever the worker comes by, and again when it was over and came back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.utils import timezone

from jobs.models import Job
from leads import alarms, hours, intake, jobs, spool
from leads.models import Enquiry, Lead, Notification, RaisedAlarm
from tests import builders
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def raised():
    """What a run of the hourly job at a moment says, as names."""

    def raised(now):
        return [alarm.name for alarm in alarms.raise_new(now)]

    return raised


def take_in(answers, minutes, **changes):
    """An enquiry, and somebody calls."""
    enquiry = intake.store(submitted(answers, minutes, **changes))
    Lead.objects.filter(pk=enquiry.lead_id).update(owner=builders.person(), stage="contacted")


@pytest.fixture
def rhythm(answers, network):
    """An enquiry each twelve hours until now, all called: silence is a day and a half."""
    for number in range(24):
        take_in(answers, -60 * 12 * number, need=f"需求 {number}", phone=f"139000000{number:02d}")
    return Enquiry.objects.latest("received_at").received_at


# Silence


@pytest.mark.slow
@pytest.mark.parametrize(("hours_later", "is_silence"), [(20, False), (35.5, False), (36.5, True), (24 * 60, True)])
def test_silence_is_what_is_far_beyond_the_sites_rhythm_before_it(rhythm, hours_later, is_silence):
    found = [alarm.name for alarm in alarms.due(rhythm + timedelta(hours=hours_later))]
    assert ("silence" in found) is is_silence


@pytest.mark.slow
def test_of_too_few_enquiries_no_silence_is_concluded(answers, network):
    for number in range(20):
        take_in(answers, -60 * 12 * number, need=f"需求 {number}", phone=f"139000000{number:02d}")
    assert list(alarms.due(timezone.now() + timedelta(days=9))) == []


@pytest.mark.slow
def test_silence_is_said_once_also_by_a_worker_that_was_down_when_it_began(rhythm, raised):
    """It began thirty-six hours after the last enquiry; the worker comes back ten hours later."""
    assert raised(rhythm + 35 * HOUR) == []
    assert raised(rhythm + 46 * HOUR) == ["silence"]
    assert [raised(rhythm + each * HOUR) for each in (47, 48, 24 * 40)] == [[], [], []]


@pytest.mark.slow
@pytest.mark.parametrize("is_seen_over", [True, False])
def test_silence_that_was_over_and_came_back_is_said_again(rhythm, raised, answers, is_seen_over):
    """Whether or not the worker was there when it was over."""
    assert raised(rhythm + 40 * HOUR) == ["silence"]
    take_in(answers, 60 * 41, need="又来一条", phone="13800000001")
    if is_seen_over:
        assert raised(rhythm + 42 * HOUR) == []
        assert not RaisedAlarm.objects.exists()
    assert raised(rhythm + 80 * HOUR) == ["silence"]
    assert raised(rhythm + 81 * HOUR) == []


# Suspects


@pytest.mark.slow
def test_a_suspect_nobody_looked_at_for_a_working_day_is_said_once_and_the_next_one_again(send, answers, raised):
    send(answers, q7x2="x")
    moment = hours.later(Enquiry.objects.get().received_at)
    assert raised(moment - timedelta(minutes=1)) == []
    assert raised(moment + 30 * HOUR) == ["suspects"]
    assert raised(moment + 31 * HOUR) == []
    send(answers, q7x2="x", need="另一条")
    assert raised(moment + 32 * HOUR) == ["suspects"]
    [alarm] = alarms.due(moment + 32 * HOUR)
    assert alarm.line.startswith("2 条疑似")


def test_a_suspect_whose_day_is_not_over_is_not_counted(answers, network):
    for minutes in (-60 * 24 * 10, 0):
        sent = submitted(answers, minutes, need=f"需求 {minutes}")
        sent.signals["honeypot"] = True
        intake.store(sent)
    [alarm] = alarms.due(timezone.now())
    assert alarm.line.startswith("1 条疑似")


def test_a_suspect_that_was_given_up_is_looked_at(send, answers, sales):
    send(answers, q7x2="x", city="jinan")
    lead = Lead.objects.suspected().get()
    moment = hours.later(lead.created_at) + timedelta(minutes=1)
    lead.log_call("invalid", sales)
    assert list(alarms.due(moment)) == []
    assert not Lead.objects.suspected().exists()
    assert Enquiry.objects.get().is_quarantined  # what it was thought to be stays on record


@pytest.mark.parametrize(
    ("received", "looked_at_by"),
    [
        ("2026-11-23 08:30", "2026-11-23 18:00"),  # a Monday
        ("2026-11-23 03:00", "2026-11-23 18:00"),
        ("2026-11-23 14:00", "2026-11-24 14:00"),
        ("2026-11-27 17:00", "2026-11-30 17:00"),  # over the weekend
        ("2026-11-28 10:00", "2026-11-30 18:00"),
        ("2026-11-27 18:01", "2026-11-30 18:00"),
    ],
)
def test_a_working_day_is_counted_in_working_hours(received, looked_at_by):
    moment = timezone.make_aware(datetime.fromisoformat(received))
    assert hours.later(moment) == timezone.make_aware(datetime.fromisoformat(looked_at_by))


# What is not delivered, and the spool


@pytest.mark.slow
def test_what_could_not_be_delivered_is_said_once_for_each_that_comes_to_it(lead, raised):
    now = timezone.now()
    for minutes in (0, 90):
        Notification.objects.create(
            lead=lead, event=lead.record("note"), parked_at=now + timedelta(minutes=minutes), last_error="示例"
        )
        assert raised(now + timedelta(minutes=minutes)) == ["undelivered"]
        assert raised(now + timedelta(minutes=minutes + 60)) == []
    Notification.objects.update(parked_at=None)
    assert raised(now + timedelta(hours=4)) == []


@pytest.fixture
def late(monkeypatch):
    """Makes the spool's oldest submission wait for so many seconds."""

    def late(seconds):
        monkeypatch.setattr(spool, "depth", lambda: spool.Depth(waiting=1, aside=0, oldest_seconds=seconds))

    return late


def test_a_spool_that_does_not_empty_is_said_once_until_it_has_emptied(network, raised, late):
    now = timezone.now()
    late(3601)
    assert [raised(now), raised(now + HOUR)] == [["spool_late"], []]
    late(10)
    assert raised(now + 2 * HOUR) == []
    late(7200)
    assert raised(now + 3 * HOUR) == ["spool_late"]


# Who is told


@pytest.mark.slow
def test_an_alarm_is_mailed_by_a_job_of_its_own_that_is_tried_again(rhythm, monkeypatch):
    """The mail server may be away in that minute; the memory says what was enqueued, not what arrived."""
    monkeypatch.setattr(jobs.timezone, "now", lambda: rhythm + 40 * HOUR)
    jobs.raise_alarms()
    jobs.raise_alarms()
    [job] = Job.objects.filter(kind="leads.mail_desk")
    jobs.mail_desk(**job.payload)
    [message] = mail.outbox
    assert (message.to, message.subject) == (["desk@example.com"], "很久没有新询盘")


@pytest.mark.slow
def test_nothing_is_remembered_of_an_alarm_that_could_not_be_enqueued(rhythm, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(jobs.timezone, "now", lambda: rhythm + 40 * HOUR)
    monkeypatch.setattr(jobs, "enqueue", fail)
    with pytest.raises(DatabaseError):
        jobs.raise_alarms()
    assert not RaisedAlarm.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_workers_at_once_one_says_it(network, late):
    late(7200)
    together = Barrier(2)

    def work(_):
        together.wait(10)
        try:
            return [alarm.name for alarm in alarms.raise_new(timezone.now())]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(work, range(2))) == [[], ["spool_late"]]


# Nobody's leads


@pytest.mark.slow
def test_enquiries_nobody_calls_in_a_working_day_are_said_once_and_again_for_newer_ones(lead, raised, send, answers):
    moment = hours.later(lead.created_at)
    assert raised(moment - timedelta(minutes=1)) == []
    assert [raised(moment + each * HOUR) for each in (0, 1, 400)] == [["uncontacted"], [], []]
    send(answers, city="jinan", phone="13900000000")
    Lead.objects.filter(phone="+8613900000000").update(created_at=moment + timedelta(days=30))
    assert raised(hours.later(moment + timedelta(days=30))) == ["uncontacted"]


@pytest.mark.slow
def test_who_was_called_is_no_alarm_who_was_only_claimed_is(lead, sales, raised):
    lead.claim(sales)
    assert raised(timezone.now() + timedelta(days=30)) == ["uncontacted"]
    lead.log_call("missed", sales)
    assert raised(timezone.now() + timedelta(days=30)) == []


@pytest.mark.slow
def test_open_leads_of_who_has_left_are_an_alarm_and_a_line_on_the_start_page(lead, sales, manager, raised, client):
    lead.claim(sales)
    sales.is_active = False
    sales.save()
    assert raised(timezone.now()) == ["left_behind"]
    client.force_login(manager)
    assert ("负责人已停用", 1, "/admin/leads/lead/?work=left") in client.get("/admin/").context["waiting"]
    assert list(client.get("/admin/leads/lead/?work=left").context["cl"].result_list) == [lead]
    lead.hand_over(manager, manager)
    assert raised(timezone.now()) == []
