"""What a visitor typed, as the words to be found and as the tsquery text that finds them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from articles.search.lexemes import MAX_WORD_LENGTH, fold, tokens
from articles.search.quantities import quantities

#: Characters and words that are read of a query.
MAX_TEXT, MAX_WORDS = 200, 12

#: Particles: a bigram with one of them says nothing.
_FILLERS = re.compile("[的了在是和与有吗呢么哪怎请想要]")
#: Words of a question around what is looked for.
_ASKING = "有哪些|有没有|哪里有|哪里|哪些|哪家|怎么样|怎么|如何|多少|什么|请问|我想|想找|推荐一下|推荐"
_WORD = re.compile(r'["“”「『]([^"“”「」『』]+)["“”」』]|(\S+)')


@dataclass(frozen=True)
class Word:
    """One word of a query: typed between spaces, or an exact phrase between quotation marks."""

    text: str
    is_phrase: bool = False

    @cached_property
    def lexemes(self) -> list[tuple[str, bool, int]]:
        """[(lexeme as tsquery writes it, without weight; is a prefix; position)]. Empty for pure punctuation."""
        lexemes: list[tuple[str, bool, int]] = []
        position = 0
        for token, is_han in tokens(self.text):
            if is_han and len(token) > 1:
                lexemes += [(token[at : at + 2], False, position + at) for at in range(len(token) - 1)]
            else:
                # One Han character is the beginning of a bigram, a Latin word that of a longer one.
                is_prefix = is_han or (len(token) > 2 and token.isalpha() and not self.is_phrase)
                lexemes.append((token[:MAX_WORD_LENGTH], is_prefix, position))
            position += len(token) if is_han else 1
        return lexemes

    @property
    def is_one_character(self) -> bool:
        """Whether it is a single Han character, which stands for every word that begins with it."""
        return self.lexemes[0][1] and len(self.lexemes[0][0]) == 1

    @cached_property
    def _loose_lexemes(self) -> list[tuple[str, bool, int]]:
        """Like `lexemes`, but each quantity as one lexeme, which all its spellings share."""
        rest, found = self.text, []
        for quantity in quantities(self.text):
            found.append((quantity.lexeme, False, 0))
            rest = rest[: quantity.start] + " " * (quantity.end - quantity.start) + rest[quantity.end :]
        # One character beside a quantity (`5万吨级`) says nothing.
        others = (each for each in Word(rest).lexemes if len(each[0]) > 1 or not each[1])
        return [*found, *others] if found else self.lexemes

    def tsquery(self, *, exact: bool = False, weight: str = "") -> str:
        """As tsquery text: all lexemes, or (for a phrase, or when asked) all of them as typed, in their places."""
        exact = exact or self.is_phrase
        written, before = "", None
        for lexeme, is_prefix, position in self.lexemes if exact else self._loose_lexemes:
            if before is not None:
                written += f" <{position - before}> " if exact else " & "
            marks = "*" * is_prefix + weight
            written += f"'{lexeme}'" + (f":{marks}" if marks else "")
            before = position
        return f"({written})"


class Words(tuple[Word, ...]):
    """The words of a query; every one of them must be found."""

    @classmethod
    def read(cls, text: str) -> Self:
        """The words of any text that somebody typed; at most MAX_WORDS, each once."""
        words = {}
        for phrase, plain in _WORD.findall(text[:MAX_TEXT]):
            word = Word(fold(phrase or plain).strip(), bool(phrase))
            if word.lexemes:
                words.setdefault(word.text, word)
        return cls(list(words.values())[:MAX_WORDS])

    def tsquery(self, **options: Any) -> str:
        return " & ".join(word.tsquery(**options) for word in self)

    def any_of(self) -> str:
        """As tsquery text: one of the words is enough."""
        return " | ".join(word.tsquery() for word in self)

    def all_but_one(self) -> str:
        """As tsquery text: any one of the words may be missing."""
        return " | ".join(f"({Words((*self[:n], *self[n + 1 :])).tsquery()})" for n in range(len(self)))

    def split(self, names: Iterable[str]) -> "Words":
        """The same words in smaller pieces: the known names (folded) in them and what stands between; else bigrams."""
        pieces = [piece for word in self for piece in ([word.text] if word.is_phrase else _cut(word.text, names))]
        if len(pieces) < 2:
            pieces = [lexeme for word in self for lexeme, is_prefix, _at in word.lexemes if not is_prefix]
        telling = [piece for piece in dict.fromkeys(pieces) if not _FILLERS.search(piece)]
        words = (Word(piece) for piece in telling or pieces)
        return Words([word for word in words if word.lexemes][:MAX_WORDS])


def _cut(text: str, names: Iterable[str]) -> list[str]:
    """The text without words of a question, cut around the known names in it; of names that overlap, the longest."""
    inside = sorted((name for name in names if len(name) > 1 and name in text), key=len, reverse=True)
    cuts = "|".join([*(f"({re.escape(name)})" for name in inside), _ASKING])
    pieces = (piece or "" for piece in re.split(cuts, text))
    return [piece for piece in (piece.strip() for piece in pieces) if len(piece) > 1]
