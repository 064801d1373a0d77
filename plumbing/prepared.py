"""Queries that every page asks: compiled by Django once, prepared in PostgreSQL once a connection, then only filled in.

Building and compiling a queryset costs more than PostgreSQL needs to answer it, and its SQL is the same each time. Of
PostgreSQL's part nearly all is planning. A connection that is not kept (CONN_MAX_AGE = 0, as behind PgBouncer, which
gives each transaction another one) prepares nothing.
"""

from datetime import UTC, datetime
from itertools import count
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection
from psycopg2.extensions import AsIs

#: Values that stand for "what is asked for" while compiling: of their type, and nothing a query has of its own.
_MARKS = {
    int: lambda number: 7_777_777_777_777_000 + number,
    str: lambda number: f"\x01mark {number}\x01",
    datetime: lambda number: datetime(1907, 7, 7, 7, 7, number, tzinfo=UTC),
}


#: {connection of the driver: the names of the statements that it has prepared}
_prepared = WeakKeyDictionary()
_numbers = count(1)


class _Statement:
    """A query's SQL with its parameters: each either asked for, by name, or a constant."""

    def __init__(self, sql, parameters):
        """`parameters` are (whether it is asked for, its name or else the constant)."""
        self._sql, self._parameters = sql, parameters
        self._name = f"compiled_{next(_numbers)}"
        self._asked = list(dict.fromkeys(given for is_asked, given in parameters if is_asked))

    def rows(self, values):
        """All rows for these values by name. One query."""
        with connection.cursor() as cursor:
            if connection.settings_dict["CONN_MAX_AGE"] == 0:
                cursor.execute(self._sql, self._filled(values))
            else:
                self._prepare()
                arguments = f"({', '.join(['%s'] * len(self._asked))})" if self._asked else ""
                cursor.execute(f"EXECUTE {self._name}{arguments}", [values[name] for name in self._asked])
            return cursor.fetchall()

    def _prepare(self):
        """Make it known to this connection, the first time it is asked on it."""
        known = _prepared.setdefault(connection.connection, set())
        if self._name in known:
            return
        places = {name: AsIs(f"${number}") for number, name in enumerate(self._asked, start=1)}
        # Not by Django's cursor: whether a connection is new is no matter of how many queries a page takes.
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {self._name} AS {self._sql}", self._filled(places))
        known.add(self._name)

    def _filled(self, values):
        return [values[given] if is_asked else given for is_asked, given in self._parameters]


class Prepared:
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
        return self._compiled[kinds].rows(values)

    def _compile(self, values):
        marks = {
            name: None if value is None else _MARKS[type(value)](number)
            for number, (name, value) in enumerate(values.items())
        }
        names = {mark: name for name, mark in marks.items() if mark is not None}
        sql, parameters = self._build(**marks).query.sql_with_params()
        return _Statement(sql, [(True, names[given]) if given in names else (False, given) for given in parameters])


class PreparedObjects:
    """As `Prepared`, but calling it gives instances, with only the fields that are named; `build` returns a queryset.

    `fields` are names by where they are: "" the model's own, any other key a foreign key or one-to-one relation of it.
    Primary keys come unasked. For fields that the driver gives as they are, which JSON is not.
    """

    def __init__(self, model, fields, build):
        self._parts, columns = [], []
        for path, names in fields.items():
            relation = model._meta.get_field(path) if path else None
            part = relation.related_model if relation else model
            # from_db() takes them in the model's order.
            names = [each.attname for each in part._meta.concrete_fields if each.primary_key or each.attname in names]
            self._parts.append((relation, part, names))
            columns += [f"{path}__{name}" if path else name for name in names]
        self._rows = Prepared(lambda **values: build(**values).values_list(*columns))

    def __call__(self, **values):
        return [self._instance(row) for row in self._rows(**values)]

    def _instance(self, row):
        instance, start = None, 0
        for relation, model, names in self._parts:
            values = row[start : start + len(names)]
            start += len(names)
            # Without its primary key (the first of every model's fields here) there is none.
            part = None if values[0] is None else model.from_db(DEFAULT_DB_ALIAS, names, values)
            if relation:
                relation.set_cached_value(instance, part)
            else:
                instance = part
        return instance
