"""The hosts of an old site: as its owner types them, and as its own settings say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Hosts:
    """`typed`: hosts or addresses, where it stood first; `told`: what its settings say, which may be wrong or empty."""

    typed: str
    told: str

    @property
    def base_url(self) -> str:
        """Where the old site stood, as we were told or as it says itself: a scheme, a host, a final slash."""
        told = urlsplit(self.told)
        host = (self._listed or [self.told])[0] or "localhost"
        if "://" not in host:
            host = f"{told.scheme if told.netloc == host.strip('/') else 'https'}://{host}"
        return host.rstrip("/") + "/"

    @property
    def own(self) -> tuple[str, ...]:
        """All names of them, without those of somebody's own machine."""
        named = dict.fromkeys(map(_hostname, [*self._listed, self.told]))
        return tuple(each for each in named if "." in each and not each.replace(".", "").isdecimal())

    @property
    def _listed(self) -> list[str]:
        return [each for each in re.split(r"[,，、\s]+", self.typed) if each]


class Twins:
    """Which of some hosts a site's own links name with www. before them, too: those people come by as well."""

    def __init__(self, hosts: Iterable[str]) -> None:
        known = set(hosts)
        wanted = (f"www.{host}" for host in known if not host.startswith("www."))
        self.seen: list[str] = []
        self._wanted = {twin: re.compile(rf"//{re.escape(twin)}(?![\w.-])") for twin in wanted if twin not in known}

    def take(self, body: str) -> None:
        """See the next body."""
        if self._wanted and "//www." in (text := body.lower()):
            found = [twin for twin, link in self._wanted.items() if link.search(text)]
            self.seen += sorted(found)
            for twin in found:
                del self._wanted[twin]


def _hostname(address: str) -> str:
    """The host of an address with or without its scheme, in small letters; empty where it is none."""
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
