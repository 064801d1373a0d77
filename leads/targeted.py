"""What targets are for, as an address says it: months of some cities."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from plumbing.periods import Period

#: Characters of it: of an address of more than 2 000 there is no page.
LONGEST = 1600
_PART = re.compile(r"([0-9]{4})([0-9]{2})-([0-9]{4})([0-9]{2})((?:\.[0-9]{1,18})+)")


@dataclass(frozen=True)
class Part:
    """Whole months, and the cities whose targets are for them."""

    months: Period
    city_ids: tuple[int, ...]


def parts(months: Iterable[tuple[date, int]]) -> list[Part]:
    """Of (the first day of a month, a city's id): months that follow one another for the same cities are one part."""
    cities: dict[date, set[int]] = {}
    for month, city in months:
        cities.setdefault(month, set()).add(city)
    found: list[Part] = []
    for month, ids in sorted(cities.items()):
        last, city_ids = _last_day(month), tuple(sorted(ids))
        if found and found[-1].city_ids == city_ids and found[-1].months.last == month - timedelta(days=1):
            found[-1] = Part(Period(found[-1].months.first, last), city_ids)
        else:
            found.append(Part(Period(month, last), city_ids))
    return found


def _last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def written(parts: Iterable[Part]) -> str:
    """As an address has them."""
    return "_".join(
        f"{part.months.first:%Y%m}-{part.months.last:%Y%m}.{'.'.join(map(str, part.city_ids))}" for part in parts
    )


def read(text: str, period: Period) -> list[tuple[Period, tuple[int, ...]]]:
    """[(days of the period, ids of cities)] of what an address says. Raises ValueError for what is none."""
    found = []
    for word in text[: LONGEST + 1].split("_"):
        if not (match := _PART.fullmatch(word)):
            raise ValueError("认不出这些目标。")
        years_and_months, cities = [int(number) for number in match.groups()[:4]], match[5]
        first = date(years_and_months[0], years_and_months[1], 1)
        last = _last_day(date(years_and_months[2], years_and_months[3], 1))
        ids = tuple(int(number) for number in cities.strip(".").split("."))
        if (days := Period(max(first, period.first), min(last, period.last))).days > 0:
            found.append((days, ids))
    return found
