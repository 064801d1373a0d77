"""Speaking to others: what is waited for and read, and that our own network is out of a stranger's reach."""

import contextlib
import socket
import ssl

import pytest

from plumbing import outbound
from plumbing.outbound import MAX_BYTES, NotPublic, Unreachable, fetch, is_public
from tests.stub import stub


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        # IPv4 addresses in IPv6 notation.
        "::ffff:10.0.0.8", "::10.0.0.8", "::8.8.8.8",
        # 6to4, NAT64 and Teredo.
        "2002:0a00:0008::1", "2002:808:808::1", "64:ff9b::a00:8", "64:ff9b::808:808", "64:ff9b:1::a00:8",
        "2001:0:4136:e378:8000:63bf:f5ff:fff7",
    ],
)  # fmt: skip
def test_addresses_of_this_machine_our_network_and_tunnels_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1"])
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("name", ["127.0.0.1", "inside.example", "both.example"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_is_sent_to_our_own_network_under_any_name(monkeypatch, name, scheme):
    known = {"inside.example": ["10.0.0.8"], "both.example": ["8.8.8.8", "10.0.0.8"]}
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 0)) for each in known.get(name, [name])]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with stub() as server, pytest.raises(NotPublic):
        fetch(f"{scheme}://{name}:{server.port}/", b"", public_only=True)
    assert server.asked == []


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch):
    """A name that answers differently the second time leads nowhere else: it is asked once."""
    asked = []

    def resolve(host, port, *args, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port or 0))]

    monkeypatch.setattr(outbound, "is_public", lambda address: True)
    with stub(body=b"here") as server:
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        assert fetch(f"http://robot.example:{server.port}/", b"", public_only=True).body == b"here"
    assert asked.count("robot.example") == 1


def test_what_was_meant_for_one_address_is_sent_to_no_other():
    """A redirect may carry a secret elsewhere, or lead into our own network."""
    with stub(body=b"there") as elsewhere, stub(302, headers=[("Location", elsewhere.address)]) as server:
        assert fetch(server.address, b"secret").status == 302
        assert fetch(server.address).status == 302
    assert elsewhere.asked == []


def test_under_tls_the_certificate_has_to_name_the_host(monkeypatch):
    """And not the address that the name was resolved to."""
    names = []

    class Context:
        def wrap_socket(self, raw, server_hostname=None):
            names.append(server_hostname)
            raw.close()
            raise ssl.SSLError

    monkeypatch.setattr(outbound, "is_public", lambda address: True)
    monkeypatch.setattr(ssl, "create_default_context", Context)
    with stub() as server, pytest.raises(ssl.SSLError):
        outbound.connect_tls("localhost", server.port, 1)
    assert names == ["localhost"]


def test_only_http_is_spoken(tmp_path):
    (tmp_path / "file").write_text("ours")
    with pytest.raises(Unreachable, match="http"):
        fetch(f"file://{tmp_path}/file")


def test_a_response_is_one_whatever_its_status():
    with stub(503, b"later") as server:
        assert fetch(server.address) == (503, b"later")


def test_a_name_that_is_none_is_unreachable(monkeypatch):
    with pytest.raises(Unreachable, match="gaierror"):
        fetch(f"http://{'x' * 70}/", public_only=True)


def test_a_slow_server_is_waited_for_as_long_as_a_job_may(monkeypatch):
    monkeypatch.setattr(outbound, "TIMEOUT_SECONDS", 0.05)
    silent = socket.create_server(("127.0.0.1", 0))
    with contextlib.closing(silent), pytest.raises(Unreachable, match="超时"):
        fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/")


def test_an_endless_answer_is_read_no_further():
    with stub(body=b"x" * (MAX_BYTES * 3)) as server:
        assert len(fetch(server.address).body) == MAX_BYTES


def test_an_answer_that_trickles_in_is_given_up(monkeypatch):
    class Trickle:
        def read1(self, size):
            return b"x"

    monkeypatch.setattr(outbound, "TIMEOUT_SECONDS", 0)
    with pytest.raises(TimeoutError):
        outbound._read(Trickle())
