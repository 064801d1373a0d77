"""What an address of the site before this one (Z-BlogPHP) asks for, in any of its spellings. No database."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from addresses import wordpress
from addresses.decoding import decoded

#: Longer keys are nobody's old address.
MAX_KEY = 300


class ParsedAddress(NamedTuple):
    """What an address asks for: a kind and its key as the table of old addresses keeps them, and the page of a list.

    `search`, `feed` and `home` stand in no table: their key is the words searched for, or empty.
    """

    kind: str
    key: str
    page: int = 1


class Reading(NamedTuple):
    """How an address is read: what it most likely is, and all it may be, in the order in which the table is asked.

    What stands in the table as a path comes first, since it says more than a kind. `may_be_ours`: nothing but the table
    tells it from a link of others to our home page.
    """

    address: ParsedAddress
    candidates: tuple[ParsedAddress, ...]
    may_be_ours: bool = False


#: The kinds of an address whose query says what it asks for: /?id=6108.
QUERY_KINDS = {"id": "post", "alias": "post", "cate": "category", "tags": "tag", "date": "date", "auth": "author"}
#: Other programs' numbers in a query, by which a path is several addresses: /?p=12, /plus/view.php?aid=5. Each has its
#: line in deploy/nginx/parkinfo-http.conf, so that the cache tells them apart.
NUMBERS = ("p", "page_id", "cat", "attachment_id", "aid", "id", "tid")
#: Those of its own lists, where the old site lived in a folder: /blog/?cate=3.
_NUMBERS_IN_FOLDER = (*NUMBERS, "cate", "tags", "auth")
#: All keys of a query that change what it asks for.
QUERY_KEYS = (*dict.fromkeys([*QUERY_KINDS, *NUMBERS, *wordpress.QUERY_KEYS]), "page")

_OLD_KEYS = frozenset(QUERY_KEYS)
_LISTS = {"category": "category", "tags": "tag", "tag": "tag", "date": "date", "author": "author"}
_FRONT_CONTROLLER = re.compile(r"/index\.php(?=/|$)")
#: What an address ends in; some links have what belongs into the query behind it.
_ENDING = r"(?:\.html?(?:&.*)?)?"
_POST = re.compile(rf"/post/(.+?){_ENDING}")
_DASHED_LIST = re.compile(rf"/(category|tags|date|author)-(.+?){_ENDING}")
_LIST_IN_FOLDERS = re.compile(rf"/(category|tags?|date|author)/(.+?){_ENDING}")
_DASHED_PAGE = re.compile(r"(.+)_([0-9]{1,6})")
_PAGE_IN_FOLDERS = re.compile(r"(.+?)(?:/page)?[/_]([0-9]{1,6})")
_PAGE = re.compile(rf"/page[_/]([0-9]{{1,6}}){_ENDING}")
#: /2020/09/129/: year, month and number of an article.
_DATED_POST = re.compile(rf"/(?:19|20)[0-9]{{2}}/(?:0?[1-9]|1[0-2])/([0-9]{{1,18}}){_ENDING}")
_ANY = re.compile(rf"/(.+?){_ENDING}")
UPLOAD = "/zb_users/upload/"
# In the letters it is written in: the server knew A.jpg and a.jpg as two files.
_UPLOADED = re.compile(rf"(?:/index\.php)?{UPLOAD}(.+)", re.IGNORECASE | re.ASCII)
#: The feed of a list of ours.
FEED = "/feed.xml"
#: In a path of more folders no alias is looked for.
_MOST_FOLDERS = 4


def parse(path: str, query: Mapping[str, str]) -> ParsedAddress | None:
    """What `path` (decoded) with `query` (a dict of text) asks for; None for our own home page and for a too long one.

    An address in none of the old forms is of the kind `path`: itself, in small letters and without its final slash.
    """
    reading = read(path, query)
    return reading.address if reading else None


def read(path: str, query: Mapping[str, str]) -> Reading | None:
    """As `parse`, with all that the address may be."""
    path, query = decoded(path) or "", {name.lower(): value for name, value in query.items()}
    if not path.startswith("/"):
        return None
    path = f"/{_trimmed(path)}"
    lowered = path.lower()
    bare = _FRONT_CONTROLLER.sub("", lowered, count=1)
    if bare in {"", "/"}:
        return _read_home(query, is_named=lowered != "/")
    if fixed := _fixed(bare, query):
        return Reading(fixed, (fixed,))
    if uploaded := _UPLOADED.fullmatch(path):
        return _reading(ParsedAddress("upload", uploaded[1]), [])
    literal = list(_literal(lowered, bare))
    if not bare.endswith(FEED) and (named := _named(bare)):
        # A post may have a date's name, which is rarer; what looks like the page of a list mostly is.
        address = named[0 if named[0].kind == "post" else -1]
        return _reading(address, [*literal, *named, *_of_wordpress(bare, query)])
    if dated := _DATED_POST.fullmatch(bare):
        post = ParsedAddress("post", str(int(dated[1])))
        return _reading(post, [*literal, post, *_of_wordpress(bare, query)])
    number = _number(query, _NUMBERS_IN_FOLDER)
    numbered = [ParsedAddress("path", f"{each.key}?{number}") for each in literal if number]
    listed = _of_list_with_feed(lowered, bare) if bare.endswith(FEED) else list(_aliases(bare))
    candidates = [*numbered, *literal, *listed, *_of_wordpress(bare, query)]
    return _reading(candidates[0], candidates)


def has_old_keys(query: Iterable[str]) -> bool:
    """Whether a home page's query may be an old address: cheap enough for every visitor of the home page."""
    return not _OLD_KEYS.isdisjoint(name.lower() for name in query)


def _reading(address: ParsedAddress, candidates: list[ParsedAddress], may_be_ours: bool = False) -> Reading | None:
    if not address.key or len(address.key) > MAX_KEY:
        return None
    fitting = dict.fromkeys(each for each in [*candidates, address] if len(each.key) <= MAX_KEY)
    return Reading(address, tuple(fitting), may_be_ours)


def _read_home(query: Mapping[str, str], *, is_named: bool) -> Reading | None:
    """By its query alone; /index.php (`is_named`) is our home where that says nothing."""
    home = [ParsedAddress("home", "")] if is_named else []
    candidates, may_be_ours = _from_query(query)
    if candidates and candidates[-1].kind == "feed":
        return Reading(candidates[-1], (candidates[-1],))
    if not candidates or len(candidates[-1].key) > MAX_KEY:
        return Reading(home[0], (home[0],)) if is_named else None
    return _reading(candidates[-1], [*candidates, *home] if may_be_ours else candidates, may_be_ours)


def _from_query(query: Mapping[str, str]) -> tuple[list[ParsedAddress], bool]:
    """What a query may ask for, the likeliest last, and whether others than the old site may have written it."""
    page = _page_number(query.get("page") or query.get("paged"))
    for name, kind in QUERY_KINDS.items():
        value = (decoded(query.get(name, "")) or "").lower()
        is_number = kind == "date" or (value.isascii() and value.isdecimal())
        # A word is no number of the old site: another site's link may carry ?id= to our home.
        if (name == "id" and not is_number) or not (key := _normal_key(kind, value)):
            continue
        if name == "alias":
            # Where numbers stand in paths, one that is an alias is another post's number, too.
            as_it_is = [ParsedAddress("path", f"/?alias={key}")] if key.isdecimal() else []
            return [*as_it_is, *_literal(f"/post/{key}.html", f"/post/{key}.html"), ParsedAddress(kind, key)], True
        return [ParsedAddress(kind, key, page)], not is_number
    if words := wordpress.words_of_search(query):
        return [ParsedAddress("search", words)], False
    if number := _number(query):
        return [ParsedAddress("path", f"/?{number}")], True
    if asked := wordpress.of_query(query):
        kind, key = asked
        if kind != "tag" or (key := _normal_key(kind, (decoded(key) or "").lower())):
            return [ParsedAddress(kind, key, page)], kind == "tag"
    return ([ParsedAddress("page", str(page), page)] if page > 1 else []), False


def _fixed(bare: str, query: Mapping[str, str]) -> ParsedAddress | None:
    """What leads to the same page of ours on every site, or to a page by its number."""
    # Its form sent act=search, too, which nginx leaves out.
    is_form = bare == "/zb_system/cmd.php" and "q" in query and query.get("act", "search").lower() == "search"
    if is_form or bare == "/search.php":
        return ParsedAddress("search", query.get("q", ""))
    if bare == "/feed.php":
        return ParsedAddress("feed", "")
    if match := _PAGE.fullmatch(bare):
        page = _page_number(match[1])
        return ParsedAddress("page", str(page), page)
    return None


def _literal(lowered: str, bare: str) -> Iterator[ParsedAddress]:
    """The path as it is, then without index.php or, where it had none, with it."""
    for path in (lowered, bare if bare != lowered else f"/index.php{bare}"):
        # What divides an address is encoded, so that the key can be read as one.
        yield ParsedAddress("path", f"/{_trimmed(path)}".replace("?", "%3f").replace("#", "%23"))


def _named(bare: str) -> list[ParsedAddress]:
    """What a path that names its kind may ask for: a post, or else a date; a list, or else a page of one."""
    if match := _POST.fullmatch(bare):
        key = _normal_key("post", match[1])
        return [ParsedAddress("post", key), *_of_list("date", key, _DASHED_PAGE)] if key else []
    for form, page in ((_DASHED_LIST, _DASHED_PAGE), (_LIST_IN_FOLDERS, _PAGE_IN_FOLDERS)):
        if match := form.fullmatch(bare):
            return _of_list(_LISTS[match[1]], match[2], page)
    return []


def _of_list(kind: str, text: str, page: re.Pattern[str]) -> list[ParsedAddress]:
    """A list, and before it the one that is called what looks like its page: a category may be named park_2."""
    found = [ParsedAddress(kind, key)] if (key := _normal_key(kind, text)) else []
    if (match := page.fullmatch(text)) and (key := _normal_key(kind, match[1])):
        found.append(ParsedAddress(kind, key, _page_number(match[2])))
    return found


def _of_list_with_feed(lowered: str, bare: str) -> list[ParsedAddress]:
    """What a list may be called whose feed was asked for."""
    of_list = bare.removesuffix(FEED)
    return [*_literal(lowered.removesuffix(FEED), of_list), *_named(of_list)]


def _of_wordpress(bare: str, query: Mapping[str, str]) -> Iterator[ParsedAddress]:
    """What a path is as one of WordPress's forms: a feed, a date, or a feed, a page or the AMP form of something."""
    bare = f"/{_trimmed(bare)}"
    if wordpress.is_feed(bare):
        yield ParsedAddress("feed", "")
    elif key := wordpress.date_of(bare):
        yield ParsedAddress("date", key)
    elif (before := wordpress.without_tail(bare)) != bare and (reading := read(before, query)):
        yield from reading.candidates


def _aliases(bare: str) -> Iterator[ParsedAddress]:
    """Posts that a path without a kind may mean: /about.html, /303.html, /category/alias/."""
    match = _ANY.fullmatch(bare)
    folders = match[1].split("/") if match else []
    if len(folders) > _MOST_FOLDERS:
        return
    for start in range(len(folders)):
        key = _normal_key("post", "/".join(folders[start:]))
        # A number alone is a page's only as /303.html: /2024/ and /products/12/ are others'.
        if key and (not key.isdecimal() or re.fullmatch(r"/[0-9]+\.html?", bare)):
            yield ParsedAddress("post", key)


def _number(query: Mapping[str, str], names: Iterable[str] = NUMBERS) -> str:
    """The first of other programs' numbers in a query, as the key of a path ends: p=12; empty where there is none."""
    for name in names:
        value = query.get(name, "")
        if value.isascii() and value.isdecimal() and len(value) <= 18:
            return f"{name}={int(value)}"
    return ""


def _normal_key(kind: str, text: str) -> str:
    """An id or a word as the table keeps it: a date without leading zeros; empty when it is no date."""
    text = _trimmed(text)
    if kind != "date":
        return str(int(text)) if text.isascii() and text.isdecimal() and len(text) <= 18 else text
    parts = text.split("-")
    if len(parts) not in {2, 3} or not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        return ""
    try:
        date(*map(int, [*parts, "1"][:3]))
    except ValueError:
        return ""
    return "-".join(str(int(part)) for part in parts)


def _trimmed(text: str) -> str:
    return re.sub(r"^[/\s]+|[/\s]+$", "", text)


def _page_number(text: str | None) -> int:
    return max(1, int(text)) if text and text.isascii() and text.isdecimal() and len(text) <= 6 else 1
