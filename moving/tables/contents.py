"""All rows of a table, kept in a temporary file: names, ids and owners of addresses are known once all were read."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from moving.hosts import Hosts
from moving.index import Index
from moving.source import Name, NameKind, NotASite, Oddity, Refusal, Visibility
from moving.tables import columns
from moving.tables.columns import Columns, columns_of
from moving.tables.files import TableFiles
from moving.tables.opening import Line, Table, tables
from moving.tables.records import Record, as_texts, record
from moving.texts import one_line, short
from moving.zblog.database import temporary

#: Rows among which the headings are looked for.
MOST_ABOVE = 20
MAX_NAMES, MAX_REFUSALS = 200_000, 10_000
#: Ids here are no longer.
LONGEST_ID = 40
_PATH = re.compile(r"\s*[>＞»]\s*|\s+/\s+")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,10}", re.IGNORECASE)
_OTHERS = re.compile(r"[,，;；|\n]")
_CREATE = """
CREATE TABLE rows (number INTEGER PRIMARY KEY, address TEXT, named TEXT, hash BLOB, id TEXT, record TEXT);
CREATE TABLE bodies (number INTEGER PRIMARY KEY, body TEXT);
CREATE INDEX by_address ON rows (address); CREATE UNIQUE INDEX by_id ON rows (id)
"""


class Contents:
    """Read once; `records` may be taken again."""

    def __init__(self, path: Path, files: TableFiles, host: str = "", said: Mapping[str, str] | None = None) -> None:
        """`said`: {heading: field} of columns that an owner has named, see moving.tables.by_hand."""
        self._said = said or {}
        self.title, self.files, self._typed_hosts = path.stem, files, host
        self.names: dict[NameKind, dict[str, Name]] = {kind: {} for kind in NameKind}
        self.refused: list[Refusal] = []
        self.counts: Counter[str] = Counter()
        self.unknown: dict[str, None] = {}
        #: Other charsets than UTF-8 in which its texts are.
        self.charsets: dict[str, None] = {}
        self.index = Index()
        self._hosts: Counter[str] = Counter()
        self._rows = temporary()
        for statement in _CREATE.split(";"):
            self._rows.execute(statement)
        self._rows.execute("BEGIN")
        lacking = [why for table in tables(path) if (why := self._take(table))]
        self._rows.execute("COMMIT")
        if not self.counts["table"]:
            raise NotASite(lacking[0] if lacking else "这个表格里什么也没有。")
        self._give_ids()
        self.files.settle()

    @property
    def hosts(self) -> Hosts:
        """As given, and as most of the addresses say."""
        return Hosts(self._typed_hosts, next((host for host, _ in self._hosts.most_common(1)), ""))

    def records(self) -> Iterator[tuple[str, Record]]:
        """(id, record) of each row in the order of the table."""
        query = """SELECT id, record, body FROM rows JOIN bodies USING (number)
                   WHERE id IS NOT NULL ORDER BY rows.number"""
        for old_id, stored, body in self._rows.execute(query):
            row = Record.of(stored)
            row.texts["body"] = body
            yield old_id, row

    # The pass.

    def _take(self, table: Table) -> str:
        """Keep the rows of a table; why none of it was read."""
        rows = table.rows()
        above: list[Line | Refusal] = list(islice(rows, MOST_ABOVE))
        found = next(((at, each) for at, each in enumerate(map(self._columns, above)) if not each.missing), None)
        if found is None or table.is_hidden:
            return self._leave_out(table, above)
        at, wanted = found
        self.counts["table"] += 1
        self.charsets |= {table.charset: None} if table.charset else {}
        self.unknown |= dict.fromkeys(wanted.unknown)
        for line in [*above[at + 1 :]]:
            self._keep(line, wanted, table.name)
        for line in rows:
            self._keep(line, wanted, table.name)
        return ""

    def _columns(self, line: Line | Refusal) -> Columns:
        return columns_of(as_texts(line.values) if isinstance(line, Line) else [], self._said)

    def _leave_out(self, table: Table, above: list[Line | Refusal]) -> str:
        lines = [each for each in above if isinstance(each, Line)]
        if not lines:
            self.refused += [each for each in above if isinstance(each, Refusal)]
            return self.refused[-1].why if above else ""
        best = max(map(self._columns, lines), key=lambda each: len(each.positions))
        seen = "、".join(short(each) for each in as_texts(lines[0].values) if each.strip())
        why = f"缺{'、'.join(f'“{label}”' for label in best.missing)}这一列：第一行是 {short(seen) or '（空）'}。"
        if table.is_hidden:
            why = "隐藏的工作表，没有读"
        else:
            why = f"表格{why}请给出“标题”和“正文”（或 title、content）两列，或者说明哪一列是什么。"
        self.refused.append(Refusal(table.name or "表格", "表头", why))
        return f"{table.name}：{why}" if table.name else why

    def _keep(self, line: Line | Refusal, wanted: Columns, table: str) -> None:
        if isinstance(line, Refusal):
            self._refuse(line)
            return
        extra = sum(each not in {None, ""} and bool(str(each).strip()) for each in line.values[wanted.width :])
        if extra:
            why = f"有 {len(line.values)} 列，表头只有 {wanted.width} 列（正文里的分隔符要放在引号里）"
            self._refuse(Refusal(table or "表格", line.place, why, hides_story=True))
            return
        row = record(wanted, line.values, line.place, line.codes)
        if not row["title"].strip() and not row["body"].strip():
            if row.texts:
                self._refuse(Refusal(table or "表格", line.place, "没有标题，也没有正文", hides_story=True))
            return
        self._take_names(row)
        addresses = self._take_addresses(row)
        self.files.learn(row["body"])
        named = f"{one_line(row['title'])}\0{row['time']}"
        digest, body = row.hash, row.texts.pop("body", "")
        values = (addresses[0] if addresses else "", named, digest, row.stored())
        self._rows.execute("INSERT INTO rows (address, named, hash, record) VALUES (?, ?, ?, ?)", values)
        self._rows.execute("INSERT INTO bodies (body) VALUES (?)", [body])

    def _refuse(self, refusal: Refusal) -> None:
        if len(self.refused) < MAX_REFUSALS:
            self.refused.append(refusal)

    def _take_names(self, row: Record) -> None:
        parent = ""
        for at, name in enumerate(path := category_path(row["category"])):
            parent = self._add(NameKind.CATEGORY, "/".join(path[: at + 1]), name, parent)
        for name in columns.names_in(row["tags"]):
            self._add(NameKind.TAG, name, name)
        if author := one_line(row["author"]):
            self._add(NameKind.AUTHOR, author, author)

    def _add(self, kind: NameKind, key: str, name: str, parent: str = "") -> str:
        names, old_id = self.names[kind], name_id(key)
        if old_id in names or len(names) < MAX_NAMES:
            names.setdefault(old_id, Name(kind, old_id, name, parent=parent))
        return old_id

    def _take_addresses(self, row: Record) -> list[str]:
        found = []
        for typed in row["address"].split()[:20]:
            host, path = address_of(typed)
            if host and not found:
                self._hosts[host] += 1
            if path:
                found.append(path)
        return found

    # Ids.

    def _give_ids(self) -> None:
        """Each row its id; rows that are the same once more are left out, and named."""
        shared = "SELECT address FROM rows WHERE address != '' GROUP BY address HAVING count(*) > 1"
        self._rows.execute(f"CREATE TEMP TABLE shared AS {shared}")
        self._rows.execute("CREATE INDEX temp.by_shared ON shared (address)")
        query = """SELECT number, named, hash, record, address, address IN (SELECT address FROM shared) FROM rows
                   ORDER BY number"""
        cursor = self._rows.cursor()
        self._rows.execute("BEGIN")
        for number, named, digest, stored, address, is_shared in cursor.execute(query):
            row = Record.of(stored)
            typed = one_line(row["id"])
            by_address = address and not is_shared
            if by_address and self._host_of(row) not in {"", *self.hosts.own}:
                by_address = False
            derived = _hashed("u", address) if by_address else _hashed("t", named)
            old_id = name_id(typed) if typed else self._free(derived, digest)
            self.counts["by_title"] += not (typed or by_address)
            self._give(number, old_id, digest, row)
        self._rows.execute("COMMIT")

    def _host_of(self, row: Record) -> str:
        host = next((address_of(each)[0] for each in row["address"].split()), "")
        return urlsplit(host).hostname or "" if host else ""

    def _free(self, derived: str, digest: bytes) -> str:
        """The id, or for other rows of the same title and time their place among them."""
        for place in range(1, 1_000):
            old_id = derived if place == 1 else f"{derived}-{place}"
            there = self._rows.execute("SELECT hash FROM rows WHERE id = ?", [old_id]).fetchone()
            if there is None or there[0] == digest:
                return old_id
        return derived

    def _give(self, number: int, old_id: str, digest: bytes, row: Record) -> None:
        there = self._rows.execute("SELECT hash, record FROM rows WHERE id = ?", [old_id]).fetchone()
        if there:
            first = Record.of(there[1]).place
            why = f"和{first}完全相同，只取一次" if there[0] == digest else f"编号和{first}相同，只取前面的"
            self._refuse(Refusal("文章", old_id, f"{row.place}：{why}"))
            return
        self._rows.execute("UPDATE rows SET id = ? WHERE number = ?", [old_id, number])
        is_public = columns.visibility(row["status"]) is Visibility.PUBLIC
        self.index.claim(self.addresses(row, []), old_id, is_public)

    def addresses(self, row: Record, oddities: list[Oddity]) -> list[str]:
        """Where the old site showed it; those of other sites are told."""
        found = []
        for typed in row["address"].split()[:20]:
            host, path = address_of(typed)
            if host and (urlsplit(host).hostname or "") not in self.hosts.own:
                oddities.append(Oddity("other-address", short(typed)))
            elif path:
                found.append(path)
        return list(dict.fromkeys(found))


def category_path(cell: str) -> list[str]:
    """园区 > 东山 as its parts; of several categories the first."""
    first = next((each for each in _OTHERS.split(cell) if each.strip()), "")
    return [name for part in _PATH.split(first) if (name := one_line(part))][:10]


def more_categories(cell: str) -> list[str]:
    """The categories behind the first one."""
    return [one_line(each) for each in _OTHERS.split(cell) if each.strip()][1:]


def name_id(name: str) -> str:
    """What a name or an article is called here: itself, or a hash of what is too long."""
    plain = one_line(name)
    return plain if len(plain) <= LONGEST_ID else _hashed("h", plain)


def _hashed(kind: str, text: str) -> str:
    return f"{kind}{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:20]}"


def address_of(typed: str) -> tuple[str, str]:
    """(scheme and host, path with query) of an address as it was written; of a home page no path, which all share."""
    text = typed.strip().replace("\\", "/")
    if "//" not in text and not text.startswith(("/", "?")):
        # news/1.html is a path, www.shi.example/1.html is a host with one.
        first = text.partition("/")[0]
        is_file = first.lower().endswith((".html", ".htm", ".php", ".asp", ".aspx", ".jsp", ".shtml"))
        text = f"//{text}" if _HOST.fullmatch(first) and not is_file else f"/{text}"
    try:
        parts = urlsplit(text)
        host = f"{parts.scheme or 'https'}://{parts.netloc}" if parts.netloc and parts.hostname else ""
    except ValueError:
        return "", ""
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~")
    if path.strip("/") or parts.query:
        return host, (path or "/") + (f"?{quote(unquote(parts.query), safe='/:@!$&()*+,;=~?%')}" if parts.query else "")
    return host, ""
