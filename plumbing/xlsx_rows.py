"""Workbooks (XLSX) of any length, a row at a time: memory does not grow with them, and dates keep their hours.

As plumbing.xlsx believes nothing of a file: what it unpacks to and what one row holds is bounded, a
document type is refused.
"""

import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any, BinaryIO, cast, overload

from lxml import etree
from openpyxl.utils.datetime import from_excel

from plumbing.xlsx import NO_DATE, NotAWorkbook, Value, Workbook

#: Of all parts of a file, and of one row; no program writes a longer cell than 32 767 characters.
MOST_UNPACKED, MOST_OF_A_ROW = 8 * 2**30, 32 * 2**20
#: Texts that are remembered: sections, authors and their like come again and again.
_REMEMBERED, _SHORT = 2_000, 100
_DOCTYPE = b"<!DOCTYPE"


class RowsEnd(Exception):
    """The sheet cannot be read on; the message says why. What came before stands."""


class Rows(Workbook):
    """An open file."""

    most_unpacked = MOST_UNPACKED

    def rows(self, part: str) -> Iterator[tuple[int, dict[int, Value]]]:
        """(number of the row, {number of the column: value}) of those that hold something. Raises RowsEnd."""
        number = 0
        try:
            for element in self.elements(part, "row"):
                number = int(element.get("r") or number + 1)
                self._stream.room = MOST_OF_A_ROW
                if cells := dict(self.cells(element)):
                    yield number, cells
        except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotAWorkbook) as error:
            raise RowsEnd(f"第 {number} 行以后读不出来：{error}") from error

    def stream(self, name: str) -> BinaryIO:
        """A part, unpacked as it is read."""
        self._stream = _Checked(self.zip.open(name))
        return cast(BinaryIO, self._stream)

    def kept_texts(self, texts: Iterator[str]) -> Sequence[str]:
        """In a file of our own."""
        return _Texts(self._within_bounds(texts))

    def _within_bounds(self, texts: Iterator[str]) -> Iterator[str]:
        for text in texts:
            self._stream.room = MOST_OF_A_ROW
            yield text

    def iso_moment(self, moment: datetime) -> Value:
        """With its hour."""
        return moment

    def moment(self, number: Decimal) -> Value:
        """A day with its hour; an hour alone is a text."""
        try:
            moment = from_excel(float(number), self.epoch)
        except (ValueError, OverflowError):
            return NO_DATE
        if isinstance(moment, datetime):
            return moment
        return f"{moment:%H:%M:%S}" if isinstance(moment, time) else NO_DATE


class _Checked:
    """A stream of XML that ends in a word of complaint at a document type, and where an element has no end."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.room, self.last = stream, MOST_OF_A_ROW, b""

    def read(self, size: int) -> bytes:
        """As of a file."""
        data: bytes = self.stream.read(size)
        self.room -= len(data)
        seen = (self.last + data).replace(b"\0", b"")
        self.last = data[-4 * len(_DOCTYPE) :]
        if self.room < 0 or _DOCTYPE in seen:
            raise NotAWorkbook("文件带有文档类型声明（DOCTYPE）。" if self.room >= 0 else "一行太大。")
        return data


class _Texts(Sequence[str]):
    """Texts by their number, in a file without a name that is gone with this object."""

    def __init__(self, texts: Iterator[str]) -> None:
        handle, name = tempfile.mkstemp(prefix="texts-")
        os.close(handle)
        self.database = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
        os.unlink(name)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -8192"):
            self.database.execute(f"PRAGMA {pragma}")
        self.database.execute("CREATE TABLE texts (number INTEGER PRIMARY KEY, text TEXT)")
        self.database.execute("BEGIN")
        self.database.executemany("INSERT INTO texts VALUES (?, ?)", enumerate(map(_whole, texts)))
        self.database.execute("COMMIT")
        self.length: int = self.database.execute("SELECT count(*) FROM texts").fetchone()[0]
        self.remembered: OrderedDict[int, str] = OrderedDict()

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        """The text; IndexError for one that is not there."""
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(self.length))]
        if at in self.remembered:
            self.remembered.move_to_end(at)
            return self.remembered[at]
        row = self.database.execute("SELECT text FROM texts WHERE number = ?", [at]).fetchone()
        if row is None:
            raise IndexError(at)
        text = str(row[0])
        if len(text) <= _SHORT:
            self.remembered[at] = text
            if len(self.remembered) > _REMEMBERED:
                self.remembered.popitem(last=False)
        return text


def _whole(text: str) -> str:
    """Without halves of characters, which no database takes."""
    return text.encode("utf-8", "replace").decode()
