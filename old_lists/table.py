"""The rows of an uploaded list: where its headings are, and what stands below them in each sheet."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from old_lists import columns
from plumbing import csv_sheets, typed_text, xlsx

#: Rows of one import, columns of a file, and among how many rows the headings are looked for.
MOST_ROWS, MOST_COLUMNS, _FIRST_ROWS = 5_000, 60, 30
#: A sheet with so many headings that are known is a list.
_FEWEST_HEADINGS = 2
#: Values of a column by which its meaning is proposed.
_SAMPLES = 30
_LONGEST_HEADING = 30
_SUM = re.compile(r"(?:本页|本月|本年|全年)?(?:合计|总计|小计|共计|汇总).{0,8}")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_WORKBOOK_BEGINS = (b"PK", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Cell:
    """`place` is what people call it: B7, or 2024!B7."""

    place: str
    value: xlsx.Value

    @property
    def text(self) -> str:
        """Its value as a text; of a fault none."""
        return as_text(self.value)


@dataclass(frozen=True)
class Row:
    """A row with {heading: cell}. `key` tells it from all others of the file; `is_sum`: a total, or headings again.

    `year` is the one that its sheet is called after (2023年), if it is.
    """

    key: str
    cells: dict[str, Cell]
    is_sum: bool = False
    year: int | None = None

    @property
    def name(self) -> str:
        """As people call it: 第 7 行, or 2024 第 7 行."""
        return row_name(self.key)


def row_name(key: str) -> str:
    """第 7 行, or 2024 第 7 行."""
    sheet, _, number = key.rpartition("!")
    return f"{sheet} 第 {number} 行".strip()


@dataclass
class Table:
    """`headings` in the file's order; `unread` are the sheets without a list."""

    headings: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def samples(self, heading: str) -> list[str]:
        """The first different values of a column."""
        texts = (row.cells[heading].text for row in self.rows if heading in row.cells and not row.is_sum)
        return list(dict.fromkeys(text for text in texts if text))[:_SAMPLES]


def as_text(value: xlsx.Value) -> str:
    """A cell's value as one would type it; "" for a fault."""
    if isinstance(value, xlsx.Fault):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return xlsx.plain(value) if isinstance(value, Decimal) else typed_text.prose(value)


def find(data: bytes) -> Table:
    """The table of a file. Raises plumbing.xlsx.NotAWorkbook, with a sentence for whoever uploaded it."""
    sheets = xlsx.read(data) if data.startswith(_WORKBOOK_BEGINS) else [csv_sheets.read(data)]
    table = Table(unread=[f"{sheet.name}（隐藏）" for sheet in sheets if sheet.is_hidden and sheet.rows])
    visible = [sheet for sheet in sheets if sheet.rows and not sheet.is_hidden]
    lists = [sheet for sheet in visible if _known_headings(sheet)[0] >= _FEWEST_HEADINGS] or visible[:1]
    table.unread += [sheet.name for sheet in visible if sheet not in lists]
    for number, sheet in enumerate(lists, 1):
        name = sheet.name[:_LONGEST_HEADING] or f"表{number}"
        name = f"{name}·{number}" if any(row.key.startswith(f"{name}!") for row in table.rows) else name
        _add(table, sheet, f"{name}!" if len(lists) > 1 else "")
    if not table.rows:
        raise xlsx.NotAWorkbook("表里没有内容：表头下面要有一行一行的客户。")
    if len(table.rows) > MOST_ROWS:
        raise xlsx.NotAWorkbook(f"一次最多导入 {MOST_ROWS:,} 行，这里有 {len(table.rows):,} 行。请分成几个文件。")
    if len(table.headings) > MOST_COLUMNS:
        raise xlsx.NotAWorkbook(f"有 {len(table.headings)} 列，最多 {MOST_COLUMNS} 列。请删去不用的列再上传。")
    return table


def _known_headings(sheet: xlsx.Sheet) -> tuple[int, int]:
    """(how many headings we know in the row that has most of them, among the first; the number of that row)."""
    found = [
        (sum(1 for value in sheet.rows[number].values() if isinstance(value, str) and columns.is_known(value)), -number)
        for number in [*sheet.rows][:_FIRST_ROWS]
    ]
    count, number = max(found)
    return count, -number


def _heading_row(sheet: xlsx.Sheet) -> int:
    """The number of the row of headings; 0 for a sheet that begins with the first prospect."""
    count, number = _known_headings(sheet)
    if count:
        return number
    first = next((number for number, row in sheet.rows.items() if len(row) > 1), 0)
    values = [as_text(value) for value in sheet.rows.get(first, {}).values()]
    return 0 if any(columns.is_phone(value) for value in values) else first


def _add(table: Table, sheet: xlsx.Sheet, prefix: str) -> None:
    heading_row = _heading_row(sheet)
    headings = _headings(sheet, heading_row)
    table.headings += [name for name in headings.values() if name not in table.headings]
    typed = {value for value in sheet.rows.get(heading_row, {}).values() if isinstance(value, str)}
    years = {int(year) for year in _YEAR.findall(sheet.name)}
    year = years.pop() if len(years) == 1 else None
    for number, row in sheet.rows.items():
        if number <= heading_row:
            continue
        cells = {
            headings[column]: Cell(f"{prefix}{xlsx.place(number, column)}", value) for column, value in row.items()
        }
        repeated = sum(1 for value in row.values() if value in typed)
        first = next(iter(cells.values())).text
        is_sum = bool(_SUM.fullmatch(re.sub(r"\s", "", first))) or repeated > max(1, len(row) // 2)
        table.rows.append(Row(f"{prefix}{number}", cells, is_sum, year))


def _headings(sheet: xlsx.Sheet, heading_row: int) -> dict[int, str]:
    """{number of a column: its heading}, each once; a column without one is called by its letter."""
    typed = sheet.rows.get(heading_row, {})
    used = sorted({column for number, row in sheet.rows.items() if number > heading_row for column in row})
    found: dict[int, str] = {}
    for column in used:
        value = typed.get(column)
        letter = re.sub(r"\d", "", xlsx.place(1, column))
        name = typed_text.line(as_text(value))[:_LONGEST_HEADING] if value is not None else ""
        name = name or f"{letter} 列"
        found[column] = f"{name}（{letter} 列）" if name in found.values() else name
    return found
