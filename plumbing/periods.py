"""Periods of whole days (TIME_ZONE), what they are compared with, and how they are cut for a plot."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from plumbing.days import YEARS, end_of_day, start_of_day

#: Days of the longest: three years.
LONGEST = 1096
#: Up to so many days a period is cut into days, up to so many into weeks, else into months.
MOST_DAYS, MOST_WEEKS = 14, 20 * 7


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    @classmethod
    def of(cls, first: str, last: str) -> "Period":
        """The period between two ISO dates. Raises ValueError, with a sentence for whoever typed them."""
        try:
            period = cls(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as error:
            raise ValueError("日期认不出来。") from error
        if period.first.year not in YEARS or period.last.year not in YEARS:
            raise ValueError(f"年份要在 {YEARS[0]} 到 {YEARS[-1]} 之间。")
        if not 0 < period.days <= LONGEST:
            raise ValueError("结束日期要在开始日期之后，最多看三年。")
        return period

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return start_of_day(self.first)

    @property
    def ends(self) -> datetime:
        """The moment after it."""
        return end_of_day(self.last)

    @property
    def before(self) -> "Period":
        """The period it is compared with.

        Of what begins with a month, quarter or year and stays within it, the same days of the one before; else as many
        days as it has, directly before it.
        """
        for months in (1, 3, 12):
            is_start = self.first.day == 1 and (self.first.month - 1) % months == 0
            if is_start and self.last < _months_later(self.first, months):
                is_whole = self.last == _months_later(self.first, months) - timedelta(days=1)
                first = _months_later(self.first, -months)
                last = self.first - timedelta(days=1) if is_whole else _months_later(self.last, -months)
                return Period(first, last)
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def parts(self) -> Iterator["Period"]:
        """Its days, weeks (from its first day on) or calendar months, whichever a plot can show."""
        first = self.first
        while first <= self.last:
            if self.days <= MOST_DAYS:
                last = first
            elif self.days <= MOST_WEEKS:
                last = first + timedelta(days=6)
            else:
                last = first.replace(day=monthrange(first.year, first.month)[1])
            yield Period(first, min(last, self.last))
            first = last + timedelta(days=1)

    @property
    def short(self) -> str:
        """A part's name in a table: a day, a span of days or a month."""
        if self.days == 1:
            return f"{self.first:%m-%d}"
        is_month = self.first.day == 1 and self.last == _months_later(self.first, 1) - timedelta(days=1)
        return f"{self.first:%Y-%m}" if is_month else f"{self.first:%m-%d} 至 {self.last:%m-%d}"

    def __str__(self) -> str:
        if self.days == 1:
            return f"{self.first:%Y-%m-%d}"
        return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"


def _months_later(day: date, months: int) -> date:
    """The same day of another month, or its last where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
