"""Rows into tables by COPY, and their ids beforehand, for the commands that make data to measure with."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], count: int) -> int:
    """The first of `count` ids that nothing else will be given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        [[sequence]] = cursor.fetchall()
    return reserve_numbers(sequence, count)


def reserve_numbers(sequence: str, count: int) -> int:
    """The first of `count` numbers of a sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(sequence, nextval(sequence) + %s) FROM CAST(%s AS regclass) AS sequence", [count, sequence]
        )
        [[after]] = cursor.fetchall()
    return after - count


def copy_line(values: Iterable[Any]) -> str:
    """One line of COPY's text format. The composed texts have neither tabs, line ends nor backslashes."""
    return "\t".join("\\N" if value is None else str(value) for value in values) + "\n"


def copy(model: type[models.Model], columns: Sequence[str], text: str) -> None:
    """Copy lines of COPY's text format into a model's table."""
    table, names = connection.ops.quote_name(model._meta.db_table), ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.StringIO(text))
