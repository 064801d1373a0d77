"""How errors are logged: where they happened, never what somebody typed."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

import psycopg2
from django.db import DatabaseError

from plumbing import request_ids
from plumbing.masking import mask, mask_in

#: What masking leaves to people's words, a long decimal fraction for one, may in a log be a number nevertheless.
_LONG_NUMBER = re.compile(r"\d{9,}")


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


class JsonFormatter(Formatter):
    """An object a line, for programs: time, level, logger, message and, where there are any, request_id and exception.

    Numbers, mail addresses and WeChat ids in the words are masked: lines of libraries say what they like.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _masked(record.getMessage()),
        }
        # Django itself logs a 404 only when all of ours is over.
        of_django = getattr(getattr(record, "request", None), "request_id", "")
        if request_id := request_ids.current() or of_django:
            line["request_id"] = request_id
        if record.exc_info and record.exc_info[1]:
            line["exception"] = _masked(self.formatException(record.exc_info))
        # Half a surrogate pair, which a name of a file may bring along, is in JSON but not in UTF-8.
        return json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _masked(text: str) -> str:
    return _LONG_NUMBER.sub(lambda match: mask(match[0]), mask_in(text))
