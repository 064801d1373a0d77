"""How errors are logged: where they happened, never what somebody typed."""

import logging
import traceback
from typing import Any

import psycopg2
from django.db import DatabaseError


class Formatter(logging.Formatter):
    """Tracebacks without the message of a database error: PostgreSQL quotes the refused row, phone number included."""

    def formatException(self, ei: Any) -> str:
        error: BaseException | None = ei[1]
        parts: list[str] = []
        while error is not None:
            quotes_rows = isinstance(error, (DatabaseError, psycopg2.Error))
            message = [f"{type(error).__name__}\n"] if quotes_rows else traceback.format_exception_only(error)
            frames = traceback.format_tb(error.__traceback__)
            parts.append("".join(["Traceback (most recent call last):\n", *frames, *message]))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts)).rstrip()
