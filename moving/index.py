"""What a reader has to know of all posts before the first can be told: who owns an address, and how long lists are.

It lies in a temporary file, not in memory: a site may have a million posts.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable

from moving.zblog.database import temporary

OWNERS = "CREATE TABLE owners (address BLOB PRIMARY KEY, id TEXT, rank INTEGER) WITHOUT ROWID"
#: The first wins, but what the public saw wins over what it did not.
CLAIM = """INSERT INTO owners VALUES (?, ?, ?) ON CONFLICT (address)
           DO UPDATE SET id = excluded.id, rank = excluded.rank WHERE rank > excluded.rank"""


class Index:
    """Owners of addresses, and how many public stories each category, tag and author has."""

    def __init__(self) -> None:
        self._owners = temporary()
        self._owners.execute(OWNERS)
        self.stories: dict[str, Counter[str]] = {"category": Counter(), "tags": Counter(), "author": Counter()}

    def claim(self, addresses: Iterable[str], story: str, is_public: bool) -> None:
        """Say that a story answers there; stories claim in the order of their ids."""
        self._owners.executemany(CLAIM, [(_key(address), story, int(not is_public)) for address in addresses])

    def owned(self, addresses: Iterable[str], story: str) -> tuple[str, ...]:
        """Those of `addresses` at which this story was shown, and no other, each once."""
        return tuple(address for address in dict.fromkeys(addresses) if self.owner(address) == story)

    def owner(self, address: str) -> str | None:
        """Id of the story shown at an address."""
        row = self._owners.execute("SELECT id FROM owners WHERE address = ?", [_key(address)]).fetchone()
        return row[0] if row else None


def _key(address: str) -> bytes:
    return hashlib.blake2b(address.encode(), digest_size=12).digest()
