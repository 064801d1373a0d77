"""When the desk works: China's holidays and 调休, an owner's own days over them, weekends where neither is known."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from leads import desk_forms, hours
from leads.models import SpecialDay
from parkinfo.conditions import operation
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words
from zones.site import fragments

pytestmark = pytest.mark.django_db


def moment(text):
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("received", "work_hours", "due"),
    [
        ("2026-09-30 17:00", 2, "2026-10-08 09:30"),  # the eve of 国庆; seven days off
        ("2026-10-03 10:00", 2, "2026-10-08 10:30"),
        ("2026-10-09 17:30", 2, "2026-10-10 10:00"),  # a Saturday that is worked
        ("2026-02-13 17:30", 1, "2026-02-14 09:00"),  # before 春节 as well
        ("2026-11-27 17:00", 2, "2026-11-30 09:30"),
        ("2027-10-01 10:00", 2, "2027-10-01 12:00"),  # no calendar knows that year yet
    ],
)
def test_working_time_passes_on_chinas_working_days_alone(received, work_hours, due):
    assert hours.later(moment(received), timedelta(hours=work_hours)) == moment(due)


def test_an_owners_day_goes_before_the_calendar():
    SpecialDay.objects.create(day="2026-11-30", note="搬家")
    SpecialDay.objects.create(day="2026-11-28", is_working=True, note="展会")
    assert hours.later(moment("2026-11-27 17:00"), timedelta(hours=2)) == moment("2026-11-28 09:30")
    assert hours.later(moment("2026-11-28 17:00"), timedelta(hours=2)) == moment("2026-12-01 09:30")


MOMENTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - the strategy gives them their zone
    datetime(2030, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(timezone.get_default_timezone()),
)


@pytest.mark.slow
@settings(max_examples=200)
@given(
    MOMENTS,
    st.timedeltas(timedelta(minutes=1), timedelta(hours=40)),
)
def test_a_due_moment_lies_within_working_hours_and_later_work_is_due_later(received, work):
    due = timezone.localtime(hours.later(received, work))
    assert due > received
    assert hours.is_working_day(due.date())
    assert hours.OFFICE.opens < due.time() <= hours.OFFICE.closes
    assert hours.later(received, work + timedelta(minutes=1)) > due


@pytest.mark.slow
@given(
    MOMENTS,
    st.timedeltas(timedelta(minutes=1), timedelta(hours=120)),
    st.times(time(5), time(9)),
    st.times(time(14), time(23, 59)),
)
def test_counted_back_is_the_last_moment_since_which_so_much_work_has_passed(moment, work, opens, closes):
    there = hours.Hours(opens.replace(second=0, microsecond=0), closes.replace(second=0, microsecond=0))
    since = hours.earlier(moment, work, there)
    assert hours.later(since, work, there) <= moment
    assert hours.later(since + timedelta(microseconds=1), work, there) > moment


def test_the_next_working_day_is_no_holiday(monkeypatch):
    monkeypatch.setattr(desk_forms.timezone, "localdate", lambda *_: date(2026, 9, 30))
    assert desk_forms.morning(1) == moment("2026-10-08 09:00")
    assert desk_forms.morning(7) == moment("2026-10-08 09:00")
    monkeypatch.setattr(desk_forms.timezone, "localdate", lambda *_: date(2026, 11, 27))
    assert desk_forms.morning(1) == moment("2026-11-30 09:00")


@pytest.mark.parametrize(
    ("today", "unknown"), [(date(2026, 11, 29), []), (date(2026, 12, 5), [2027]), (date(2027, 3, 1), [2027])]
)
def test_a_year_of_which_nobody_knows_the_holidays_is_named(today, unknown, monkeypatch):
    assert hours.years_unknown(today) == unknown
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)
    assert operation.calendar().is_bad is bool(unknown)
    SpecialDay.objects.create(day="2027-02-06", note="春节")
    fragments.clear()
    assert hours.years_unknown(today) == []


@pytest.mark.slow
def test_managers_of_all_cities_keep_the_days_and_salespeople_read_them():
    manager, seller = (signed_in(builders.person(role)) for role in (SALES_MANAGER, SALES))
    manager.post("/admin/leads/specialday/add/", {"day": "2027-02-06", "note": "春节"})
    day = SpecialDay.objects.get()
    assert (day.is_working, str(day)) == (False, "2027-02-06 放假")
    assert "2027" in words(seller.get("/admin/leads/specialday/"))
    assert seller.get("/admin/leads/specialday/add/").status_code == 403
    refused = manager.post("/admin/leads/specialday/add/", {"day": "0001-01-01", "note": ""})
    assert "年份要在" in words(refused)
