"""A WordPress site as a source of stories, read from its export and its upload folder."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from urllib.parse import unquote, urlsplit

from moving.files import open_uploads
from moving.source import Facts, Name, NameKind, NotASite, Oddity, Refusal, Story, StoryKind, Visibility
from moving.texts import one_line, plain, short
from moving.wordpress import look, search_fields
from moving.wordpress.contents import KINDS, NO_STORIES, TAXONOMIES, Contents, addresses_of, id_of, read_time
from moving.wordpress.paragraphs import with_paragraphs
from moving.wordpress.shortcodes import turned
from moving.wordpress.uploads import WordPressFiles
from moving.wordpress.wxr import Export, Item
from moving.zblog.rows import MORE

#: What is scheduled was not public yet, whatever its date; what lies in the bin may be wanted for its address.
VISIBILITIES = {
    "publish": Visibility.PUBLIC,
    **dict.fromkeys(("draft", "auto-draft", "future"), Visibility.DRAFT),
    "pending": Visibility.REVIEW,
    "private": Visibility.PRIVATE,
    "trash": Visibility.LOCKED,
}
#: Views as the usual plug-ins count them; these and locks of the editor say nothing of a post.
VIEWS = ("views", "post_views_count", "_post_views", "hits")
NOT_ITS_OWN = {*VIEWS, "_edit_lock", "_edit_last", "_encloseme", "_pingme", "_oembed_time"}
BLOCKS = re.compile(r"<!--\s*wp:")
NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->", re.IGNORECASE)
NO_TIME = "0000-00-00 00:00:00"


class WordPressSite:
    """Implements `moving.source.Source`."""

    def __init__(self, export: Export, files: WordPressFiles, host: str = "") -> None:
        self.export, self.files = export, files
        self.contents = Contents(export, host)
        self.files.originals = self.contents.originals
        self.files.shown_at = self.contents.shown_at
        self._left_out: list[Refusal] = []

    @property
    def base_url(self) -> str:
        """Where the old site stood."""
        return self.contents.base_url

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """Its hosts, as given and as the export says."""
        return self.contents.hosts.own

    @property
    def zone(self) -> tzinfo:
        """The time zone its dates were shown in."""
        return self.contents.zone

    def names(self) -> Iterator[Name]:
        """Categories, tags and authors."""
        return self.contents.names()

    def month_address(self, year: int, month: int) -> str:
        """As WordPress answers it whatever its posts' addresses are."""
        return f"{urlsplit(self.base_url).path.rstrip('/')}/{year}/{month:02}/"

    def stories(self) -> Iterator[Story]:
        """Every post but attachments, menus and their like, in the order of the export."""
        self._left_out, seen = [], set[int]()
        for item in self.export.read():
            if not isinstance(item, Item) or item["post_type"] in NO_STORIES:
                continue
            number = item["post_id"].strip()
            if not number.isdecimal() or not number.isascii() or len(number) > 18 or int(number) in seen:
                why = "编号重复，只取第一篇" if number.isdecimal() else "编号不是数字"
                self._left_out.append(Refusal("post", short(number), why))
                continue
            seen.add(int(number))
            yield self._story(item)

    def refused(self) -> Iterator[Refusal]:
        """What had to be left out: posts without a number, and what stood behind the damage of a file."""
        yield from self.export.refused
        yield from self._left_out

    def facts(self) -> Facts:
        """What there is of it. Reads all of it once."""
        return look.facts(self)

    def _story(self, item: Item) -> Story:
        number = str(int(item["post_id"]))
        kind = KINDS.get(item["post_type"], StoryKind.OTHER)
        body, oddities = self._body(item)
        published_at = self._time(item, "post_date", oddities)
        category, tags = self._terms(item, oddities)
        found = search_fields.read(item.metas, one_line(item["title"]), self.contents.title, oddities)
        addresses = [] if kind is StoryKind.OTHER else addresses_of(item, self.base_url)
        if addresses and (owner := self.contents.index.owner(addresses[0])) not in {None, number}:
            oddities.append(Oddity("same-address", f"{short(unquote(addresses[0]))}，显示的是 {owner}"))
        return Story(
            kind=kind,
            id=number,
            visibility=self._visibility(item, kind, oddities),
            title=plain(item["title"]),
            body=body,
            original=item["content"],
            summary=plain(item["excerpt"]),
            published_at=published_at,
            updated_at=self._time(item, "post_modified", []),
            views=_views(item),
            is_pinned=item["is_sticky"].strip() == "1",
            alias=unquote(item["post_name"]),
            category=category,
            tags=tags,
            author=id_of(item["creator"]),
            cover=self._cover(item, oddities),
            seo_title=found.title,
            seo_description=found.description,
            seo_keywords=found.keywords,
            addresses=self.contents.index.owned(addresses, number),
            row_hash=_fingerprint(item),
            oddities=tuple(oddities),
        )

    def _visibility(self, item: Item, kind: StoryKind, oddities: list[Oddity]) -> Visibility:
        status = item["status"].strip()
        if not plain(item["title"]):
            oddities.append(Oddity("no-title"))
        if status not in VISIBILITIES:
            oddities.append(Oddity("other-status", short(status)))
        if status in {"future", "trash"}:
            oddities.append(Oddity("scheduled" if status == "future" else "trashed", item["post_date"]))
        if kind is StoryKind.OTHER:
            oddities.append(Oddity("other-type", short(item["post_type"])))
            return Visibility.PRIVATE
        if item["post_password"] and status == "publish":
            oddities.append(Oddity("password"))
            return Visibility.LOCKED
        return VISIBILITIES.get(status, Visibility.PRIVATE)

    def _body(self, item: Item) -> tuple[str, list[Oddity]]:
        markup = NEXT_PAGE.sub("\n\n", MORE.sub("", item["content"]))
        markup, oddities = turned(markup, self.contents.pictures)
        # Blocks have their paragraphs; the classic editor writes none.
        return (markup if BLOCKS.search(markup) else with_paragraphs(markup)), oddities

    def _time(self, item: Item, name: str, oddities: list[Oddity]) -> datetime | None:
        world, local = item[f"{name}_gmt"].strip(), item[name].strip()
        moment = read_time(world, UTC) or read_time(local, self.zone)
        if moment is None and (world or local) and {world, local} - {NO_TIME, ""}:
            oddities.append(Oddity("no-time", short(local or world)))
        return moment

    def _terms(self, item: Item, oddities: list[Oddity]) -> tuple[str, tuple[str, ...]]:
        found: dict[NameKind, dict[str, str]] = {kind: {} for kind in NameKind}
        for taxonomy, slug, name in item.terms:
            if taxonomy in TAXONOMIES:
                found[TAXONOMIES[taxonomy]][id_of(slug or name)] = one_line(name)
        categories = found[NameKind.CATEGORY]
        # Of 政策 and 政策 / 补贴 the latter says more.
        above = {each for category in categories for each in self.contents.above(category)}
        ranked = [each for each in categories if each not in above] or [*categories]
        number = item.metas.get("_yoast_wpseo_primary_category") or item.metas.get("rank_math_primary_category")
        kept = self.contents.terms[NameKind.CATEGORY]
        chosen = next((each for each in ranked if number and each in kept and kept[each].number == number), "")
        chosen = chosen or next(iter(ranked), "")
        if others := [categories[each] for each in ranked if each != chosen]:
            oddities.append(Oddity("more-categories", "、".join(others)))
        return chosen, tuple(found[NameKind.TAG])

    def _cover(self, item: Item, oddities: list[Oddity]) -> str:
        number = item.metas.get("_thumbnail_id", "").strip()
        if number in {"", "0", "-1"}:
            return ""
        if number not in self.contents.pictures:
            oddities.append(Oddity("cover-gone", short(number)))
        return self.contents.pictures.get(number, "")


def _views(item: Item) -> int:
    counts = [text for name in VIEWS if (text := item.metas.get(name, "").strip()).isdecimal() and text.isascii()]
    return min(int(counts[0][:18]), 2**31) if counts else 0


def _fingerprint(item: Item) -> bytes:
    """SHA-256 of all that a post says, in whatever order."""
    metas = {f"meta {name}": text for name, text in item.metas.items() if name not in NOT_ITS_OWN}
    parts = sorted({**item.fields, **metas}.items()) + [("term", "\0".join(term)) for term in sorted(item.terms)]
    digest = hashlib.sha256()
    for name, text in parts:
        digest.update(f"{name}:{len(text)}:{text}".encode("utf-8", "replace"))
    return digest.digest()


def open_site(source: Path, uploads: Path | None = None, host: str = "", prefix: str = "") -> WordPressSite:
    """The site in an export, with its uploads; there is no `prefix`. Raises NotASite, in words, for anything else."""
    files = WordPressFiles()
    open_uploads(uploads, files)
    site = WordPressSite(Export(source), files, host)
    if not urlsplit(site.base_url).hostname:
        raise NotASite(f"旧站的网址读不懂：{short(site.base_url)}，请用 --host 说明。")
    return site
