"""Markup of an old site, before it is cleaned: well-formed, with the attributes that name pictures and links."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape, unescape

import nh3

from articles import body

#: What is gone after cleaning and was no mere format: each is told of.
MEDIA = ("video", "audio", "iframe", "embed", "object", "form", "svg", "canvas", "applet", "frame", "math")
#: Where lazily loaded pictures keep their address, the likeliest first; a placeholder stands in `src` then.
SOURCES = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "src", "_src")
_BOXES = {"h1", "div", "section", "article", "main", "header", "footer", "aside", "center"}
# Without param and its like: they show nothing.
_normaliser = nh3.Cleaner(
    tags={*body.BLOCKS, *body.TABLES, *body.INLINES, *_BOXES, *MEDIA[:5], "source"},
    attributes={
        **{tag: set(names) for tag, names in body.ATTRIBUTES.items() if tag not in {"img", "a"}},
        "img": {*SOURCES, "alt"},
        "a": {"href", "title"},
        **{tag: {"src", "data-src", "data"} for tag in (*MEDIA[:5], "source")},
    },
    url_schemes={"http", "https", "mailto", "tel", "data", "file", "javascript", "ftp", "weixin", "blob", "about"},
    link_rel=None,
    strip_comments=True,
)
_TAG = re.compile(r'<(img|a|video|audio|source|iframe|embed|object)((?: [a-zA-Z_-]+="[^"]*")*)>')
_PAIR = re.compile(r' ([a-zA-Z_-]+)="([^"]*)"')
_GONE = re.compile(rf"<({'|'.join(MEDIA)})\b([^>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:src|data)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_SOURCE = re.compile(r"""<source\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
#: An attribute that runs a script, with the tag up to it: <img/onerror=…, <a href="x"onclick=….
HANDLER = re.compile(r"""<[a-z][^<>]*?[\s/"'](on[a-z]{3,20})\s*=""", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_BOX = re.compile(r"</?(?:div|section|article|main|header|footer|aside|center|blockquote)\b[^>]*>", re.IGNORECASE)
_FORMAT = re.compile(r"</?(?:span|font|strong|em|b|i|u|s|small|big|sub|sup)\b[^>]*>", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f\x7f-\x9f]+")


def normal(html: str) -> str:
    """The same markup well-formed, without styles, classes and comments: every attribute in double quotes, escaped."""
    return _normaliser.clean(html)


def flat(html: str) -> str:
    """Markup without the boxes and formats that nest: each box is a paragraph, whatever it stood in."""
    return _FORMAT.sub("", _BOX.sub("<p>", html))


def with_tags(html: str, replace: Callable[[str, dict[str, str]], str | None]) -> str:
    """Normal markup with its pictures and links replaced: `replace(tag, {attribute: value})` gives the new tag, or
    None for none.
    """

    def one(match: re.Match[str]) -> str:
        attributes = {name.lower(): unescape(value) for name, value in _PAIR.findall(match[2])}
        return replace(match[1], attributes) or ""

    return _TAG.sub(one, html)


def tag(name: str, **attributes: str) -> str:
    """A start tag; an underscore in an attribute's name is a hyphen."""
    written = "".join(f' {key.replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>"


def media(html: str) -> Iterator[tuple[str, str]]:
    """(tag, address) of what cleaning takes away and was no mere format."""
    for match in _GONE.finditer(html):
        tag = match[1].lower()
        # A video may name its file in a tag of its own, and an object stand around what browsers without it show.
        inside = html[match.end() : match.end() + 2000].lower()
        own = _ADDRESS.search(match[2])
        if own is None and tag == "object" and "<embed" in inside.partition("</object")[0]:
            continue
        named = own or (_SOURCE.search(html, match.end(), match.end() + 2000) if tag in {"video", "audio"} else None)
        is_inside = own or (named and f"</{tag}" not in html[match.end() : named.start()].lower())
        yield tag, unescape(named[1]) if named and is_inside else ""


def scripts(html: str) -> Iterator[str]:
    """What of the markup ran a script, each once: script, and the names of attributes."""
    if _SCRIPT.search(html):
        yield "script"
    yield from dict.fromkeys(match[1].lower() for match in HANDLER.finditer(html))


def visible(html: str) -> str:
    """The text a reader sees, without white space and what nobody sees: what is compared of two markups."""
    return _INVISIBLE.sub("", unescape(nh3.clean(html, tags=set(), strip_comments=True)))


def recall(before: str, after: str, size: int = 4) -> float:
    """The share of the runs of `size` characters of one visible text that the other has as well, as often."""
    wanted, there = _grams(before, size), _grams(after, size)
    total = wanted.total()
    return 1.0 if not total else (wanted & there).total() / total


def first_lost(before: str, after: str, size: int = 4) -> str:
    """The beginning of what the other text lacks, with what stands around it; empty when it lacks nothing."""
    there = _grams(after, size)
    for start in range(max(1, len(before) - size + 1)):
        gram = before[start : start + size]
        if not there[gram]:
            return before[max(0, start - 8) : start + 24]
        there[gram] -= 1
    return ""


def _grams(text: str, size: int) -> Counter[str]:
    return Counter(text[start : start + size] for start in range(max(1, len(text) - size + 1)))
