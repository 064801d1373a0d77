"""The days of old lists, as people wrote them and as spreadsheet programs kept them."""

import re
from datetime import date, time, timedelta
from decimal import Decimal

from django.utils import timezone
from openpyxl.utils.datetime import from_excel

from plumbing import typed_days
from plumbing.days import YEARS
from plumbing.xlsx import Value

#: 2024年3月, 24年3月, 2024.3: of these the first day is taken. Not of 2024.1, which may be what is left of 2024.10.
_MONTH = re.compile(r"(\d{4})(?:(?:年|[-/])(\d{1,2})|\.(\d\d|[2-9]))(?:月份?)?")
_SHORT_MONTH = re.compile(r"['’]?(\d{2})年(\d{1,2})月份?")
#: 24.3.5, 24年3月5日: the year first, of this century, where it can be nothing else.
_SHORT_YEAR = re.compile(r"['’]?(\d{2})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)")
_NO_YEAR = re.compile(r"(\d{1,2})(?:[-/.]|月)(\d{1,2})[日号]?")
#: The serial numbers of 1990 and on, as a spreadsheet keeps days that it was told to show as numbers.
_FIRST_SERIAL = 32_874
#: A day to come that is written without its year lies within the first, one with its year within the second.
HALF_A_YEAR, LONGEST_AHEAD = timedelta(days=183), timedelta(days=731)

#: When the next call is due on its day: a list that comes in today does not bring calls that are overdue.
CALLED_AT = time(17)


class NotADate(ValueError):
    """The text is no day; the message says why, in Chinese."""


class NoYear(NotADate):
    """A month and a day alone."""


def read_date(value: Value, year: int | None) -> date:
    """The day in a cell; `year` is taken for those that are written without one. Raises NotADate."""
    day = _any(value, year)
    if day > timezone.localdate():
        raise NotADate("日期在今天以后，请核对。")
    if day.year not in YEARS:
        raise NotADate(f"年份要在 {YEARS[0]} 以后。")
    return day


def read_next(value: Value, today: date) -> date:
    """The day in a cell on which somebody is to be called; without a year the next such day within half a year.

    It may be past, but not more than LONGEST_AHEAD away. Raises NotADate.
    """
    try:
        day = _any(value, None)
    except NoYear:
        days = [_any(value, year) for year in (today.year, today.year + 1)]
        day = next((each for each in days if today <= each <= today + HALF_A_YEAR), days[0])
    if day > today + LONGEST_AHEAD:
        raise NotADate("离今天两年以上，请核对。")
    return day


def is_without_year(value: Value) -> bool:
    """Whether it is a month and a day alone."""
    try:
        read_date(value, None)
    except NoYear:
        return True
    except NotADate:
        return False
    return False


def _any(value: Value, year: int | None) -> date:
    if isinstance(value, Decimal):
        return _of_number(value)
    return value if isinstance(value, date) else _of_text(str(value), year)


def _of_number(number: Decimal) -> date:
    if number == number.to_integral_value():
        if _FIRST_SERIAL <= number < 100_000:
            return from_excel(int(number)).date()
        if day := typed_days.whole(f"{int(number)}"):
            return day
    elif found := _MONTH.fullmatch(f"{number:f}"):
        return _day(int(found[1]), int(found[3]), 1)
    raise NotADate("这是一个数，看不出是哪天，请写成 2024-03-05。")


def _of_text(typed: str, year: int | None) -> date:
    text = typed_days.plain(typed)
    if day := typed_days.whole(text):
        return day
    if found := _MONTH.fullmatch(text):
        return _day(int(found[1]), int(found[2] or found[3]), 1)
    if found := _SHORT_MONTH.fullmatch(text):
        return _day(2000 + int(found[1]), int(found[2]), 1)
    if found := _SHORT_YEAR.fullmatch(text):
        short, month, day_of_month = (int(part) for part in found.groups() if part and part.isdigit())
        if short <= 12 and "年" not in text:
            raise NotADate("看不出哪个是年，请写四位年份，例如 2024-03-05。")
        return _day(2000 + short, month, day_of_month)
    if found := _NO_YEAR.fullmatch(text):
        if year is None:
            raise NoYear("没有写年份。")
        return _day(year, int(found[1]), int(found[2]))
    raise NotADate("看不出是哪天，请写成 2024-03-05。")


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADate("没有这一天，请核对。") from None
