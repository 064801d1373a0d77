"""Forms of addresses that WordPress answers besides those of its posts and lists: feeds, dates, pages of them, AMP.

Each has a form in the query of its home page as well: /?s=, /?m=202301, /?feed=rss2, /?tag=, /?author=3, /?paged=2.
"""

import re
from collections.abc import Mapping

_FEEDS = r"(?:feed|rdf|rss2?|atom)"
_FEED = re.compile(rf"/(?:comments/)?(?:{_FEEDS}(?:/{_FEEDS})?|(?:wp-)?(?:feed|rss2?|atom|rdf)\.(?:php|xml))")
#: What may stand behind the address of a post or a list.
_TAIL = re.compile(
    rf"(?P<before>/.+?)/(?:amp|embed|trackback|(?P<feed>{_FEEDS}(?:/{_FEEDS})?)|comment-page-[0-9]{{1,6}}|page/[0-9]{{1,6}})"
)
#: A page of a post that has several; elsewhere a number may be a name.
_PAGE_OF_POST = re.compile(r"(?P<before>/(?:19|20)[0-9]{2}/[01]?[0-9]/(?:[0-3]?[0-9]/)?[^/]*[^/0-9][^/]*)/[0-9]{1,3}")
#: /post/2/amp/ has two; more are nobody's link.
_MOST_TAILS = 3
_DATE = re.compile(r"/((?:19|20)[0-9]{2})(?:/(0?[1-9]|1[0-2])(?:/(0?[1-9]|[12][0-9]|3[01]))?)?(?:/page/[0-9]{1,6})?")
#: The keys of those queries; posts, pages and categories go by their numbers, see zblog.NUMBERS.
QUERY_KEYS = ("s", "m", "feed", "tag", "author", "paged")
#: Year, month and day; what stands behind them is the time of day.
_MOMENT = re.compile(r"((?:19|20)[0-9]{2})(?:(0[1-9]|1[0-2])(?:(0[1-9]|[12][0-9]|3[01])(?:[0-9]{2}){0,3})?)?")
_FEED_IN_QUERY = re.compile(rf"(?:comments-)?{_FEEDS}")


def words_of_search(query: Mapping[str, str]) -> str:
    """What a query searches for; empty for nothing."""
    return query.get("s", "").strip()


def of_query(query: Mapping[str, str]) -> tuple[str, str] | None:
    """(kind, key) of what else a query asks for: a tag, a date, an author or the feed of the site; None for none."""
    if tag := query.get("tag", "").strip().lower():
        return "tag", tag
    if match := _MOMENT.fullmatch(query.get("m", "").strip()):
        return "date", _date_key(match)
    author = query.get("author", "").strip()
    # A name is no author's number: another site's link may carry ?author= to our home.
    if author.isascii() and author.isdecimal() and len(author) <= 18:
        return "author", str(int(author))
    return ("feed", "") if is_feed_in_query(query) else None


def is_feed_in_query(query: Mapping[str, str]) -> bool:
    """Whether a query asks for the feed of what it names besides, or of the whole site."""
    return bool(_FEED_IN_QUERY.fullmatch(query.get("feed", "").strip().lower()))


def is_feed(bare: str) -> bool:
    """Whether a path (small letters, no final slash) is the feed of the whole site."""
    return bool(_FEED.fullmatch(bare))


def is_feed_of_list(bare: str) -> bool:
    """Whether it is the feed of what stands before it."""
    match = _TAIL.fullmatch(bare)
    return bool(match and match["feed"])


def without_tail(bare: str) -> str:
    """The path of the post or list of which it is a feed, a page or another form; itself where it is none."""
    for _ in range(_MOST_TAILS):
        match = _TAIL.fullmatch(bare) or _PAGE_OF_POST.fullmatch(bare)
        if match is None:
            break
        bare = match["before"]
    return bare


def date_of(bare: str) -> str:
    """2019, 2019-5 or 2019-5-12 for the archive of that year, month or day; empty for what is none."""
    match = _DATE.fullmatch(bare)
    return _date_key(match) if match else ""


def _date_key(match: re.Match[str]) -> str:
    return "-".join(str(int(part)) for part in match.groups() if part)
