"""Whose request this is: the client's address, believed only as far as our own proxies vouch for it."""

import ipaddress

from django.conf import settings


def client_address(request):
    """The client's IP address as text, empty when there is none (a Unix socket).

    X-Forwarded-For counts only when the peer is one of TRUSTED_PROXIES, and from the right: whatever stands left of the
    first address that is not ours, the client may have written itself.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    hops = [peer, *reversed(request.headers.get("X-Forwarded-For", "").split(","))]
    address = ""
    for hop in hops:
        found = _address(hop)
        if found is None:
            break
        address = str(found)
        if address not in settings.TRUSTED_PROXIES:
            break
    return address


def network_of(address):
    """The address without the part that names one household: IPv4 /24, IPv6 /48."""
    found = _address(address)
    if found is None:
        return ""
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False).network_address)


def _address(text):
    """The address, an IPv4 one mapped into IPv6 as itself; None for what is none."""
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
