"""Fetching a picture of another site, by an address somebody pasted: from public addresses, limited in size and time.

What an address leads to is not to be trusted: each step of the way, redirects too, is checked by `plumbing.outbound`.
"""

import http.client
import io
import socket
import time
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from images.uploads import MAX_BYTES
from plumbing import outbound

#: Seconds for one picture, redirects included.
SECONDS = 30
#: Seconds without a byte.
IDLE_SECONDS = 10
MAX_REDIRECTS = 5
MAX_URL_LENGTH = 2000
PORTS = {"http": 80, "https": 443}
#: Left as they stand in an address that may be quoted already.
UNQUOTED = "/%:@!$&'()*+,;=~?"
REDIRECTS = {301, 302, 303, 307, 308}


class CannotFetch(Exception):
    """Why a picture did not come, in words for the editor. `again`: another attempt may go better."""

    def __init__(self, reason: str, *, again: bool = False) -> None:
        super().__init__(reason)
        self.again = again


def fetch(url: str) -> io.BytesIO:
    """The bytes behind an http(s) address that says it is a picture, as a file. Raises CannotFetch.

    Whether it is one, `images.uploads.store` finds out.
    """
    deadline = time.monotonic() + SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked_parts(url)
        connection = http.client.HTTPConnection(str(parts.hostname))
        try:
            with _get(parts, connection, deadline) as response:
                if response.status not in REDIRECTS:
                    return _read(response, deadline)
                url = urljoin(url, response.headers.get("Location", ""))
        except outbound.NotPublic as error:
            raise CannotFetch("图片地址不是公开网站的。") from error
        except socket.gaierror as error:
            raise CannotFetch("找不到对方网站。", again=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise CannotFetch("对方网站没有正常回应。", again=True) from error
        finally:
            connection.close()
    raise CannotFetch("对方网站转来转去，没有给出图片。")


def _checked_parts(url: str) -> SplitResult:
    """The address in parts, if it is one that a picture of a public site can have."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise CannotFetch("图片地址不完整。") from error
    if len(url) > MAX_URL_LENGTH or parts.scheme not in PORTS or not parts.hostname:
        raise CannotFetch("图片地址不完整。")
    if parts.username is not None or port not in {None, PORTS[parts.scheme]}:
        raise CannotFetch("图片地址不是公开网站的。")
    return parts


def _get(parts: SplitResult, connection: http.client.HTTPConnection, deadline: float) -> http.client.HTTPResponse:
    """The answer of a host to one request, made over a connection that is the caller's to close."""
    timeout = max(0.1, min(IDLE_SECONDS, deadline - time.monotonic()))
    connect = outbound.connect_tls if parts.scheme == "https" else outbound.connect
    connection.sock = connect(str(parts.hostname), PORTS[parts.scheme], timeout)
    target = quote(parts.path or "/", safe=UNQUOTED)
    if parts.query:
        target += f"?{quote(parts.query, safe=UNQUOTED)}"
    # No Referer: picture hosts that refuse foreign pages answer those who name none.
    headers = {"Host": parts.netloc, "Accept": "image/*", "User-Agent": "ParkInfo", "Connection": "close"}
    connection.request("GET", target, headers=headers)
    return connection.getresponse()


def _read(response: http.client.HTTPResponse, deadline: float) -> io.BytesIO:
    if response.status != 200:
        raise CannotFetch(f"对方网站不给这张图片（{response.status}）。", again=response.status >= 500)
    kind = response.headers.get_content_type()
    if not kind.startswith("image/") and kind != "application/octet-stream":
        raise CannotFetch("这个地址打开不是图片。")
    content = bytearray()
    while chunk := response.read1(65536):
        content += chunk
        if len(content) > MAX_BYTES:
            raise CannotFetch(f"图片太大，最多 {MAX_BYTES // 1024 // 1024} MB。")
        if time.monotonic() > deadline:
            raise CannotFetch("对方网站太慢。", again=True)
    return io.BytesIO(content)
