"""A Z-BlogPHP site as a source of stories, read from its tables and its upload folder."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from moving.files import IndexedFiles, open_uploads
from moving.hosts import Hosts
from moving.index import Index
from moving.source import Facts, Name, NotASite, Oddity, Refusal, Story, StoryKind, Visibility
from moving.texts import one_line, short
from moving.zblog import look, rows
from moving.zblog.addresses import NO_CATEGORY, NOBODY, Post, Rules, other_addresses, own_address
from moving.zblog.database import Database, Row, is_sqlite, number, open_file
from moving.zblog.names import Names
from moving.zblog.php import Value
from moving.zblog.rows import Reading
from moving.zblog.settings import read_settings, told_host
from moving.zblog.spool import spool

#: What an address is made of; bodies stay where they are.
LIGHT = ("id", "type", "status", "alias", "title", "cateid", "authorid", "tag", "posttime")
DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_PAGE_SIZE = 10
MAX_REFUSALS = 10_000
#: Where the theme tpure keeps them.
SEO = {"seo_title": "singletitle", "seo_description": "singledescription", "seo_keywords": "singlekeywords"}
#: What an oddity tells of where the whole table is missing.
NAMELESS = {"tag-gone": ("tag", "标签"), "category-gone": ("category", "分类")}
END_OF_OLD_TIME = 2**31


class ZBlogSite:
    """Implements `moving.source.Source`."""

    def __init__(self, database: Database, files: IndexedFiles, host: str = "", spooled: list[Refusal] | None = None):
        self.database = database
        self.files = files
        #: Rows that never reached the tables.
        self.spooled = spooled or []
        self.settings: Mapping[str, Value] = read_settings(database)
        self.told_host = told_host(self.settings)
        self._hosts = Hosts(host, self.told_host)
        self._left_out: list[Refusal] = []
        #: What its stories were found to name and nobody knows.
        self._unknown: set[str] = set()

    @cached_property
    def base_url(self) -> str:
        """Where the old site stood."""
        return self._hosts.base_url

    @cached_property
    def own_hosts(self) -> tuple[str, ...]:
        """Its hosts, as given and as its settings say."""
        return self._hosts.own

    @cached_property
    def rules(self) -> Rules:
        """How its addresses are made."""
        return Rules.of(self.settings, urlsplit(self.base_url).path.rstrip("/"))

    @cached_property
    def zone(self) -> tzinfo:
        """The time zone its dates were shown in."""
        try:
            return ZoneInfo(str(self.settings.get("ZC_TIME_ZONE_NAME") or DEFAULT_ZONE))
        except (ValueError, OSError, KeyError):
            return ZoneInfo(DEFAULT_ZONE)

    @cached_property
    def kept(self) -> Names:
        """Its categories, tags and authors."""
        return Names(self.database)

    @cached_property
    def index(self) -> Index:
        """Which story owns which address, and how many a list has: known once all of them were looked at."""
        index = Index()
        for row in self.database.rows("post", LIGHT):
            if isinstance(row, Refusal) or number(row.get("id")) is None:
                continue
            reading = Reading(row)
            kind = rows.kind_of(reading.number("type"))
            if kind is StoryKind.OTHER:
                continue
            is_public = rows.visibility_of(kind, reading.number("status")) is Visibility.PUBLIC
            post = self._post(reading, kind)
            index.claim([own_address(self.rules, post), *other_addresses(self.rules, post)], post.id, is_public)
            if is_public and kind is StoryKind.ARTICLE:
                self._count(index, reading)
        return index

    def _count(self, index: Index, reading: Reading) -> None:
        category = str(reading.number("cateid"))
        above = self.kept.above(category) if self.settings.get("ZC_DISPLAY_SUBCATEGORYS", True) else ()
        index.stories["category"].update([category, *above])
        index.stories["author"][str(reading.number("authorid"))] += 1
        index.stories["tags"].update(rows.tag_ids(reading.text("tag"), self.kept.kept["tags"])[0])

    def _post(self, reading: Reading, kind: StoryKind) -> Post:
        category = self.kept.kept["category"].get(str(reading.number("cateid")))
        author = self.kept.kept["author"].get(str(reading.number("authorid")))
        return Post(
            id=str(reading.number("id")),
            title=reading.text("title")[: rows.MAX_TITLE],
            alias=reading.text("alias").strip(),
            is_page=kind is StoryKind.PAGE,
            shown_at=self._shown_at(reading),
            category=category.stored if category else NO_CATEGORY,
            author=author.stored if author else NOBODY,
        )

    def _shown_at(self, reading: Reading) -> datetime | None:
        """What the old site took for the date: 0 is the first of January 1970 for it."""
        try:
            return (rows.EPOCH + timedelta(seconds=reading.number("posttime"))).astimezone(self.zone)
        except OverflowError:
            return None

    def names(self) -> Iterator[Name]:
        """Categories, tags and authors."""
        page_size = self.settings.get("ZC_DISPLAY_COUNT")
        size = page_size if isinstance(page_size, int) and page_size > 0 else DEFAULT_PAGE_SIZE
        return self.kept.all(self.rules, self.index.stories, size)

    def month_address(self, year: int, month: int) -> str:
        """By its own rule."""
        return self.rules.make(self.rules.date, {"date": f"{year}-{month}"})

    def stories(self) -> Iterator[Story]:
        """Every post, the odd ones, too, in the order of their ids."""
        self._left_out, last = [], None
        for row in self.database.rows("post"):
            if isinstance(row, Refusal):
                self._leave_out(row)
                continue
            id_number = number(row.get("id"))
            if id_number is None or id_number == last:
                shown = short(str(row.get("id")))
                self._leave_out(Refusal("post", shown, "编号不是数字" if id_number is None else "编号重复，只取第一行"))
                continue
            last = id_number
            yield self._story(row)

    def _leave_out(self, refusal: Refusal) -> None:
        if len(self._left_out) < MAX_REFUSALS:
            self._left_out.append(refusal)

    def refused(self) -> Iterator[Refusal]:
        """The rows that had to be left out."""
        yield from self.spooled
        yield from self.kept.refused
        yield from self._left_out
        for code, (table, words) in NAMELESS.items():
            if code in self._unknown and not self.database.has(table):
                yield Refusal("", "", f"{words}的表（{table}）不在备份里，文章却用到")

    def facts(self) -> Facts:
        """What there is of it. Reads all of it once."""
        return look.facts(self)

    def _story(self, row: Row) -> Story:
        reading = Reading(row)
        kind = rows.kind_of(reading.number("type"))
        post, content = self._post(reading, kind), reading.text("content")
        tags, tag_oddities = rows.tag_ids(reading.text("tag"), self.kept.kept["tags"])
        reading.note(*tag_oddities)
        published_at = reading.time("posttime", self.zone)
        is_other = kind is StoryKind.OTHER
        addresses = [] if is_other else [own_address(self.rules, post), *other_addresses(self.rules, post)]
        self._note_what_is_odd(reading, kind, post, addresses)
        self._unknown.update(oddity.code for oddity in reading.oddities)
        return Story(
            kind=kind,
            id=post.id,
            visibility=rows.visibility_of(kind, reading.number("status")),
            title=one_line(post.title),
            body=rows.spelled_out(rows.MORE.sub("", rows.AUTO_INTRO.sub("", content)), self.base_url),
            original=content,
            summary=rows.summary_of(reading.text("intro"), content),
            published_at=published_at,
            created_at=reading.time("createtime", self.zone),
            updated_at=reading.time("updatetime", self.zone),
            views=max(0, reading.number("viewnums")),
            is_pinned=reading.number("istop") > 0,
            alias=post.alias,
            category=post.category.id if post.category is not NO_CATEGORY else "",
            tags=tuple(tags),
            author=post.author.id if post.author is not NOBODY else "",
            cover=rows.spelled_out(reading.meta.get("proimg", ""), self.base_url).strip(),
            **{field: one_line(reading.meta.get(key, "")) for field, key in SEO.items()},
            addresses=self.index.owned(addresses, post.id),
            row_hash=reading.fingerprint(),
            oddities=tuple(reading.oddities),
        )

    def _note_what_is_odd(self, reading: Reading, kind: StoryKind, post: Post, addresses: list[str]) -> None:
        notes = []
        if not one_line(post.title):
            notes.append(Oddity("no-title"))
        if len(reading.text("title")) > rows.MAX_TITLE:
            notes.append(Oddity("title-cut", short(post.title)))
        if rows.LOST.search(post.title) or rows.LOST_IN_BODY.search(reading.text("content")):
            notes.append(Oddity("lost-characters", short(post.title)))
        if kind is StoryKind.OTHER:
            notes.append(Oddity("other-type", str(reading.number("type"))))
        if reading.number("status") not in rows.VISIBILITIES:
            notes.append(Oddity("other-status", str(reading.number("status"))))
        if reading.number("cateid") and post.category is NO_CATEGORY and kind is StoryKind.ARTICLE:
            notes.append(Oddity("category-gone", str(reading.number("cateid"))))
        if reading.number("authorid") and post.author is NOBODY:
            notes.append(Oddity("author-gone", str(reading.number("authorid"))))
        seconds = reading.number("posttime")
        if seconds <= 0 or seconds >= END_OF_OLD_TIME:
            notes.append(Oddity("odd-time", str(seconds)))
        if addresses and (owner := self.index.owner(addresses[0])) not in {None, post.id}:
            notes.append(Oddity("same-address", f"{short(unquote(addresses[0]))}，显示的是 {owner}"))
        reading.note(*notes)


def open_site(source: Path, uploads: Path | None = None, host: str = "", prefix: str = "") -> ZBlogSite:
    """The site kept in `source`, a SQLite file or a dump, with its uploads. Raises NotASite, in words, for anything
    else. A dump is spooled to a temporary file first, which takes as much room on the disk as the dump unpacked.
    """
    if not source.is_file():
        raise NotASite(f"没有这个文件：{source}")
    files = open_uploads(uploads)
    if is_sqlite(source):
        return ZBlogSite(Database(open_file(source), prefix), files, host, not_written_yet(source))
    spooled = spool(source)
    try:
        database = Database(spooled.connection, prefix)
    except NotASite as error:
        why = spooled.refused[0].why if spooled.refused else ""
        raise NotASite(f"{error}{why}") from error
    return ZBlogSite(database, files, host, spooled.refused_of(database.prefix))


def not_written_yet(source: Path) -> list[Refusal]:
    """A word on what a database that was copied while in use has beside it, which is not read."""
    beside = source.with_name(source.name + "-wal")
    if beside.is_file() and beside.stat().st_size:
        return [Refusal("", "", f"旁边的 {beside.name} 里有还没写进数据库的改动，没有读到：请停掉旧站再复制一次")]
    return []
