"""The rows of an uploaded workbook: where the headings are, what they mean, and what stands below them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from listings.stock_sheet.columns import BY_HAND, Heading, recognise
from plumbing import masking, typed_text, xlsx

#: Rows of one import, and among how many the headings are looked for.
MOST_ROWS, _FIRST_ROWS = 5_000, 30
#: Headings that name listings; more than so many others do as well: all may lie in one zone.
_NAMING, _MANY = {"number", "zone"}, 3
_LONGEST_HEADING = 30
#: Of a column that is not used so many rows are looked at, so many different cells shown, and so much of each.
_LOOKED_AT, _MOST_SAMPLES, _LONGEST_SAMPLE = 60, 3, 16
#: What stands in a row that adds up others, and how one begins that only remarks.
_TOTAL = re.compile(r"(?:本[页月周])?(合|小|总|共)\s*计\s*[:：]?\s*(?:\d+\s*[套间处个栋条]?)?")
_REMARK = re.compile("[注*※]|备注|附注|说明|制表|填表|以上")


@dataclass(frozen=True)
class Cell:
    """`place` is what people call it (B7, or 厂房!B7); `is_merged`: the value stands for several rows."""

    heading: Heading
    place: str
    value: xlsx.Value
    is_merged: bool = False


@dataclass(frozen=True)
class Row:
    """A row with something in a column of ours. `key` tells it from all others of the file, `sheet` names its sheet."""

    key: str
    cells: dict[str, Cell]
    sheet: str = ""

    @property
    def name(self) -> str:
        """As people call it."""
        return row_name(self.key)


def row_name(key: str) -> str:
    """第 7 行, or 厂房 第 7 行."""
    sheet, _, number = key.rpartition("!")
    return f"{sheet} 第 {number} 行".strip()


@dataclass(frozen=True)
class SheetPlan:
    """Where a sheet has its headings: the number of the row, and that of the column 编号 or of the first free one."""

    name: str
    heading_row: int
    number_column: int
    has_numbers: bool


@dataclass
class Table:
    """`unknown` are headings of no column of ours and `by_hand` those that a person gave a meaning, each with examples;
    `unread` sheets without any, `blank` rows with nothing of ours, `totals` and `remarks` rows that are no listing.
    """

    rows: list[Row] = field(default_factory=list)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    by_hand: dict[str, list[str]] = field(default_factory=dict)
    totals: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    sheets: list[SheetPlan] = field(default_factory=list)
    blank: int = 0


def find(sheets: Iterable[xlsx.Sheet], columns: Mapping[str, str] | None = None) -> Table:
    """The table of a file's sheets; `columns` is {heading as typed: the key of columns.BY_HAND that a person gave it}.

    Raises plumbing.xlsx.NotAWorkbook, with a sentence for whoever uploaded it.
    """
    table, found = Table(), []
    for sheet in sheets:
        heading_row = None if sheet.is_hidden else _heading_row(sheet)
        if heading_row is None:
            table.unread.append(f"{sheet.name}（隐藏）" if sheet.is_hidden else sheet.name)
        else:
            found.append((sheet, heading_row))
    if not found:
        raise xlsx.NotAWorkbook(
            "没有找到表头：要有一行写着列名，至少有“编号”或“园区”，再加一列，例如“面积”。可以先下载模板看看。"
        )
    for sheet, heading_row in found:
        prefix = f"{sheet.name}!" if len(found) > 1 else ""
        headings = _meanings(sheet.rows[heading_row], heading_row, columns or {}, prefix)
        _name_others(table, sheet, heading_row, headings)
        _add(table, sheet, heading_row, headings, prefix)
    if not table.rows:
        raise xlsx.NotAWorkbook("表头下面没有一行房源。")
    if len(table.rows) > MOST_ROWS:
        raise xlsx.NotAWorkbook(f"一次最多导入 {MOST_ROWS:,} 行，这里有 {len(table.rows):,} 行。请分成几个文件。")
    return table


def headings(sheets: Iterable[xlsx.Sheet]) -> list[str]:
    """By which a sheet is known again: all headings but that of the numbers, which we fill in ourselves."""
    rows = [sheet.rows[row] for sheet in sheets if not sheet.is_hidden and (row := _heading_row(sheet)) is not None]
    named = {name: recognise(name) for row in rows for value in row.values() if (name := heading_name(value))}
    return sorted(name for name, heading in named.items() if not (heading and heading.key == "number"))


def _headings(row: dict[int, xlsx.Value]) -> dict[int, Heading]:
    found = {column: recognise(value) for column, value in row.items() if isinstance(value, str)}
    return {column: heading for column, heading in found.items() if heading}


def _heading_row(sheet: xlsx.Sheet) -> int | None:
    """The row, among the first, with the most headings; None where there are none."""
    best, most = None, 1
    for number in [*sheet.rows][:_FIRST_ROWS]:
        names = {heading.key for heading in _headings(sheet.rows[number]).values()}
        if len(names) > most and (names & _NAMING or len(names) > _MANY):
            best, most = number, len(names)
    return best


def _meanings(
    typed: dict[int, xlsx.Value], heading_row: int, columns: Mapping[str, str], prefix: str
) -> dict[int, Heading]:
    """What the headings mean; what a person said goes before what they seem to. Raises NotAWorkbook for two alike."""
    recognised = _headings(typed)
    names = {column: columns.get(heading_name(value)) for column, value in typed.items()}
    said = {column: BY_HAND[key] for column, key in names.items() if key in BY_HAND}
    weak = {column: heading for column, heading in recognised.items() if heading.is_vague or heading.with_floor}
    plain = {column: heading for column, heading in recognised.items() if column not in {*weak, *said}}
    found: dict[int, Heading] = {}
    places: dict[str, int] = {}
    for column, heading in [*said.items(), *plain.items(), *weak.items()]:
        if heading.key not in places:
            places[heading.key], found[column] = column, heading
        elif column in plain and places[heading.key] in plain:
            two = (places[heading.key], column)
            both = [f"“{typed[each]}”（{prefix}{xlsx.place(heading_row, each)}）" for each in two]
            raise xlsx.NotAWorkbook(
                f"{'和'.join(both)}都是“{heading.label}”，不知道按哪一列。请删掉一列，或把列名改掉，再上传。"
            )
    return found


def heading_name(value: xlsx.Value) -> str:
    """A heading as a person is shown it; "" of what is none."""
    return typed_text.line(value)[:_LONGEST_HEADING] if isinstance(value, str) else ""


def _name_others(table: Table, sheet: xlsx.Sheet, heading_row: int, headings: dict[int, Heading]) -> None:
    """The headings that were not recognised, each with examples."""
    for column, value in sheet.rows[heading_row].items():
        name = heading_name(value)
        if not name or (column in headings and headings[column] == recognise(name)):
            continue
        below = (row.get(column) for number, row in islice(sheet.rows.items(), _LOOKED_AT) if number > heading_row)
        texts = (masking.mask_in(typed_text.line(each))[:_LONGEST_SAMPLE] for each in below if isinstance(each, str))
        others = table.by_hand if column in headings else table.unknown
        others.setdefault(name, list(dict.fromkeys(texts))[:_MOST_SAMPLES])


def _remark_of(row: dict[int, xlsx.Value]) -> str:
    """What a row is that is no listing: a total, a remark; "" for others."""
    texts = [value.strip() for value in row.values() if isinstance(value, str)]
    if any(_TOTAL.fullmatch(text) for text in texts):
        return "totals"
    return "remarks" if len(row) == 1 and texts and _REMARK.match(texts[0]) else ""


def _add(table: Table, sheet: xlsx.Sheet, heading_row: int, headings: dict[int, Heading], prefix: str) -> None:
    """The sheet's rows."""
    typed = sheet.rows[heading_row]
    places = {heading.key: column for column, heading in headings.items()}
    width = max(max(row) for row in sheet.rows.values())
    number_column = places.get("number")
    table.sheets.append(SheetPlan(sheet.name, heading_row, number_column or width + 1, number_column is not None))
    for number, row in sheet.rows.items():
        if number <= heading_row or {each: row.get(each) for each in typed} == typed:
            continue
        if kind := _remark_of(row):
            getattr(table, kind).append(row_name(f"{prefix}{number}"))
            continue
        cells = {
            heading.key: Cell(
                heading, f"{prefix}{xlsx.place(number, column)}", row[column], (number, column) in sheet.merged
            )
            for column, heading in headings.items()
            if column in row
        }
        if cells:
            table.rows.append(Row(f"{prefix}{number}", cells, sheet.name))
        else:
            table.blank += 1
