"""What the report counts of a lead, and what it does not."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from leads import hours
from leads.models import Enquiry, Lead, LeadEvent, SalesRules, Stage
from leads.statistics import reported_to
from plumbing.days import start_of_day
from plumbing.periods import Period
from reports import counting, responses
from reports.counts import Counts
from reports.scope import Scope
from staff.roles import SALES
from tests import builders

pytestmark = pytest.mark.django_db
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
NOON = datetime(2026, 11, 17, 4, tzinfo=UTC)


@pytest.fixture
def boss():
    return builders.person(is_superuser=True)


def lead(**fields):
    return Lead.objects.create(**{"kind": "rent", "name": "示例客户", "created_at": NOON, **fields})


def counts(user, person=""):
    return Counts(Scope(reported_to(user), NOVEMBER, person))


def at(words):
    """A moment by the desk's clock."""
    return timezone.make_aware(datetime.fromisoformat(words))


def answer(received, contacted):
    return lead(created_at=at(received), contacted_at=at(contacted), contact_by=at(received) + timedelta(days=3))


def test_the_first_response_is_measured_in_working_minutes(boss):
    """Half an hour after an evening, an hour and a half over a night, a day and an hour over a weekend."""
    answer("2026-11-17 20:00", "2026-11-18 09:00")
    answer("2026-11-17 17:30", "2026-11-18 09:30")
    answer("2026-11-13 09:00", "2026-11-16 10:00")
    response = counts(boss).responses[True, "", None]
    assert (response.median, response.ninetieth) == (90, pytest.approx(90 + 0.8 * (570 + 60 - 90)))


def test_a_citys_minutes_are_those_of_its_own_hours(boss):
    """From nine to five: an evening's enquiry, called next morning at ten, has waited for an hour there."""
    here, elsewhere = builders.city(), builders.city()
    SalesRules.objects.create(city=here, opens=time(9), closes=time(17))
    for city in (here, elsewhere, None):
        row = answer("2026-11-17 17:30", "2026-11-18 10:00")
        Lead.objects.filter(pk=row.pk).update(city=city)
    found = counts(boss).responses
    assert [found[True, "city", pk].median for pk in (here.pk, elsewhere.pk, None)] == [60, 120, 120]


def test_over_a_holiday_no_time_passes(boss):
    """On the eve of 国庆 at a quarter to six; called at nine on the first working day after it."""
    lead(created_at=at("2026-09-30 17:45"), contacted_at=at("2026-10-08 09:00"), contact_by=at("2026-10-08 10:15"))
    scope = Scope(reported_to(boss), Period(date(2026, 9, 1), date(2026, 9, 30)))
    assert Counts(scope).responses[True, "", None].median == 45


@pytest.mark.slow
@given(
    st.integers(0, 300 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.integers(1, 60 * 60),
)
@settings(max_examples=200)
def test_the_minutes_by_sql_are_those_of_the_clock_of_the_desk(received, minutes):
    contacted = hours.later(received, timedelta(minutes=minutes))
    first = timezone.localdate(received)
    worked = [minute for _, minute, _ in hours.worked_before(first, timezone.localdate(contacted) + timedelta(days=1))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {responses._worked("ends")} - {responses._worked("begins")}
            FROM (
                SELECT *, {responses._minute("received")} AS begins, {responses._minute("contacted")} AS ends
                FROM (SELECT %s::timestamptz AS received, %s::timestamptz AS contacted, 0 AS place) lead,
                    (SELECT %s::int[] AS worked, %s::int[] AS opens, date_part('epoch', %s::timestamptz) AS zero) desk
            ) timed
            """,
            [received, contacted, [worked], [8 * 60 + 30], start_of_day(first)],
        )
        assert cursor.fetchone() == (minutes,)


def test_an_invalid_number_nobody_called_breaks_no_promise_but_a_lost_lead_does(boss):
    due = NOON + timedelta(hours=2)
    lead(contact_by=due, stage=Stage.INVALID, lost_reason="空号")
    lead(contact_by=due, stage=Stage.LOST, lost_reason="不联系")
    lead(contact_by=due)
    lead(contact_by=timezone.now() + timedelta(hours=1), created_at=NOON)
    lead()  # written down by staff: nothing was promised
    response = counts(boss).responses[True, "", None]
    assert (response.received, response.promised, response.missed) == (5, 2, 2)


def test_spam_nobody_took_up_and_merged_leads_are_not_counted(boss):
    kept = lead()
    lead(merged_into=kept)
    for number, stage in enumerate((Stage.NEW, Stage.INVALID, Stage.CONTACTED)):
        suspect = lead(stage=stage, lost_reason="广告" if stage == Stage.INVALID else "")
        Enquiry.objects.create(
            lead=suspect, kind="rent", need="广告", name="示例", wechat="shili", way="call", consent_basis="initiated",
            consented_at=NOON, submission_digest=f"{number:064}", screening="quarantined",
        )  # fmt: skip
    assert counts(boss).figures(True)["received"] == 2  # the one kept, and the suspect that somebody called


def test_a_complaint_is_no_lead(boss):
    lead(kind="complaint")
    assert counts(boss).figures(True)["received"] == 0


def test_who_came_back_to_a_stage_is_counted_once_and_by_the_first_time(boss):
    row = lead(stage=Stage.RECOMMENDED)
    for days, stage in ((1, "contacted"), (2, "qualified"), (4, "recommended"), (9, "visiting"), (12, "recommended")):
        moment = NOON + timedelta(days=days)
        LeadEvent.objects.create(lead=row, kind=LeadEvent.Kind.STAGE, at=moment, data={"to": stage})
    now = counting.funnel(Scope(reported_to(boss), NOVEMBER))[True]
    assert [(each.stage.value, each.leads, each.days) for each in now] == [
        *(("new", 1, None), ("contacted", 1, 1), ("qualified", 1, 1), ("recommended", 1, 2), ("visiting", 1, 5)),
        *(("negotiating", 0, None), ("signed", 0, None), ("settled", 0, None)),
    ]


def test_a_stage_that_was_only_passed_counts_and_tells_no_days(boss):
    """A visit of a lead that was merely contacted: nobody recommended anything on a day of its own."""
    row = lead(stage=Stage.VISITING)
    for days, data in ((1, {"to": "contacted"}), (5, {"to": "qualified", "by": "passing"}),
                       (5, {"to": "recommended", "by": "passing"}), (5, {"to": "visiting"})):  # fmt: skip
        moment = NOON + timedelta(days=days)
        LeadEvent.objects.create(lead=row, kind=LeadEvent.Kind.STAGE, at=moment, data=data)
    now = counting.funnel(Scope(reported_to(boss), NOVEMBER))[True]
    assert [(each.leads, each.days) for each in now[:5]] == [(1, None), (1, 1), (1, None), (1, None), (1, None)]


def test_what_was_signed_and_taken_back_is_not_signed(boss):
    for stage in (Stage.SIGNED, Stage.NEGOTIATING):
        row = lead(stage=stage)
        LeadEvent.objects.create(lead=row, kind=LeadEvent.Kind.STAGE, at=NOON, data={"to": "signed"})
    assert counts(boss).figures(True)["signed"] == 1


def test_what_goes_back_to_the_pool_is_counted_of_who_had_it(boss):
    city = builders.city()
    had, got = (builders.person(SALES, city) for _ in range(2))
    row = lead(city=city, owner=had)
    for owner in (None, had, None, got):  # twice: it is one lead
        row.hand_over(owner, boss)
    period = Period(timezone.localdate(), timezone.localdate())
    found = Counts(Scope(reported_to(boss), period)).tallies
    assert {key[1:]: number for key, number in found.items() if number} == {
        (True, "", None): 1,
        (True, "city", city.pk): 1,
        (True, "person", had.pk): 1,
        (True, "kind", "rent"): 1,
    }


@pytest.mark.slow
def test_a_persons_report_counts_only_theirs(boss):
    city = builders.city()
    one, other = (builders.person(SALES, city) for _ in range(2))
    for owner in (one, other, other, None):
        lead(city=city, owner=owner)
    received = [counts(boss, person).figures(True)["received"] for person in ("", str(one.pk), str(other.pk), "none")]
    assert received == [4, 1, 2, 1]


def test_who_was_called_in_time_and_did_not_answer_was_called_in_time_but_not_reached(boss):
    """An attempt keeps the promise; that somebody was reached is a number of its own."""
    due = NOON + timedelta(hours=2)
    rows = [lead(created_at=NOON, contact_by=due, contacted_at=NOON + timedelta(hours=1)) for _ in range(5)]
    for row, outcome in zip(rows, ("missed", "talked", "invalid", "", ""), strict=True):
        if outcome:
            row.events.create(kind="call", actor=boss, data={"outcome": outcome})
    rows[3].events.create(kind="wechat", actor=boss)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT lead_id) FROM leads_leadevent"
            " WHERE kind = 'wechat' OR kind = 'call' AND data->>'outcome' IN ('talked', 'wechat', 'visit')"
        )
        [[reached]] = cursor.fetchall()
    response = counts(boss).responses[True, "", None]
    assert (response.in_time, response.connected) == (5, reached) == (5, 2)
    Lead.objects.filter(pk=rows[4].pk).update(stage=Stage.QUALIFIED)  # whoever came so far was talked to
    assert counts(boss).responses[True, "", None].connected == 3
