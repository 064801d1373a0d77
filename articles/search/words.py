"""What a visitor typed, as the words to be found and as the tsquery text that finds them."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from articles.search.lexemes import MAX_WORD_LENGTH, fold, tokens
from articles.search.quantities import quantities
from articles.search.synonyms import Synonyms

#: Characters and words that are read of a query.
MAX_TEXT, MAX_WORDS = 200, 12

#: Kinds of premises: people write them without a space before or behind a place or an industry.
PREMISES = frozenset([
    "厂房", "标准厂房", "单层厂房", "独栋厂房", "厂区", "车间", "仓库", "仓储", "高标仓", "冷库", "写字楼", "办公楼",
    "办公室", "办公", "库房", "商铺", "实验室", "场地", "土地", "用地", "工业用地", "地块",
])  # fmt: skip
#: What is done with them, and words that every zone and half of the news have: beside others they say nothing.
DEALS = frozenset(["出租", "招租", "求租", "租赁", "租金", "出售", "转让", "价格", "出让", "招商", "入驻", "选址"])
SIZES = frozenset(["小面积", "大面积", "小型", "大型", "整层", "整栋", "独栋"])
COMMON = frozenset([
    "园区", "产业园", "产业园区", "工业园", "工业园区", "开发区", "项目", "企业", "公司", "厂家", "信息",
])  # fmt: skip

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
    #: Words that mean the same.
    synonyms: tuple["Word", ...] = ()

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
        """As tsquery text: all lexemes, or a synonym's; for a phrase, or when asked, those typed, in their places."""
        exact = exact or self.is_phrase
        if self.synonyms and not exact:
            return f"({' | '.join(word.tsquery(weight=weight) for word in (Word(self.text), *self.synonyms))})"
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

    def cut(self, names: Iterable[str]) -> "Words":
        """The same words in smaller pieces: the known names (folded) in them and what stands between."""
        known = {*names, *PREMISES, *DEALS, *SIZES, *COMMON}
        pieces = ([word.text] if word.is_phrase else _cut(word.text, known) for word in self)
        return _words(text for texts in pieces for text in (_telling(texts) if len(texts) > 1 else texts))

    def split(self, names: Iterable[str]) -> "Words":
        """Like `cut`, without the words that half of the news have; in bigrams what cannot be cut."""
        pieces = self.cut(names)
        if len(pieces) < 2:
            # One character alone says nothing, neither a Han one nor the 1 of alert(1).
            bigrams = [lexeme for word in self for lexeme, _is_prefix, _at in word.lexemes if len(lexeme) > 1]
            pieces = _words(_telling(bigrams))
        return pieces.without(COMMON) or pieces

    def with_synonyms(self, synonyms: Synonyms) -> "Words":
        """The same words, each with what means the same."""
        return Words(
            word if word.is_phrase else Word(word.text, synonyms=tuple(map(Word, synonyms.of(word.text))))
            for word in self
        )

    def without(self, texts: Collection[str]) -> "Words":
        """Those that are none of `texts`."""
        return Words(word for word in self if word.text not in texts)


def _words(texts: Iterable[str]) -> Words:
    words = (Word(text) for text in dict.fromkeys(texts))
    return Words([word for word in words if word.lexemes][:MAX_WORDS])


def _telling(pieces: list[str]) -> list[str]:
    """Those without a particle, if there are any."""
    return [piece for piece in pieces if not _FILLERS.search(piece)] or pieces


def _cut(text: str, names: Iterable[str]) -> list[str]:
    """The text without words of a question, cut around the known names in it; of names that overlap, the longest."""
    inside = sorted((name for name in names if len(name) > 1 and name in text), key=len, reverse=True)
    cuts = "|".join([*(f"({re.escape(name)})" for name in inside), _ASKING])
    pieces = (piece or "" for piece in re.split(cuts, text))
    return [piece for piece in (piece.strip() for piece in pieces) if len(piece) > 1]
