"""Which old address leads where: how links in bodies, however they are spelt, are found again."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

from django.urls import reverse

from addresses import zblog

#: What our own pages answer without the table of old addresses.
_WITHOUT_TABLE = {"search", "feed", "home"}
#: What browsers leave out of an address, and what they take for a slash.
_IGNORED = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """An address as it was understood: another site's (`url`), or candidates on the old site, likeliest first."""

    url: str = ""
    paths: tuple[str, ...] = ()
    fragment: str = ""
    is_odd: bool = False


def keys_of(address: str) -> list[str]:
    """All that a path with query may be on the old site, the likeliest first: the keys of addresses.zblog."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return [f"?{address}"]
    reading = zblog.read(parts.path or "/", dict(parse_qsl(parts.query)))
    found = [each for each in reading.candidates if each.kind not in _WITHOUT_TABLE] if reading else []
    return [f"{each.kind}:{each.key}" for each in found] or [f"?{parts.path or '/'}?{parts.query}".lower()]


def key_of(address: str, old_id: str) -> str:
    """The key under which an address of the story with that id stands in the table, the same for all its spellings.

    Where the number in a path or in /?alias=123 is an alias it is another story's number, too: that is kept as it is.
    """
    parts = urlsplit(address)
    parsed = zblog.parse(parts.path or "/", dict(parse_qsl(parts.query)))
    if parsed is None or parsed.kind in _WITHOUT_TABLE:
        return keys_of(address)[0]
    is_other = parsed.kind == "post" and parsed.key.isdecimal() and parsed.key != old_id
    return keys_of(address)[0] if is_other else f"{parsed.kind}:{parsed.key}"


class AddressBook:
    """The addresses of one old site, and the hosts at which they stood."""

    def __init__(self, base_url: str, hosts: Iterable[str] = ()) -> None:
        self.base_url = base_url
        bare = {host.lower().removeprefix("www.") for host in [urlsplit(base_url).hostname or "", *hosts] if host}
        self.hosts = bare | {f"www.{host}" for host in bare}
        self._targets: dict[str, str] = {"?/?": "/", "?/index.php?": "/"}

    def add_story(self, keys: Iterable[str], article_id: int) -> None:
        """Have the addresses lead to an article. The first story of an address keeps it."""
        self.add(keys, reverse("articles:article", args=[article_id]))

    def add(self, keys: Iterable[str], path: str) -> None:
        """Have the addresses lead to a path of ours."""
        for key in keys:
            self._targets.setdefault(key, path)

    def place(self, href: str, page: str) -> Place:
        """What an address in the body of the page at `page` (a path of the old site) means.

        A relative one is tried from the site's root, then from the page: both were written.
        """
        href = _IGNORED.sub("", href).strip("\x00 \x0b\x0c").replace("\\", "/")
        try:
            parts = urlsplit(href)
            hostname = parts.hostname
        except ValueError:
            return Place(is_odd=True)
        if parts.scheme and parts.scheme.lower() not in {"http", "https"}:
            return Place(is_odd=True)
        if parts.netloc:
            if (hostname or "") not in self.hosts:
                return Place(url=href if parts.scheme else f"http:{href}")
            return Place(paths=(_relative(parts),), fragment=parts.fragment)
        if _SCHEME.match(href):
            return Place(is_odd=True)
        joined = (urljoin("http://old/", href), urljoin(urljoin("http://old/", page), href))
        return Place(paths=tuple(dict.fromkeys(_relative(urlsplit(each)) for each in joined)), fragment=parts.fragment)

    def target(self, place: Place) -> str | None:
        """The path of ours to which an own address leads, with its fragment; None for one that nothing is known of."""
        for path in place.paths:
            for key in keys_of(path):
                if found := self._targets.get(key):
                    return f"{found}#{place.fragment}" if place.fragment else found
        return None


def files(place: Place) -> Iterator[str]:
    """The files below the old site's root that an own address can name. None of them lies outside."""
    for each in place.paths:
        path = posixpath.normpath("/" + unquote(each.partition("?")[0]).replace("\\", "/").lstrip("/")).lstrip("/")
        if path and "\x00" not in path and not path.startswith(".."):
            yield path


def _relative(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
