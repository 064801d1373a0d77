"""A row of a table as the fields of an article, in plain texts, ready to be kept until all rows are known."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from moving.source import Oddity
from moving.tables import times
from moving.tables.columns import Columns
from plumbing.xlsx import Fault, Value, plain

TIMES = ("time", "created", "updated")
#: What a spreadsheet keeps of a cell; longer texts were cut there without a word.
MOST_IN_A_CELL = 32_767
#: Each page view moves one: they say nothing of the article.
NOT_ITS_OWN = {"views"}


@dataclass
class Record:
    """Texts by field, moments among them (ISO 8601), and what was odd."""

    place: str
    texts: dict[str, str]
    oddities: list[Oddity] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """A field; empty where there is none."""
        return self.texts.get(name, "")

    def moment(self, name: str) -> datetime | None:
        """A moment; None where there is none."""
        return datetime.fromisoformat(self[name]) if self[name] else None

    @property
    def hash(self) -> bytes:
        """SHA-256 of all that the row says, in whatever order, charset and format of dates."""
        digest = hashlib.sha256()
        for name in sorted(self.texts.keys() - NOT_ITS_OWN):
            digest.update(f"{name}:{len(self.texts[name])}:{self.texts[name]}".encode("utf-8", "replace"))
        return digest.digest()

    def stored(self) -> str:
        """As JSON."""
        return json.dumps(
            [self.place, self.texts, [[each.code, each.detail] for each in self.oddities]], ensure_ascii=False
        )

    @classmethod
    def of(cls, stored: str) -> "Record":
        """What was stored."""
        place, texts, oddities = json.loads(stored)
        return cls(place, texts, [Oddity(*each) for each in oddities])


def record(columns: Columns, values: Sequence[Value | None], place: str, codes: Sequence[str]) -> Record:
    """The row as a record."""
    found = Record(place, {}, [Oddity(code) for code in codes])
    for name, positions in columns.positions.items():
        there = [values[at] for at in positions if at < len(values) and values[at] not in {None, ""}]
        if name in TIMES:
            _take_time(found, name, there)
        else:
            texts = [text for each in there if (text := _text(each, found)).strip()]
            if texts:
                found.texts[name] = _without_nothing(texts[0])
    if len(found["body"]) >= MOST_IN_A_CELL and len(found["body"]) <= MOST_IN_A_CELL + 1:
        found.oddities.append(Oddity("cell-full", f"{len(found['body'])} 字"))
    return found


def _take_time(found: Record, name: str, values: Sequence[Value | None]) -> None:
    """The first of the cells that names a day, with the hour of another that names one alone."""
    fault = ""
    pairs = [(value, hour) for value in values for hour in values if hour is not value]
    for value, hour in [*pairs, *((value, None) for value in values)]:
        try:
            moment = times.read(value, hour)
        except times.NotATime as error:
            fault = fault or str(error)
        else:
            if moment:
                found.texts[name] = moment.isoformat()
                return
    if fault:
        found.oddities.append(Oddity("no-time", fault))


def _text(value: Value | None, found: Record) -> str:
    if isinstance(value, Fault):
        found.oddities.append(Oddity("no-value", value.reason))
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}" + (f" {value:%H:%M}" if isinstance(value, datetime) and value.hour else "")
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def _without_nothing(text: str) -> str:
    """Without halves of characters and NUL, which no database keeps."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def as_texts(values: Sequence[Any]) -> list[str]:
    """A row of headings."""
    return [str(each) if isinstance(each, str) else "" for each in values]
