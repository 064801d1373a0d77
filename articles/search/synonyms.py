"""Words that mean the same, as a search reads them."""

from collections.abc import Iterable
from itertools import chain

from articles.search.lexemes import fold
from articles.tags import parse

#: Other ways to say one word that are looked for.
MAX_SYNONYMS = 8


class Synonyms:
    """Groups of words that mean the same, made of the owner's rows (`无尘、洁净`)."""

    def __init__(self, rows: Iterable[str] = ()) -> None:
        # The longest first: 危化品 is not 危化 and something more.
        self._groups = [sorted(map(fold, parse(row)), key=len, reverse=True) for row in rows]

    @property
    def words(self) -> set[str]:
        """All of them, folded."""
        return set(chain.from_iterable(self._groups))

    def of(self, text: str) -> list[str]:
        """Other ways to say a folded text: each has one word of it replaced. At most MAX_SYNONYMS."""
        others = chain.from_iterable(self._in_group(text, group) for group in self._groups)
        return list(dict.fromkeys(others))[:MAX_SYNONYMS]

    @staticmethod
    def _in_group(text: str, group: list[str]) -> list[str]:
        inside = next((word for word in group if word in text), None)
        return [text.replace(inside, word, 1) for word in group if word != inside] if inside else []
