"""What a database holds, table by table, at one moment: how many rows, and one number made of all their text."""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg2
from django.db import connection
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from backups.programs import WITHOUT_ROWS

#: What decides how a value looks as text, where a server or a role may have been told otherwise.
AS_TEXT = """
SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'
"""
TABLES = """
SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
ORDER BY 1
"""
#: Of the rows in any order.
DIGEST = 'SELECT count(*), coalesce(sum(hashtextextended("the row"::text, 0)), 0)::text FROM "{}" AS "the row"'

#: {table: [how many rows, their digest]}
Digests = dict[str, list]


@contextlib.contextmanager
def snapshot() -> Iterator[tuple[str, Any]]:
    """(its name, a cursor): a moment of Django's database, which pg_dump and the cursor both see while this lasts.

    On a connection of its own: what Django's has not committed is not in it.
    """
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    with contextlib.closing(psycopg2.connect(**parameters)) as own:
        own.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0], cursor


def of_tables(cursor: Any) -> Digests:
    """The Digests of all tables of ours that have rows in a backup; `cursor` is a plain one, in a transaction."""
    cursor.execute(AS_TEXT)
    cursor.execute(TABLES)
    found = {}
    for (table,) in cursor.fetchall():
        if table not in WITHOUT_ROWS:
            cursor.execute(DIGEST.format(table.replace('"', '""')))
            found[table] = list(cursor.fetchone())
    return found
