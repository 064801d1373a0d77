"""Rows of a CSV file of any length, as spreadsheets, databases and people write them, a row at a time.

Its separator and charset are found out; a value is decoded by itself. What was broken (a quotation mark that nobody
closed, a text with separators that nobody quoted) costs its own rows, which are named, and no other.
"""

import codecs
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from moving.zblog import charset

MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
SEPARATORS = ",;\t|"
BEGINNING = 2**18
CHUNK = 2**20
#: A row is no longer than this, nor is all that is read twice for rows that were broken.
MOST_OF_A_ROW, MOST_READ_AGAIN = 32 * 2**20, 512 * 2**20
MOST_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its number, as a spreadsheet shows it, and the number of its first line in the file."""

    number: int
    line: int
    cells: list[str]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """Rows that could not be read, from one line of the file to another, and why."""

    first_line: int
    last_line: int
    why: str


class TooBroken(Exception):
    """What stands behind is not worth being read."""


class CsvFile:
    """A file; `rows` may be taken again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            start = file.read(BEGINNING)
        self.encoding = next((name for mark, name in MARKS.items() if start.startswith(mark)), "")
        self.mark = next((len(mark) for mark in MARKS if start.startswith(mark)), 0)
        self.encoding = self.encoding or _utf_16(start) or _encoding(path)
        if self.encoding.startswith("utf-16"):
            beginning = start[self.mark :].decode(self.encoding, "replace")
        else:
            beginning = start[self.mark :].decode("latin-1")
        self.has_only_returns = "\n" not in beginning and "\r" in beginning
        self.separator = separator(beginning)

    def rows(self) -> Iterator[Row | Broken]:
        """All of them, blank ones left out. Raises TooBroken, OSError."""
        with self.path.open("rb") as file:
            file.seek(self.mark)
            lines = self._lines(file)
            for found in _Parser(lines, self.separator).rows():
                yield found if isinstance(found, Broken) else self._decoded(*found)

    def _decoded(self, number: int, line: int, cells: list[str]) -> Row:
        codes, texts = dict[str, None](), []
        for cell in cells:
            if cell.isascii() and not charset.CONTROL.search(cell):
                texts.append(cell)
                continue
            read = charset.read(self._value(cell))
            texts.append(read.text)
            codes |= dict.fromkeys(read.codes)
        return Row(number, line, texts, tuple(codes))

    def _value(self, cell: str) -> bytes | str:
        """The bytes of a cell; its text where the whole file is in another charset than UTF-8."""
        raw = cell.encode("latin-1")
        if self.encoding == "gb18030":
            try:
                return raw.decode("gb18030")
            except UnicodeDecodeError:
                return raw
        return raw

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        """Lines of bytes, each byte a character: quotation marks and separators are the same in all charsets."""
        if self.encoding.startswith("utf-16"):
            return _split(_as_utf_8(file, self.encoding), self.has_only_returns)
        return _split(iter(lambda: file.read(CHUNK), b""), self.has_only_returns)


def _as_utf_8(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while data := file.read(CHUNK):
        if text := decoder.decode(data):
            yield text.encode("utf-8", "replace")


def _split(chunks: Iterator[bytes], has_only_returns: bool) -> Iterator[str]:
    """Lines with their ends. One beyond all measure comes in pieces."""
    rest: list[str] = []
    held = 0
    for chunk in chunks:
        text = chunk.decode("latin-1")
        if has_only_returns:
            text = text.replace("\r", "\n")
        for line in _by_newline(text):
            rest.append(line)
            held += len(line)
            if line.endswith("\n") or held > MOST_OF_A_ROW:
                yield "".join(rest)
                rest, held = [], 0
    if rest:
        yield "".join(rest)


def _by_newline(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def separator(beginning: str) -> str:
    """What stands most often in the first line that has any of them, outside of quotation marks."""
    for line in beginning.splitlines()[:20]:
        bare = "".join(line.split('"')[::2]) or line
        counts = {each: bare.count(each) for each in SEPARATORS}
        if any(counts.values()):
            return max(SEPARATORS, key=counts.__getitem__)
    return ","


def _utf_16(start: bytes) -> str:
    """Without a mark: every other byte of its commas and line ends is zero."""
    sample = start[:4096]
    if sample.count(0) * 8 < len(sample):
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _encoding(path: Path) -> str:
    """UTF-8 where most lines that are not plain ASCII are; else GB18030, in which Chinese Windows writes."""
    right = wrong = 0
    with path.open("rb") as file:
        while line := file.readline(CHUNK):
            if line.isascii():
                continue
            try:
                line.decode()
                right += 1
            except UnicodeDecodeError as error:
                # A long line is cut in the middle of a character.
                is_edge = len(line) >= CHUNK and (error.start < 4 or error.end > len(line) - 4)
                right, wrong = right + is_edge, wrong + (not is_edge)
    return "utf-8" if right >= wrong else "gb18030"


@dataclass
class _Parser:
    """Cells of lines. A quotation mark in a quoted cell that no separator follows is a character of it."""

    lines: Iterator[str]
    separator: str
    pending: deque[str] = field(default_factory=deque)
    line: int = 0
    number: int = 0
    columns: int = 0
    #: How many cells the rows had that were whole.
    widths: set[int] = field(default_factory=set)
    read_again: int = 0
    #: Of the row last read: whether a quotation mark stood in a quoted cell, and whether one there may begin another.
    has_stray: bool = False
    has_opening: bool = False

    def rows(self) -> Iterator[tuple[int, int, list[str]] | Broken]:
        """(number, first line, cells), or what was broken."""
        while (text := self._next()) is not None:
            first, self.number = self.line, self.number + 1
            taken, cells, why = self._row(text)
            if why or self._is_mixed_up(cells, taken):
                # A row that ended on its own line took no other along.
                is_alone = len(taken) == 1 and not why
                self._put_back(taken[1:])
                why = why or f"有 {len(cells)} 列，表头有 {self.columns} 列：引号没有成对"
                yield Broken(first, first if is_alone else self._skip(), why)
            elif any(cell.strip() for cell in cells):
                # What stands above the headings is a line of one cell.
                self.columns = self.columns or (len(cells) if len(cells) > 1 else 0)
                self.widths.add(len(cells))
                yield self.number, first, cells

    def _is_mixed_up(self, cells: list[str], taken: list[str]) -> bool:
        """Whether a quotation mark too many or too few has put two rows, or two cells, into one."""
        if self.has_opening and len(taken) > 1:
            return True
        if not self.columns or len(cells) == self.columns:
            return False
        too_many = len(cells) > self.columns and any(cell.strip() for cell in cells[self.columns :])
        return self.has_stray or (len(taken) > 1 and too_many)

    def _skip(self) -> int:
        """Go on to the next line that is a whole row; the number of the last one before it."""
        while (text := self._next()) is not None:
            taken, cells, why = self._row(text)
            self._put_back(taken[1:])
            is_whole = not why and not self.has_stray and len(cells) in {self.columns, *self.widths}
            if is_whole or not self.columns:
                self._put_back([text])
                return self.line
        return self.line

    def _next(self) -> str | None:
        text = self.pending.popleft() if self.pending else next(self.lines, None)
        self.line += text is not None
        return text

    def _put_back(self, lines: list[str]) -> None:
        self.pending.extendleft(reversed(lines))
        self.line -= len(lines)
        self.read_again += sum(map(len, lines))
        if self.read_again > MOST_READ_AGAIN:
            raise TooBroken("引号不成对的行太多，后面的没有读")

    def _row(self, text: str) -> tuple[list[str], list[str], str]:
        """The lines of a row, its cells, and why it is none."""
        self.has_stray = self.has_opening = False
        taken, cells, parts, size = [text], list[str](), list[str](), len(text)
        at, is_quoted = 0, False
        while True:
            if not is_quoted:
                at, is_quoted = self._plain_cells(text, at, cells)
                if not is_quoted:
                    break
            at, is_over = self._quoted(text, at, parts)
            if is_over:
                cells.append("".join(parts))
                parts, is_quoted = [], False
                if at < 0:
                    break
                continue
            more = self._next() if size <= MOST_OF_A_ROW else None
            if more is None:
                return taken, cells, "引号没有关上" if size <= MOST_OF_A_ROW else "太长，或引号没有关上"
            taken.append(more)
            text, at, size = more, 0, size + len(more)
        why = f"超过 {MOST_COLUMNS} 列" if len(cells) > MOST_COLUMNS else ""
        return taken, cells, why or ("太长" if size > MOST_OF_A_ROW else "")

    def _plain_cells(self, text: str, at: int, cells: list[str]) -> tuple[int, bool]:
        """Cells without quotation marks, to the first that has one (then its beginning) or the end of the line."""
        while True:
            if text.startswith('"', at):
                return at + 1, True
            end = text.find(self.separator, at)
            if end < 0:
                cells.append(text[at:].rstrip("\r\n"))
                return -1, False
            cells.append(text[at:end])
            at = end + 1

    def _quoted(self, text: str, at: int, parts: list[str]) -> tuple[int, bool]:
        """The rest of a quoted cell: where the next cell begins (-1: none does), and whether the cell is over."""
        while (end := text.find('"', at)) >= 0:
            if text.startswith('"', end + 1):
                parts.append(text[at : end + 1])
                at = end + 2
                continue
            behind = end + 1
            while text.startswith(" ", behind):
                behind += 1
            if text.startswith(self.separator, behind) or text[behind:].rstrip("\r\n") == "":
                parts.append(text[at:end])
                return (behind + 1 if text.startswith(self.separator, behind) else -1), True
            self.has_stray = True
            self.has_opening = self.has_opening or (end > 0 and text[end - 1] == self.separator)
            parts.append(text[at : end + 1])
            at = end + 1
        parts.append(text[at:])
        return 0, False
