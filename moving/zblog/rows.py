"""Rows of Z-BlogPHP's tables as what a site that moves in consists of."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property

from moving.source import Oddity, StoryKind, Visibility
from moving.texts import plain, short
from moving.zblog import charset, php
from moving.zblog.database import Row, number

#: Columns whose value says nothing of the story: each page view, each comment moves one.
NOT_ITS_OWN = {"viewnums", "commnums"}
HOST_TOKEN = "{#ZC_BLOG_HOST#}"  # noqa: S105 - no password: stands for the site's address in every text
KINDS = {0: StoryKind.ARTICLE, 1: StoryKind.PAGE}
VISIBILITIES = {
    0: Visibility.PUBLIC,
    1: Visibility.DRAFT,
    2: Visibility.REVIEW,
    4: Visibility.PRIVATE,
    8: Visibility.LOCKED,
}
AUTO_INTRO = re.compile(r"<!--\s*autointro\s*-->", re.IGNORECASE)
MORE = re.compile(r"<!--\s*more\s*-->|<hr\s+class=(['\"]?)more\1\s*/?>", re.IGNORECASE)
TAG_IDS = re.compile(r"\{(\d{1,18})(?=(\}|\{|\Z))")
WHOLE_TAGS = re.compile(r"(?:\{\d+\})*")
#: What a four-byte character became in a table that could not hold it.
LOST = re.compile(r"\?{4}|(?:^|\s)\?+(?=\s|$)|(?<=[\u4e00-\u9fff])\?+(?=[\u4e00-\u9fff])")
LOST_IN_BODY = re.compile(r"(?<![\w=&/?])\?{4}+(?![\w?])|>\s*\?{1,8}\s*<")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_SECOND_OF_OLD = 2**31 - 1
#: Titles had 250 characters.
MAX_TITLE = 2_000
#: A column of 250 characters on every old site but those kept in SQLite.
MAX_TAGS = 2_000


class Reading:
    """One row being read: its values as text, and what was odd about them."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.oddities: list[Oddity] = []
        self._texts: dict[str, str] = {}

    def text(self, column: str) -> str:
        """A column as text, repaired; empty where there is none."""
        if column not in self._texts:
            cell = self.row.get(column)
            if not isinstance(cell, bytes):
                self._texts[column] = "" if cell is None else str(cell)
            else:
                read = charset.read(cell)
                self._texts[column] = read.text
                self.note(*[Oddity(code, f"{column}：{short(read.text)}") for code in read.codes])
        return self._texts[column]

    def number(self, column: str) -> int:
        """A column as a whole number; 0 where it is none, which is noted where something else stood there."""
        cell = self.row.get(column)
        value = number(cell)
        if value is None and cell not in {None, b""}:
            self.note(Oddity("no-number", f"{column}：{short(str(cell))}"))
        return value or 0

    def note(self, *oddities: Oddity) -> None:
        """Say what is odd, once."""
        self.oddities += [oddity for oddity in oddities if oddity not in self.oddities]

    def time(self, column: str, zone: tzinfo) -> datetime | None:
        """A column of Unix seconds; None for 0 and for what no calendar has."""
        seconds = self.number(column)
        if not seconds:
            return None
        try:
            return (EPOCH + timedelta(seconds=seconds)).astimezone(zone)
        except OverflowError:
            self.note(Oddity("no-time", f"{column}：{seconds}"))
            return None

    @cached_property
    def meta(self) -> Mapping[str, str]:
        """What themes and plug-ins keep with it: the strings and numbers among it."""
        text = self.text("meta").strip()
        if not text:
            return {}
        value, whole = php.read(text)
        if not whole:
            self.note(Oddity("meta-unreadable", short(text)))
        if not isinstance(value, dict):
            return {}
        return {name: str(each) for name, each in value.items() if isinstance(each, str | int | float)}

    def fingerprint(self) -> bytes:
        """SHA-256 of the row as text, in whatever charset and order of columns it was dumped."""
        digest = hashlib.sha256()
        for column in sorted(self.row.keys() - NOT_ITS_OWN):
            value = self.text(column).encode()
            digest.update(b"%s:%d:" % (column.encode(), len(value)))
            digest.update(value)
        return digest.digest()


def kind_of(type_number: int) -> StoryKind:
    """Anything but articles and pages is a plug-in's own, which no visitor ever saw."""
    return KINDS.get(type_number, StoryKind.OTHER)


def visibility_of(kind: StoryKind, status: int) -> Visibility:
    """Who could read it: nobody what is neither article nor page, nor what has a status that there is not."""
    return Visibility.PRIVATE if kind is StoryKind.OTHER else VISIBILITIES.get(status, Visibility.PRIVATE)


def spelled_out(text: str, base_url: str) -> str:
    """`text` with the site's address where its token stood."""
    return text.replace(HOST_TOKEN, base_url)


def summary_of(intro: str, content: str) -> str:
    """What somebody wrote as a summary; empty where the program cut it out of the body: it says so, or up to a mark."""
    if not intro.strip() or AUTO_INTRO.search(intro[-40:]):
        return ""
    if (match := MORE.search(content)) and content[: match.start()].strip() == intro.strip():
        return ""
    return plain(intro)


def tag_ids(text: str, known: Iterable[str]) -> tuple[list[str], list[Oddity]]:
    """Ids of a post's tags in their order, each once. The last may be cut in its brace (at 250 characters): the old
    site took what is left of it for an id, and so do we, but say so.
    """
    found, oddities = [], []
    if len(text) > MAX_TAGS or not WHOLE_TAGS.fullmatch(text):
        oddities.append(Oddity("tags-cut", short(text[-30:])))
    for match in TAG_IDS.finditer(text[:MAX_TAGS]):
        tag = str(int(match[1]))
        if tag not in known:
            oddities.append(Oddity("tag-gone", tag))
        elif tag not in found:
            found.append(tag)
    return found, list(dict.fromkeys(oddities))
