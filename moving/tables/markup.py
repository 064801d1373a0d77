"""The body of an article as a cell has it: HTML, HTML that was escaped once more, or a text typed as it is."""

import re
from html import escape, unescape

from moving.wordpress.paragraphs import with_paragraphs

_NAMES = (
    "p|br|div|span|a|img|b|strong|em|i|u|s|font|center|table|tbody|thead|tr|td|th|ul|ol|li|h[1-6]|hr|pre|blockquote|section"
    "|article|figure|iframe|video|audio|embed|object|script|style|sub|sup|code|dl|dt|dd|header|footer|main"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&lt;/?(?:{_NAMES})(?:\s.{{0,2000}}?)?/?&gt;", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(
    r"<(?:p|br|div|table|ul|ol|h[1-6]|section|article|pre|blockquote|figure|center)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}\d?|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
#: Tags that may stand in a title; anything else in angle brackets there is a title of a document.
_IN_TITLES = re.compile(r"</?(?:b|strong|em|i|u|font|span|br|a|p|sup|sub|img)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def body_of(cell: str) -> tuple[str, bool]:
    """The cell as HTML, and whether it had been escaped once too often."""
    was_escaped = not _TAG.search(cell) and bool(_ESCAPED_TAG.search(cell))
    if was_escaped:
        cell = unescape(cell)
    if not _TAG.search(cell):
        lines = (line.strip() for line in _ENTITY.sub(lambda match: unescape(match[0]), cell).splitlines())
        return "".join(f"<p>{escape(line, quote=False)}</p>\n" for line in lines if line), was_escaped
    return (cell if _BLOCK.search(cell) else with_paragraphs(cell)), was_escaped


def title_of(cell: str) -> str:
    """A title without the tags of its format."""
    return _IN_TITLES.sub(" ", cell)
