"""Which article a public path names: for those who keep the pages that something came from as text."""

import re
from functools import cache

from plumbing.paths import path_of


@cache
def pattern() -> re.Pattern[str]:
    """Matches the path of an article's page, whatever follows it; group 1 is the id. PostgreSQL reads it alike."""
    # Eighteen digits are what a bigint holds, whichever they are.
    return re.compile(rf"^{path_of('articles:latest')}([0-9]{{1,18}})/")


def article_id(path: str) -> int | None:
    """The id in the path of an article's page; None for every other path."""
    found = pattern().match(path)
    return int(found[1]) if found else None
