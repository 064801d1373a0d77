"""The answer to a search: what holds every word or, where nothing does, what may have been meant."""

from dataclasses import dataclass, field

from articles.search.query import Search
from articles.search.suggestions import Name, Names
from articles.search.words import Words


@dataclass
class Answer:
    """What is shown for a search: `search` itself or the one that stands for it."""

    search: Search
    #: The words as they were meant to be spelt, if the search is for these or they were spelt in pinyin.
    corrected: str | None = None
    #: Whether what was found holds only some of the words.
    is_partial: bool = False
    #: Names that look or sound like the words.
    similar: list[Name] = field(default_factory=list)


def answer(search: Search, names: Names) -> Answer:
    """The Answer: all words as typed; all of their pieces; the words spelt right; fewer pieces. At most five searches
    and one query more.
    """
    if search.ids or not search.words:
        return Answer(search)
    if in_pieces := search.in_pieces(names.known):
        return Answer(in_pieces)
    guess = names.guess(search.words)
    meant = search.with_words(Words.read(guess.corrected)) if guess.corrected else search
    if guess.corrected and meant.ids:
        return Answer(meant, guess.corrected, similar=guess.similar)
    if not guess.is_spelt:
        meant = search
    partial = meant.relaxed(names.known)
    corrected = guess.corrected if guess.is_spelt else None
    return Answer(partial or search, corrected, is_partial=partial is not None, similar=guess.similar)
