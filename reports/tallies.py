"""Leads counted by what happened to them in a period: visits, returns to the pool, those that came without a day."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from leads.deeds import CALLS, VISITS
from leads.models import Lead
from leads.statistics import returns
from reports import calls
from reports.scope import Scope, flag, rows_of, sql

#: What a row is counted by, as GROUPING(city_id, owner_id, kind) numbers the sets.
BY = {7: "", 3: "city", 5: "person", 6: "kind"}
#: Numbers stand for them in the query: they are sorted sooner than words.
_FIGURES = [*VISITS, "undated", "returned", *CALLS]
_RETURNED = _FIGURES.index("returned")
#: (figure, is_now, by what, the id of the city or person, or the kind): None for nobody's, and for all.
Tally = tuple[str, bool, str, int | str | None]


def tallies(scope: Scope) -> Iterator[tuple[Tally, int]]:
    """Yields (Tally, leads). One query.

    The person of what went back to the pool is the one who had it, of calls who made them, of all else whose it is now.
    """
    inner, parameters = _rows(scope)
    own = _is_owned_by(scope) if scope.person else Q(pk__isnull=False)
    leads, more = sql(scope.leads.annotate(is_own=flag(own)), "id", "city_id", "owner_id", "kind", "is_own")
    made, of_calls = calls.counted(scope, *(_FIGURES.index(figure) for figure in CALLS))
    rows = rows_of(
        f"""
        WITH lead AS ({leads})
        SELECT figure, is_now, GROUPING(city_id, owner_id, kind), city_id, owner_id, kind, count(DISTINCT lead_id)
        FROM (
            SELECT figure, is_now, lead.id AS lead_id, city_id, lead.kind,
                CASE WHEN figure = {_RETURNED} THEN from_id ELSE lead.owner_id END AS owner_id
            FROM ({inner}) happened
            LEFT JOIN (
                SELECT id, merged_into_id AS whose FROM {Lead._meta.db_table} WHERE merged_into_id IS NOT NULL
            ) merged ON merged.id = of_lead AND figure < {len(VISITS)}
            JOIN lead ON lead.id = coalesce(whose, of_lead)
            WHERE is_own OR figure = {_RETURNED}
        ) counted
        GROUP BY GROUPING SETS (
            (figure, is_now), (figure, is_now, city_id), (figure, is_now, owner_id), (figure, is_now, kind)
        )
        UNION ALL ({made})
        """,
        [*more, *parameters, *of_calls],
    )
    for figure, is_now, grouping, city, owner, kind, count in rows:
        by = BY[grouping]
        yield (_FIGURES[figure], is_now, by, {"": None, "city": city, "person": owner, "kind": kind}[by]), count


def _is_owned_by(scope: Scope) -> Q:
    return Q(owner=int(scope.person)) if scope.person.isdecimal() else Q(owner=None)


def _rows(scope: Scope) -> tuple[str, list[Any]]:
    """The query for (figure, lead's id, is_now, id of who gave it back), the same lead as often as it happened."""
    parts = [
        _named(figure, visits.rows().order_by().filter(scope.within(visits.column)), "lead_id", scope, visits.column)
        for figure, visits in VISITS.items()
    ]
    undated = Lead.objects.order_by().filter(scope.within("created_at"), is_undated=True)
    parts.append(_named("undated", undated, "pk", scope, "created_at"))
    lines = returns(scope.within("at")).order_by()
    if scope.person:
        lines = lines.filter(data__from=int(scope.person) if scope.person.isdecimal() else 0)
    parts.append(_named("returned", lines, "lead_id", scope, "at", KeyTextTransform("from", "data")))
    return " UNION ALL ".join(
        f"SELECT figure, of_lead, is_now, from_id::bigint FROM ({each}) part" for each, _ in parts
    ), [parameter for _, parameters in parts for parameter in parameters]


def _named(
    figure: str, rows: QuerySet[Any], lead: str, scope: Scope, column: str, giver: Any = None
) -> tuple[str, tuple[Any, ...]]:
    named = rows.annotate(
        figure=Value(_FIGURES.index(figure), IntegerField()),
        of_lead=F(lead),
        is_now=scope.is_now(column),
        from_id=Cast(giver if giver is not None else Value(None), TextField()),
    )
    return named.values("figure", "of_lead", "is_now", "from_id").query.sql_with_params()
