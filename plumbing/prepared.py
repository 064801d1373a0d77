"""Queries that every page asks: compiled by Django once, prepared in PostgreSQL once a connection, then only filled in.

Building and compiling a queryset costs more than PostgreSQL needs to answer it, and its SQL is the same each time. Of
PostgreSQL's part nearly all is planning. bench/prepared.py measures what each use saves.

Compiled queries are sent as they are, unprepared, where nothing may stay in the session, no cursor either
(DISABLE_SERVER_SIDE_CURSORS, see `parkinfo.environment`): on a connection that is not kept, or behind a pooler that
gives each transaction another session. And within a transaction: a prepared statement may be out of date there (see
`_OUTDATED`), and the error would break the transaction.
"""

import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

import psycopg2
from django.db import DatabaseError, models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2 import errors
from psycopg2.extensions import AsIs

from plumbing import replica

Value = int | str | datetime | None
Row = tuple[Any, ...]
Model = TypeVar("Model", bound=models.Model)

#: By type, values that stand for a call's while a query is compiled, and that no query has of its own.
_MARKS: dict[type, Callable[[int], Value]] = {
    int: lambda number: 7_777_777_777_777_000 + number,
    str: lambda number: f"\x01mark {number}\x01",
    datetime: lambda number: datetime(1907, 7, 7, 7, 7, number, tzinfo=UTC),
}
#: Errors of a statement that has to be prepared anew: a column that it returns has another type since, or a pooler
#: has put another session behind the connection.
_OUTDATED = (errors.FeatureNotSupported, errors.InvalidSqlStatementName)

#: {connection of the driver: the names of the statements that are prepared on it}
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class _Argument:
    """A parameter of a query that each call gives, by name; the other parameters are constants."""

    name: str


class _Statement:
    """A query's SQL with its parameters, each an _Argument or a constant."""

    def __init__(self, sql: str, parameters: Sequence[Any]) -> None:
        self._sql, self._parameters = sql, parameters
        self._arguments = list(dict.fromkeys(each.name for each in parameters if isinstance(each, _Argument)))
        # Made of its SQL: in a session that a pooler shares out, another process may have prepared the same one.
        digest = hashlib.sha256(repr((sql, parameters)).encode()).hexdigest()
        self._name = f"prepared_{digest[:24]}"

    def rows(self, values: Mapping[str, Value]) -> list[Row]:
        """All rows for these arguments. One query; where the statement was out of date, one more."""
        connection = replica.connection()
        if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] or not connection.get_autocommit():
            return self._unprepared_rows(connection, values)
        try:
            return self._prepared_rows(connection, values)
        except DatabaseError as error:
            if not isinstance(error.__cause__, _OUTDATED):
                raise
            self._forget(connection)
            return self._unprepared_rows(connection, values)

    def _unprepared_rows(self, connection: BaseDatabaseWrapper, values: Mapping[str, Any]) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._filled(values))
            return cursor.fetchall()

    def _prepared_rows(self, connection: BaseDatabaseWrapper, values: Mapping[str, Value]) -> list[Row]:
        with connection.cursor() as cursor:
            self._prepare(connection)
            arguments = f"({', '.join(['%s'] * len(self._arguments))})" if self._arguments else ""
            cursor.execute(f"EXECUTE {self._name}{arguments}", [values[name] for name in self._arguments])
            return cursor.fetchall()

    def _prepare(self, connection: BaseDatabaseWrapper) -> None:
        """Prepare it on this connection, the first time it is used there."""
        names = _prepared.setdefault(connection.connection, set())
        if self._name in names:
            return
        numbered = {name: AsIs(f"${number}") for number, name in enumerate(self._arguments, start=1)}
        # Not by Django's cursor: whether a connection is new makes no difference to how many queries a page takes.
        with (
            connection.wrap_database_errors,
            contextlib.suppress(errors.DuplicatePreparedStatement),
            connection.connection.cursor() as cursor,
        ):
            cursor.execute(f"PREPARE {self._name} AS {self._sql}", self._filled(numbered))
        names.add(self._name)

    def _forget(self, connection: BaseDatabaseWrapper) -> None:
        """Have it prepared anew the next time; the session may not even know it."""
        _prepared[connection.connection].discard(self._name)
        with contextlib.suppress(psycopg2.Error), connection.connection.cursor() as cursor:
            cursor.execute(f"DEALLOCATE {self._name}")

    def _filled(self, values: Mapping[str, Any]) -> list[Any]:
        return [values[each.name] if isinstance(each, _Argument) else each for each in self._parameters]


class Prepared:
    """Calling it with what `build` takes, by name, gives the rows of the values_list() queryset that `build` returns.

    Arguments are int, str, datetime, or None, which makes another SQL (IS NULL). `build` must not look at them.
    """

    def __init__(self, build: Callable[..., models.QuerySet]) -> None:
        self._build = build
        self._statements: dict[tuple[type, ...], _Statement] = {}

    def __call__(self, **values: Value) -> list[Row]:
        types = tuple(type(value) for value in values.values())
        if types not in self._statements:
            self._statements[types] = self._compile(values)
        return self._statements[types].rows(values)

    def _compile(self, values: Mapping[str, Value]) -> _Statement:
        marks = {
            name: None if value is None else _MARKS[type(value)](number)
            for number, (name, value) in enumerate(values.items())
        }
        names = {mark: name for name, mark in marks.items() if mark is not None}
        sql, parameters = self._build(**marks).query.sql_with_params()
        return _Statement(sql, [_Argument(names[each]) if each in names else each for each in parameters])


class PreparedObjects(Generic[Model]):
    """As `Prepared`, but calling it gives instances, with only the fields that are named; `build` returns a queryset.

    `fields` are names by where they are: "" the model's own, any other key a foreign key or one-to-one relation of it.
    Primary keys need not be named; `annotations` of the queryset become attributes. For what the driver gives as it is,
    which JSON is not.
    """

    def __init__(
        self,
        model: type[Model],
        fields: Mapping[str, Sequence[str]],
        build: Callable[..., models.QuerySet],
        annotations: Sequence[str] = (),
    ) -> None:
        self._model = model
        self._annotations = annotations
        self._names = _loaded_names(model, fields[""])
        #: (the relation, the model it leads to, the names loaded of that one)
        self._relations: list[tuple[Any, Any, list[str]]] = []
        columns = [*self._names]
        for path, names in fields.items():
            if path:
                relation: Any = model._meta.get_field(path)
                loaded = _loaded_names(relation.related_model, names)
                self._relations.append((relation, relation.related_model, loaded))
                columns += [f"{path}__{name}" for name in loaded]
        self._rows = Prepared(lambda **values: build(**values).values_list(*columns, *annotations))

    def __call__(self, **values: Value) -> list[Model]:
        rows, alias = self._rows(**values), replica.connection().alias
        return [self._instance(row, alias) for row in rows]

    def _instance(self, row: Row, alias: str) -> Model:
        start = len(self._names)
        instance = self._model.from_db(alias, self._names, row[:start])
        for relation, model, names in self._relations:
            values = row[start : start + len(names)]
            start += len(names)
            # Without its primary key (the first of every model's fields here) there is none.
            related = None if values[0] is None else model.from_db(alias, names, values)
            relation.set_cached_value(instance, related)
        vars(instance).update(zip(self._annotations, row[start:], strict=True))
        return instance


def _loaded_names(model: type[models.Model], names: Sequence[str]) -> list[str]:
    """The named fields and the primary key, in the model's order, in which from_db() takes them."""
    fields = model._meta.concrete_fields
    return [field.attname for field in fields if field.primary_key or field.attname in names]
