"""The client's address: X-Forwarded-For is believed only as far as our own proxies wrote it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str:
    """The client's IP address as text, empty when there is none (a Unix socket).

    X-Forwarded-For counts only when the peer is one of TRUSTED_PROXIES, and from the right: whatever stands left of the
    first address that is not a proxy of ours, the client may have written itself.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    hops = [peer, *reversed(request.headers.get("X-Forwarded-For", "").split(","))]
    nearest = ""
    for hop in hops:
        address = _parsed(hop)
        if address is None:
            break
        nearest = str(address)
        if nearest not in settings.TRUSTED_PROXIES:
            break
    return nearest


def network_of(address: str) -> str:
    """The address without the part that identifies one household: IPv4 /24, IPv6 /48; empty if it is no address."""
    parsed = _parsed(address)
    if parsed is None:
        return ""
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False).network_address)


def _parsed(text: str) -> IPAddress | None:
    """The address, an IPv4 one mapped into IPv6 as itself; None for what is no address."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
