"""The page of ours that somebody says something of: what a person typed for it, and what is found at that address."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from plumbing.paths import local_path

#: An address among other words, as apps copy it behind a page's title.
ADDRESS = re.compile(r"https?://[^\s<>\"'“”‘’，。；！（）《》【】]+", re.IGNORECASE)


class ReportedPage(NamedTuple):
    """A page by its path, with its name (empty where the public may not know it) and the place it belongs to.

    `city` is a slug and `zone` "city/zone", as in a Submission; empty where it belongs to none.
    """

    path: str
    name: str = ""
    city: str = ""
    zone: str = ""


#: Finds the page of ours at a path, with its query, on one of our hosts ("" for the one that was asked); also by what
#: people write in place of an address, such as an article's number. None for whatever is no such page.
PageAt = Callable[[str, str], ReportedPage | None]


class TypedAddress(NamedTuple):
    """An address of ours: its path with its query, its host ("" if none was typed), and whether nothing else was."""

    path: str
    host: str
    is_all: bool


def address_in(typed: str, hosts: Mapping[str, str]) -> TypedAddress | None:
    """The address on one of our hosts (a key of `hosts`) in what somebody typed; None if there is none."""
    found = ADDRESS.search(typed)
    address = found[0] if found else typed if typed.startswith("/") else f"https://{typed}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    path = local_path(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")
    if not path or (parts.netloc and host not in hosts):
        return None
    return TypedAddress(path, host, is_all=found is None or found[0] == typed)
