"""Visits in the report: a table of them by person, by city and by kind, each number with its list."""

from collections.abc import Callable, Mapping
from typing import Any

from leads.statistics import NOBODY, VISITS
from reports import tables
from reports.counts import Counts
from reports.tables import Cell, Table

#: {what a table is by: the key of its lists' addresses}.
_PARAMETERS = {"person": "person", "city": "of_city", "kind": "of_kind"}
NOTE = (
    "都数线索：约看按约下的日子，带看按记下的日子（没有约、直接记“带看过”的也算），其余按约看的日子；"
    "“看中”是结果里写了看中什么的，“约看没记结果”是已经过了时间、还没记的。"
)


def table(counts: Counts, by: str, heading: str, titles: Mapping[Any, Cell], address: Callable[..., str]) -> Table:
    """A row of each of `titles`, of what it is by, that had a visit; `address` is of the list of a figure."""
    rows = []
    for pk, title in titles.items():
        numbers = {figure: counts.tallies[figure, True, by, pk] for figure in VISITS}
        if any(numbers.values()):
            chosen = {_PARAMETERS[by]: NOBODY if pk is None else str(pk)}
            cells = [tables.count(number, address(figure, None, **chosen)) for figure, number in numbers.items()]
            rows.append([title, *cells])
    note = NOTE if by == "kind" else "线索算在现在的负责人名下。" if by == "person" else ""
    return Table(f"约看与带看，按{heading}", [heading, *(each.words for each in VISITS.values())], rows, note)
