"""The SQL around the finder's querysets: one query reads every kind, each until enough is known of it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

#: Stands for a kind in a query that is compiled once and asked of each.
KIND = "\x01kind"
#: Both take SQL of the rows that `Finder._read` in finder.py says.
LOOK = """
WITH found (listing_id, kind, unknown, rank, verified_on) AS MATERIALIZED ({}),
counts AS MATERIALIZED (
    SELECT kind, count(*) AS fit, count(*) FILTER (WHERE unknown = 0) AS sure FROM found GROUP BY kind
)
SELECT kind, fit, sure, NULL::bigint[] FROM counts
UNION ALL
SELECT '', 0, 0, array_agg(listing_id ORDER BY unknown, rank, verified_on DESC, listing_id DESC) FROM found
WHERE kind = ANY (%s::text[]) AND (SELECT max(fit) FROM counts WHERE kind = ANY (%s::text[])) < %s
"""
PAGE = """
SELECT listing_id FROM ({}) AS found (listing_id, kind, unknown, rank, verified_on)
ORDER BY unknown, rank, verified_on DESC, listing_id DESC LIMIT %s OFFSET %s
"""


def of_each(parts: Sequence[tuple[str, QuerySet]]) -> tuple[str, list[Any]]:
    """SQL of the union of [(kind, rows of KIND)], and its parameters; a queryset that comes twice is compiled once."""
    compiled = {rows: rows.query.sql_with_params() for rows in dict.fromkeys(rows for _, rows in parts)}
    parameters = [kind if each == KIND else each for kind, rows in parts for each in compiled[rows][1]]
    return " UNION ALL ".join(f"({compiled[rows][0]})" for _, rows in parts), parameters
