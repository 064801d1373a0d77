"""The tables of a Z-BlogPHP site in a SQLite file: its own one, or the one a dump was spooled to.

It is opened read-only and never written to. Only plain tables are read (a view or virtual table could do anything), a
row at a time, each by itself: a damaged page or a giant costs its own row.
"""

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from moving.source import NotASite, Refusal

Cell: TypeAlias = bytes | int | float | None
Row: TypeAlias = dict[str, Cell]

#: Z-BlogPHP's tables, and what their columns begin with.
TABLES = {
    "post": "log_",
    "category": "cate_",
    "tag": "tag_",
    "member": "mem_",
    "upload": "ul_",
    "comment": "comm_",
    "module": "mod_",
    "config": "conf_",
}
MAX_CELL = 16 * 2**20
CACHE_KIB = 16_384
#: So much work (virtual machine steps, in thousands) may one row cost.
MAX_STEPS = 20_000
#: Ids beyond this are not looked for behind damage, and none are below the least.
MOST_IDS, LEAST = 2**40, -(2**63)
SIGNATURE = b"SQLite format 3\0"


def is_sqlite(path: Path) -> bool:
    """Whether it is a SQLite file, by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(SIGNATURE)) == SIGNATURE


def open_file(path: Path) -> sqlite3.Connection:
    """The SQLite file of a site, for reading only; what another process wrote beside it (-wal) is not seen."""
    return sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def temporary() -> sqlite3.Connection:
    """An empty database on the disk, in TMPDIR, without a name: it is gone with the connection, however that ends."""
    handle, name = tempfile.mkstemp(prefix="moving-")
    os.close(handle)
    # Used by whoever holds the site, one thread at a time.
    connection = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE_KIB}"):
        connection.execute(f"PRAGMA {pragma}")
    os.unlink(name)
    return connection


class Database:
    """Tables by Z-BlogPHP's own names (`post`), columns by theirs in small letters without prefix (`cateid`)."""

    def __init__(self, connection: sqlite3.Connection, prefix: str = "") -> None:
        self.connection = connection
        connection.text_factory = bytes
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL)
        self._steps = 0
        connection.set_progress_handler(self._too_much, 1000)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            self.prefixes = self._find_prefixes()
        except sqlite3.Error as error:
            raise NotASite(
                f"这个数据库读不了，可能没有传完整，或者不是 SQLite 文件。请重新导出、重新传（{error}）。"
            ) from error
        if not self.prefixes:
            raise NotASite("这里没有 Z-BlogPHP 的表（…post，列名 log_ID、log_Title）。")
        if prefix and prefix not in self.prefixes:
            raise NotASite(f"没有前缀 {prefix} 的表，只有：{'、'.join(self.prefixes)}")
        self.prefix = prefix or max(self.prefixes, key=self.prefixes.__getitem__)
        self._columns = {table: self._find_columns(self.prefix + table) for table in TABLES}

    def _too_much(self) -> int:
        self._steps += 1
        return self._steps > MAX_STEPS

    def _find_prefixes(self) -> dict[str, int]:
        """{prefix: how many posts} of each installation in this database."""
        tables = self.connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {}
        for name, page in tables:
            table = name.decode(errors="replace")
            of_posts = page and table.lower().endswith("post")
            if of_posts and {"id", "title", "content"} <= self._find_columns(table).keys():
                found[table[: -len("post")]] = self._count(table)
        return found

    def _find_columns(self, table: str) -> dict[str, str]:
        """{name in small letters without prefix: as it is}; empty when it is no plain table of Z-BlogPHP's."""
        plain = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name = ? COLLATE NOCASE"
        beginning = next((start for name, start in TABLES.items() if table.lower().endswith(name)), "")
        if not self.connection.execute(plain, [table]).fetchone():
            return {}
        names = [
            row[1].decode(errors="replace") for row in self.connection.execute(f"PRAGMA table_xinfo({quoted(table)})")
        ]
        return {name.lower().removeprefix(beginning): name for name in names if name.lower().startswith(beginning)}

    def _scalar(self, query: str) -> int:
        self._steps = 0
        return self.connection.execute(query).fetchone()[0]

    def has(self, table: str) -> bool:
        """Whether the site has this table."""
        return bool(self._columns[table])

    def columns(self, table: str) -> set[str]:
        """The table's columns in small letters and without prefix."""
        return {*self._columns[table]}

    def count(self, table: str) -> int:
        """How many rows there are, the odd ones included."""
        return self._count(self.prefix + table) if self.has(table) else 0

    def _count(self, table: str) -> int:
        """How many rows a table has; 0 for one that is damaged."""
        try:
            return self._scalar(f"SELECT count(*) FROM {quoted(table)}")
        except sqlite3.Error:
            return 0

    def rows(self, table: str, only: tuple[str, ...] = ()) -> Iterator[Row | Refusal]:
        """Every row in the order of its id; `only` names the columns wanted."""
        columns = {key: name for key, name in self._columns[table].items() if not only or key in only}
        if not columns:
            return
        source, wanted = quoted(self.prefix + table), ", ".join(map(quoted, columns.values()))
        one = f"SELECT {wanted} FROM {source} WHERE rowid = ?"
        for rowid in self._rowids(table):
            if isinstance(rowid, Refusal):
                yield rowid
                continue
            self._steps = 0
            try:
                cells = self.connection.execute(one, [rowid]).fetchone()
            except (sqlite3.Error, OverflowError) as error:
                yield Refusal(table, str(rowid), f"读不出来：{error}")
            else:
                yield dict(zip(columns, cells, strict=True))

    def _rowids(self, table: str) -> Iterator[int | Refusal]:
        """Rows by their ids. Behind a damaged page reading goes on, further and further, as long as ids are keys."""
        id_column = self._columns[table].get("id", "rowid")
        order = f"SELECT rowid FROM {quoted(self.prefix + table)} WHERE rowid > ? ORDER BY {quoted(id_column)}, rowid"
        after, step, is_key = LEAST, 1, self.is_key(table)
        while after < MOST_IDS:
            self._steps = -self.count(table)  # sorting ids that are no key takes as long as there are rows
            try:
                for (rowid,) in self.connection.execute(order, [after]):
                    yield rowid
                    after, step = max(after, rowid), 1
            except sqlite3.Error as error:
                if step == 1:
                    yield Refusal(table, f"{max(after, 0) + 1} 起", f"数据库坏了，这里的行读不出来：{error}")
                if not is_key:
                    return
                after, step = max(after, 0) + step, step * 2
            else:
                return

    def is_key(self, table: str) -> bool:
        """Whether the id is what the table is ordered by."""
        name = self._columns[table].get("id")
        info = self.connection.execute(f"PRAGMA table_xinfo({quoted(self.prefix + table)})").fetchall()
        return any(row[1].decode() == name and row[2].upper() == b"INTEGER" and row[5] == 1 for row in info)


def quoted(name: str) -> str:
    """An identifier for SQLite."""
    return '"' + name.replace('"', '""') + '"'


def number(cell: Cell) -> int | None:
    """A cell as a whole number; None when it is none."""
    if isinstance(cell, bytes):
        match = re.fullmatch(rb"\s*(-?\d{1,18})(?:\.0*)?\s*", cell)
        return int(match[1]) if match else None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else None
    return cell
