"""Fetching pictures of other sites: what is fetched, what is refused, and that our own network is out of reach."""

import http.server
import socket
import threading

import pytest

from images import remote
from images.remote import CannotFetch, fetch
from plumbing import outbound


class Site(http.server.BaseHTTPRequestHandler):
    """Answers by path, as `answers` says: (status, headers, body)."""

    answers: dict = {}
    seen: list = []

    def do_GET(self):
        self.seen.append((self.path, self.headers))
        status, headers, content = self.answers[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Says nothing."""


@pytest.fixture
def site(monkeypatch):
    """A site at http://pictures.example that answers `site.answers[path]`; the loopback counts as public here."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setitem(remote.PORTS, "http", server.server_port)
    judge = outbound.is_public
    monkeypatch.setattr(outbound, "is_public", lambda address: address == "127.0.0.1" or judge(address))
    names = {
        "pictures.example": ["127.0.0.1"],
        "inside.example": ["10.0.0.8"],
        "both.example": ["127.0.0.1", "10.0.0.8"],
    }

    def resolve(host, port, *args, **kwargs):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (each, port or 0)) for each in names.get(host, [host])]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    Site.answers, Site.seen = {}, []
    yield Site
    server.shutdown()
    thread.join()
    server.server_close()


PICTURE = (200, {"Content-Type": "image/png"}, b"picture")


def test_a_picture_is_fetched_without_saying_where_it_was_seen(site):
    site.answers = {"/a%20b.png?x=1&y=%E5%9B%BE": PICTURE}
    assert fetch("http://pictures.example/a%20b.png?x=1&y=%E5%9B%BE").read() == b"picture"
    [(_, headers)] = site.seen
    assert headers["Host"] == "pictures.example"
    assert "Referer" not in headers


def test_a_redirect_is_followed(site):
    site.answers = {"/a": (302, {"Location": "/b.png"}, b""), "/b.png": PICTURE}
    assert fetch("http://pictures.example/a").read() == b"picture"


@pytest.mark.parametrize(
    "url", ["http://inside.example/a", "http://10.0.0.8/a", "http://[::1]/a", "http://both.example/a"]
)
def test_a_private_address_is_refused_however_it_is_written(site, url):
    with pytest.raises(CannotFetch, match="不是公开网站"):
        fetch(url)


@pytest.mark.parametrize(
    "to", ["http://inside.example/", "http://10.0.0.8/", "//inside.example/a", "file:///etc/passwd"]
)
def test_a_redirect_into_our_network_is_refused(site, to):
    site.answers = {"/a": (302, {"Location": to}, b"")}
    with pytest.raises(CannotFetch):
        fetch("http://pictures.example/a")
    assert len(site.seen) == 1


def test_the_connection_goes_to_the_address_that_was_judged(site, monkeypatch):
    """A name that answers differently the second time leads nowhere else: it is asked once."""
    asked = []
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *args, **kwargs: asked.append(args[0]) or resolve(*args, **kwargs)
    )
    connected = []
    connect = socket.create_connection
    monkeypatch.setattr(
        socket, "create_connection", lambda address, *args: connected.append(address) or connect(address, *args)
    )
    site.answers = {"/a": PICTURE}
    fetch("http://pictures.example/a")
    assert asked.count("pictures.example") == 1
    assert [address for address, _ in connected] == ["127.0.0.1"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://pictures.example/a",
        "http://pictures.example:8080/a",
        "http://me@pictures.example/a",
        "http:///a",
        "http://[x/a",
    ],
)
def test_other_schemes_ports_and_names_in_the_address_are_refused(site, url):
    with pytest.raises(CannotFetch):
        fetch(url)


def test_a_ring_of_redirects_ends(site):
    site.answers = {"/a": (302, {"Location": "/a"}, b"")}
    with pytest.raises(CannotFetch, match="转来转去"):
        fetch("http://pictures.example/a")


@pytest.mark.parametrize(
    ("answer", "reason", "again"),
    [
        ((404, {}, b""), "404", False),
        ((503, {}, b""), "503", True),
        ((200, {"Content-Type": "text/html"}, b"<p>"), "不是图片", False),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(site, answer, reason, again):
    site.answers = {"/a": answer}
    with pytest.raises(CannotFetch, match=reason) as refusal:
        fetch("http://pictures.example/a")
    assert refusal.value.again is again


def test_a_picture_without_end_is_cut_off(site, monkeypatch):
    monkeypatch.setattr(remote, "MAX_BYTES", 1000)
    site.answers = {"/a": (200, {"Content-Type": "image/png"}, b"x" * 1001)}
    with pytest.raises(CannotFetch, match="太大"):
        fetch("http://pictures.example/a")


def test_a_slow_site_is_given_up(site, monkeypatch):
    monkeypatch.setattr(remote, "SECONDS", 0)
    site.answers = {"/a": PICTURE}
    with pytest.raises(CannotFetch, match=r"太慢|没有正常回应") as refusal:
        fetch("http://pictures.example/a")
    assert refusal.value.again
