"""How soon the leads were contacted, in working minutes by the hours of their cities."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Value, When
from django.utils import timezone

from leads import hours
from leads.models import SalesRules
from leads.statistics import CONNECTED, IN_TIME, LATE, MISSED, PROMISED
from plumbing.days import start_of_day
from reports.scope import BY, Scope, flag, id_of, rows_of, sql

FLAGS = {"promised": PROMISED, "in_time": IN_TIME, "late": LATE, "missed": MISSED, "connected": CONNECTED}
#: Minutes of a day.
DAY = 24 * 60


@dataclass(frozen=True)
class Response:
    """How the leads received were answered: counts, and working minutes until the first contact (None of none)."""

    received: int = 0
    promised: int = 0
    in_time: int = 0
    late: int = 0
    missed: int = 0
    connected: int = 0
    median: float | None = None
    ninetieth: float | None = None

    @property
    def answered(self) -> int:
        """Those that were contacted, in time or not."""
        return self.in_time + self.late


def responses(scope: Scope) -> Iterator[tuple[bool, str, int | None, Response]]:
    """Yields (is_now, by what, id, Response). Two queries."""
    first = scope.period.before.first
    last = max(timezone.localdate(), scope.period.last) + timedelta(days=1)
    parts = list(SalesRules.objects.book().parts())
    worked = [[minutes for _, minutes, _ in hours.worked_before(first, last, rules.hours)] for rules, _ in parts]
    opens = [rules.opens.hour * 60 + rules.opens.minute for rules, _ in parts]
    inner, parameters = _leads(scope, Case(*(When(part, Value(place)) for place, (_, part) in enumerate(parts))))
    counts = ", ".join(f"count(*) FILTER (WHERE is_{name})" for name in FLAGS)
    rows = rows_of(
        f"""
        WITH timed AS (
            SELECT *, {_minute("created_at")} AS begins, {_minute("contacted_at")} AS ends
            FROM ({inner}) lead,
                (SELECT %s::int[] AS worked, %s::int[] AS opens, date_part('epoch', %s::timestamptz) AS zero) working
            OFFSET 0 -- else the minutes are worked out again wherever they are used
        ),
        measured AS (
            SELECT *,
                CASE WHEN is_in_time OR is_late THEN greatest({_worked("ends")} - {_worked("begins")}, 0) END AS waited
            FROM timed
        )
        SELECT is_now, GROUPING(city_id, owner_id), city_id, owner_id, count(*), {counts},
            percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY waited)
        FROM measured
        GROUP BY GROUPING SETS ((is_now), (is_now, city_id), (is_now, owner_id))
        """,
        [*parameters, worked, opens, start_of_day(first)],
    )
    for is_now, grouping, city, owner, *numbers, waits in rows:
        yield is_now, BY[grouping], id_of(grouping, city, owner), Response(*numbers, *(waits or (None, None)))


def _leads(scope: Scope, place: Case) -> tuple[str, tuple[Any, ...]]:
    """The query for the leads received, each with its flags and with whose hours it goes by."""
    flags = {f"is_{name}": flag(condition) for name, condition in FLAGS.items()}
    leads = scope.received().annotate(is_now=scope.is_now("created_at"), place=place, **flags)
    return sql(leads, "city_id", "owner_id", "created_at", "contacted_at", "is_now", "place", *flags)


def _minute(column: str) -> str:
    """The minutes from the first day's beginning to a moment: by arithmetic, for all days of China are of 24 hours."""
    return f"floor((date_part('epoch', {column}) - zero) / 60)::int"


def _worked(minute: str) -> str:
    """Those of them that were working time there: all of the days before, and of its own day those since it opened."""
    day, place = f"{minute} / {DAY} + 1", "place + 1"
    before, after = f"worked[{place}][{day}]", f"worked[{place}][{day} + 1]"
    return f"({before} + least(greatest({minute} %% {DAY} - opens[{place}], 0), {after} - {before}))"
