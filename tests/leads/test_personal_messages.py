"""What of an inbox is sent: once, many as one, not at night, without names and numbers; and how a day begins."""

from datetime import datetime, timedelta
from itertools import count, product

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.models import Job
from leads import inbox_candidates, inboxes, jobs, personal_messages
from leads.models import Appointment, Inbox, Lead, LeadEvent, Notification
from staff.roles import EDITOR, SALES_MANAGER
from tests import builders

pytestmark = pytest.mark.django_db

numbers = count(1)


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


#: A Monday, in working hours.
NOON = at("2026-11-30 12:00")


@pytest.fixture
def seller(sales):
    """Who has an address, and an inbox since yesterday."""
    sales.email = "sales@example.com"
    sales.save()
    since = NOON - timedelta(days=1)
    Inbox.objects.create(person=sales, read_until=since, mailed_until=since, briefed_at=NOON)
    return sales


def line(city, owner, moment, kind=LeadEvent.Kind.RESUBMITTED):
    lead = Lead.objects.create(
        kind="rent", name="王先生", phone="+8613800004321", receipt=f"{next(numbers):012}", city=city, owner=owner
    )
    event = LeadEvent.objects.create(lead=lead, kind=kind, at=moment)
    Notification.objects.create(lead=lead, event=event, created_at=moment)
    return event


def mailed(now):
    """The mails that go out at a moment."""
    mail.outbox.clear()
    for person in personal_messages.due(now):
        personal_messages.tell(person.pk, now)
    return mail.outbox


def test_twenty_lines_at_once_are_one_mail_and_it_is_sent_once(seller, jinan):
    for _ in range(20):
        line(jinan, seller, NOON - timedelta(minutes=5))
    [message] = mailed(NOON)
    assert message.to == ["sales@example.com"]
    assert message.subject == "您的客户再次提交（20 条）"
    assert mailed(NOON) == []
    assert mailed(NOON + timedelta(minutes=1)) == []


def test_no_mail_holds_a_name_or_a_number(seller, jinan):
    line(jinan, seller, NOON - timedelta(minutes=5))
    [message] = mailed(NOON)
    whole = message.subject + message.body
    assert "济南 " in whole
    assert "/admin/leads/lead/inbox/" in whole
    assert [private for private in ("王先生", "王", "138", "4321") if private in whole] == []


def test_a_line_that_is_just_being_written_waits_for_the_next_minute(seller, jinan):
    line(jinan, seller, NOON - timedelta(seconds=20))
    assert mailed(NOON) == []
    assert len(mailed(NOON + timedelta(minutes=1))) == 1


@pytest.mark.parametrize(
    ("moment", "goes_out"),
    [
        ("2026-11-30 20:00", False),
        ("2026-11-30 19:59:59", True),
        ("2026-12-01 03:00", False),
        ("2026-12-01 08:29:59", False),
        ("2026-12-01 08:30", True),
    ],
)
def test_what_comes_at_night_waits_for_the_morning(seller, jinan, moment, goes_out):
    line(jinan, seller, at(moment) - timedelta(minutes=5))
    assert bool(mailed(at(moment))) is goes_out


def test_but_goes_out_to_who_asked_for_it(seller, jinan):
    Inbox.objects.update(is_mailed_at_night=True)
    line(jinan, seller, at("2026-12-01 02:55"))
    assert len(mailed(at("2026-12-01 03:00"))) == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}, {"is_staff": False}])
def test_who_has_left_or_has_no_address_is_mailed_nothing(seller, jinan, change):
    line(jinan, seller, NOON - timedelta(minutes=5))
    type(seller).objects.update(**change)
    assert mailed(NOON) == []


def test_nor_who_does_not_want_it_and_it_is_still_in_the_inbox(seller, jinan):
    Inbox.objects.update(is_mailed=False)
    line(jinan, seller, NOON - timedelta(minutes=5))
    assert mailed(NOON) == []
    assert inboxes.lines_for(seller, NOON - timedelta(days=1)).count() == 1


@pytest.mark.parametrize("people", [2, 12])
def test_a_minute_in_which_nothing_came_costs_the_same_queries_for_however_many_people(
    seller, jinan, people, django_assert_num_queries
):
    """1 whom there is to tell, 2 what came into their inboxes, 3 that there was nothing."""
    for number in range(people):
        Inbox.objects.create(
            person=builders.person(SALES_MANAGER, jinan, email=f"{number}@example.com"), mailed_until=NOON
        )
    with django_assert_num_queries(3):
        assert list(personal_messages.due(NOON + timedelta(minutes=5))) == []


@pytest.mark.slow
def test_nobody_who_has_something_new_is_passed_over(seller, jinan, qingdao):
    """Each kind of line, of each relation to a lead: whoever has it in their inbox is told."""
    manager, other = (builders.person(SALES_MANAGER, city, email="m@example.com") for city in (jinan, qingdao))
    people = [seller, manager, other]
    personal_messages.open_missing(NOON - timedelta(hours=1))
    Inbox.objects.update(mailed_until=NOON - timedelta(hours=1))
    moment = NOON - timedelta(minutes=5)
    kinds = [kind for kind in LeadEvent.Kind if kind != LeadEvent.Kind.RECOMMENDED]
    data = [
        {}, {"mentions": [other.pk]}, {"from": seller.pk, "to": manager.pk}, {"from": other.pk, "to": None},
        {"is_late": True}, {"mentions": "x"}, {"from": "x", "to": [], "mentions": ["x", -1, None]},
    ]  # fmt: skip
    told, sellers = set(), Lead.objects.create(kind="rent", name="王先生", city=jinan, owner=seller)
    for kind, said, owner, is_announced in product(kinds, data, (seller, None), (True, False)):
        if kind == LeadEvent.Kind.STAGE and "to" in said:
            said = {"from": "new", "to": "contacted"}
        lead = Lead.objects.create(
            kind="rent", name="王先生", receipt=f"{next(numbers):012}", city=jinan, owner=owner,
            same_phone_as=None if owner else sellers,
        )  # fmt: skip
        event = LeadEvent.objects.create(lead=lead, kind=kind, at=moment, data=said, actor=None)
        if is_announced:
            Notification.objects.create(lead=lead, event=event, created_at=moment)
        expected = {
            person.pk
            for person in people
            if inboxes.lines_for(person, moment - timedelta(seconds=1), moment).filter(pk=event.pk).exists()
        }
        last = inbox_candidates.latest(moment - timedelta(seconds=1), moment)
        assert expected <= {*last, *([each.pk for each in people] if None in last else [])}, (kind, said)
        told |= expected
        moment += timedelta(seconds=2)
    assert told == {each.pk for each in people}


@pytest.mark.slow
@given(st.lists(st.integers(-1440, 1440), max_size=6), st.lists(st.integers(0, 600), min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_whenever_it_is_looked_every_line_is_mailed_once(seller, jinan, moments, gaps):
    """Lines at minutes around noon, looked at after gaps of minutes, then once more in the end."""
    start = NOON - timedelta(days=3)
    Inbox.objects.update(mailed_until=start, is_mailed_at_night=True)
    made = [line(jinan, seller, NOON + timedelta(minutes=minute)) for minute in moments]
    told, now = [], start
    for gap in [*gaps, 10_000]:
        now += timedelta(minutes=gap)
        for person in personal_messages.due(now):
            since = Inbox.objects.get(person=person).mailed_until
            personal_messages.tell(person.pk, now)
            until = Inbox.objects.get(person=person).mailed_until
            told += inboxes.lines_for(person, since, until).values_list("pk", flat=True)
    mine = [pk for pk in told if pk in {each.pk for each in made}]
    assert sorted(mine) == sorted(each.pk for each in made)


@pytest.mark.slow
def test_the_job_sees_to_one_mail_and_opens_an_inbox_for_who_has_none(seller, jinan, qingdao):
    manager = builders.person(SALES_MANAGER, qingdao, email="boss@example.com")
    editor = builders.person(EDITOR, jinan, email="editor@example.com")
    now = timezone.now()
    Inbox.objects.update(mailed_until=now - timedelta(hours=1), is_mailed_at_night=True)
    line(jinan, seller, now - timedelta(minutes=5))
    jobs.mail_inboxes()
    jobs.mail_inboxes()
    [job] = Job.objects.filter(kind="leads.mail_inbox")
    jobs.mail_inbox(**job.payload)
    assert [message.to for message in mail.outbox] == [["sales@example.com"]]
    assert Inbox.objects.filter(person=manager).exists()
    assert not Inbox.objects.filter(person=editor).exists()


# The morning


@pytest.mark.parametrize(
    ("moment", "briefed_at", "is_due"),
    [
        ("2026-12-01 08:29:59", "2026-11-30 08:30", False),
        ("2026-12-01 08:30", "2026-11-30 08:30", True),
        ("2026-12-01 08:31", "2026-12-01 08:30", False),
        ("2026-12-01 15:00", None, True),
        ("2026-12-05 08:30", None, False),  # a Saturday
        ("2026-10-01 08:30", None, False),  # 国庆
        ("2026-10-10 08:30", None, True),  # a Saturday that is worked
    ],
)
def test_a_working_day_begins_with_one_mail(seller, moment, briefed_at, is_due):
    Inbox.objects.update(briefed_at=briefed_at and at(briefed_at))
    assert [*personal_messages.to_brief(at(moment))] == ([seller] if is_due else [])
    assert [*personal_messages.to_brief(at(moment))] == []


def test_its_numbers_are_those_of_the_database(seller, jinan, qingdao):
    now = timezone.now()
    manager = builders.person(SALES_MANAGER, jinan, email="boss@example.com")
    for city, owner, promise in (
        (jinan, seller, now - timedelta(days=1)),
        (jinan, seller, now + timedelta(days=30)),
        (jinan, None, None),
        (qingdao, None, None),
        (jinan, manager, now - timedelta(hours=1)),
    ):
        event = line(city, owner, now)
        Lead.objects.filter(pk=event.lead_id).update(next_follow_up_at=promise, contacted_at=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE owner_id = %(seller)s AND next_follow_up_at < now()),"
            " count(*) FILTER (WHERE owner_id IS NULL AND city_id = %(jinan)s),"
            " count(*) FILTER (WHERE city_id = %(jinan)s AND next_follow_up_at < now()) FROM leads_lead",
            {"seller": seller.pk, "jinan": jinan.pk},
        )
        overdue, pool, all_overdue = cursor.fetchone()
    mine, theirs = (dict(personal_messages.day_of(person, now)) for person in (seller, manager))
    assert (mine["其中已逾期"], theirs["待领取"], theirs["全部已逾期"]) == (overdue, pool, all_overdue) == (1, 1, 2)
    assert "待领取" not in mine


def test_the_mail_says_what_there_is_and_nothing_of_what_there_is_not(seller, jinan):
    personal_messages.brief(seller.pk, timezone.now())
    assert mail.outbox == []
    event = line(jinan, seller, timezone.now())
    Lead.objects.filter(pk=event.lead_id).update(next_follow_up_at=timezone.now() - timedelta(days=1))
    personal_messages.brief(seller.pk, timezone.now())
    [message] = mail.outbox
    assert "晨报：今天要跟进 1 条" in message.subject
    assert "保护期将到" not in message.body


@pytest.mark.parametrize(
    ("today", "next_working_day", "starts"),
    [
        ("2026-12-04", "2026-12-07", "2026-12-07"),  # a Friday, and the Monday after it
        ("2026-12-04", "2026-12-07", "2026-12-05"),
        ("2026-12-04", "2026-12-07", "2026-12-08"),
        ("2026-12-03", "2026-12-04", "2026-12-07"),
        ("2026-09-30", "2026-10-08", "2026-10-08"),  # before the holidays
    ],
)
def test_the_briefing_names_the_visits_up_to_the_next_working_day(seller, jinan, zone, today, next_working_day, starts):
    lead, begins = line(jinan, seller, NOON).lead, at(f"{starts} 10:00")
    given = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    visit = Appointment.objects.create(lead=lead, made_by=seller, **given)
    visit.places.create(zone=zone)
    lines = personal_messages.visits_of(seller, at(f"{today} 08:30"))
    with connection.cursor() as cursor:
        counted = "SELECT count(*) FROM leads_appointment WHERE state = 'planned' AND starts_at < %s"
        cursor.execute(counted, [at(f"{next_working_day} 00:00") + timedelta(days=1)])
        assert cursor.fetchone() == (len(lines),)
    assert all(f"{visit.hours} 约看：{zone}" in each for each in lines)
