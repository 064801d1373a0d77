"""Speaking HTTP to others, from a job: no redirect is followed, no answer is long, no wait is endless."""

import http.client
import urllib.error
import urllib.request
from typing import NamedTuple
from urllib.parse import urlsplit

#: For each step of one exchange; a job's own time-out bounds them all together.
SECONDS = 8
MOST_BYTES = 64 * 1024


class Unreachable(Exception):
    """No answer; the message says why, and never repeats the address, which may hold a secret."""


class Answer(NamedTuple):
    status: int
    body: bytes


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What was meant for one address is for no other."""

    def redirect_request(self, *args):
        return None


def ask(url, body=None, content_type="text/plain; charset=utf-8"):
    """The Answer of a GET or, with a `body` (bytes), a POST, whatever its status. Raises Unreachable."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise Unreachable("地址不是 http 或 https")
    headers = {"User-Agent": "ParkInfo"} | ({"Content-Type": content_type} if body is not None else {})
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - http or https, just checked
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            return Answer(answer.status, answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read(MOST_BYTES))
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise Unreachable("超时" if isinstance(reason, TimeoutError) else type(reason).__name__) from None
