"""When the desk works: on China's working days, 8:30 to 18:00 (Asia/Shanghai), but for an owner's special days."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

import chinese_calendar
from django.utils import timezone

from leads.models.special_day import SpecialDay
from plumbing.days import end_of_day, moment_of
from zones.site import fragments

OPENS, CLOSES = time(8, 30), time(18)
SATURDAY = 5
WORKING_DAY = timedelta(hours=9, minutes=30)
#: The years whose holidays and 调休 the calendar knows; in others, without an owner's days, weekends count.
_YEARS_KNOWN = {day.year for day in chinese_calendar.constants.holidays}

#: In which a complaint is promised its answer.
ANSWERING = 3 * WORKING_DAY


def is_working_day(day: date) -> bool:
    """Whether people are at the desk that day."""
    return _is_working_day(day, _special_days())


def _is_working_day(day: date, special_days: Mapping[date, bool]) -> bool:
    if (special := special_days.get(day)) is not None:
        return special
    return chinese_calendar.is_workday(day) if day.year in _YEARS_KNOWN else day.weekday() < SATURDAY


def years_unknown(today: date) -> list[int]:
    """Of this year and, in December, the next: those of which neither the calendar nor the owner says anything."""
    years = {today.year, (today + timedelta(days=31)).year}
    entered = {day.year for day in _special_days()}
    return sorted(years - entered - _YEARS_KNOWN)


def working_days(after: date) -> Iterator[date]:
    """The working days after a day, one by one."""
    day = after
    while True:
        day += timedelta(days=1)
        if is_working_day(day):
            yield day


def is_open(moment: datetime) -> bool:
    """Whether people are at the desk at that moment."""
    local = timezone.localtime(moment)
    return OPENS <= local.time() < CLOSES and is_working_day(local.date())


def later(moment: datetime, work: timedelta = WORKING_DAY) -> datetime:
    """The moment at which so much working time has passed since `moment`; without `work`, a working day."""
    now = timezone.localtime(moment)
    while True:
        opens, closes = (moment_of(now.date(), at) for at in (OPENS, CLOSES))
        begins = max(now, opens)
        if begins < closes and is_working_day(now.date()):
            if begins + work <= closes:
                return begins + work
            work -= closes - begins
        now = end_of_day(now.date())


def worked_before(first: date, last: date) -> list[tuple[date, int, int]]:
    """[(day, minutes of working time between the first day's beginning and its own, minutes on that day)]."""
    special_days, minutes, days = _special_days(), 0, []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        length = int(WORKING_DAY.total_seconds()) // 60 if _is_working_day(day, special_days) else 0
        days.append((day, minutes, length))
        minutes += length
    return days


def _special_days() -> Mapping[date, bool]:
    """{day: whether people work} of the days that an owner entered; a change is known within minutes."""
    days = fragments.get_each(["special days"], "", lambda _: {"special days": SpecialDay.objects.works_by_day()})
    return days["special days"]
