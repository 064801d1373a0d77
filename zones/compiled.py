"""Queries that every page asks: compiled by Django once, and from then on only filled in.

Building and compiling a queryset costs more than PostgreSQL needs to answer it, and its SQL is the same each time.
"""

from datetime import UTC, datetime

from django.db import connection

#: Values that stand for "what is asked for" while compiling: of their type, and nothing a query has of its own.
_MARKS = {
    int: lambda number: 7_777_777_777_777_000 + number,
    str: lambda number: f"\x01mark {number}\x01",
    datetime: lambda number: datetime(1907, 7, 7, 7, 7, number, tzinfo=UTC),
}


class Compiled:
    """Calling it with what `build` takes, by name, gives the rows of the values_list() queryset that `build` returns.

    Values are int, str, datetime, or None, which makes another SQL (IS NULL). `build` must not look at them.
    """

    def __init__(self, build):
        self._build = build
        self._compiled = {}

    def __call__(self, **values):
        kinds = tuple(type(value) for value in values.values())
        if kinds not in self._compiled:
            self._compiled[kinds] = self._compile(values)
        sql, parameters = self._compiled[kinds]
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[given] if is_asked else given for is_asked, given in parameters])
            return cursor.fetchall()

    def _compile(self, values):
        """(SQL, [(whether it is asked for, its name or else the constant), ...])."""
        marks = {
            name: None if value is None else _MARKS[type(value)](number)
            for number, (name, value) in enumerate(values.items())
        }
        names = {mark: name for name, mark in marks.items() if mark is not None}
        sql, parameters = self._build(**marks).query.sql_with_params()
        return sql, [(True, names[given]) if given in names else (False, given) for given in parameters]
