"""How text is cut for the index and for a query: one definition, so that the two always fit.

A run of Han characters gives all its bigrams and its last character alone; Latin words and numbers stand whole, in
lower case; full-width forms are folded (NFKC), traditional characters made simplified. Every lexeme keeps its position,
so that exact phrases can be found. A number and the letters behind it stand apart as well (`100MW`, `100`, `MW`), and
with its unit as a quantity. Facts about the article (its city, its month) are lexemes too, marked by `~`, which no text
can produce.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from articles.search.quantities import quantities

#: Positions of one vector; PostgreSQL has 16 383. Text behind them, after some thirty pages, is not indexed.
MAX_POSITION = 16_000
#: Characters of a Latin word or number that are indexed.
MAX_WORD_LENGTH = 60
#: Positions between two fields, so that no phrase spans them.
GAP = 10

_HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
TOKEN = re.compile(rf"(?P<han>[{_HAN}]+)|\d+(?:\.\d+)+|[^\W_{_HAN}]+")
# 1,692 is one number; the full-width comma of 2023，100家 separates.
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# A name such as 5G or 3D stays whole.
_NUMBER_AND_LETTERS = re.compile(r"(\d+)([a-z]{2,}\d?|m[23])")


def _simplified() -> dict[str, str]:
    """{traditional character: the simplified one}; libraries that also turn phrases are half a megabyte."""
    lines = Path(__file__).with_name("traditional.txt").read_text(encoding="utf-8").splitlines()
    pairs = [pair for line in lines if not line.startswith("#") for pair in line.split()]
    return {pair[0]: pair[1] for pair in pairs}


SIMPLIFIED = _simplified()
# A tenth of the time that `str.translate` takes for each character of a text.
_TRADITIONAL = re.compile(f"[{''.join(SIMPLIFIED)}]")


def fold(text: str) -> str:
    """The text as it is compared: full-width, compatibility and traditional forms folded, lower case, numbers without
    commas.
    """
    folded = unicodedata.normalize("NFKC", text.replace("，", " ").replace("．", "."))
    return _THOUSANDS.sub("", _TRADITIONAL.sub(lambda match: SIMPLIFIED[match[0]], folded.lower()))


def tokens(folded: str) -> Iterator[tuple[str, bool]]:
    """Yields (token, is_han) of a folded text, in order."""
    for match in TOKEN.finditer(folded):
        yield match[0], match["han"] is not None


def lexemes(folded: str, position: int = 1) -> Iterator[tuple[str, int]]:
    """Yields (lexeme, position) of a folded text, the first at `position`; stops at MAX_POSITION."""
    known: dict[int, list[str]] = {}
    for quantity in quantities(folded):
        known.setdefault(quantity.start, []).append(quantity.lexeme)
    for match in TOKEN.finditer(folded):
        token = match[0]
        if match["han"]:
            for start in range(len(token)):
                yield token[start : start + 2], position + start
            position += len(token)
        else:
            parts = _NUMBER_AND_LETTERS.fullmatch(token)
            for lexeme in (token, *(parts.groups() if parts else ()), *known.get(match.start(), ())):
                yield lexeme[:MAX_WORD_LENGTH], position
            position += 1
        if position > MAX_POSITION:
            return


def vector(fields: Iterable[tuple[str, str]], facts: Iterable[str] = ()) -> str:
    """A tsvector literal of `fields`, pairs of (text, weight letter A to D), and of `facts` without a position."""
    positions: dict[str, list[str]] = {f"~{fact}": [] for fact in facts}
    position = 1
    for text, weight in fields:
        end = position
        for lexeme, at in lexemes(fold(text), position):
            positions.setdefault(lexeme, []).append(f"{min(at, MAX_POSITION)}{weight}")
            end = at
        position = end + GAP
        if position > MAX_POSITION:
            break
    # Lexemes are word characters, so the quotes need no escaping.
    return " ".join(f"'{lexeme}':{','.join(at)}" if at else f"'{lexeme}'" for lexeme, at in positions.items())


def month(moment: datetime) -> str:
    """The fact that names the month of an aware time: `m202411`, in UTC, which index and query share."""
    return f"m{moment.astimezone(UTC):%Y%m}"


def week(moment: datetime) -> str:
    """The fact that names the ISO week of an aware time: `w202447`, in UTC."""
    return f"w{moment.astimezone(UTC):%G%V}"
