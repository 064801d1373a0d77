"""What XML 1.0 can hold: not every character that a text may have, and one too many makes a whole file unreadable."""

import re

#: All but the production Char of https://www.w3.org/TR/xml/#charsets, which no escape makes writable.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """The text without the characters that XML cannot hold: control characters, lone surrogates, U+FFFE, U+FFFF."""
    return _UNWRITABLE.sub("", text)
