"""Speaking HTTP to others, from a job: no redirect is followed, no answer is long, no wait is endless.

Where an address comes from a person, it may lead to public addresses only. Names are resolved here and the connection
goes to the very address that was judged: a name that answers differently the second time does not reach our network.
"""

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.error
import urllib.request
from typing import NamedTuple
from urllib.parse import urlsplit

#: For each step of one exchange, and for reading an answer; a job's own time-out bounds them all together.
SECONDS = 8
MOST_BYTES = 64 * 1024
#: IPv6 addresses that carry an IPv4 one for a gateway to go on to.
NAT64 = ipaddress.ip_network("64:ff9b::/32")


class Unreachable(Exception):
    """No answer; the message says why, and never repeats the address, which may hold a secret."""


class NotPublic(Exception):
    """A host that is, or may be, in our own network."""


class Answer(NamedTuple):
    status: int
    body: bytes


def ask(url, body=None, content_type="text/plain; charset=utf-8", *, headers=None, public_only=False):
    """The Answer of a GET or, with a `body` (bytes), a POST, whatever its status. Raises Unreachable.

    With `public_only`, for addresses that a person gave, nothing is sent to our own network: raises NotPublic.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise Unreachable("地址不是 http 或 https")
    headers = {"User-Agent": "ParkInfo", **(headers or {})}
    if body is not None:
        headers["Content-Type"] = content_type
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - http or https, just checked
    handlers = [_NoRedirect(), *(_PUBLIC_ONLY if public_only else [])]
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=SECONDS) as answer:
            return Answer(answer.status, _read(answer))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, _read(error))
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise Unreachable("超时" if isinstance(reason, TimeoutError) else type(reason).__name__) from None


def is_public(address):
    """Whether an IP address belongs to the internet at large, and not to this machine, our network or a tunnel."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in NAT64):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def connect(host, port, timeout):
    """A socket to one of the host's addresses, when all of them are public. Raises NotPublic or OSError."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "no such name") from error
    addresses = [entry[4][0] for entry in found]
    if not addresses or not all(map(is_public, addresses)):
        raise NotPublic
    return socket.create_connection((addresses[0], port), timeout)


def connect_tls(host, port, timeout):
    """The same under TLS; the host's name is still what the certificate has to say."""
    raw = connect(host, port, timeout)
    try:
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except BaseException:
        raw.close()
        raise


class _PublicConnection(http.client.HTTPConnection):
    def connect(self):
        self.sock = connect(self.host, self.port, self.timeout)


class _PublicTlsConnection(http.client.HTTPSConnection):
    def connect(self):
        self.sock = connect_tls(self.host, self.port, self.timeout)


class _Public(urllib.request.HTTPHandler):
    def http_open(self, request):
        return self.do_open(_PublicConnection, request)


class _PublicTls(urllib.request.HTTPSHandler):
    def https_open(self, request):
        return self.do_open(_PublicTlsConnection, request)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What was meant for one address is for no other."""

    def redirect_request(self, *args):
        return None


# Without a proxy of the environment's: it would look the name up itself.
_PUBLIC_ONLY = [urllib.request.ProxyHandler({}), _Public(), _PublicTls()]


def _read(answer):
    """The first bytes of an answer; one that trickles in is as late as none."""
    end, content = time.monotonic() + SECONDS, b""
    while len(content) < MOST_BYTES and (more := answer.read1(MOST_BYTES - len(content))):
        content += more
        if time.monotonic() > end:
            raise TimeoutError
    return content
