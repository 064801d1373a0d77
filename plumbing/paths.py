"""Paths within the site: those we make, and whether an address from outside is one."""

from functools import lru_cache

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


@lru_cache(maxsize=8192)
def path_of(name: str, *arguments: str | int) -> str:
    """`reverse(name, args=arguments)`, remembered: every host answers at its root, so it never changes.

    A page prints some twenty, and `reverse()` walks all patterns for each.
    """
    return reverse(name, args=arguments)


def local_path(address: str) -> str:
    """An address from outside if it is a path of this site, which may be shown as a link; else empty."""
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
