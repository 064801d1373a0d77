"""What a log line says of an error: where it happened, never what somebody typed."""

import logging
import traceback

import psycopg2
from django.db import DatabaseError


class Formatter(logging.Formatter):
    """Tracebacks, without the words of a database error: PostgreSQL quotes the row it refused, phone and all."""

    def formatException(self, exc_info):
        error, parts = exc_info[1], []
        while error is not None:
            silent = isinstance(error, (DatabaseError, psycopg2.Error))
            words = [f"{type(error).__name__}\n"] if silent else traceback.format_exception_only(error)
            places = traceback.format_tb(error.__traceback__)
            parts.append("".join(["Traceback (most recent call last):\n", *places, *words]))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts)).rstrip()
