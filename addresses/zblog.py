"""What an address of the site before this one (Z-BlogPHP) asks for, in any of its spellings. No database."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

#: Longer keys are nobody's old address.
MAX_KEY = 300


class ParsedAddress(NamedTuple):
    """What an address asks for: a kind and its key as the table of old addresses keeps them, and the page of a list.

    `search`, `feed` and `home` stand in no table: their key is the words searched for, or empty.
    """

    kind: str
    key: str
    page: int = 1


#: The kinds of an address whose query says what it asks for: /?id=6108.
QUERY_KINDS = {"id": "post", "cate": "category", "tags": "tag", "date": "date", "auth": "author"}
PATH_KINDS = {"post/": "post", "category-": "category", "tags-": "tag", "date-": "date", "author-": "author"}
LISTS = {"category", "tag", "date", "author"}

FRONT_CONTROLLER = re.compile(r"/index\.php(?=/|$)")
NAMED_PATH = re.compile(r"/(post/|category-|tags-|date-|author-)([^/]+?)(?:\.html?)?/?")
WITH_PAGE = re.compile(r"(.+)_(\d{1,6})")
PAGE_PATH = re.compile(r"/page_(\d{1,6})(?:\.html?)?/?")
UPLOAD = "/zb_users/upload/"


def parse(path: str, query: Mapping[str, str]) -> ParsedAddress | None:
    """What `path` (decoded) with `query` (a dict of text) asks for; None for our own home page and for a too long one.

    An address in none of the old forms is of the kind `path`: itself, in small letters and without its final slash.
    """
    query = {name.lower(): value for name, value in query.items()}
    lowered = path.lower()
    path = FRONT_CONTROLLER.sub("", lowered, count=1)
    if path in {"", "/"}:
        return _from_query(query) or (ParsedAddress("home", "") if lowered != "/" else None)
    if path == "/search.php":
        return ParsedAddress("search", query.get("q", ""))
    if path == "/feed.php":
        return ParsedAddress("feed", "")
    return _from_path(path) or _plain_path(lowered)


def has_old_keys(query: Iterable[str]) -> bool:
    """Whether a home page's query may be an old address: cheap enough for every visitor of the home page."""
    return not {name.lower() for name in query}.isdisjoint({*QUERY_KINDS, "page"})


def _from_query(query: Mapping[str, str]) -> ParsedAddress | None:
    page = _page_number(query.get("page"))
    for name, kind in QUERY_KINDS.items():
        value = query.get(name, "")
        # A word is no number of the old site: another site's link may carry ?id= to our home.
        if (kind == "date" or (value.isascii() and value.isdecimal())) and (key := _normal_key(kind, value)):
            return ParsedAddress(kind, key, page)
    return ParsedAddress("page", str(page), page) if page > 1 else None


def _from_path(path: str) -> ParsedAddress | None:
    if path.startswith(UPLOAD) and len(path) > len(UPLOAD):
        return _unless_too_long(ParsedAddress("upload", path.removeprefix(UPLOAD)))
    if match := PAGE_PATH.fullmatch(path):
        page = _page_number(match[1])
        return ParsedAddress("page", str(page), page)
    if not (match := NAMED_PATH.fullmatch(path)):
        return None
    kind, key, page = PATH_KINDS[match[1]], match[2], 1
    if kind in LISTS and (numbered := WITH_PAGE.fullmatch(key)):
        key, page = numbered[1], _page_number(numbered[2])
    key = _normal_key(kind, key)
    return _unless_too_long(ParsedAddress(kind, key, page)) if key else None


def _plain_path(path: str) -> ParsedAddress | None:
    return _unless_too_long(ParsedAddress("path", path.rstrip("/") or "/"))


def _unless_too_long(address: ParsedAddress) -> ParsedAddress | None:
    return address if len(address.key) <= MAX_KEY else None


def _normal_key(kind: str, text: str) -> str:
    """An id or a word as the table keeps it: a date without leading zeros; empty when it is no date."""
    if kind != "date":
        return str(int(text)) if text.isascii() and text.isdecimal() and len(text) <= 18 else text.strip()
    parts = text.split("-")
    if len(parts) not in {2, 3} or not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        return ""
    try:
        date(*map(int, [*parts, "1"][:3]))
    except ValueError:
        return ""
    return "-".join(str(int(part)) for part in parts)


def _page_number(text: str | None) -> int:
    return max(1, int(text)) if text and text.isascii() and text.isdecimal() and len(text) <= 6 else 1
