"""HTTP requests to others, made by jobs: no redirect is followed, no response is long, no wait is endless.

Where an address comes from a person, it may lead to public addresses only. Names are resolved here and the connection
goes to the very address that was checked: a name that resolves differently the second time does not reach our network.
"""

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

#: For each step of one exchange, and for reading a response; a job's own time-out bounds them all together.
TIMEOUT_SECONDS = 8
MAX_BYTES = 64 * 1024


class Unreachable(Exception):
    """No response; the message says why, and never repeats the address, which may hold a secret."""


class NotPublic(Exception):
    """A host that is, or may be, in our own network."""


class Response(NamedTuple):
    """The status and the first MAX_BYTES of the body."""

    status: int
    body: bytes


def fetch(
    url: str,
    body: bytes | None = None,
    content_type: str = "text/plain; charset=utf-8",
    *,
    headers: Mapping[str, str] | None = None,
    public_only: bool = False,
) -> Response:
    """The Response to a GET or, with a `body`, a POST, whatever its status. Raises Unreachable.

    With `public_only`, for addresses that a person gave, nothing is sent to our own network: raises NotPublic.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise Unreachable("地址不是 http 或 https")
    all_headers = {"User-Agent": "ParkInfo", **(headers or {})}
    if body is not None:
        all_headers["Content-Type"] = content_type
    request = urllib.request.Request(url, body, all_headers)  # noqa: S310 - http or https, just checked
    handlers = [_NoRedirect(), *(_PUBLIC_ONLY if public_only else [])]
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT_SECONDS) as response:
            return Response(response.status, _read(response))
    except urllib.error.HTTPError as error:
        with error:
            return Response(error.code, _read(error))
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise Unreachable("超时" if isinstance(reason, TimeoutError) else type(reason).__name__) from None


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet at large, and not to this machine, our network or a tunnel."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.sixtofour:
        return False
    # IPv4 addresses in IPv6 notation and those of NAT64 are reserved; Teredo's are not global.
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def connect(host: str, port: int, timeout: float | None) -> socket.socket:
    """A socket to one of the host's addresses, when all of them are public. Raises NotPublic or OSError."""
    try:
        resolved = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "no such name") from error
    addresses = [str(entry[4][0]) for entry in resolved]
    if not addresses or not all(map(is_public, addresses)):
        raise NotPublic
    return socket.create_connection((addresses[0], port), timeout)


def connect_tls(host: str, port: int, timeout: float | None) -> ssl.SSLSocket:
    """The same under TLS; the certificate still has to name the host."""
    raw = connect(host, port, timeout)
    try:
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except BaseException:
        raw.close()
        raise


class _PublicConnection(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = connect(self.host, self.port, self.timeout)


class _PublicTlsConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        self.sock = connect_tls(self.host, self.port, self.timeout)


class _Public(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PublicConnection, request)


class _PublicTls(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PublicTlsConnection, request)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What was meant for one address is for no other."""

    def redirect_request(self, *args: Any) -> None:
        return None


# Without a proxy of the environment's: it would look the name up itself.
_PUBLIC_ONLY = [urllib.request.ProxyHandler({}), _Public(), _PublicTls()]


class _Body(Protocol):
    def read1(self, size: int, /) -> bytes: ...


def _read(response: _Body) -> bytes:
    """The first bytes of a response; one that trickles in is as late as none. Raises TimeoutError."""
    deadline, content = time.monotonic() + TIMEOUT_SECONDS, b""
    while len(content) < MAX_BYTES and (chunk := response.read1(MAX_BYTES - len(content))):
        content += chunk
        if time.monotonic() > deadline:
            raise TimeoutError
    return content
