"""What a site that moves in consists of, whatever program wrote it.

A source yields names (categories, tags, authors), stories and files; whoever brings them in knows nothing of dumps,
prefixes, presets or charsets. A reader repairs one value at a time and says what it repaired or could not read
(`oddities`); it never leaves a row out without a word.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol


class NotASite(Exception):
    """What was given holds no site of that program, or cannot be read at all. Its text is for people."""


class NameKind(enum.StrEnum):
    """What a name is the name of."""

    CATEGORY = "category"
    TAG = "tag"
    AUTHOR = "author"


class StoryKind(enum.StrEnum):
    """An article has a date and stands in lists; a page (关于我们) does neither.

    Anything else was a plug-in's own, which no visitor saw and is never public.
    """

    ARTICLE = "article"
    PAGE = "page"
    OTHER = "other"


class Visibility(enum.StrEnum):
    """Who could read a story on the old site."""

    PUBLIC = "public"
    DRAFT = "draft"
    REVIEW = "review"
    PRIVATE = "private"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something a reader repaired, cut or could not read: a short code to count by, and the value that shows it."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that could not be read at all: of which table, its id if that much is known, and why, for people."""

    table: str
    id: str
    why: str
    #: Whether a story may lie there that nobody can name: what is not seen beside it is not gone.
    hides_story: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A category, tag or author as the old site showed it (unescaped)."""

    kind: NameKind
    id: str
    name: str
    alias: str = ""
    #: Id of the category above, or empty. A reader has cut loops.
    parent: str = ""
    #: Paths with queries at which the old site listed its stories, its own spelling first.
    addresses: tuple[str, ...] = ()
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One post of the old site. Times are aware; None where the old site had none."""

    kind: StoryKind
    id: str
    visibility: Visibility
    #: Unescaped exactly once, on one line.
    title: str
    #: HTML. The old site's own host is spelled out (https://host/...); relative addresses are as they were.
    body: str
    #: HTML as it was stored, to be kept for editors.
    original: str
    #: Plain text an author wrote, empty where the program cut it out of the body by itself.
    summary: str = ""
    published_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    views: int = 0
    is_pinned: bool = False
    alias: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    #: Whose it was before, and where: what the old site names as its source.
    source_name: str = ""
    source_url: str = ""
    #: Address of the cover picture, or empty.
    cover: str = ""
    #: Where it stands, for people, if its id says nothing to them: 第 3 行.
    place: str = ""
    seo_title: str = ""
    seo_description: str = ""
    seo_keywords: str = ""
    #: Paths with queries at which the old site showed it, percent-encoded as a browser asks for them, its own spelling
    #: first; none where another story owned it. What nobody could see has those it would have had.
    addresses: tuple[str, ...] = ()
    #: SHA-256 of the whole row but its views: what a later look compares.
    row_hash: bytes = b""
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a look tells of a source before anything is written."""

    program: str
    title: str
    #: The host as its own settings name it, which may be wrong (localhost), and all hosts its bodies link to, counted.
    told_host: str
    found_hosts: Mapping[str, int]
    preset: str
    time_zone: str
    #: What the bytes turned out to be, in words, and three titles to see it by.
    charset: str
    sample_titles: tuple[str, ...]
    #: Rows by what they are: {"post": {"article/public": 2890, ...}, "tag": {...}}.
    counts: Mapping[str, Mapping[str, int]]
    #: How many of each oddity, with up to five examples ("文章 129：...").
    oddities: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    #: (name, address) of each link to a friend's site that it showed on all pages.
    friends: tuple[tuple[str, str], ...] = ()
    #: How many rows it keeps of persons, by table (member, comment): none of them is brought in.
    personal: Mapping[str, int] = field(default_factory=dict)


class Files(Protocol):
    """The old site's upload folder, be it a folder or an archive. Nothing outside of it is ever read."""

    def open(self, path: str) -> BinaryIO | None:
        """The file at `path` below the site's root (zb_users/upload/a.jpg), decoded; None when there is none."""

    def paths(self) -> Iterator[str]:
        """Paths of all files, as `open` takes them."""

    def pages(self, path: str) -> Iterable[str]:
        """The addresses of pages that showed that file alone, paths with query."""


class Source(Protocol):
    """A site that moves in. Its iterators may be taken again and read as a stream, in bounded memory."""

    @property
    def base_url(self) -> str:
        """Where the old site stood: https://host/, with its final slash."""

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """Other hosts whose addresses in bodies are the site's own."""

    @property
    def files(self) -> Files:
        """Its uploads."""

    def facts(self) -> Facts:
        """What there is of it. Reads all of it once."""

    def names(self) -> Iterator[Name]:
        """Categories, tags and authors."""

    def month_address(self, year: int, month: int) -> str:
        """The path with query at which it listed the stories of a month; empty where nobody knows."""

    def stories(self) -> Iterator[Story]:
        """Every post, the odd ones, too, in the order of their ids."""

    def refused(self) -> Iterator[Refusal]:
        """The rows that `names` and `stories`, read to their end, had to leave out."""
