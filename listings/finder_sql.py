"""The SQL around the finder's querysets: one query reads every kind, each until enough is known of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FloatField, Func, QuerySet

from plumbing import replica

#: A kind, and rows of KIND.
Part = tuple[str, QuerySet]
#: Stands for a kind in a query that is compiled once and asked of each.
KIND = "\x01kind"
#: Where in its table a row lies, for PostgreSQL alone.
PLACE = Func(template="ctid", output_field=FloatField())
#: So much more is read for a page than it is thought to need.
RESERVE = 2
#: Both take SQL of the rows that `Finder._read` in finder.py says. Beside the counts stand the columns of `Ahead`.
#: `times`: how much more there is of a kind than was read until enough was known, as if it lay evenly in the table.
LOOK = """
WITH found (listing_id, kind, unknown, rank, verified_on, place{columns}) AS MATERIALIZED ({rows}),
counts AS MATERIALIZED (
    SELECT kind, count(*) AS fit, count(*) FILTER (WHERE unknown = 0) AS sure, count(*) < %s AS whole,
        CASE WHEN count(*) < %s THEN 1 ELSE pg_relation_size('listings_search_' || kind)
            / current_setting('block_size')::float8 / ((max(place)::text::point)[0] + 1) END AS times
    FROM found GROUP BY kind
)
SELECT kind, fit, sure, {options}, ahead.* FROM counts CROSS JOIN (
    SELECT (array_agg(listing_id))[%s + 1:],
        (array_agg(unknown))[count(*)], (array_agg(rank))[count(*)], (array_agg(verified_on))[count(*)],
        (array_agg(listing_id))[count(*)],
        (array_agg(listing_id) FILTER (WHERE whole))::text, (array_agg(unknown) FILTER (WHERE whole))::text,
        (array_agg(rank) FILTER (WHERE whole))::text, (array_agg(verified_on) FILTER (WHERE whole))::text
    FROM (
        SELECT found.*, whole FROM found JOIN counts USING (kind) WHERE kind = ANY (%s::text[])
        ORDER BY unknown, rank, verified_on DESC, listing_id DESC
        LIMIT (
            SELECT least(%s, CASE WHEN NOT bool_and(whole) THEN %s + %s * sum(fit) / sum(fit * times) END)::bigint
            FROM counts WHERE kind = ANY (%s::text[])
        )
    ) AS ordered
) AS ahead
"""
#: How many of the chosen kinds have each value of each further column, a row for each; NULL if not all were read whole.
OPTIONS = """
CASE WHEN (SELECT bool_and(whole) FROM counts WHERE kind = ANY (%s::text[])) THEN (
    SELECT jsonb_agg(jsonb_build_array(kind, {names}, fit)) FROM (
        SELECT kind, {names}, count(*) AS fit FROM found WHERE kind = ANY (%s::text[])
        GROUP BY kind, GROUPING SETS ({sets})
    ) AS options
) END"""
PAGE = """
SELECT listing_id FROM ({}
    UNION ALL
    SELECT listing_id, '', unknown, rank, verified_on, NULL
    FROM unnest(%s::bigint[], %s::integer[], %s::float8[], %s::date[]) AS whole (listing_id, unknown, rank, verified_on)
) AS found (listing_id, kind, unknown, rank, verified_on, place)
WHERE %s IS NULL OR (unknown, rank) < (%s, %s)
    OR (unknown, rank) = (%s, %s) AND (verified_on, listing_id) >= (%s::date, %s::bigint)
ORDER BY unknown, rank, verified_on DESC, listing_id DESC LIMIT %s OFFSET %s
"""


@dataclass(frozen=True)
class Ahead:
    """What is first of the rows that were read: the ids of a page, and how the last stands that may stand on it.

    `whole`: ids, `unknown`, `rank` and `verified_on` of all up to it whose kind was read whole, as PostgreSQL writes.
    """

    ids: list[int] | None = None
    unknown: int = 0
    rank: float = 0.0
    verified_on: date | None = None
    listing_id: int | None = None
    whole: tuple[str | None, ...] = (None,) * 4
    #: [(kind, a value of one of the further columns, among None for each other one, how many have it)], if known.
    options: list[list[Any]] | None = None


def look(
    parts: Sequence[Part], chosen: Sequence[str], counted: int, before: int, size: int, further: int = 0
) -> dict[str, tuple[int, int, Ahead]]:
    """{kind: (how many fit, how many of these surely, what is ahead of all)}, of the kinds of which one does.

    Of each no more than `counted` are read. The page is of the `chosen` kinds: `size` rows, and so many `before` it.
    `further` columns the rows have besides.
    """
    rows, parameters = _of_each(parts)
    end = before + size
    names = [f"option_{number}" for number in range(further)]
    sql = LOOK.format(rows=rows, columns="".join(f", {name}" for name in names), options=_options(names))
    of_options: list[Any] = [[*chosen]] * 2 if names else []
    ordered: list[Any] = [counted, counted, *of_options, before, [*chosen], end, size, RESERVE * end, [*chosen]]
    with replica.connection().cursor() as cursor:
        cursor.execute(sql, [*parameters, *ordered])
        return {kind: (fit, sure, _ahead(*ahead)) for kind, fit, sure, *ahead in cursor.fetchall()}


def _options(names: Sequence[str]) -> str:
    """SQL of how many have what in the columns of these names."""
    if not names:
        return "NULL"
    return OPTIONS.format(names=", ".join(names), sets=", ".join(f"({name})" for name in names))


def _ahead(options: str | None, ids: Any, unknown: Any, rank: Any, verified_on: Any, last: Any, *whole: Any) -> Ahead:
    """As the columns stand in LOOK."""
    return Ahead(ids, unknown, rank, verified_on, last, whole, json.loads(options) if options else None)


def page(parts: Sequence[Part], ahead: Ahead, before: int, size: int) -> list[int]:
    """The ids of a page among the rows of the kinds and those of `ahead.whole`, none behind the last that is ahead."""
    rows, parameters = _of_each(parts)
    place = [ahead.unknown, ahead.rank]
    last = [ahead.listing_id, *place, *place, ahead.verified_on, ahead.listing_id]
    with replica.connection().cursor() as cursor:
        cursor.execute(PAGE.format(rows), [*parameters, *ahead.whole, *last, size, before])
        return [pk for (pk,) in cursor.fetchall()]


def _of_each(parts: Sequence[Part]) -> tuple[str, list[Any]]:
    """SQL of the union of [(kind, rows of KIND)], and its parameters; a queryset that comes twice is compiled once."""
    compiled = {rows: rows.query.sql_with_params() for rows in dict.fromkeys(rows for _, rows in parts)}
    parameters = [kind if each == KIND else each for kind, rows in parts for each in compiled[rows][1]]
    return " UNION ALL ".join(f"({compiled[rows][0]})" for _, rows in parts), parameters
