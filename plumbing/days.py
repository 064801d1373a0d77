"""Days as moments: when a day of the calendar begins and ends by the site's clocks (TIME_ZONE, Asia/Shanghai)."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


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
