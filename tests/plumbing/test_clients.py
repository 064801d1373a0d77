"""Whose request it is: the header of a proxy is believed as far as our own proxies vouch for it, and no further."""

import pytest

from plumbing.clients import client_address, network_of


def address(rf, peer, forwarded=None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(rf.get("/", REMOTE_ADDR=peer, **headers))


def test_what_the_client_wrote_itself_stands_left_and_is_not_believed(rf):
    assert address(rf, "127.0.0.1", "203.0.113.9, 198.51.100.7") == "198.51.100.7"


def test_our_own_proxies_are_passed_over(rf, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.2"]
    assert address(rf, "127.0.0.1", "198.51.100.7, 10.0.0.2") == "198.51.100.7"


def test_a_peer_that_is_no_proxy_of_ours_is_the_client_whatever_it_says(rf):
    assert address(rf, "198.51.100.7", "203.0.113.9") == "198.51.100.7"


@pytest.mark.parametrize("forwarded", ["", "unknown", "203.0.113.9, <script>"])
def test_a_header_that_names_nobody_leaves_the_last_known_address(rf, forwarded):
    assert address(rf, "127.0.0.1", forwarded) == "127.0.0.1"


def test_only_the_network_of_an_address_is_kept():
    assert network_of("198.51.100.7") == "198.51.100.0"
    assert network_of("::ffff:198.51.100.7") == "198.51.100.0"
    assert network_of("2001:db8:1:2::7") == "2001:db8:1::"
    assert network_of("nobody") == ""
