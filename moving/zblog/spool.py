"""A dump's rows in a SQLite file of ours, so that stories can be read in the order of their ids, after the names.

Values stay the bytes they are. The file lies in TMPDIR and is gone with the connection.
"""

import codecs
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from moving.source import NotASite, Refusal
from moving.zblog.database import TABLES, Cell, number, quoted, temporary
from moving.zblog.dump import Inserted, read_dump

#: Columns that are long, written last: the others are read without going past them.
LONG = ("_intro", "_content", "_meta")
#: What a dump may come to unpacked; a few kilobytes can be made to unpack without end.
MAX_DUMP = 64 * 2**30
MAX_REFUSALS = 10_000
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
SAYS_GBK, HEAD = re.compile(rb"SET\s+NAMES\s+'?gb(?:k|2312|18030)\b", re.IGNORECASE), 4096
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class _Unpacked:
    """A gzip file as a stream. Unlike the `gzip` module's it gives all that can be read before it complains."""

    def __init__(self, packed: BinaryIO) -> None:
        self.packed, self.unpacker = packed, zlib.decompressobj(wbits=31)

    def read(self, size: int) -> bytes:
        """As of a file."""
        while True:
            if self.unpacker.eof:
                rest = (self.unpacker.unused_data or self.packed.read(2**16)).lstrip(b"\0")
                if not rest:
                    return b""
                self.unpacker = zlib.decompressobj(wbits=31)
            else:
                rest = self.unpacker.unconsumed_tail or self.packed.read(2**16)
                if not rest:
                    raise EOFError("压缩文件在中途结束")
            if read := self.unpacker.decompress(rest, size):
                return read


class _FromGbk:
    """A dump that says it is GBK, as UTF-8: some of its characters end in the byte of a backslash, which is none."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder("gb18030")("surrogateescape")

    def read(self, size: int) -> bytes:
        """As of a file."""
        read = self.stream.read(size)
        text = self.decoder.decode(read, final=not read)
        # Half a character alone is no end of the dump.
        return text.encode("utf-8", "surrogateescape") or (self.read(1) if read else b"")


class _Bounded:
    """A stream that ends in a word of complaint where its source is damaged or has no end."""

    def __init__(self, stream: BinaryIO) -> None:
        # It comes to about the same on our disk.
        self.room = min(MAX_DUMP, shutil.disk_usage(tempfile.gettempdir()).free)
        self.stream, self.trouble = stream, ""

    def read(self, size: int) -> bytes:
        """As of a file."""
        try:
            read = self.stream.read(size)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
            self.trouble = f"备份文件坏了，只读到一部分：{error}"
            return b""
        self.room -= len(read)
        if self.room < 0:
            self.trouble = "备份解开后太大，或临时目录放不下，只读到一部分"
            return b""
        return read


class Spool:
    """The tables of a dump as they come."""

    def __init__(self) -> None:
        self.connection = temporary()
        self.refused: list[Refusal] = []
        #: How each table of the dump is written: the statement, the positions of its columns, where its id stands.
        self._writers: dict[tuple[str, tuple[str, ...]], tuple[str, list[int], int | None] | None] = {}

    def take(self, stream: BinaryIO) -> None:
        """Write all rows of a dump."""
        bounded = _Bounded(stream)
        self.connection.execute("BEGIN")
        try:
            for row in read_dump(cast(BinaryIO, bounded)):
                if isinstance(row, Refusal):
                    self.refuse(row)
                else:
                    self._write(row)
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise NotASite(f"临时文件写不下（看磁盘，或换一个 TMPDIR）：{error}") from error
        if bounded.trouble:
            self.refuse(Refusal("", "", bounded.trouble))

    def refuse(self, refusal: Refusal) -> None:
        """Keep what was left out, of the tables that count."""
        if len(self.refused) < MAX_REFUSALS and (not refusal.table or refusal.table.lower().endswith(tuple(TABLES))):
            self.refused.append(refusal)

    def refused_of(self, prefix: str) -> list[Refusal]:
        """What was left out of the site with this prefix, its tables by Z-BlogPHP's own names."""
        names = {prefix.lower() + table: table for table in TABLES} | {"": ""}
        return [
            replace(refusal, table=names[refusal.table.lower()])
            for refusal in self.refused
            if refusal.table.lower() in names
        ]

    def _write(self, row: Inserted) -> None:
        key = (row.table, row.columns)
        if key not in self._writers:
            self._writers[key] = self._writer(row)
        writer = self._writers[key]
        if writer is None:
            return
        statement, positions, id_position = writer
        values = [row.values[position] for position in positions]
        if id_position is not None:
            id_number = number(row.values[id_position])
            if id_number is None:
                self.refuse(Refusal(row.table, _shown(row.values[id_position]), "编号不是数字"))
                return
            values[positions.index(id_position)] = id_number
        if not self.connection.execute(statement, values).rowcount:
            self.refuse(Refusal(row.table, str(id_number), "编号重复，只取第一行"))

    def _writer(self, row: Inserted) -> tuple[str, list[int], int | None] | None:
        """How rows like this one are written; None for a table that is none of Z-BlogPHP's."""
        table = next((name for name in TABLES if row.table.lower().endswith(name)), "")
        lowered = [column.lower() for column in row.columns]
        ours = [at for at, column in enumerate(lowered) if table and column.startswith(TABLES[table])]
        # Twice the same column is no table.
        if not ours or len({*lowered}) < len(lowered):
            return None
        ours.sort(key=lambda at: lowered[at].endswith(LONG))
        id_name = TABLES[table] + "id"
        created = ", ".join(
            f"{quoted(row.columns[at])}{' INTEGER PRIMARY KEY' * (lowered[at] == id_name)}" for at in ours
        )
        self.connection.execute(f"CREATE TABLE IF NOT EXISTS {quoted(row.table)} ({created})")
        names, marks = ", ".join(quoted(row.columns[at]) for at in ours), ", ".join("?" * len(ours))
        statement = f"INSERT OR IGNORE INTO {quoted(row.table)} ({names}) VALUES ({marks})"
        return statement, ours, lowered.index(id_name) if id_name in lowered else None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file, or the one dump in a zip, as phpMyAdmin packs it. Raises NotASite."""
    with path.open("rb") as file:
        if file.read(4) != ZIP:
            file.seek(0)
            yield file
            return
    try:
        with zipfile.ZipFile(path) as archive:
            names = [each for each in archive.infolist() if not each.is_dir() and "__MACOSX" not in each.filename]
            dumps = [each for each in names if each.filename.lower().endswith(".sql")]
            if len(dumps) != 1:
                held = f"有 {len(dumps)} 个 .sql" if dumps else "没有 .sql"
                raise NotASite(f"压缩包里{held}，要正好一个：请解压，把数据库文件（.sql、.db）单独放进来再选。")
            with archive.open(dumps[0]) as packed:
                yield cast(BinaryIO, packed)
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise NotASite(f"压缩包 {path.name} 打不开（坏了，或者有密码）：请解压后再选。") from error


def spool(path: Path) -> Spool:
    """The dump in a file, packed by gzip or as the only one in a zip, or not packed."""
    with _opened(path) as file:
        start = file.read(4)
    if start.startswith(UTF_16):
        raise NotASite(
            "文件是 UTF-16（PowerShell 的 > 会这样写，字已经坏了）：请用 mysqldump --result-file=文件 重新导出。"
        )
    taken = Spool()
    is_packed = start.startswith(GZIP)
    # Opened anew: of a packed one the beginning is not gone back to.
    with _opened(path) as file:
        is_gbk = SAYS_GBK.search((_Unpacked(file) if is_packed else file).read(HEAD))
    with _opened(path) as file:
        stream = cast(BinaryIO, _Unpacked(file)) if is_packed else file
        taken.take(cast(BinaryIO, _FromGbk(stream)) if is_gbk else stream)
    return taken


def _shown(cell: Cell) -> str:
    """What stood there instead of an id."""
    return cell[:40].decode(errors="replace") if isinstance(cell, bytes) else str(cell)
