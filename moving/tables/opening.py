"""The tables of a file that is given: a CSV, the sheets of an XLSX, or several such files in a zip or a folder."""

import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from moving.files import zip_name
from moving.source import NotASite, Refusal
from moving.tables.csv_rows import Broken, CsvFile, TooBroken
from plumbing.xlsx import NotAWorkbook, Value
from plumbing.xlsx_rows import Rows, RowsEnd

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
MAX_FILES = 1_000
#: What people call the charsets of texts other than UTF-8.
CHARSETS = {"gb18030": "GBK", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Line:
    """A row: where it stands, for people, and the values of its cells, from the first column on."""

    place: str
    values: Sequence[Value | None]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows by the name of their file or sheet; empty where there is but one."""

    name: str
    rows: Callable[[], Iterator[Line | Refusal]]
    is_hidden: bool = False
    #: Of a text; empty for a workbook.
    charset: str = ""


def tables(path: Path) -> Iterator[Table]:
    """All tables, each to be read before the next is asked for. Raises NotASite."""
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix.lower() in ENDINGS and each.is_file())
        if not files:
            raise NotASite(f"{path} 里没有 CSV 或 XLSX 文件。")
        for file in files:
            yield from _of_file(file, file.name)
    elif path.is_file():
        yield from _of_zip(path) if _is_archive(path) else _of_file(path, "")
    else:
        raise NotASite(f"没有这个文件：{path}")


def _is_archive(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise NotASite(f"压缩包 {path.name} 打不开，可能没有传完整，请重新传。") from error


def _of_zip(path: Path) -> Iterator[Table]:
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="moving-") as folder:
            entries = [each for each in archive.infolist() if zip_name(each).lower().endswith(ENDINGS)]
            entries = [each for each in entries if not os.path.basename(zip_name(each)).startswith("._")]
            if not entries or len(entries) > MAX_FILES:
                raise NotASite(f"压缩包里要有 1 到 {MAX_FILES} 个 CSV 或 XLSX 文件，这里有 {len(entries)} 个。")
            room = shutil.disk_usage(folder).free // 2
            for entry in sorted(entries, key=zip_name):
                if entry.file_size > room:
                    raise NotASite(f"{zip_name(entry)} 解开后太大，临时目录放不下。")
                unpacked = Path(folder) / f"table{Path(zip_name(entry)).suffix}"
                with archive.open(entry) as packed, unpacked.open("wb") as file:
                    shutil.copyfileobj(packed, file, 2**20)
                yield from _of_file(unpacked, zip_name(entry))
    except (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError) as error:
        raise NotASite(f"压缩包 {path.name} 打不开，可能没有传完整，请重新传。") from error


def _of_file(path: Path, name: str) -> Iterator[Table]:
    with path.open("rb") as file:
        start = file.read(4)
    if start == OLD_EXCEL:
        raise NotASite(f"{name or path.name} 是旧的 .xls，或加了密码：请用 Excel、WPS 打开，另存为 .xlsx 或 CSV。")
    if start.startswith(b"PK"):
        yield from _of_workbook(path, name)
    else:
        yield Table(name, lambda: _csv_rows(CsvFile(path), name), charset=CHARSETS.get(CsvFile(path).encoding, ""))


def _csv_rows(file: CsvFile, name: str) -> Iterator[Line | Refusal]:
    before = f"{name} " if name else ""
    try:
        for found in file.rows():
            if isinstance(found, Broken):
                lines = f"{found.first_line}" + (f"–{found.last_line}" if found.last_line > found.first_line else "")
                yield Refusal(name or "表格", f"文本第 {lines} 行", found.why, hides_story=True)
            else:
                line = f"（文本第 {found.line} 行）" if found.line != found.number else ""
                yield Line(f"{before}第 {found.number} 行{line}", found.cells, found.codes)
    except TooBroken as error:
        yield Refusal("", "", f"{before}{error}")


def _of_workbook(path: Path, name: str) -> Iterator[Table]:
    with path.open("rb") as file:
        try:
            book = Rows(file)
            sheets = list(book.open_sheets())
        except NotAWorkbook as error:
            raise NotASite(f"{name or path.name}：{error}") from error
        except Exception as error:  # on a damaged or hostile file the libraries raise whatever they run into
            raise NotASite(f"{name or path.name} 打不开，可能已经损坏：{error}") from error
        for title, is_hidden, part in sheets:
            shown = " ".join(each for each in (name, title if len(sheets) > 1 else "") if each)
            yield Table(shown, _rows_of(book, part, shown), is_hidden)


def _rows_of(book: Rows, part: str, name: str) -> Callable[[], Iterator[Line | Refusal]]:
    before = f"{name} " if name else ""

    def rows() -> Iterator[Line | Refusal]:
        try:
            for number, cells in book.rows(part):
                values: list[Any] = [None] * max(cells)
                for column, value in cells.items():
                    values[column - 1] = value
                yield Line(f"{before}第 {number} 行", values)
        except (RowsEnd, etree.Error, ValueError, KeyError, IndexError) as error:
            yield Refusal("", "", f"{before}{error}")

    return rows
