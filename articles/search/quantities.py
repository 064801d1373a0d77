"""Numbers with a unit as they stand in texts and queries: `3000㎡`, `1.2万平方米`, `100 MW` and `10万千瓦`.

The same quantity is the same lexeme, however it is written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from plumbing.quantities.units import UNITS as UNITS_OF_TRADE

_SPELLINGS = [
    *("平方米", "平米", "平方", "平", "m2", "亩", "公顷", "ha", "平方公里", "平方千米", "km2", "米", "公里", "km"),
    *("千瓦", "kw", "兆瓦", "mw", "吉瓦", "gw", "千伏安", "kva", "兆伏安", "mva"),
    *("吨", "t", "千克", "公斤", "kg", "元"),
]
#: {a unit as texts spell it (folded): (what it is counted in, how many of that it is)}.
UNITS: dict[str, tuple[str, Fraction]] = {
    **{spelling: (UNITS_OF_TRADE[spelling].symbol, UNITS_OF_TRADE[spelling].factor) for spelling in _SPELLINGS},
    # What people write of news but never type as a need.
    **dict.fromkeys(("千瓦时", "kwh"), ("kWh", Fraction(1))),
    **dict.fromkeys(("兆瓦时", "mwh"), ("kWh", Fraction(1_000))),
    **dict.fromkeys(("吉瓦时", "gwh"), ("kWh", Fraction(1_000_000))),
    **dict.fromkeys(("千伏", "kv"), ("kV", Fraction(1))),
}
_TIMES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
#: Digits that are read of a number.
_MAX_DIGITS = 15

_UNIT = "|".join(
    # 平 begins many words that are no unit.
    "平(?![方米均台原])" if unit == "平" else rf"{unit}(?![a-z0-9])" if unit.isascii() else unit
    for unit in sorted(UNITS, key=len, reverse=True)
)
_NUMBER = r"\d+(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?<![\d.a-z])(?:({_NUMBER})\s?[-~–—至到]\s?)?({_NUMBER})\s?(万亿|[百千]万|[百千万亿])?\s?({_UNIT})"
)


@dataclass(frozen=True)
class Quantity:
    """A quantity in a folded text, from `start` up to `end`."""

    start: int
    end: int
    number: str
    times: str
    unit: str

    @property
    def value(self) -> Fraction:
        """In the unit that it is counted in."""
        return Fraction(self.number[:_MAX_DIGITS]) * _TIMES[self.times] * UNITS[self.unit][1]

    @property
    def counted_in(self) -> str:
        return UNITS[self.unit][0]

    @property
    def lexeme(self) -> str:
        """Marked by `=`, which no text can produce."""
        return f"={self.value}{self.counted_in}"


def quantities(folded: str) -> Iterator[Quantity]:
    """Yields the quantities of a folded text, in order; of a range (`3000-5000㎡`) both ends."""
    for match in _QUANTITY.finditer(folded):
        least, number, times, unit = match.groups()
        if least:
            yield Quantity(match.start(), match.end(), least, times or "", unit)
        yield Quantity(match.start(2), match.end(), number, times or "", unit)
