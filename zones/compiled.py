"""Queries that every page asks: compiled by Django once, and from then on only filled in.

Building and compiling a queryset costs more than PostgreSQL needs to answer it, and its SQL is the same each time.
"""

from datetime import UTC, datetime

from django.db import DEFAULT_DB_ALIAS, connection

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


class CompiledObjects:
    """As `Compiled`, but calling it gives instances, with only the fields that are named; `build` returns a queryset.

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
        self._rows = Compiled(lambda **values: build(**values).values_list(*columns))

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
