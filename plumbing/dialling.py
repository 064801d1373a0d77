"""What a link to a phone number leads to."""

import re

_EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?)\s*[:：]?\s*(\d+)", re.IGNORECASE)


def uri(number: str, extension: str = "") -> str:
    """tel:0531-88880000 for 0531-8888 0000: RFC 3966 knows no spaces, and some phones stop at the first.

    The dialler waits before an extension, also before one that is written behind the number.
    """
    written = _EXTENSION.search(number)
    main = re.sub(r"[^\d+-]", "", number[: written.start()] if written else number)
    extension = extension or (written[1] if written else "")
    return f"tel:{main},{extension}" if extension else f"tel:{main}"
