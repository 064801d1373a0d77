"""Columns whose headings nobody knows: what each probably is, and what an owner says that it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from moving.source import NotASite
from moving.tables import guessing
from moving.tables.columns import FIELDS, columns_of, field_of, key_of
from moving.tables.opening import Line, Table, tables
from moving.tables.records import as_texts
from moving.texts import short
from plumbing.xlsx import Value

#: Rows among which the headings are looked for, tables that are shown, cells that are shown and judged by.
MOST_ABOVE, MOST_TABLES, SAMPLES, JUDGED = 20, 10, 3, 20
#: What stands for a column that is not to be read.
NOTHING = "不读"
_PAIRS = re.compile(r"[;；\n]+")


@dataclass(frozen=True)
class Column:
    """A heading as it stands there, what it is known or said to be, what is proposed else, and its first cells."""

    heading: str
    key: str
    field: str
    proposed: str
    samples: list[str]


def parsed(text: str) -> dict[str, str]:
    """{key of a heading: field, or "" for none} of 题名=标题；稿件=正文. Raises NotASite for what names no field."""
    labels = {label: name for name, label in FIELDS.items()}
    found = {}
    for pair in filter(str.strip, _PAIRS.split(text)):
        heading, equals, said = pair.rpartition("=")
        said = said.strip()
        field = "" if said == NOTHING else said if said in FIELDS else labels.get(said) or field_of(said)
        if not equals or not key_of(heading) or (not field and said != NOTHING):
            offered = "、".join([*labels, NOTHING])
            raise NotASite(f"“{short(pair)}”看不懂：写成 题名=标题；稿件=正文，等号后面可以是{offered}。")
        found[key_of(heading)] = field
    return found


def written(said: Mapping[str, str]) -> str:
    """What `parsed` reads."""
    return "；".join(f"{key}={FIELDS.get(field, NOTHING)}" for key, field in said.items())


def proposed(found: Sequence[tuple[str, list[Column]]]) -> str:
    """All that is proposed, to be given to a command."""
    return written({each.key: each.proposed for _, columns in found for each in columns if each.proposed})


def headings(path: Path, said: Mapping[str, str]) -> list[tuple[str, list[Column]]]:
    """(name, columns) of each table of a file. Reads its beginning alone. Raises NotASite."""
    found = [(table.name, columns) for table in islice(tables(path), MOST_TABLES) if (columns := _of(table, said))]
    return [each for each in found if each[1]]


def _of(table: Table, said: Mapping[str, str]) -> list[Column]:
    lines = [each for each in islice(table.rows(), MOST_ABOVE + JUDGED) if isinstance(each, Line)]
    if table.is_hidden or not lines:
        return []
    above = lines[:MOST_ABOVE]
    at = max(range(len(above)), key=lambda place: (*_as_headings(above[place], said), -place))
    below = [line.values for line in lines[at + 1 : at + 1 + JUDGED]]
    names = as_texts(lines[at].values)
    cells = [[_shown(row[place]) for row in below if place < len(row)] for place in range(len(names))]
    # As a look reads them: where there are no tags, the column of keywords is that of the tags.
    read = {place: name for name, places in columns_of(names, said).positions.items() for place in places}
    fields = [read.get(place, "") for place in range(len(names))]
    guessed = guessing.guessed(names, fields, cells)
    return [
        Column(short(name), key_of(name), field, guess, [short(each) for each in column if each][:SAMPLES])
        for name, field, guess, column in zip(names, fields, guessed, cells, strict=True)
        if key_of(name)
    ]


def _as_headings(line: Line, said: Mapping[str, str]) -> tuple[int, int, int]:
    """How much a line looks like that of the headings: what is known of it, its short cells, what may be headings."""
    texts = as_texts(line.values)
    hinted = sum(guessing.by_heading(text)[1] == 3 for text in texts)
    return len(columns_of(texts, said).positions), _filled(line), hinted


def _filled(line: Line) -> int:
    """How many cells are words: a row of data has numbers, dates and long texts among them."""
    return min(sum(0 < len(each.strip()) <= 20 for each in as_texts(line.values)), 3)


def _shown(value: Value | None) -> str:
    return "" if value is None else str(value).strip()
