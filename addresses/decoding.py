"""A path as whoever wrote it meant it: encoded once too often, in GBK, with doubled slashes. No database."""

import re
from urllib.parse import unquote_to_bytes

ENCODED = re.compile(r"%[0-9a-fA-F]{2}")
#: So often is a path decoded: a link that was copied from mail to mail is encoded twice, seldom three times.
MOST_LAYERS = 4
#: No address has these: what asks for them tries something out.
UNCLEAN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def decoded(path: str) -> str | None:
    """`path` without percent-encoding, doubled slashes and spaces around it; None where that is nobody's address.

    Django gives a path whose bytes are no UTF-8 with these bytes encoded, so one in GBK is read here as well.
    """
    for _ in range(MOST_LAYERS):
        if UNCLEAN.search(path):
            return None
        if not ENCODED.search(path):
            return re.sub("/{2,}", "/", path).strip()
        path = _text(unquote_to_bytes(path))
    return None


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
