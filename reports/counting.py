"""The report's counts: aggregated by PostgreSQL over the rules of leads.statistics, a query each.

Each counts a period (`is_now`) and the one before it at once. Where a count is asked by city and by person as well, a
row is (is_now, by what, id, …): by "" in all, by "city" and "person" of that id, None for head office and for nobody.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Max, Min, Q, When
from django.db.models.functions import TruncDate

from articles import article_paths
from leads.models import Enquiry, Stage
from leads.models.lead_queryset import LeadQuerySet
from leads.models.stage import GIVEN_UP, WAY
from leads.statistics import OF_NO_DAY, OF_NOW, steps
from reports.scope import Scope, rows_of, sql

#: Rows of a table of articles, listings or reasons: the rest brought little each.
MOST_ROWS = 10
#: Reasons that an owner lists: nobody finds his way in more.
MOST_LISTED = 200


@dataclass(frozen=True)
class Origins:
    """When the leads came, and by which enquiries: counts of leads, of articles and listings those with the most.

    `days` are {day: leads}, of both periods, without days of none. Of the others each is told of the period and of the
    one before: `ways` are {(way, kind of the lead): (leads, leads before)}, `articles` and `listings` are [(id, leads,
    leads before)].
    """

    days: dict[date, int]
    ways: dict[tuple[str, str], tuple[int, int]]
    articles: list[tuple[int, int, int]]
    listings: list[tuple[int, int, int]]


def origins(scope: Scope) -> Origins:
    """When the leads received came, and where from. One query."""
    found = Origins({}, {}, [], [])
    for day, way, kind, article, listing, now, before in _rows_of_origins(scope):
        if day is not None:
            found.days[day] = now + before
        elif way is not None:
            found.ways[way, kind] = (now, before)
        elif article is not None:
            found.articles.append((article, int(now), int(before)))
        else:
            found.listings.append((listing, int(now), int(before)))
    return found


def _rows_of_origins(scope: Scope) -> list[tuple[Any, ...]]:
    """[(day, way, kind, article, listing, leads, leads before)], of which one row has a day, a way, or an id."""
    leads = scope.received().annotate(is_now=scope.is_now("created_at"), day=TruncDate("created_at"))
    inner, parameters = sql(leads, "id", "receipt", "kind", "is_now", "day")

    # Grouped by whole paths first: reading the number out of each row's path costs more than all the rest.
    return rows_of(
        f"""
        WITH lead AS ({inner} OFFSET 0), -- else as many days as leads are expected, and all of them sorted
        began AS MATERIALIZED (
            SELECT GROUPING(way, source_path, listing_id, day) AS grouping,
                way, lead.kind, source_path, listing_id, day,
                count(*) FILTER (WHERE is_now) AS now, count(*) FILTER (WHERE NOT is_now) AS before
            FROM lead LEFT JOIN {Enquiry._meta.db_table} enquiry
                ON enquiry.lead_id = lead.id AND enquiry.receipt = lead.receipt
            GROUP BY GROUPING SETS ((way, lead.kind), (source_path), (listing_id), (day))
        )
        SELECT day, way, kind, NULL::bigint AS article, NULL::bigint AS listing, now, before FROM began
        WHERE grouping = 14 OR grouping = 7 AND way IS NOT NULL
        UNION ALL (
            SELECT NULL, NULL, NULL, substring(source_path FROM %s)::bigint AS article, NULL, sum(now), sum(before)
            FROM began WHERE grouping = 11 AND source_path ~ %s
            GROUP BY article ORDER BY sum(now) DESC, sum(before) DESC, article LIMIT {MOST_ROWS}
        )
        UNION ALL (
            SELECT NULL, NULL, NULL, NULL, listing_id, now, before
            FROM began WHERE grouping = 13 AND listing_id IS NOT NULL
            ORDER BY now DESC, before DESC, listing_id LIMIT {MOST_ROWS}
        )
        """,
        [*parameters, *[article_paths.pattern().pattern] * 2],
    )


#: Of the lines of stages: an old list says how far a lead had come, not when it came there; of a stage that was passed
#: on the way to a further one nobody knows when it was reached.
_TAKEN = ~Q(data__has_key="by")


@dataclass(frozen=True)
class Reached:
    """A stage of the way: leads that came so far, and the median of days it took them from the one before."""

    stage: Stage
    leads: int = 0
    days: float | None = None


def funnel(scope: Scope) -> dict[bool, list[Reached]]:
    """{is_now: how many of the leads received have come to each stage of WAY}, the first of which counts all of them.

    How long it took them is told of the period alone.
    """
    leads = scope.received().annotate(is_now=scope.is_now("created_at"))
    inner, parameters = sql(leads, "id", "stage", "created_at", "is_now")
    numbers = range(2, len(WAY) + 1)  # counted from 1, as PostgreSQL counts
    # Of all leads: the index of stages is in their order, and so costs less than looking up each one received.
    moves = steps().values("lead_id")
    firsts = {f"at{step}": Min("at", filter=Q(step=step) & _TAKEN) for step in numbers}
    moves = moves.annotate(furthest=Max("step"), **firsts)
    moved, more = moves.query.sql_with_params()
    stands = f"array_position('{{{','.join(WAY)}}}'::text[], stage::text)"
    counts = ", ".join(
        f"count(*) FILTER (WHERE {condition} AND furthest >= {step})"
        for condition in ("is_now", "NOT is_now")
        for step in (1, *numbers)
    )
    days = ", ".join(
        f"percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', at{step} - at{step - 1}) / 86400)"
        " FILTER (WHERE is_now)"
        for step in numbers
    )
    moments = ", ".join(f"at{step}" for step in numbers)
    [counted] = rows_of(
        f"""
        SELECT {counts}, {days}
        FROM (
            SELECT is_now, created_at AS at1, greatest(1, {stands}, furthest) AS furthest, {moments}
            FROM ({inner}) lead LEFT JOIN ({moved}) moved ON moved.lead_id = lead.id
            OFFSET 0 -- else `furthest` is worked out again for each count
        ) reached
        """,
        [*parameters, *more],
    )
    now, before, days_now = counted[: len(WAY)], counted[len(WAY) : 2 * len(WAY)], (None, *counted[2 * len(WAY) :])
    return {
        True: [Reached(*each) for each in zip(WAY, now, days_now, strict=True)],
        False: [Reached(*each) for each in zip(WAY, before, strict=True)],
    }


def given_up(scope: Scope) -> list[tuple[bool, int | None, int | None, str, int]]:
    """[(is_now, city's id, owner's id, stage, leads that were given up)]."""
    leads = _given_up(scope).annotate(is_now=scope.is_now("stage_changed_at"))
    return list(leads.values_list("is_now", "city", "owner", "stage").annotate(count=Count("pk")))


@dataclass(frozen=True)
class Reason:
    """Why leads were given up: one of the list (`loss_reason` its id), or the mere `words` of before there was one."""

    stage: str
    loss_reason: int | None
    words: str
    now: int
    before: int


def reasons(scope: Scope) -> list[Reason]:
    """All of the list that were chosen, and of mere words those with the most. One query."""
    is_now = Q(stage_changed_at__gte=scope.period.begins)
    now, before = (Count("pk", filter=each) for each in (is_now, ~is_now))
    words = Case(When(loss_reason=None, then="lost_reason"), default="loss_reason__name")
    groups = _given_up(scope).annotate(words=words).values_list("stage", "loss_reason", "words")
    # None comes last, so that no reason of the list is cut off by the words.
    rows = groups.annotate(now=now, before=before).order_by("loss_reason", "-now", "-before", "words")
    found = [Reason(*row) for row in rows[: MOST_LISTED + MOST_ROWS]]
    listed = [each for each in found if each.loss_reason]
    return sorted([*listed, *[each for each in found if not each.loss_reason][:MOST_ROWS]], key=lambda each: -each.now)


def _given_up(scope: Scope) -> LeadQuerySet:
    return scope.owned.order_by().filter(scope.within("stage_changed_at"), stage__in=GIVEN_UP).exclude(OF_NO_DAY)


def standing_now(scope: Scope) -> list[tuple[int | None, int | None, dict[str, int]]]:
    """[(city's id, owner's id, {figure of leads.statistics.OF_NOW: leads})], whatever the period."""
    counts = {name: Count("pk", filter=condition) for name, (_, condition) in OF_NOW.items()}
    groups = scope.owned.open().order_by().values_list("city", "owner").annotate(**counts)
    return [(city, owner, dict(zip(OF_NOW, numbers, strict=True))) for city, owner, *numbers in groups]
