"""The pictures of articles that came without their program: which of the given files an address in a body names.

Nobody knows where on the old site the folder stood that is given. It is known by the addresses in the bodies: most of
those that end as a file of it does say what stood before.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from moving.files import IndexedFiles, Layout, folded

LAYOUT = Layout("", ())
_ADDRESS = re.compile(r"""\b(?:src|href|data-src)\s*=\s*["']?([^"'\s>]{1,500})""", re.IGNORECASE)
_MOST_FOLDERS = 12


class TableFiles(IndexedFiles):
    """Files by path; their folder's place is learned. `given` is the folder or archive."""

    def __init__(self, given: Path | None = None) -> None:
        super().__init__(LAYOUT)
        self.top = folded(given.name.partition(".")[0]) if given else ""
        #: What of a file's path in the archive is no part of the site's paths, and what stands there instead.
        self.above, self.root = "", ""
        self._seen: Counter[tuple[str, str]] = Counter()
        self._is_flat = False
        #: Folders that all files lie in: somebody has packed more than the uploads.
        self._shared = [""]

    def keep_uploads(self) -> None:
        """The index is whole."""
        super().keep_uploads()
        self._is_flat = not any("/" in each for each in self._openers)
        if self._openers and not self._is_flat:
            shared = os.path.commonpath([os.path.dirname(each) for each in self._openers]).split("/")
            self._shared = [
                f"{'/'.join(shared[:depth])}/" if depth else "" for depth in range(len(shared) + 1 if shared[0] else 1)
            ]

    def learn(self, body: str) -> None:
        """See where the addresses of a body say that the files are."""
        if not self._openers:
            return
        for match in _ADDRESS.finditer(body):
            try:
                path = unquote(urlsplit(match[1]).path).lstrip("/")
            except ValueError:
                continue
            stored = self._by_its_end(path)
            if stored and folded(path).endswith(folded(stored)):
                self._seen["", path[: len(path) - len(stored)]] += 1
            elif stored and folded(stored).endswith(folded(path)):
                self._seen[stored[: len(stored) - len(path)], ""] += 1

    def settle(self) -> None:
        """All bodies were seen."""
        self.above, self.root = next((each for each, _ in self._seen.most_common(1)), ("", ""))

    def find(self, path: str) -> str | None:
        """The path as it is stored of what `path` means."""
        path = path.lstrip("/")
        if path.startswith(self.root) and (found := super().find(self.above + path[len(self.root) :])):
            return found
        return self._by_its_end(path)

    def paths(self) -> Iterator[str]:
        """All there is, by their paths below the site's root."""
        return (self.root + path.removeprefix(self.above) for path in self._openers)

    def _by_its_end(self, path: str) -> str | None:
        """The file that `path` ends in: at least folder and name, the name alone only where nothing else is known."""
        parts = path.split("/")[-_MOST_FOLDERS:]
        for at in range(len(parts) - 1):
            for above in self._shared:
                if found := super().find(above + "/".join(parts[at:])):
                    return found
        if len(parts) == 1 or self._is_flat or folded(parts[-2]) == self.top:
            return super().find(parts[-1])
        return None
