"""Articles of a table (CSV, XLSX) as a source of stories, with the pictures that came along."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from moving.files import open_uploads
from moving.source import Facts, Name, Oddity, Refusal, Story, StoryKind, Visibility
from moving.tables import by_hand, columns, look
from moving.tables.contents import Contents, category_path, more_categories, name_id
from moving.tables.files import TableFiles
from moving.tables.markup import body_of, title_of
from moving.tables.records import Record
from moving.texts import one_line, plain, short
from moving.zblog.rows import MORE

MAX_TITLE = 2_000
_URL = re.compile(r"https?://[^\s<>\"（）()]+", re.IGNORECASE)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


class TableSite:
    """Implements `moving.source.Source`."""

    def __init__(self, path: Path, files: TableFiles, host: str = "", said: Mapping[str, str] | None = None) -> None:
        self.files = files
        self.contents = Contents(path, files, host, said)

    @property
    def base_url(self) -> str:
        """Where the old site stood: as given, or as most addresses say."""
        return self.contents.hosts.base_url

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """Its hosts."""
        return self.contents.hosts.own

    def names(self) -> Iterator[Name]:
        """Categories, tags and authors, which the rows name; nobody knows where they were listed."""
        for kind in self.contents.names.values():
            yield from kind.values()

    def month_address(self, year: int, month: int) -> str:
        """Nobody knows what this site called them."""
        return ""

    def stories(self) -> Iterator[Story]:
        """Each row, in the order of the table."""
        for old_id, record in self.contents.records():
            yield self._story(old_id, record)

    def refused(self) -> Iterator[Refusal]:
        """The rows that could not be read."""
        return iter(self.contents.refused)

    def facts(self) -> Facts:
        """What there is. Reads all of it once."""
        return look.facts(self)

    def _story(self, old_id: str, record: Record) -> Story:
        oddities = list(record.oddities)
        body, was_escaped = body_of(record["body"])
        if was_escaped:
            oddities.append(Oddity("escaped-markup"))
        title = one_line(title_of(record["title"][:MAX_TITLE]))
        if not title:
            oddities.append(Oddity("no-title"))
        if others := more_categories(record["category"]):
            oddities.append(Oddity("more-categories", short("、".join(others))))
        wanted = self.contents.addresses(record, oddities)
        if wanted and (owner := self.contents.index.owner(wanted[0])) not in {None, old_id}:
            oddities.append(Oddity("same-address", f"{short(wanted[0])}，显示的是 {owner}"))
        return Story(
            kind=columns.KINDS.get(one_line(record["kind"]).casefold(), StoryKind.ARTICLE),
            id=old_id,
            place="" if one_line(record["id"]) else record.place,
            visibility=self._visibility(record, oddities),
            title=title,
            body=MORE.sub("", body),
            original=record["body"],
            summary=plain(record["summary"]),
            published_at=record.moment("time"),
            created_at=record.moment("created"),
            updated_at=record.moment("updated"),
            views=_views(record, oddities),
            is_pinned=columns.is_yes(record["pinned"]),
            category=_id_of("/".join(category_path(record["category"]))),
            tags=tuple(name_id(each) for each in columns.names_in(record["tags"])),
            author=_id_of(one_line(record["author"])),
            source_name=_source_name(record["source"]),
            source_url=_source_url(record["source_url"] or record["source"]),
            cover=_cover(record["cover"]),
            seo_title=one_line(record["seo_title"]),
            seo_description=one_line(record["seo_description"]),
            seo_keywords=one_line(record["seo_keywords"]),
            addresses=self.contents.index.owned(wanted, old_id),
            row_hash=record.hash,
            oddities=tuple(oddities),
        )

    def _visibility(self, record: Record, oddities: list[Oddity]) -> Visibility:
        found = columns.visibility(record["status"])
        if found is None:
            oddities.append(Oddity("other-status", short(record["status"])))
            return Visibility.PRIVATE
        planned = record.moment("time")
        if found is Visibility.DRAFT and planned and planned > datetime.now(UTC):
            oddities.append(Oddity("scheduled", f"{planned:%Y-%m-%d %H:%M}"))
        return found


def _id_of(name: str) -> str:
    return name_id(name) if name else ""


def _views(record: Record, oddities: list[Oddity]) -> int:
    count = columns.count(record["views"])
    if count is None:
        oddities.append(Oddity("no-number", short(record["views"])))
    return min(count or 0, 2**31)


def _source_name(cell: str) -> str:
    """Whose the story is, without the address that some write beside it."""
    return one_line(_URL.sub("", cell)).strip("（）() ：:")


def _source_url(cell: str) -> str:
    found = _URL.search(cell)
    return found[0] if found else ""


def _cover(cell: str) -> str:
    """The first address of the cell; a tag that shows it is one, too."""
    if match := re.search(r"""<img\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)""", cell, re.IGNORECASE):
        return match[1]
    first = re.split(r"[\n|;；]|,(?=\s|https?:|/)", cell.strip())[0].strip()
    return first if "/" in first or "." in first or _SCHEME.match(first) else ""


def open_site(
    source: Path, uploads: Path | None = None, host: str = "", prefix: str = "", columns: str = ""
) -> TableSite:
    """The articles of a file, of several in a zip or of those in a folder; there is no `prefix`. Raises NotASite.

    `columns` says which column is which, where its heading does not: 题名=标题；稿件=正文.
    """
    said = by_hand.parsed(columns)
    files = TableFiles(uploads)
    open_uploads(uploads, files)
    return TableSite(source, files, host, said)
