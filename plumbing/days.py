"""Days by the site's clocks (TIME_ZONE, Asia/Shanghai): which years they are of, when they begin and end."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

#: The years of dates that people choose: those at the ends of Python's and PostgreSQL's calendars are errors elsewhere.
YEARS = range(1990, 2201)


def validate_year(moment: date) -> None:
    """Raises ValidationError for a date, or a moment, of another year than YEARS."""
    if moment.year not in YEARS:
        raise ValidationError(f"年份要在 {YEARS[0]} 到 {YEARS[-1]} 之间。")


def in_turn(*validators: Callable[[Any], None]) -> Callable[[Any], None]:
    """One validator of several, which says only what the first says that refuses: of the year 9999 all would."""

    def validate(value: Any) -> None:
        for each in validators:
            each(value)

    return validate


def moment_of(day: date, at: time) -> datetime:
    """That time of that day."""
    return timezone.make_aware(datetime.combine(day, at))


def start_of_day(day: date | None = None) -> datetime:
    """The midnight with which a day begins; of today if none is named."""
    return moment_of(day or timezone.localdate(), time.min)


def end_of_day(day: date | None = None) -> datetime:
    """The midnight after a day, which is no longer of it; of today if none is named.

    The last day there is, date.max, has none after it: it ends with its last microsecond.
    """
    day = day or timezone.localdate()
    return moment_of(day, time.max) if day == date.max else start_of_day(day + timedelta(days=1))


def in_speech(moment: datetime, now: datetime) -> str:
    """A moment to come as people say it: 今天 16:30, 明天 09:00, 周四 10:30, 下周一 10:30, else 12月28日周一 10:30."""
    local, today = timezone.localtime(moment), timezone.localdate(now)
    day = local.date()
    weeks = (day - timedelta(days=day.weekday()) - (today - timedelta(days=today.weekday()))).days // 7
    weekday = f"周{'一二三四五六日'[day.weekday()]}"
    near = {0: "今天", 1: "明天"}.get((day - today).days) or {0: weekday, 1: f"下{weekday}"}.get(weeks)
    return f"{near or f'{day.month}月{day.day}日{weekday}'} {local:%H:%M}"


def in_short(moment: datetime) -> str:
    """A moment as lists show it, 11-28 14:05; of another year than this with its year."""
    local, this_year = timezone.localtime(moment), timezone.localdate().year
    return f"{local:%m-%d %H:%M}" if local.year == this_year else f"{local:%Y-%m-%d %H:%M}"
