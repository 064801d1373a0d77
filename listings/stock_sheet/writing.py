"""Workbooks of the stock: the template, the export of a list, and an imported file with its new numbers."""

import io
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.cell import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from listings.models import Listing
from listings.models.listing_queryset import ListingQuerySet
from listings.rights import may_change
from listings.stock_sheet import table
from listings.stock_sheet.columns import COLUMNS, STAFF_ONLY, Column
from listings.stock_sheet.directory import Directory
from listings.stock_sheet.facts import MANY
from listings.stock_sheet.spelling import cell_of
from plumbing import xlsx
from plumbing.xlsx_writing import cell
from staff.models import User

#: Rows that one file has at most: one that was exported can be imported.
MOST_ROWS, ROWS_AT_ONCE = table.MOST_ROWS, 500
#: Rows of the template in which a choice is offered.
_OFFERED_ROWS = 1_000
STOCK, HOW, CHOICES = "房源", "填写说明", "可选值"
_BOLD, _WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
_HEAD = PatternFill("solid", fgColor="E8F0F8")
_RULES = (
    "在“房源”里一行写一套。列可以调换顺序，不用的列可以删掉；列名别的写法（例如“建筑面积 平米”）多半也认得。",
    "有编号的行改那一套：空着的格子保持原样，写“-”或“清空”去掉原来的内容。没有编号的行是新房源。",
    "导入前先看到每一行会怎样，确认了才改；读不懂的格子指明位置，那一行不导入，其余照常。",
)


class TooMuch(Exception):
    """More listings than a file holds; the message says what to do."""


def template(user: User) -> IO[bytes]:
    """An empty workbook, with the zones and industries that the person may name."""
    return _book([], user)


def export(listings: ListingQuerySet, user: User) -> tuple[IO[bytes], int]:
    """(The workbook of a queryset's listings, how many there are). Raises TooMuch."""
    count = listings.order_by()[: MOST_ROWS + 1].count()
    if count > MOST_ROWS:
        raise TooMuch(f"符合条件的房源超过 {MOST_ROWS:,} 套，一次导不完。请先按城市、类型或状态筛选，分几次导出。")
    rows = listings.select_related("city", "zone", "contact").prefetch_related(*MANY)
    return _book(rows.iterator(chunk_size=ROWS_AT_ONCE), user), count


def numbered(data: bytes, numbers: Mapping[str, str], columns: Mapping[str, str]) -> IO[bytes]:
    """An imported file with {key of a row: the number of its listing} filled in, else as it was.

    `columns` is what a person said that its headings mean, as table.find takes it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl does not keep, such as drawings
        book = load_workbook(io.BytesIO(data))
    sheets = table.find(xlsx.read(data), columns).sheets
    for sheet in sheets:
        page = book[sheet.name]
        if not sheet.has_numbers:
            page.cell(sheet.heading_row, sheet.number_column, "编号")
        prefix = f"{sheet.name}!" if len(sheets) > 1 else ""
        for key, number in numbers.items():
            row = key.removeprefix(prefix)
            if row.isdigit():
                page.cell(int(row), sheet.number_column, number)
    return _saved(book)


def _book(listings: Iterable[Listing], user: User) -> IO[bytes]:
    book, directory = Workbook(write_only=True), Directory(user)
    sheet = book.create_sheet(STOCK)
    sheet.freeze_panes = "B2"
    for index, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = max(8, 2 * len(column.label) + 2)
    offered = _offered(directory)
    for index, (column, words) in enumerate(offered.items(), 1):
        sheet.data_validations.append(_offer(column, get_column_letter(index), len(words)))
    sheet.append([_head(sheet, column.label) for column in COLUMNS])
    for listing in listings:
        sheet.append(_row(sheet, listing, user))
    _explain(book.create_sheet(HOW), directory)
    _list(choices := book.create_sheet(CHOICES), offered)
    choices.sheet_state = "hidden"
    return _saved(book)


def _offer(column: Column, letter: str, count: int) -> DataValidation:
    """The list of a column's choices, which stand in a column of the sheet CHOICES."""
    source = f"{quote_sheetname(CHOICES)}!${letter}$2:${letter}${count + 1}"
    offer = DataValidation("list", source, allow_blank=True, errorStyle="warning", showErrorMessage=True)
    offer.error = "请从列表里选；别的写法导入时也许认得。"
    where = get_column_letter(COLUMNS.index(column) + 1)
    offer.add(f"{where}2:{where}{_OFFERED_ROWS + 1}")
    return offer


def _saved(book: Workbook) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - its reader closes it
    book.save(file)
    file.seek(0)
    return file


def _head(sheet: Any, text: str) -> Any:
    made = cell(sheet, text)
    made.font, made.fill = _BOLD, _HEAD
    return made


def _row(sheet: Any, listing: Listing, user: User) -> list[Any]:
    """Its cells; what is only for staff stays with those who may change the listing."""
    hidden = set() if may_change(user, listing) else STAFF_ONLY
    return [cell(sheet, None if column.name in hidden else cell_of(listing, column)) for column in COLUMNS]


def _offered(directory: Directory) -> dict[Column, list[str]]:
    """{column: what may be chosen there}."""
    names = {
        "city": list(dict.fromkeys(zone.city.name for zone in directory.zones)),
        "zone": list(dict.fromkeys(zone.name for zone in directory.zones)),
    }
    choices = {column: names.get(column.name, column.choices) for column in COLUMNS}
    return {column: words for column, words in choices.items() if words}


def _explain(sheet: Any, directory: Directory) -> None:
    for letter, width in zip("ABCD", (22, 48, 60, 18), strict=True):
        sheet.column_dimensions[letter].width = width
    for rule in _RULES:
        sheet.append([cell(sheet, rule)])
    sheet.append([])
    sheet.append([_head(sheet, text) for text in ("列", "怎么填", "可以写", "例子")])
    industries = "、".join(industry.name for industry in directory.industries)
    for column in COLUMNS:
        words = industries if column.name in MANY else "、".join(column.choices)
        cells = [cell(sheet, text or None) for text in (column.label, column.how, words, column.example)]
        for each in cells:
            each.alignment = _WRAPPED
        sheet.append(cells)


def _list(sheet: Any, offered: dict[Column, list[str]]) -> None:
    sheet.append([_head(sheet, column.label) for column in offered])
    for index in range(max(map(len, offered.values()))):
        sheet.append([cell(sheet, words[index] if index < len(words) else None) for words in offered.values()])
