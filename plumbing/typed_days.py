"""Days as people type them into a cell, year, month and day: 2026-12-01, 2026.12.1, 2026年12月1日, 20261201."""

import re
from datetime import date

from plumbing import typed_text

_MIDNIGHT = re.compile(r"\s|00:00(?::00)?$")
_WHOLE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)")
_EIGHT_DIGITS = re.compile(r"(?:19|20)\d{6}")


def plain(typed: str) -> str:
    """The text without spaces and without a midnight that a program wrote behind the day."""
    return _MIDNIGHT.sub("", typed_text.identifier(typed))


def whole(typed: str) -> date | None:
    """The day that a text is; None for what is none, and for one of which the year is not written in four digits."""
    text = plain(typed)
    if found := _WHOLE.fullmatch(text):
        parts = [int(part) for part in found.groups() if part and part.isdigit()]
    elif _EIGHT_DIGITS.fullmatch(text):
        parts = [int(text[:4]), int(text[4:6]), int(text[6:])]
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None
