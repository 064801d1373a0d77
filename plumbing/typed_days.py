"""Days as people type them into a cell, year, month and day: 2026-12-01, 2026.12.1, 2026年12月1日, 20261201.

Or without the year: 12月1日, 12/1.
"""

import re
from calendar import monthrange
from datetime import date

from django.utils import timezone

from plumbing import typed_text

#: What stands behind a day: the hour, the day of the week.
_TIME = re.compile(r"(?:[T\s]+\d{1,2}[:：]\d{2}|\s*[（(]?\s*(?:上午|下午|早上|晚上|周|星期|礼拜)).*$", re.DOTALL)
_MIDNIGHT = re.compile(r"\s|00:00(?::00)?$")
_WHOLE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})(?:月(\d{1,2})[日号]?|/(\d{1,2}))")
#: A part of a month, as of when something is free at the latest: 12月底, 2027年3月上旬.
_PART = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(初|上旬|中旬|中|下旬|底|末)")
_LAST_DAYS = {"初": 10, "上旬": 10, "中": 20, "中旬": 20}
#: Years within which every day of the calendar comes, the 29th of February too.
_YEARS = 9
_EIGHT_DIGITS = re.compile(r"(?:19|20)\d{6}")


def plain(typed: str) -> str:
    """The text without spaces and without what says the hour or the weekday behind the day."""
    return _MIDNIGHT.sub("", typed_text.identifier(_TIME.sub("", typed)))


def whole(typed: str) -> date | None:
    """The day that a text is; None for what is none, and for one of which the year is not written in four digits."""
    text = plain(typed)
    if found := _WHOLE.fullmatch(text):
        parts = [int(part) for part in found.groups() if part and part.isdigit()]
    elif _EIGHT_DIGITS.fullmatch(text):
        parts = [int(text[:4]), int(text[4:6]), int(text[6:])]
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def without_year(typed: str, *, is_to_come: bool = False) -> date | None:
    """The latest day, up to today, that a month and a day name; with `is_to_come` the next from today on. Else None."""
    found = _WITHOUT_YEAR.fullmatch(plain(typed))
    month, day = [int(part) for part in found.groups() if part] if found else (0, 0)
    if not 1 <= month <= 12 or day < 1:
        return None
    today = timezone.localdate()
    years = range(today.year, today.year + _YEARS) if is_to_come else range(today.year, today.year - _YEARS, -1)
    days = (date(year, month, day) for year in years if day <= monthrange(year, month)[1])
    return next((each for each in days if (each >= today if is_to_come else each <= today)), None)


def part_of_month(typed: str) -> date | None:
    """The last day of a part of a month, the next one where no year is written: of 12月底 the 31st. Else None."""
    found = _PART.fullmatch(plain(typed))
    month = int(found[2]) if found else 0
    if not found or not 1 <= month <= 12 or (found[1] and not date.min.year <= int(found[1]) <= date.max.year):
        return None
    today = timezone.localdate()
    years = [int(found[1])] if found[1] else [today.year, today.year + 1]
    days = (date(year, month, _LAST_DAYS.get(found[3]) or monthrange(year, month)[1]) for year in years)
    return next((day for day in days if found[1] or day >= today), None)
