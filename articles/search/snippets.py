"""Text cut around the words of a query, with the words marked. All of it is escaped here, piece by piece."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import chain

from django.utils.safestring import SafeString, mark_safe

from articles.search.lexemes import fold, tokens
from articles.search.words import Word

#: Start and end of a word in a text, and the word's number.
Place = tuple[int, int, int]

#: Characters of a snippet, and how many of them stand before the first word found.
LENGTH, BEFORE = 110, 24
#: Characters of a text that are looked through.
LONGEST = 8_000


def highlight(text: str, words: Iterable[Word]) -> SafeString:
    """The whole text as safe markup, the words in `<mark>`."""
    return _marked(text, 0, len(text), _places(text, words))


def snippet(text: str, words: Iterable[Word], length: int = LENGTH) -> SafeString:
    """About `length` characters of the text with as many of the words as possible, as safe markup; or nothing."""
    text = text[:LONGEST]
    if not (places := _places(text, words)):
        return SafeString("")
    start = max(0, _best_start(places, length) - BEFORE)
    start, end = _whole(text, start, -1), _whole(text, min(len(text), start + length), 1)
    markup = _marked(text, start, end, places)
    return mark_safe(f"{'…' if start else ''}{markup}{'…' if end < len(text) else ''}")  # noqa: S308 - around what is safe


def _whole(text: str, at: int, step: int) -> int:
    """The position moved by `step` out of a number or a Latin word, a dozen characters at most."""
    for _ in range(12):
        if not (0 < at < len(text) and re.match(r"[0-9A-Za-z.,%]{2}", text[at - 1 : at + 1])):
            break
        at += step
    return at


def _best_start(places: list[Place], length: int) -> int:
    """Where to begin so that `length` characters hold the most different words."""
    best, start = 0, 0
    for index, (at, _end, _word) in enumerate(places):
        inside = {word for begin, _e, word in places[index : index + 50] if begin < at + length - BEFORE}
        if len(inside) > best:
            best, start = len(inside), at
    return start


def _places(text: str, words: Iterable[Word]) -> list[Place]:
    """[(start, end, word's number)] in the text, in order and not overlapping."""
    folded, origin = _folded(text)
    matches = []
    for number, word in enumerate(words):
        for needle in chain.from_iterable(_needles(each, folded) for each in (word, *word.synonyms)):
            matches += [(origin[m.start()], origin[m.end() - 1] + 1, number) for m in needle.finditer(folded)]
    places, reached = [], 0
    for start, end, number in sorted(matches, key=lambda match: (match[0], -match[1])):
        if end > reached:
            places.append((max(start, reached), end, number))
            reached = end
    return places


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text folded, and where each of its characters came from."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, range(len(text))
    pieces, origin = [], []
    for index, character in enumerate(text):
        piece = _fold_character(character)
        pieces.append(piece)
        origin += [index] * len(piece)
    return "".join(pieces), origin


@lru_cache(maxsize=10_000)
def _fold_character(character: str) -> str:
    return fold(character)


def _needles(word: Word, folded: str) -> list[re.Pattern[str]]:
    """Patterns for a word: its runs as typed, else their bigrams, since those are what found the article."""
    if word.is_phrase and word.text in folded:
        return [re.compile(re.escape(word.text))]
    patterns = []
    for token, is_han in tokens(word.text):
        if not is_han:
            patterns.append(rf"(?<![0-9a-z]){re.escape(token)}")
        elif token in folded or len(token) == 1:
            patterns.append(re.escape(token))
        else:
            patterns += [re.escape(token[at : at + 2]) for at in range(len(token) - 1)]
    return [re.compile(pattern) for pattern in patterns]


def _marked(text: str, start: int, end: int, places: list[Place]) -> SafeString:
    parts, at = [], start
    for begin, stop, _number in places:
        if begin >= at and stop <= end:
            parts += [escape(text[at:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
            at = stop
    parts.append(escape(text[at:end]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece of the text was escaped above
