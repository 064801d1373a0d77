"""The upload folder of a WordPress site, where each picture lies in several sizes: the uploaded one is taken."""

import re
from collections.abc import Iterable

from moving.files import IndexedFiles, Layout

LAYOUT = Layout("wp-content/uploads/", ("wp-content/uploads/", "uploads/"))
_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[a-z]{3,4}$)", re.IGNORECASE)
_SCALED = re.compile(r"-(?:scaled|rotated)(?=\.[a-z]{3,4}$)", re.IGNORECASE)
_ENDING = re.compile(r"(?=\.[a-z]{3,4}$)", re.IGNORECASE)


class WordPressFiles(IndexedFiles):
    """Files by path; of what WordPress made smaller, the file it was made of, where that is there."""

    def __init__(self) -> None:
        super().__init__(LAYOUT)
        #: Paths that were uploaded under just that name, whatever it looks like.
        self.originals: set[str] = set()
        #: {path: the addresses of its attachment's page}
        self.shown_at: dict[str, tuple[str, ...]] = {}

    def pages(self, path: str) -> Iterable[str]:
        """Those of its attachment, for which the file stands; of a smaller one as of the one it was made of."""
        return self.shown_at.get(self.find(path) or "", ())

    def find(self, path: str) -> str | None:
        """The path as it is stored of the best picture that `path` means."""
        # A blog may live in a folder of its site.
        path = path[max(0, path.find(LAYOUT.root)) :].lstrip("/")
        if path in self.originals and (found := super().find(path)):
            return found
        bare = _SIZE.sub("", path)
        names = [_SCALED.sub("", bare), bare, *([_ENDING.sub("-scaled", bare, count=1)] if bare != path else []), path]
        names.sort(key=lambda name: name not in self.originals)
        return next((found for name in dict.fromkeys(names) if (found := super(WordPressFiles, self).find(name))), None)
