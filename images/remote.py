"""Fetching a picture of another site, by an address somebody pasted: from public addresses only, a little, and soon.

What an address leads to is not ours to trust. Names are resolved here and the connection goes to the very address that
was judged, so neither a redirect nor a name that answers differently the second time reaches our own network.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from urllib.parse import quote, urljoin, urlsplit

from images.uploads import MAX_BYTES

#: Seconds for one picture, redirects included.
SECONDS = 30
#: Seconds without a byte.
PATIENCE = 10
MAX_REDIRECTS = 5
MAX_URL_LENGTH = 2000
PORTS = {"http": 80, "https": 443}
#: Left as they stand in an address that may be quoted already.
UNQUOTED = "/%:@!$&'()*+,;=~?"
REDIRECTS = {301, 302, 303, 307, 308}
#: IPv6 addresses that carry an IPv4 one for a gateway to go on to.
NAT64 = ipaddress.ip_network("64:ff9b::/32")


class CannotFetch(Exception):
    """Why a picture did not come, in words for the editor. `again`: another attempt may go better."""

    def __init__(self, reason, *, again=False):
        super().__init__(reason)
        self.again = again


def fetch(url):
    """The bytes behind an http(s) address that says it is a picture, as a file. Raises CannotFetch.

    Whether it is one, `images.uploads.store` finds out.
    """
    deadline = time.monotonic() + SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        parts = _judge(url)
        address = _resolve(parts.hostname)
        connection = _Pinned(parts, address, deadline)
        try:
            with connection.get() as response:
                if response.status not in REDIRECTS:
                    return _read(response, deadline)
                url = urljoin(url, response.headers.get("Location", ""))
        except (OSError, http.client.HTTPException) as error:
            raise CannotFetch("对方网站没有正常回应。", again=True) from error
        finally:
            connection.close()
    raise CannotFetch("对方网站转来转去，没有给出图片。")


def is_public(address):
    """Whether an IP address belongs to the internet at large, and not to this machine, our network or a tunnel."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in NAT64):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _judge(url):
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


def _resolve(host):
    """One of the host's addresses, when all of them are public."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CannotFetch("找不到对方网站。", again=True) from error
    addresses = [entry[4][0] for entry in found]
    if not addresses or not all(map(is_public, addresses)):
        raise CannotFetch("图片地址不是公开网站的。")
    return addresses[0]


class _Pinned:
    """One request to a host at an address already judged; its name is still what TLS and the Host header say."""

    def __init__(self, parts, address, deadline):
        self.parts, self.address = parts, address
        self.timeout = max(0.1, min(PATIENCE, deadline - time.monotonic()))
        self.connection = http.client.HTTPConnection(parts.hostname, timeout=self.timeout)

    def get(self):
        raw = socket.create_connection((self.address, PORTS[self.parts.scheme]), self.timeout)
        try:
            if self.parts.scheme == "https":
                raw = ssl.create_default_context().wrap_socket(raw, server_hostname=self.parts.hostname)
        except BaseException:
            raw.close()
            raise
        self.connection.sock = raw
        target = quote(self.parts.path or "/", safe=UNQUOTED)
        if self.parts.query:
            target += f"?{quote(self.parts.query, safe=UNQUOTED)}"
        # No Referer: picture hosts that refuse foreign pages answer those who name none.
        headers = {"Host": self.parts.netloc, "Accept": "image/*", "User-Agent": "ParkInfo", "Connection": "close"}
        self.connection.request("GET", target, headers=headers)
        return self.connection.getresponse()

    def close(self):
        self.connection.close()


def _read(response, deadline):
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
