"""The rows of an uploaded workbook: where the headings are, what they mean, and what stands below them."""

from dataclasses import dataclass, field

from listings.stock_sheet.columns import Heading, recognise
from plumbing import typed_text, xlsx

#: Rows of one import, and among how many the headings are looked for.
MOST_ROWS, _FIRST_ROWS = 5_000, 30
#: Headings that name listings; more than so many others do as well: all may lie in one zone.
_NAMING, _MANY = {"number", "zone"}, 3
_LONGEST_HEADING = 30


@dataclass(frozen=True)
class Cell:
    """`place` is what people call it (B7, or 厂房!B7); `is_merged`: the value stands for several rows."""

    heading: Heading
    place: str
    value: xlsx.Value
    is_merged: bool = False


@dataclass(frozen=True)
class Row:
    """A row with something in a column of ours. `key` tells it from all others of the file."""

    key: str
    cells: dict[str, Cell]

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
    """`unknown` are headings of no column of ours, `unread` sheets without any, `blank` rows with nothing of ours."""

    rows: list[Row] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    sheets: list[SheetPlan] = field(default_factory=list)
    blank: int = 0


def find(data: bytes) -> Table:
    """The table of a file. Raises plumbing.xlsx.NotAWorkbook, with a sentence for whoever uploaded it."""
    table, found = Table(), []
    for sheet in xlsx.read(data):
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
        _add(table, sheet, heading_row, prefix=f"{sheet.name}!" if len(found) > 1 else "")
    if not table.rows:
        raise xlsx.NotAWorkbook("表头下面没有一行房源。")
    if len(table.rows) > MOST_ROWS:
        raise xlsx.NotAWorkbook(f"一次最多导入 {MOST_ROWS:,} 行，这里有 {len(table.rows):,} 行。请分成几个文件。")
    return table


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


def _add(table: Table, sheet: xlsx.Sheet, heading_row: int, prefix: str) -> None:
    """The sheet's rows and headings. Raises NotAWorkbook where two headings mean the same."""
    typed, headings = sheet.rows[heading_row], _headings(sheet.rows[heading_row])
    places: dict[str, int] = {}
    for column, heading in headings.items():
        if (other := places.setdefault(heading.key, column)) != column:
            both = [f"“{typed[each]}”（{prefix}{xlsx.place(heading_row, each)}）" for each in (other, column)]
            raise xlsx.NotAWorkbook(
                f"{'和'.join(both)}都是“{heading.column.label}”，不知道按哪一列。请删掉一列，或把列名改掉，再上传。"
            )
    others = [value for column, value in typed.items() if column not in headings and isinstance(value, str)]
    names = [typed_text.line(value)[:_LONGEST_HEADING] for value in others]
    table.unknown += [name for name in dict.fromkeys(names) if name not in table.unknown]
    width = max(max(row) for row in sheet.rows.values())
    number_column = places.get("number")
    table.sheets.append(SheetPlan(sheet.name, heading_row, number_column or width + 1, number_column is not None))
    for number, row in sheet.rows.items():
        if number <= heading_row or {each: row.get(each) for each in typed} == typed:
            continue
        cells = {
            heading.key: Cell(
                heading, f"{prefix}{xlsx.place(number, column)}", row[column], (number, column) in sheet.merged
            )
            for column, heading in headings.items()
            if column in row
        }
        if cells:
            table.rows.append(Row(f"{prefix}{number}", cells))
        else:
            table.blank += 1
