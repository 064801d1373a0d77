"""What has to be known of a whole export before its first post can be told: names, pictures, owners of addresses."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo

from moving.hosts import Hosts
from moving.index import Index
from moving.parents import cut_loops
from moving.source import Name, NameKind, NotASite, Oddity, StoryKind
from moving.texts import one_line
from moving.wordpress.uploads import LAYOUT
from moving.wordpress.wxr import Export, Heading, Item

TAXONOMIES = {"category": NameKind.CATEGORY, "post_tag": NameKind.TAG, "tag": NameKind.TAG}
#: What is no post: the program's own, and what a theme keeps. Whoever saw the site never saw these as stories.
NO_STORIES = {
    *("attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request"),
    *("wp_block", "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family"),
    *("wp_font_face", "acf-field", "acf-field-group", "wpcf7_contact_form"),
}
KINDS = {"post": StoryKind.ARTICLE, "page": StoryKind.PAGE}
#: Where the site keeps no other time.
CHINA = ZoneInfo("Asia/Shanghai")
#: Ids here are no longer.
LONGEST_ID = 40
MAX_NAMES = 200_000


@dataclass
class Term:
    """A category, tag or author by its slug."""

    name: str
    slug: str
    #: Its number, by which `/?cat=3` and some plug-ins name it.
    number: str = ""
    parent: str = ""
    oddities: list[Oddity] = field(default_factory=list)


class Contents:
    """Read once, in one pass over the export."""

    def __init__(self, export: Export, host: str = "") -> None:
        self.title = self.generator = self.told_host = ""
        self.terms: dict[NameKind, dict[str, Term]] = {kind: {} for kind in NameKind}
        #: {number of an attachment: its address}, and the paths below the site's root of what was uploaded.
        self.pictures: dict[str, str] = {}
        self.originals: set[str] = set()
        #: {path of an upload: the addresses of the page that showed it alone}
        self.shown_at: dict[str, tuple[str, ...]] = {}
        self.counts: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.index = Index()
        self._offsets: Counter[timedelta] = Counter()
        self._typed_hosts = host
        self._files: dict[str, str] = {}
        each: Heading | Item | None = None
        for each in export.read():
            if isinstance(each, Heading):
                self._take_heading(each)
            else:
                self._take_item(each)
        if each is None:
            raise NotASite("这个导出文件里什么也没有。")
        self._settle()

    @property
    def hosts(self) -> Hosts:
        """As given, and as the export says."""
        return Hosts(self._typed_hosts, self.told_host)

    @property
    def base_url(self) -> str:
        """Where the old site stood."""
        return self.hosts.base_url

    @property
    def zone(self) -> tzinfo:
        """The time zone of its own dates: the one in which most of its posts say both times."""
        offset = self._offsets.most_common(1)[0][0] if self._offsets else None
        return CHINA if offset in {None, timedelta(hours=8)} else timezone(offset)

    # The pass.

    def _take_heading(self, heading: Heading) -> None:
        parts = heading.parts
        if heading.name in {"title", "generator"}:
            setattr(self, heading.name, getattr(self, heading.name) or one_line(parts[""]))
        elif heading.name == "base_blog_url" or (heading.name == "link" and not self.told_host):
            # WXR 1.1 says where the blog is, after the channel's link.
            self.told_host = parts[""].strip() or self.told_host
        elif heading.name == "author":
            login = parts.get("author_login", "")
            self._add(NameKind.AUTHOR, login, parts.get("author_display_name") or login, parts.get("author_id", ""))
        elif heading.name == "category":
            slug, parent = parts.get("category_nicename", ""), parts.get("category_parent", "")
            term = self._add(NameKind.CATEGORY, slug, parts.get("cat_name", ""), parts.get("term_id", ""))
            if term and parent and parent != "0":
                term.parent = id_of(parent)
        elif heading.name == "tag":
            self._add(NameKind.TAG, parts.get("tag_slug", ""), parts.get("tag_name", ""), parts.get("term_id", ""))

    def _add(self, kind: NameKind, slug: str, name: str, number: str = "") -> Term | None:
        """The term with that slug, made now if need be; None without one, and beyond all measure."""
        terms, key = self.terms[kind], id_of(slug)
        if not key or (key not in terms and len(terms) >= MAX_NAMES):
            return None
        return terms.setdefault(key, Term(one_line(name) or unquote(slug), slug, number.strip()))

    def _take_item(self, item: Item) -> None:
        kind, number = item["post_type"], item["post_id"].strip()
        self.counts["comment"] += item.comments
        if kind == "attachment":
            self.counts["upload"] += 1
            self._take_attachment(number, item)
        elif kind in NO_STORIES:
            self.left_out[kind] += 1
        for taxonomy, slug, name in item.terms if kind not in NO_STORIES else ():
            if taxonomy in TAXONOMIES:
                self._add(TAXONOMIES[taxonomy], slug or quote(name), name)
        if kind not in NO_STORIES and item["creator"]:
            self._add(NameKind.AUTHOR, item["creator"], item["creator"])
        local, world = read_time(item["post_date"], UTC), read_time(item["post_date_gmt"], UTC)
        if local and world and abs(local - world) <= timedelta(hours=14):
            self._offsets[timedelta(minutes=round((local - world).total_seconds() / 60))] += 1
        if kind in KINDS and number.isdecimal():
            is_public = item["status"] == "publish" and not item["post_password"]
            self.index.claim(addresses_of(item, self.base_url), str(int(number)), is_public)

    def _take_attachment(self, number: str, item: Item) -> None:
        file = item.metas.get("_wp_attached_file", "").strip().lstrip("/")
        if file and "://" not in file:
            self.originals.add(LAYOUT.root + file)
            self._files[number] = file
            if number.isdecimal() and number.isascii():
                self.shown_at[LAYOUT.root + file] = tuple(addresses_of(item, self.base_url)[:-1])
        if address := item["attachment_url"].strip() or item["guid"].strip():
            self.pictures[number] = address

    def _settle(self) -> None:
        for number, file in self._files.items():
            self.pictures.setdefault(number, f"{self.base_url}{LAYOUT.root}{file}")
        for path, addresses in self.shown_at.items():
            self.shown_at[path] = tuple(each for each in addresses if self.index.owner(each) is None)
        categories = self.terms[NameKind.CATEGORY]
        parents = {key: term.parent for key, term in categories.items()}
        for key, oddity in cut_loops(parents).items():
            categories[key].oddities.append(oddity)
        for key, parent in parents.items():
            categories[key].parent = parent

    # What it tells.

    def above(self, category: str) -> Iterator[str]:
        """Ids of the categories above one, nearest first."""
        categories = self.terms[NameKind.CATEGORY]
        while category in categories and (category := categories[category].parent):
            yield category

    def names(self) -> Iterator[Name]:
        """All terms, each with the addresses at which WordPress lists its posts unless told otherwise, and feeds."""
        base = urlsplit(self.base_url).path.rstrip("/")
        for kind, terms in self.terms.items():
            for key, term in terms.items():
                path = quote(unquote(term.slug))
                if kind is NameKind.CATEGORY:
                    above = [quote(unquote(terms[each].slug)) for each in self.above(key)]
                    path = "/".join([*reversed(above), path])
                folder = {NameKind.CATEGORY: "category", NameKind.TAG: "tag", NameKind.AUTHOR: "author"}[kind]
                own = f"{base}/{folder}/{path}/"
                by_number = (f"{base}/?cat={term.number}",) if kind is NameKind.CATEGORY and term.number else ()
                yield Name(
                    kind, key, term.name, alias=unquote(term.slug), parent=term.parent,
                    addresses=(own, *by_number, f"{own}feed/"), oddities=tuple(term.oddities),
                )  # fmt: skip


def id_of(slug: str) -> str:
    """What a term is called here: its slug in plain characters, or a hash of one that is too long."""
    plain = unquote(slug).strip().replace("\x00", "")
    return plain if len(plain) <= LONGEST_ID else hashlib.sha256(plain.encode()).hexdigest()[:LONGEST_ID]


def read_time(text: str, zone: tzinfo) -> datetime | None:
    """A time as WordPress writes it, in that zone; None for 0000-00-00 and for what no calendar has."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text.strip()):
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=zone)
    except ValueError:
        return None


def addresses_of(item: Item, base_url: str) -> list[str]:
    """Where a post or page was shown: its own link first, then its number, by which it always answers."""
    base, number = urlsplit(base_url).path.rstrip("/"), int(item["post_id"])
    found = []
    try:
        own = urlsplit(item["link"].strip())
    except ValueError:
        own = urlsplit("")
    path = quote(unquote(own.path), safe="/:@!$&'()*+,;=~")
    if (path.strip("/") and path.rstrip("/") != base) or own.query:
        found.append((path or "/") + (f"?{own.query}" if own.query else ""))
    by = {"page": "page_id", "attachment": "attachment_id"}.get(item["post_type"], "p")
    return list(dict.fromkeys([*found, f"{base}/?{by}={number}", f"{base}/?p={number}"]))
