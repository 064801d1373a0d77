"""Workbooks (XLSX) that somebody uploads: the values of their cells, and a sentence for what is no such file.

Nothing of a file is believed: its size, what it unpacks to and its tags are bounded, and one that brings a document
type (the way to entities) is refused. Both dialects of the format, transitional and strict, are read alike.
"""

import io
import posixpath
import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Context, Decimal, InvalidOperation
from typing import Any, BinaryIO

from lxml import etree
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.cell import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

MOST_BYTES = 5 * 1024 * 1024
#: What the parts of a file may come to unpacked, and how many there may be.
MOST_UNPACKED, MOST_PARTS = 60 * 1024 * 1024, 1_000
#: Rows of one sheet that hold something, columns of a row; merged cells of a sheet.
MOST_ROWS, MOST_COLUMNS, MOST_MERGED = 20_000, 300, 5_000
MOST_TAGS = 4_000_000
#: What a spreadsheet program keeps of a number.
_PRECISION = Context(prec=15)
#: Formats that the file does not spell out: of dates, the Chinese ones included.
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_OLD, _ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
#: Words behind the digits of a number's format (0"亩"), which every reader of the sheet takes for its unit.
_UNIT_IN_FORMAT = re.compile(r'^[^;"]*?[0#?](?:\\? )?"([^";]{1,12})"$')

_NOT_XLSX = "这不是 .xlsx 文件。.xls 或 CSV 请用 Excel、WPS 打开，另存为“Excel 工作簿（.xlsx）”再上传。"
_DAMAGED = "文件打不开，可能已经损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"


class NotAWorkbook(ValueError):
    """The file is not taken; the message says why, and what to do."""


@dataclass(frozen=True)
class Fault:
    """A cell without a value that anybody could read; `reason` says why."""

    reason: str


UNSAVED = Fault("公式没有存下结果，请用 Excel 打开、保存一次再上传。")
BROKEN = Fault("公式出错。")
NO_NUMBER = Fault("数读不懂。")
NO_DATE = Fault("日期读不懂。")

#: A text, a number (at most 15 digits), true or false, a day (without its hour), or no value. What plumbing.xlsx_rows
#: reads has its days with their hours.
Value = str | Decimal | bool | date | Fault


@dataclass
class Sheet:
    """`rows`: {number of the row: {number of the column: value}}, both from 1, in order; without empty cells and rows.

    Each cell of a column that was merged downwards has the value of all of them; `merged` are those cells.
    """

    name: str
    is_hidden: bool
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    merged: set[tuple[int, int]] = field(default_factory=set)


def place(row: int, column: int) -> str:
    """A cell as people call it: B7."""
    return f"{get_column_letter(column)}{row}"


def read(data: bytes) -> list[Sheet]:
    """The sheets of a workbook in order. Raises NotAWorkbook."""
    if len(data) > MOST_BYTES:
        raise NotAWorkbook(f"文件太大，最多 {MOST_BYTES // 1024 // 1024} MB。请删去图片，或分成几个文件。")
    if data.startswith(_OLD):
        is_encrypted = _ENCRYPTED in data
        raise NotAWorkbook("文件加了密码。请在 Excel 里去掉密码，保存后再上传。" if is_encrypted else _NOT_XLSX)
    try:
        return list(_Read(io.BytesIO(data)).sheets())
    except NotAWorkbook:
        raise
    except Exception as error:  # on a damaged or hostile file the libraries raise whatever they run into
        raise NotAWorkbook(_DAMAGED) from error


class Workbook:
    """An open file, and what its cells mean; how much of it is kept in memory is up to those that read it."""

    most_unpacked = MOST_UNPACKED

    def __init__(self, file: BinaryIO) -> None:
        if not zipfile.is_zipfile(file):
            raise NotAWorkbook(_NOT_XLSX)
        self.zip = zipfile.ZipFile(file)
        parts = self.zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > self.most_unpacked:
            raise NotAWorkbook("文件解开以后太大，没有读。请只留要导入的工作表，另存为新文件。")
        if any(part.flag_bits & 1 for part in parts):
            raise NotAWorkbook("文件加了密码。请在 Excel 里去掉密码，保存后再上传。")
        self.names = {part.filename for part in parts}
        documents = [target for kind, target in self._relations("_rels/.rels", "") if kind == "officeDocument"]
        self.path = documents[0] if documents else ""
        if self.path not in self.names or not self.path.endswith(".xml"):
            raise NotAWorkbook(_NOT_XLSX)

    def open_sheets(self) -> Iterator[tuple[str, bool, str]]:
        """(name, whether it is hidden, its part) of those of cells; charts on a sheet of their own are none."""
        book = self._tree(self.path)
        if not book.tag.endswith("}workbook"):
            raise NotAWorkbook(_NOT_XLSX)
        folder, name = posixpath.split(self.path)
        targets, parts = {}, {}
        for kind, target, key in self._keyed_relations(f"{folder}/_rels/{name}.rels", folder):
            targets[key], parts[kind] = target, target
        is_1904 = any(each.get("date1904") in {"1", "true"} for each in book.iter("{*}workbookPr"))
        self.epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
        self.texts = self.kept_texts(self._texts(parts.get("sharedStrings")))
        self.formats = list(self._formats(parts.get("styles")))
        for sheet in book.iter("{*}sheet"):
            [key] = [value for name, value in sheet.attrib.items() if name.endswith("}id")]
            if "chartsheet" not in targets[key]:
                yield sheet.get("name", ""), sheet.get("state", "visible") != "visible", targets[key]

    def kept_texts(self, texts: Iterator[str]) -> Sequence[str]:
        """The texts that cells name by their number."""
        return list(texts)

    def iso_moment(self, moment: datetime) -> Value:
        """What a cell is that spells out a date."""
        return moment.date()

    def moment(self, number: Decimal) -> Value:
        """What a number is that is shown as a date."""
        return _day(number, self.epoch)

    # The parts of the file.

    def _part(self, name: str) -> bytes:
        if self.zip.getinfo(name).file_size > MOST_UNPACKED:
            raise NotAWorkbook(_DAMAGED)
        data = self.zip.read(name)
        if b"<!DOCTYPE" in data.replace(b"\0", b"") or data.count(b"<") > MOST_TAGS:
            raise NotAWorkbook(_DAMAGED)
        return data

    def _tree(self, name: str) -> Any:
        return etree.fromstring(self._part(name), etree.XMLParser(resolve_entities=False, no_network=True))

    def elements(self, name: str, *tags: str) -> Iterator[Any]:
        """The elements of these names as they are read, each gone with the next one."""
        wanted = [f"{{*}}{tag}" for tag in tags]
        source = self.stream(name)
        for _, element in etree.iterparse(source, tag=wanted, resolve_entities=False, no_network=True):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]

    def stream(self, name: str) -> BinaryIO:
        """A part as it is read from its beginning to its end."""
        return io.BytesIO(self._part(name))

    def _keyed_relations(self, name: str, folder: str) -> Iterator[tuple[str, str, str]]:
        """(kind, path of the part, key) of what a part refers to inside the file."""
        for each in self._tree(name).iter("{*}Relationship") if name in self.names else ():
            if each.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
                yield each.get("Type", "").rpartition("/")[2], target, each.get("Id", "")

    def _relations(self, name: str, folder: str) -> Iterator[tuple[str, str]]:
        return ((kind, target) for kind, target, _ in self._keyed_relations(name, folder))

    def _texts(self, name: str | None) -> Iterator[str]:
        return map(_text_of, self.elements(name, "si")) if name else iter(())

    def _formats(self, name: str | None) -> Iterator[tuple[bool, str]]:
        """(whether its numbers are dates, the unit it writes behind them) of each style of cells."""
        if not name:
            return
        tree = self._tree(name)
        codes = {each.get("numFmtId"): each.get("formatCode", "") for each in tree.iter("{*}numFmt")}
        for style in tree.iterfind("{*}cellXfs/{*}xf"):
            key = style.get("numFmtId", "0")
            code = codes.get(key)
            is_date = is_date_format(code) if code else int(key) in _DATES
            unit = _UNIT_IN_FORMAT.match(code) if code and not is_date else None
            yield bool(is_date), unit[1].strip() if unit else ""

    # One row.

    def cells(self, row: Any) -> Iterator[tuple[int, Value]]:
        """(number of the column, value) of those that hold something."""
        column = 0
        for cell in row.iterchildren("{*}c"):
            letters = re.match("[A-Z]{1,3}", cell.get("r", ""))
            column = column_index_from_string(letters[0]) if letters else column + 1
            if column > MOST_COLUMNS:
                return
            value = self._value(cell)
            if value is not None and not (isinstance(value, str) and not value.strip()):
                yield column, value

    def _value(self, cell: Any) -> Value | None:
        kind, typed = cell.get("t", "n"), cell.findtext("{*}v")
        if kind == "inlineStr":
            return "".join(map(_text_of, cell.iterchildren("{*}is")))
        if not typed:
            return UNSAVED if cell.find("{*}f") is not None and kind != "str" else None
        if kind == "s":
            return self.texts[int(typed)]
        if kind == "b":
            return typed in {"1", "true"}
        if kind == "e":
            return BROKEN
        if kind == "d":
            return self.iso_moment(datetime.fromisoformat(typed.rstrip("Z")))
        return _plain_text(typed) if kind == "str" else self._number(typed, int(cell.get("s", "0")))

    def _number(self, typed: str, style: int) -> Value:
        is_date, unit = self.formats[style] if style < len(self.formats) else (False, "")
        try:
            number = _PRECISION.create_decimal(typed.strip())
        except InvalidOperation:
            return NO_NUMBER
        if not number.is_finite() or number.adjusted() > 15:
            return NO_NUMBER
        if is_date:
            return self.moment(number)
        return f"{plain(number)}{unit}" if unit else number


class _Read(Workbook):
    """One that is read into memory as a whole."""

    def sheets(self) -> Iterator[Sheet]:
        """All of them."""
        for name, is_hidden, part in self.open_sheets():
            yield self._sheet(name, is_hidden, part)

    def _sheet(self, name: str, is_hidden: bool, part: str) -> Sheet:
        sheet, merged, number = Sheet(name, is_hidden), [], 0
        for element in self.elements(part, "row", "mergeCell"):
            if element.tag.endswith("}mergeCell"):
                merged.append(element.get("ref", ""))
                continue
            number = int(element.get("r") or number + 1)
            if cells := dict(self.cells(element)):
                sheet.rows[number] = cells
            if len(sheet.rows) > MOST_ROWS:
                raise NotAWorkbook(f"工作表“{name}”超过 {MOST_ROWS:,} 行。")
        sheet.rows = dict(sorted(sheet.rows.items()))
        _spread(sheet, merged[:MOST_MERGED])
        return sheet


def plain(number: Decimal) -> str:
    """A number in digits, without an exponent or trailing zeros."""
    return f"{number.normalize():f}" if number else "0"


def _day(number: Decimal, epoch: datetime) -> Value:
    try:
        moment = from_excel(float(number), epoch)
    except (ValueError, OverflowError):
        return NO_DATE
    return moment.date() if isinstance(moment, datetime) else NO_DATE


def _text_of(element: Any) -> str:
    """All text of a string, its parts in other type included, without the readings beside Han characters."""
    texts = (each for each in element.iter("{*}t") if not each.getparent().tag.endswith("}rPh"))
    return _plain_text("".join(each.text or "" for each in texts))


def _plain_text(text: str) -> str:
    return text.replace("_x000D_", "")


def _spread(sheet: Sheet, merged: list[str]) -> None:
    """Give each row that was merged into one cell of a column that cell's value."""
    numbers = [*sheet.rows]
    for ref in merged:
        if not (found := re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})", ref)):
            continue
        column, first, last = column_index_from_string(found[1]), int(found[2]), int(found[3])
        value = sheet.rows.get(first, {}).get(column)
        if value is None or last <= first:
            continue
        sheet.merged.add((first, column))
        for number in numbers[bisect_right(numbers, first) :]:
            if number > last:
                break
            sheet.rows[number].setdefault(column, value)
            sheet.merged.add((number, column))
