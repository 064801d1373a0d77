"""Rows out of what mysqldump (or phpMyAdmin, or a backup plug-in) wrote, as a stream in bounded memory.

Only what such dumps hold is understood: CREATE TABLE for the names of columns, INSERT ... VALUES for rows, comments,
and statements to skip. A row that makes no sense, or is too long, costs itself: the next one is looked for behind it.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from moving.source import Refusal
from moving.zblog.database import MAX_CELL, Cell

CHUNK = 2**20
#: The beginning of a statement is no longer than this, up to its VALUES.
MAX_HEAD = 2**14
MAX_CREATE = 2**20
MAX_COLUMNS = 200
#: So many rows that make no sense are no dump.
MAX_WRONG = 100_000
#: All values of one row.
MAX_ROW = 2 * MAX_CELL

NAME = rb"(?:`(?:[^`]|``){1,64}`|\"[^\"]{1,64}\"|[\w$]{1,64})"
QUALIFIED = rb"(?:" + NAME + rb"\s*\.\s*)?(" + NAME + rb")"
INSERT = re.compile(
    rb"(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\s+)*(?:INTO\s+)?"
    + QUALIFIED
    + rb"\s*(?:\(([^()]*)\)\s*)?VALUES?(?=[\s(/])",
    re.IGNORECASE,
)
CREATE = re.compile(rb"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?" + QUALIFIED + rb"\s*(?=\()", re.IGNORECASE)
COLUMN = re.compile(rb"\s*(" + NAME + rb")\s+[A-Za-z]")
NO_COLUMN = re.compile(rb"\s*(?:PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|CONSTRAINT|FOREIGN|CHECK)\b", re.IGNORECASE)
SPACE = re.compile(rb"\s*")
#: A string keeps nothing to go back to (possessive), so a long one costs no memory.
STRING = rb"'((?:[^'\\]++|\\.|'')*+)'|\"((?:[^\"\\]++|\\.|\"\")*+)\""
TOKEN = (
    rb"\s*+(?:(?:_[a-z0-9]+\s*+)?+(?:" + STRING + rb")|(-?\d++(?![.eE\w]))|(NULL)"
    rb"|(?:_[a-z0-9]+\s*+)?+(?:0x([0-9A-Fa-f]*+)|[xX]'([0-9A-Fa-f]*+)'|[bB]'([01]*+)')"
    rb"|([-+]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?+|TRUE|FALSE|DEFAULT))"
)
VALUE = re.compile(TOKEN + rb"\s*+([,)])", re.DOTALL)
WHOLE_TOKEN = re.compile(TOKEN, re.DOTALL)
#: After a value so much more tells whether what follows is wrong, and not merely not there yet.
MARGIN = 64
#: Where the next row begins, or the statement ends, after one that makes no sense.
RESUME = re.compile(
    rb"\)\s{0,8},\s{0,8}(?=\(\s{0,8}'?\d)"
    rb"|(\)\s{0,8};[ \t]{0,8}\r?\n|\n(?=INSERT INTO [`\"\w]|UNLOCK TABLES|/\*!40000 |-- ))"
)
QUOTE_OR_END = re.compile(rb"[;'\"`]")
#: So far nothing of a statement can end it.
LEAP = re.compile(rb"(?:[^;'\"`]++|" + STRING + rb"|`[^`]*+`)*+", re.DOTALL)
IN_STRING = {quote: re.compile(rb"\\.|" + quote, re.DOTALL) for quote in (b"'", b'"', b"`")}
ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
ESCAPED = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a", b"%": b"\\%", b"_": b"\\_"}


class Inserted(NamedTuple):
    """A row: its table, the names of its columns as they are in the dump, its values."""

    table: str
    columns: tuple[str, ...]
    values: list[Cell]


class Window:
    """The part of a stream that is looked at: `data` from `at` on."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.data, self.at, self.ended = stream, b"", 0, False

    def more(self) -> bool:
        """Read on; what lies before `at` is let go. False at the end."""
        if self.ended:
            return False
        rest = self.data[self.at :]
        # As much again as there is: a long value is looked at a few times, not once a chunk.
        read = self.stream.read(max(CHUNK, len(rest)))
        self.ended = not read
        self.data, self.at = rest + read, 0
        return bool(read)

    def has(self, size: int) -> bool:
        """Whether `size` bytes lie ahead, read if need be."""
        while len(self.data) - self.at < size:
            if not self.more():
                return False
        return True

    def skip_past(self, pattern: re.Pattern[bytes], overlap: int = MARGIN) -> re.Match[bytes] | None:
        """Go on behind the next `pattern`, letting go of all before it; None when the stream ends first."""
        while not (match := pattern.search(self.data, self.at)) or (match.end() == len(self.data) and not self.ended):
            # What could be the beginning of a match stays.
            self.at = match.start() if match else max(self.at, len(self.data) - overlap)
            if not self.more():
                if match := pattern.search(self.data, self.at):
                    break
                self.at = len(self.data)
                return None
        self.at = match.end()
        return match

    def skip_space(self) -> None:
        """Go on behind spaces and comments, conditional ones included."""
        while True:
            match = SPACE.match(self.data, self.at)
            self.at = match.end() if match else self.at
            if len(self.data) - self.at < MARGIN and self.more():
                continue
            start = self.data[self.at : self.at + 2]
            if start == b"/*":
                self.skip_past(END_OF_COMMENT)
            elif start in {b"--", b"# "} or start[:1] == b"#":
                self.skip_past(END_OF_LINE)
            else:
                return


END_OF_COMMENT, END_OF_LINE = re.compile(rb"\*/"), re.compile(rb"\n")


def read_dump(stream: BinaryIO) -> Iterator[Inserted | Refusal]:
    """Every row of a dump in the order it is written in. That its end is missing is a Refusal without a table."""
    wrong = 0
    for row in _statements(stream):
        yield row
        wrong += isinstance(row, Refusal)
        if wrong > MAX_WRONG:
            yield Refusal("", "", f"读不懂的行超过 {MAX_WRONG}，后面的没有再读")
            return


def _statements(stream: BinaryIO) -> Iterator[Inserted | Refusal]:
    window, columns = Window(stream), dict[str, tuple[str, ...]]()
    window.has(3)
    window.at = 3 if window.data.startswith(b"\xef\xbb\xbf") else 0
    while True:
        window.skip_space()
        if not window.has(1):
            return
        window.has(MAX_HEAD)
        if match := INSERT.match(window.data, window.at, window.at + MAX_HEAD):
            window.at = match.end()
            window.skip_space()
            table = _name(match[1])
            named = tuple(_name(name.strip()) for name in match[2].split(b",")) if match[2] else columns.get(table, ())
            yield from _rows(window, table, named)
        elif match := CREATE.match(window.data, window.at, window.at + MAX_HEAD):
            window.at = match.end()
            columns[_name(match[1])] = _columns_of(window)
        elif not _skip_statement(window):
            yield Refusal("", "", "备份文件在中途结束")


def _name(raw: bytes) -> str:
    """An identifier without its quotes."""
    if raw[:1] in {b"`", b'"'}:
        raw = raw[1:-1].replace(b"``", b"`")
    return raw.decode(errors="replace")


def _skip_statement(window: Window) -> bool:
    """Go on behind the statement's semicolon; False when the dump ends before it."""
    while True:
        window.at = leap.end() if (leap := LEAP.match(window.data, window.at)) else window.at
        if not (match := window.skip_past(QUOTE_OR_END, overlap=0)):
            return not window.data[window.at :].strip()
        if match[0] == b";":
            return True
        while (inside := window.skip_past(IN_STRING[match[0]], overlap=1)) and inside[0] != match[0]:
            pass


def _columns_of(window: Window) -> tuple[str, ...]:
    """Names of the columns of the CREATE TABLE whose bracket is next; empty when it is too long to be one."""
    window.has(MAX_CREATE)
    found, depth, start = [], 0, window.at + 1
    for match in PIECES.finditer(window.data, window.at, window.at + MAX_CREATE):
        piece = match[0]
        depth += (piece == b"(") - (piece == b")")
        if (piece == b"," and depth == 1) or (piece == b")" and not depth):
            line = window.data[start : match.start()]
            if not NO_COLUMN.match(line) and (column := COLUMN.match(line)):
                found.append(_name(column[1]))
            start = match.end()
        if not depth:
            window.at = match.end()
            break
    else:
        found = []
    _skip_statement(window)
    return tuple(found)


#: What a row begins with: its id, unless somebody wrote the columns in another order.
FIRST_NUMBER = re.compile(rb"\(\s{0,8}'?(\d{1,18})[',]")
PIECES = re.compile(rb"[(),]|" + STRING + rb"|`(?:[^`]|``)*+`", re.DOTALL)


def _rows(window: Window, table: str, columns: tuple[str, ...]) -> Iterator[Inserted | Refusal]:
    """The rows behind VALUES, up to the semicolon."""
    while True:
        beginning = FIRST_NUMBER.match(window.data, window.at)
        values = _row(window)
        if isinstance(values, str):
            yield Refusal(table, beginning[1].decode() if beginning and columns[:1] else "", values)
            resumed = window.skip_past(RESUME, overlap=MARGIN)
            if not resumed:
                yield Refusal("", "", "备份文件在中途结束")
            if not resumed or resumed[1]:
                return
            continue
        if len(values) == len(columns):
            yield Inserted(table, columns, values)
        else:
            first = values[0].decode(errors="replace") if isinstance(values[0], bytes) else str(values[0])
            why = f"有 {len(values)} 个值，表有 {len(columns)} 列" if columns else "备份里没有这张表的列名"
            yield Refusal(table, first[:40], why)
        window.skip_space()
        if window.data[window.at : window.at + 1] != b",":
            _skip_statement(window)
            return
        window.at += 1
        window.skip_space()


def _row(window: Window) -> list[Cell] | str:
    """The values in the brackets that are next, or what is wrong with them."""
    if not window.has(1) or window.data[window.at : window.at + 1] != b"(":
        return "不是一行数据"
    window.at += 1
    values: list[Cell] = []
    size, match_value = 0, VALUE.match
    while True:
        match = match_value(window.data, window.at)
        while not match:
            if _makes_no_sense(window):
                return f"第 {len(values) + 1} 个值读不懂"
            if len(window.data) - window.at > MAX_CELL:
                return f"第 {len(values) + 1} 个值太长"
            if not window.more():
                return "写到一半"
            match = match_value(window.data, window.at)
        length = match.end() - match.start()
        size += length
        # What ends the value may end the row: it is looked for from there.
        window.at = match.end() - 1
        if length > MAX_CELL + MARGIN:
            return f"第 {len(values) + 1} 个值太长"
        if size > MAX_ROW or len(values) >= MAX_COLUMNS:
            return "这一行太长"
        window.at += 1
        values.append(_cell(match))
        if match[9] == b")":
            return values


def _makes_no_sense(window: Window) -> bool:
    """Whether what is next can be no value, however much more is read."""
    token = WHOLE_TOKEN.match(window.data, window.at)
    if token is None:
        ahead = window.data[window.at : window.at + MARGIN].lstrip()
        return len(ahead) > 8 and ahead[:1] not in {b"'", b'"', b"_", b"x", b"X", b"b", b"B"}
    return token.end() + MARGIN < len(window.data)


def _cell(match: re.Match[bytes]) -> Cell:
    """A matched value. Strings first: they are most of a dump."""
    if (text := match[1]) is not None:
        return unescaped(text, b"'")
    if match[3] is not None:
        return int(match[3]) if len(match[3].lstrip(b"-+")) < 19 else match[3]
    if match[4] is not None:
        return None
    if (text := match[2]) is not None:
        return unescaped(text, b'"')
    for digits in (match[5], match[6]):
        if digits is not None:
            return bytes.fromhex(f"{'0' * (len(digits) % 2)}{digits.decode()}")
    if match[7] is not None:
        return int(match[7] or b"0", 2) if len(match[7]) < 64 else match[7]
    word = match[8]
    return {b"TRUE": 1, b"FALSE": 0, b"DEFAULT": None}.get(word, word)


def unescaped(text: bytes, quote: bytes) -> bytes:
    """What a MySQL string literal stands for, its quotes taken off."""
    if quote in text and quote * 2 in text:
        # A quote is doubled or escaped; an escaped one before a doubled one is three in a row.
        text = re.sub(
            rb"\\.|" + quote * 2, lambda match: quote if match[0] == quote * 2 else match[0], text, flags=re.DOTALL
        )
    if b"\\" not in text:
        return text
    if b"\\\\" in text:
        return ESCAPE.sub(lambda match: ESCAPED.get(match[1], match[1]), text)
    # Without an escaped backslash every one begins an escape, and four kinds are nearly all of them.
    text = text.replace(b'\\"', b'"').replace(b"\\n", b"\n").replace(b"\\'", b"'").replace(b"\\r", b"\r")
    return ESCAPE.sub(lambda match: ESCAPED.get(match[1], match[1]), text) if b"\\" in text else text
