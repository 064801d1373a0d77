"""Whose request it is: a header counts as far as our own proxies wrote it, and no further."""

import pytest

from plumbing.clients import client_address, network_of


@pytest.fixture
def address(rf, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.2"]

    def address(peer, forwarded=None):
        headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
        return client_address(rf.get("/", REMOTE_ADDR=peer, headers=headers))

    return address


def test_without_a_proxy_it_is_the_peers(address):
    assert address("203.0.113.7") == "203.0.113.7"


def test_what_a_stranger_says_of_itself_does_not_count(address):
    assert address("203.0.113.7", "198.51.100.1") == "203.0.113.7"


def test_behind_our_proxy_it_is_the_one_the_proxy_saw(address):
    assert address("127.0.0.1", "203.0.113.7") == "203.0.113.7"


def test_what_the_client_wrote_before_the_proxy_did_does_not_count(address):
    """The leftmost address is anybody's to write."""
    assert address("127.0.0.1", "198.51.100.1, 203.0.113.7") == "203.0.113.7"
    assert address("127.0.0.1", "127.0.0.1, 203.0.113.7") == "203.0.113.7"


def test_behind_two_proxies_of_ours_it_is_the_one_before_both(address):
    assert address("127.0.0.1", "198.51.100.1, 203.0.113.7, 10.0.0.2") == "203.0.113.7"


def test_a_proxys_own_request_has_the_proxys_address(address):
    assert address("127.0.0.1") == "127.0.0.1"
    assert address("127.0.0.1", "10.0.0.2") == "10.0.0.2"


@pytest.mark.parametrize("forwarded", ["unknown", "203.0.113.7, unknown", "203.0.113.7:8080", ""])
def test_what_is_no_address_ends_the_search(address, forwarded):
    assert address("127.0.0.1", forwarded) == "127.0.0.1"


def test_an_ipv4_address_written_as_ipv6_is_the_same_one(address):
    assert address("::ffff:127.0.0.1", "::ffff:203.0.113.7") == "203.0.113.7"


def test_behind_a_unix_socket_there_is_none(address):
    assert address("", "203.0.113.7") == ""


@pytest.mark.parametrize(
    ("one", "network"),
    [
        ("203.0.113.7", "203.0.113.0"),
        ("::ffff:203.0.113.7", "203.0.113.0"),
        ("2001:db8:1:2:3::4", "2001:db8:1::"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_a_network_names_no_household(one, network):
    assert network_of(one) == network
