"""An article's body: which markup it may hold, and what is derived from it.

Bodies name pictures by id (`<img data-image="7" alt="…">`), which pages expand when they render one. What is stored is
clean, so templates print it as it is.
"""

import re
from html import escape, unescape
from html.parser import HTMLParser

import nh3
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from images.markup import expand
from images.models import Image
from images.remote import MAX_URL_LENGTH
from plumbing import typed_text

#: Characters of markup in a body, at most: some 200 pages.
MAX_LENGTH = 400_000
#: Levels of nesting, at most. Sanitising is quadratic in depth; no real page, not even one from WeChat, is so deep.
MAX_DEPTH = 100

BLOCKS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "pre", "hr", "figure", "figcaption"}
TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
INLINES = {"a", "strong", "em", "b", "i", "u", "s", "sub", "sup", "code", "br", "img"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"data-image", "data-remote", "data-problem", "alt"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
}
VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source", "track"}
#: What an attribute's value may be, of those that are counted or listed.
VALUES = {
    "colspan": re.compile(r"[1-9]\d?"),
    "rowspan": re.compile(r"[1-9]\d?"),
    "start": re.compile(r"0|-?[1-9]\d{0,3}"),
    "type": re.compile(r"[aAiI]"),
}
MARKUP = re.compile(r"<[a-zA-Z!/]")
H1 = re.compile(r"<(/?)h1\b", re.IGNORECASE)
BOX = re.compile(r"<(/?)(?:div|section|article|main|header|footer|aside|center)\b", re.IGNORECASE)
#: Comments, whole, for `<![endif]-->` ends one of Word's; and what is no markup but begins like it, `<![if !IE]>`,
#: `<![CDATA[`, a doctype: browsers read a comment there, to the next `>`; Python raises. Of a comment that never
#: ends only the beginning goes, since the text after it was meant to be read.
COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)?|<!(?!--)[^>]*(?:>|\Z)", re.DOTALL)
EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
LINK = re.compile(r'<a((?: [a-z]+="[^"]*")*)>|</a>')
#: What a line begins with to stand in, and the marks before its first word; the page has its own way.
INDENT = re.compile(r"<pre>.*?</pre>|(?:<p>|<br>)(?:\s|&nbsp;|<(?:strong|em|b|i|u)>)+", re.DOTALL)
# A table's first rows if they hold header cells alone: editors and Word write no thead.
_HEADER_ROW = r"<tr>\s*(?:<th\b[^>]*>(?:(?!</?t[hdr]\b).)*</th>\s*)+</tr>\s*"
HEADER_ROWS = re.compile(rf"(<table>\s*)<tbody>\s*((?>(?:{_HEADER_ROW})+))(?=<tr>)", re.DOTALL)
# Header cells that do not say what they name: in a head their columns, at the beginning of any other row that row.
HEAD = re.compile(r"<thead>.*?</thead>", re.DOTALL)
UNSCOPED = re.compile(r"<th(?![a-z])(?![^>]*\bscope=)")
ROW_HEADER = re.compile(r"(<tr>\s*)<th(?![a-z])(?![^>]*\bscope=)")
TABLE_BOX = '<div class="scroll" tabindex="0" role="region" aria-label="表格">'
REMOTE = re.compile(r'<img[^>]*\bdata-remote="([^"]*)"')
IMAGE_ID = re.compile(r'<img[^>]*\bdata-image="(\d{1,18})"')

_cleaner = nh3.Cleaner(
    tags=BLOCKS | TABLES | INLINES,
    attributes=ATTRIBUTES,
    attribute_filter=lambda tag, name, value: _attribute(tag, name, value),
    url_schemes={"http", "https", "mailto", "tel"},
    # view.html?id=3 leads from the page it was on, which nobody here knows.
    url_relative=lambda url: url if url.startswith(("/", "#")) else None,
    link_rel="noopener nofollow",
    strip_comments=True,
)


class BodyRefused(ValidationError):
    """A body that cannot be stored (NUL), cannot be read or is not worth sanitising: too long or too deep."""


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in VALUES:
        return value if VALUES[name].fullmatch(value) else None
    if name == "data-image":
        return value if value.isdecimal() and len(value) <= 18 else None
    if name == "data-remote":
        return value if is_remote(value) else None
    return value[:100] if name == "data-problem" else value


class _Depth(HTMLParser):
    """Counts open elements; those never closed count as open, which is the safe side."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A paragraph or list item ends the one before it, closed or not.
        if tag not in VOID and tag not in {"p", "li", "tr", "td", "th"}:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and tag not in {"p", "li", "tr", "td", "th"}:
            self.depth = max(0, self.depth - 1)


def clean(html: str) -> str:
    """Sanitised markup from anything an editor, an import or an attacker gives; clean input comes back unchanged.

    Plain text becomes paragraphs, a line each. Raises BodyRefused above MAX_LENGTH or MAX_DEPTH, for NUL characters and
    for what no parser reads. Controls and noncharacters go, written as &#8; as well.
    """
    if "\x00" in html:
        raise BodyRefused("正文含有无法保存的字符（NUL）。")
    _refuse_too_long(html)
    # Escaping makes a text longer, and what is stored must pass here again.
    cleaned = _stored(typed_text.markup(html))
    if (visible := typed_text.markup(cleaned)) != cleaned:
        cleaned = _stored(visible)  # without &#8; an address may be of another scheme
    _refuse_too_long(cleaned)
    return cleaned


def _stored(html: str) -> str:
    return _sanitised(html) if MARKUP.search(html) else _paragraphs(html)


def _refuse_too_long(html: str) -> None:
    if len(html) > MAX_LENGTH:
        raise BodyRefused(f"正文太长：{len(html)} 个字符，最多 {MAX_LENGTH} 个。")


def _sanitised(html: str) -> str:
    html = COMMENT.sub("", html)
    refuse_too_deep(html)
    # The only h1 is the page's own title; boxes of web pages and WeChat are paragraphs.
    html = H1.sub(r"<\1h2", BOX.sub(r"<\1p", html))
    filled = EMPTY_PARAGRAPH.sub("", _without_dead_links(_cleaner.clean(html)))
    cleaned = HEADER_ROWS.sub(_head, INDENT.sub(_unindented, filled).strip())
    return cleaned if MARKUP.search(cleaned) else _paragraphs(cleaned)


def refuse_too_deep(html: str) -> None:
    """Raise BodyRefused for markup without comments that is nested too deep, or that no parser reads."""
    depth = _Depth()
    try:
        depth.feed(html)
    except (AssertionError, ValueError) as error:
        raise BodyRefused("正文里的标记写坏了，读不出来。请清除格式后再粘贴。") from error
    if depth.deepest > MAX_DEPTH:
        raise BodyRefused(f"正文嵌套太深：超过 {MAX_DEPTH} 层。")


def _without_dead_links(html: str) -> str:
    """The markup with the words alone of links that lead nowhere."""
    leads: list[bool] = []

    def tag(match: re.Match[str]) -> str:
        if match[1] is not None:
            leads.append(' href="' in match[1])
            return match[0] if leads[-1] else ""
        return match[0] if leads.pop() else ""

    return LINK.sub(tag, html)


def _unindented(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("<pre>") else re.sub(r"\s|&nbsp;", "", match[0])


def _head(match: re.Match[str]) -> str:
    """The header rows as a thead; left as they are if a cell spans rows, since it may reach below them."""
    start, rows = match.groups()
    return match[0] if "rowspan" in rows else f"{start}<thead>{rows}</thead><tbody>"


def _paragraphs(plain_text: str) -> str:
    lines = (line.strip() for line in unescape(plain_text).splitlines())
    # As the sanitiser writes it.
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line).replace("\xa0", "&nbsp;")


def text(html: str) -> str:
    """The words of clean markup, a space where a block ends."""
    spaced = re.sub(r"</?(?:p|h[2-4]|li|tr|td|th|br|figcaption|blockquote|div|pre)\b[^>]*>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", spaced)).split())


def is_empty(html: str) -> bool:
    """Whether clean markup shows nothing: no word, and no picture here or on its way here."""
    return not (typed_text.line(text(html)) or image_ids(html) or remote_urls(html))


def excerpt(html: str, length: int = 120) -> str:
    """The beginning of the text, at most `length` characters, not cut inside a number or a Latin word."""
    words = text(html)
    if len(words) <= length:
        return words
    cut = re.sub(r"[0-9A-Za-z.,%+-]+$", "", Truncator(words).chars(length, truncate=""))
    return f"{cut or words[: length - 1]}…"


def image_ids(html: str) -> list[int]:
    """The ids of the pictures in the body, in order."""
    return [int(number) for number in IMAGE_ID.findall(html)]


def is_remote(url: str) -> bool:
    """Whether it can be the address of another site's picture."""
    return len(url) <= MAX_URL_LENGTH and url.isascii() and url.startswith(("http://", "https://"))


def remote_urls(html: str) -> list[str]:
    """The addresses of the body's pictures that are still on other sites, in order."""
    return [unescape(url) for url in REMOTE.findall(html)]


def first_image_id(html: str) -> int | None:
    """The id of an existing picture that comes first in the body, or None."""
    ids = image_ids(html)
    existing = set(Image.objects.filter(id__in=ids).values_list("id", flat=True)) if ids else set()
    return next((number for number in ids if number in existing), None)


def render(html: str, images: dict[int, Image]) -> SafeString:
    """Stored markup as a page shows it: pictures expanded, tables in a box that scrolls and can be focused,
    their header cells with the scope that their place gives them.

    `images` is {id: Image}, as `Image.objects.pictures(image_ids(html))` gives it. The result is safe because
    `Article.save()` lets nothing in that `clean()` has not passed.
    """
    if "<table>" in html:
        html = ROW_HEADER.sub(r'\1<th scope="row"', HEAD.sub(_scoped_head, html))
        html = html.replace("<table>", TABLE_BOX + "<table>").replace("</table>", "</table></div>")
    return expand(html, images)


def _scoped_head(head: re.Match[str]) -> str:
    return UNSCOPED.sub('<th scope="col"', head[0])
