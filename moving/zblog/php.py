"""Values written by PHP's serialize(), read leniently: arrays and scalars, never objects.

Lengths are in bytes and often wrong (a character became an entity afterwards), so a string ends at the closing quote
that something sensible follows.
"""

import re
from typing import TypeAlias

Value: TypeAlias = "str | int | float | bool | dict[str, Value] | None"

#: Settings and metadata are some thousand characters.
MAX_LENGTH = 500_000
MAX_DEPTH = 20
MAX_ITEMS = 5_000

SCALAR = re.compile(r"N;|b:([01]);|i:(-?\d{1,20});|d:(-?[\d.]{1,40}(?:[eE][-+]?\d{1,4})?|-?INF|NAN);")
STRING = re.compile(r's:(\d{1,10}):"')
ARRAY = re.compile(r"a:\d{1,10}:\{")
#: What may stand after a string: the next value, the end of an array or of everything.
AFTER_STRING = re.compile(r"[aOsidb]:|N;|\}|\Z")


class Unreadable(Exception):
    """The rest cannot be read; `found` is what could."""

    def __init__(self, found: Value = None) -> None:
        super().__init__()
        self.found = found


def read(text: str) -> tuple[Value, bool]:
    """(what could be read of `text`, whether that is all of it). Never raises."""
    if len(text) > MAX_LENGTH:
        return None, False
    try:
        value, end, _ = _value(text, 0, MAX_DEPTH, MAX_ITEMS)
    except Unreadable as unreadable:
        return unreadable.found, False
    return value, not text[end:].strip()


def _value(text: str, at: int, depth: int, items: int) -> tuple[Value, int, int]:
    """(value, where it ends, how many items may still come)."""
    if match := SCALAR.match(text, at):
        return _scalar(match), match.end(), items
    if match := STRING.match(text, at):
        end = _end_of_string(text, match.end(), int(match[1]))
        return text[match.end() : end], end + 2, items
    if (match := ARRAY.match(text, at)) and depth:
        return _array(text, match.end(), depth, items)
    raise Unreadable


def _scalar(match: re.Match[str]) -> Value:
    if match[1]:
        return match[1] == "1"
    if match[2]:
        return int(match[2])
    return float(match[3]) if match[3] else None


def _end_of_string(text: str, start: int, length: int) -> int:
    """Where the quote that closes the string stands: at its length in bytes, else at the first that makes sense."""
    exact = start + len(text[start : start + length].encode(errors="replace")[:length].decode(errors="ignore"))
    if text.startswith('";', exact):
        return exact
    at = text.find('";', start)
    while at >= 0 and not AFTER_STRING.match(text, at + 2):
        at = text.find('";', at + 1)
    if at < 0:
        raise Unreadable
    return at


def _array(text: str, at: int, depth: int, items: int) -> tuple[Value, int, int]:
    found: dict[str, Value] = {}
    while not text.startswith("}", at):
        items -= 1
        if items < 0:
            raise Unreadable(found)
        try:
            key, at, _ = _value(text, at, 0, 0)
        except Unreadable:
            raise Unreadable(found) from None
        try:
            found[str(key)], at, items = _value(text, at, depth - 1, items)
        except Unreadable as unreadable:
            if unreadable.found is not None:
                found[str(key)] = unreadable.found
            raise Unreadable(found) from None
    return found, at + 1, items
