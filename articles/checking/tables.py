"""Totals of tables that their rows or columns do not add up to."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from articles.checking.story import Finding, Piece, Story

_BETWEEN = re.compile(r"(?:^| )\|(?: |$)")
_TOTAL = re.compile(r"(?:合|总|共)\s*计|总数|汇总")
_FOOT = re.compile(r"[合总共小]\s*计|总数|汇总")
_NUMBER = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[^\d\s.,]{0,4})")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Rows and columns that are not added up.
_NO_SUM = re.compile(r"[率比幅价]|均|增|序号|租金|编号|%|年份|电话|其中")


class Cell(NamedTuple):
    """A cell and its place in the piece that holds its row."""

    piece: Piece
    start: int
    text: str


def table_totals(story: Story) -> Iterator[Finding]:
    """Totals of rows or columns. The rows of a table are paragraphs that follow each other with as many cells."""
    for width, rows in groupby(map(_cells, story.paragraphs), key=len):
        table = list(rows)
        for lines in (table, list(zip(*table, strict=True))) if width > 1 and len(table) > 2 else ():
            names = [name.text for name, *_ in lines]
            if sum(bool(_TOTAL.match(name)) for name in names) == 1:
                for line in zip(*lines, strict=True):
                    yield from _wrong_total(names, line)


def _cells(piece: Piece) -> tuple[Cell, ...]:
    starts = [0, *(match.end() for match in _BETWEEN.finditer(piece.plain))]
    return tuple(Cell(piece, *cell) for cell in zip(starts, _BETWEEN.split(piece.plain), strict=True))


def _wrong_total(names: list[str], line: tuple[Cell, ...]) -> Iterator[Finding]:
    """Of a line of cells named by `names`; the first may be its heading."""
    headed = not _NUMBER.fullmatch(line[0].text.strip()) or _YEAR.match(line[0].text)
    filled = [each for each in zip(names, line, strict=True) if each[1].text.strip(" —-–/")][bool(headed) :]
    numbers = [match for _, cell in filled if (match := _NUMBER.fullmatch(cell.text.strip()))]
    if _NO_SUM.search(line[0].text + "".join(names)) or len(numbers) < len(filled):
        return
    values = [Decimal(match["number"].replace(",", "")) for match in numbers]
    parts = [value for (name, _), value in zip(filled, values, strict=True) if not _FOOT.match(name)]
    counted = sum(parts, Decimal(0))
    step = max((Decimal(1).scaleb(int(value.as_tuple().exponent)) for value in values), default=Decimal(1))
    for (name, cell), value in zip(filled, values, strict=True):
        comparable = _TOTAL.match(name) and len(parts) > 1 and len({match["unit"] for match in numbers}) == 1
        if comparable and abs(counted - value) > (step * len(values) / 2 if step < 1 else 0):
            reason = f"各项相加是 {counted}，与表中的“{name.strip()}”不符，请核对。"
            yield cell.piece.finding("table", cell.start, cell.start + len(cell.text), reason)
