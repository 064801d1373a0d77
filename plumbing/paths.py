"""Paths within the site: those we make, and whether an address from outside is one."""

from functools import cache, lru_cache

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

#: A number that stands for any other while a path is made.
_ANY_NUMBER = 7_777_777_777


def path_of(name: str, *arguments: str | int) -> str:
    """`reverse(name, args=arguments)`, remembered: every host answers at its root, so it never changes.

    A page prints some twenty, and `reverse()` walks all patterns for each.
    """
    match arguments:
        case (int(number),):  # of an article, which are too many to be remembered each
            before, after = _around_number(name)
            return f"{before}{number}{after}"
        case _:
            return _path(name, *arguments)


@cache
def _around_number(name: str) -> list[str]:
    """What stands before and behind the number in the path whose only argument is one."""
    return reverse(name, args=[_ANY_NUMBER]).split(str(_ANY_NUMBER))


@lru_cache(maxsize=8192)
def _path(name: str, *arguments: str | int) -> str:
    return reverse(name, args=arguments)


def local_path(address: str) -> str:
    """An address from outside if it is a path of this site, which may be shown as a link; else empty."""
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
