"""Values of an old site as plain text on one line."""

import html
import re

from moving.zblog import charset

INVISIBLE = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
MARKUP = re.compile(r"<[A-Za-z/!?][^>]*>")
SPACE = re.compile(r"\s+")
MAX_ODDITY = 80
#: Intros had some hundred characters. Markup that opens and never closes costs the square of its length.
MAX_PLAIN = 20_000


def one_line(text: str) -> str:
    """Unescaped exactly once, spaces and breaks as single spaces."""
    return SPACE.sub(" ", charset.CONTROL.sub("", html.unescape(text))).strip()


def plain(markup: str) -> str:
    """The text of a piece of HTML on one line."""
    return one_line(MARKUP.sub(" ", INVISIBLE.sub(" ", markup[:MAX_PLAIN])))


def short(text: str) -> str:
    """So much of a value as shows what it is."""
    return text if len(text) <= MAX_ODDITY else f"{text[:MAX_ODDITY]}…"
