"""Columns whose headings nobody knows: what each probably is, by its cells, and what an owner says that it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from moving.source import NotASite
from moving.tables import times
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
_ADDRESS = re.compile(r"(?:https?:)?//\S+|/\S+")
_LEAST_TEXT = 60


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
    at = max(range(len(above)), key=lambda place: (_known(above[place], said), _filled(above[place]), -place))
    below = [line.values for line in lines[at + 1 : at + 1 + JUDGED]]
    names = as_texts(lines[at].values)
    cells = [[_shown(row[place]) for row in below if place < len(row)] for place in range(len(names))]
    fields = [said[key_of(name)] if key_of(name) in said else field_of(name) for name in names]
    guessed = _guessed(names, fields, cells)
    return [
        Column(short(name), key_of(name), field, guess, [short(each) for each in column if each][:SAMPLES])
        for name, field, guess, column in zip(names, fields, guessed, cells, strict=True)
        if key_of(name)
    ]


def _known(line: Line, said: Mapping[str, str]) -> int:
    return len(columns_of(as_texts(line.values), said).positions)


def _filled(line: Line) -> int:
    """How many cells are words: a row of data has numbers, dates and long texts among them."""
    return min(sum(0 < len(each.strip()) <= 20 for each in as_texts(line.values)), 3)


def _shown(value: Value | None) -> str:
    return "" if value is None else str(value).strip()


def _guessed(names: Sequence[str], fields: Sequence[str], cells: Sequence[list[str]]) -> list[str]:
    """What each column without a field may be: by a known word within its heading, else by its cells."""
    open_ones = [place for place, field in enumerate(fields) if not field and key_of(names[place])]
    guesses = dict.fromkeys(range(len(names)), "")
    free = {name for name in FIELDS if name not in fields}

    def take(place: int, name: str) -> None:
        if name in free and not guesses[place]:
            guesses[place] = name
            free.discard(name)

    for place in open_ones:
        for name, label in FIELDS.items():
            if key_of(label) in key_of(names[place]):
                take(place, name)
    by_length = sorted(open_ones, key=lambda place: -_mean(cells[place]))
    for place in by_length[:1]:
        if _mean(cells[place]) >= _LEAST_TEXT or any("</p>" in cell for cell in cells[place]):
            take(place, "body")
    for place in open_ones:
        filled = [cell for cell in cells[place] if cell]
        if filled and all(map(_is_time, filled)):
            take(place, "time")
        elif filled and all(map(_ADDRESS.fullmatch, filled)):
            take(place, "address")
    for place in by_length:
        if len(set(cells[place])) == len(cells[place]) and 4 <= _mean(cells[place]) <= _LEAST_TEXT:
            take(place, "title")
    return list(guesses.values())


def _mean(cells: list[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def _is_time(cell: str) -> bool:
    try:
        return len(cell) >= 6 and times.read(cell, None) is not None
    except times.NotATime:
        return False
