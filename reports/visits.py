"""Visits and calls in the report: tables of them by person, by city and by kind, each number with its list."""

from collections.abc import Callable, Mapping
from typing import Any

from leads.deeds import CALLS, NOBODY, VISITS, Deed
from reports import tables
from reports.counts import Counts
from reports.tables import Cell, Table

#: {what a table is by: the key of its lists' addresses}.
_PARAMETERS = {"person": "person", "city": "of_city", "kind": "of_kind"}
NOTE = (
    "都数线索：约看按约下的日子，带看按记下的日子（没有约、直接记“带看过”的也算），其余按约看的日子；"
    "“看中”是结果里写了看中什么的，“约看没记结果”是已经过了时间、还没记的。"
)
NOTE_OF_CALLS = "数线索，算在打电话的人名下，线索后来移交给谁都不变；标为误记的不算。"


def table(counts: Counts, by: str, heading: str, titles: Mapping[Any, Cell], address: Callable[..., str]) -> Table:
    """A row of each of `titles`, of what it is by, that had a visit; `address` is of the list of a figure."""
    note = NOTE if by == "kind" else "线索算在现在的负责人名下。" if by == "person" else ""
    return Table(f"约看与带看，按{heading}", *_rows(counts, by, heading, titles, address, VISITS), note)


def calls(counts: Counts, titles: Mapping[Any, Cell], address: Callable[..., str]) -> Table:
    """A row of each person who called anybody, whoever has the lead now."""
    return Table("打电话，按人员", *_rows(counts, "person", "人员", titles, address, CALLS), NOTE_OF_CALLS)


def _rows(
    counts: Counts,
    by: str,
    heading: str,
    titles: Mapping[Any, Cell],
    address: Callable[..., str],
    deeds: Mapping[str, Deed],
) -> tuple[list[str], list[list[Cell]]]:
    """(the headings, the rows)."""
    rows = []
    for pk, title in titles.items():
        numbers = {figure: counts.tallies[figure, True, by, pk] for figure in deeds}
        if any(numbers.values()):
            chosen = {_PARAMETERS[by]: NOBODY if pk is None else str(pk)}
            cells = [tables.count(number, address(figure, None, **chosen)) for figure, number in numbers.items()]
            rows.append([title, *cells])
    return [heading, *(each.words for each in deeds.values())], rows
