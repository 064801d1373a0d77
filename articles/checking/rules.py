"""What a rule is: a row of a table, which finds faults in a piece or a sentence."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from articles.checking.story import Finding, Piece, Sentence, Story

#: (start, end) in the piece, and the reason.
Fault = tuple[int, int, str]
PieceRule = tuple[str, Callable[[Piece], Iterator[Fault]]]


@dataclass(frozen=True)
class Shape:
    """Words that their very shape gives away, unless `is_wrong` says of a match that it is right.

    `within` are the stretches that are looked at.
    """

    rule: str
    pattern: re.Pattern[str]
    reason: str | Callable[[re.Match[str]], str]
    is_wrong: Callable[[re.Match[str]], object] = bool
    within: re.Pattern[str] = re.compile("(?s:.*)")

    def __call__(self, piece: Piece) -> Iterator[Fault]:
        for stretch in self.within.finditer(piece.plain):
            for match in filter(self.is_wrong, self.pattern.finditer(piece.plain, *stretch.span())):
                yield *match.span(), self.reason if isinstance(self.reason, str) else self.reason(match)


@dataclass(frozen=True)
class Rules:
    """The tables: rules that look at a piece, and rules that look at the figures of a sentence."""

    of_pieces: Iterable[PieceRule]
    of_sentences: Iterable[tuple[str, Callable[[Sentence], Iterator[Fault]]]]

    def __call__(self, story: Story) -> Iterator[Finding]:
        for piece in story.pieces:
            judged = [(rule, judge(piece)) for rule, judge in self.of_pieces]
            for sentence in piece.sentences if piece.figures else ():
                judged += [(rule, judge(sentence)) for rule, judge in self.of_sentences]
            yield from (piece.finding(rule, *fault) for rule, faults in judged for fault in faults)
