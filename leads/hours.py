"""When the desk works (Asia/Shanghai): on China's working days, but for an owner's own, in the hours of a city."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import chinese_calendar
from django.utils import timezone

from leads.models.special_day import SpecialDay
from plumbing.days import end_of_day, moment_of, start_of_day
from zones.site import fragments

SATURDAY = 5
#: The years whose holidays and 调休 the calendar knows; in others, without an owner's days, weekends count.
_YEARS_KNOWN = {day.year for day in chinese_calendar.constants.holidays}
LAST_YEAR_KNOWN = max(_YEARS_KNOWN)


@dataclass(frozen=True)
class Hours:
    """The hours in which people are at the desk on a working day; `opens` comes before `closes`."""

    opens: time = time(8, 30)
    closes: time = time(18)

    @property
    def a_day(self) -> timedelta:
        """The working time of a day."""
        minutes = self.closes.minute - self.opens.minute
        return timedelta(hours=self.closes.hour - self.opens.hour, minutes=minutes)


#: Where a city has no hours of its own.
OFFICE = Hours()

#: In which a complaint is promised its answer.
ANSWERING = 3 * OFFICE.a_day


def is_working_day(day: date) -> bool:
    """Whether people are at the desk that day."""
    return _is_working_day(day, _special_days())


def _is_working_day(day: date, special_days: Mapping[date, bool]) -> bool:
    if (special := special_days.get(day)) is not None:
        return special
    return chinese_calendar.is_workday(day) if day.year in _YEARS_KNOWN else day.weekday() < SATURDAY


def is_free_weekend(day: date) -> bool:
    """Whether it is a Saturday or a Sunday on which nobody works, and neither a holiday nor a day an owner closed."""
    if day.weekday() < SATURDAY or day in _special_days() or is_working_day(day):
        return False
    return day.year not in _YEARS_KNOWN or chinese_calendar.get_holiday_detail(day)[1] is None


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


def is_open(moment: datetime, hours: Hours = OFFICE) -> bool:
    """Whether people are at the desk at that moment."""
    local = timezone.localtime(moment)
    return hours.opens <= local.time() < hours.closes and is_working_day(local.date())


def later(moment: datetime, work: timedelta | None = None, hours: Hours = OFFICE) -> datetime:
    """The moment at which so much working time has passed since `moment`; without `work`, a working day."""
    now, work = timezone.localtime(moment), hours.a_day if work is None else work
    while True:
        opens, closes = (moment_of(now.date(), at) for at in (hours.opens, hours.closes))
        begins = max(now, opens)
        if begins < closes and is_working_day(now.date()):
            if begins + work <= closes:
                return begins + work
            work -= closes - begins
        now = end_of_day(now.date())


def earlier(moment: datetime, work: timedelta | None = None, hours: Hours = OFFICE) -> datetime:
    """The last moment since which so much working time has passed until `moment`; without `work`, a working day.

    `later(x, work) <= moment` for whatever is not after it, and for nothing that is. `work` is more than nothing.
    """
    now, work = timezone.localtime(moment), hours.a_day if work is None else work
    day = now.date()
    while True:
        opens, closes = (moment_of(day, at) for at in (hours.opens, hours.closes))
        ends = min(now, closes)
        if opens < ends and is_working_day(day):
            if ends - work >= opens:
                return ends - work
            work -= ends - opens
        now, day = start_of_day(day), day - timedelta(days=1)


def worked_before(first: date, last: date, hours: Hours = OFFICE) -> list[tuple[date, int, int]]:
    """[(day, minutes of working time between the first day's beginning and its own, minutes on that day)]."""
    special_days, minutes, days = _special_days(), 0, []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        length = int(hours.a_day.total_seconds()) // 60 if _is_working_day(day, special_days) else 0
        days.append((day, minutes, length))
        minutes += length
    return days


def _special_days() -> Mapping[date, bool]:
    """{day: whether people work} of the days that an owner entered; a change is known within minutes."""
    days = fragments.get_each(["special days"], "", lambda _: {"special days": SpecialDay.objects.works_by_day()})
    return days["special days"]
