"""Numbers with a unit as they stand in texts and queries: `3000㎡`, `1.2万平方米`, `100 MW` and `10万千瓦`.

The same quantity is the same lexeme, however it is written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

#: What each spelling of a unit (folded) is counted in, and how many of that it is.
UNITS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("平方米", "平米", "平方", "平", "m2"), ("m2", 1)),
    **dict.fromkeys(("公顷", "ha"), ("m2", 10_000)),
    **dict.fromkeys(("平方公里", "平方千米", "km2"), ("m2", 1_000_000)),
    "亩": ("亩", 1),
    **dict.fromkeys(("千瓦", "kw"), ("kw", 1)),
    **dict.fromkeys(("兆瓦", "mw"), ("kw", 1_000)),
    **dict.fromkeys(("吉瓦", "gw"), ("kw", 1_000_000)),
    **dict.fromkeys(("千瓦时", "kwh"), ("kwh", 1)),
    **dict.fromkeys(("兆瓦时", "mwh"), ("kwh", 1_000)),
    **dict.fromkeys(("吉瓦时", "gwh"), ("kwh", 1_000_000)),
    **dict.fromkeys(("千伏安", "kva"), ("kva", 1)),
    **dict.fromkeys(("兆伏安", "mva"), ("kva", 1_000)),
    **dict.fromkeys(("千伏", "kv"), ("kv", 1)),
    **dict.fromkeys(("千克", "公斤", "kg"), ("kg", 1)),
    **dict.fromkeys(("吨", "t"), ("kg", 1_000)),
    "米": ("m", 1),
    **dict.fromkeys(("千米", "公里", "km"), ("m", 1_000)),
    "元": ("元", 1),
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
    def value(self) -> Decimal:
        """In the unit that it is counted in."""
        return Decimal(self.number[:_MAX_DIGITS]) * _TIMES[self.times] * UNITS[self.unit][1]

    @property
    def counted_in(self) -> str:
        return UNITS[self.unit][0]

    @property
    def lexeme(self) -> str:
        """Marked by `=`, which no text can produce."""
        value = f"{self.value:f}"
        return f"={value.rstrip('0').rstrip('.') if '.' in value else value}{self.counted_in}"


def quantities(folded: str) -> Iterator[Quantity]:
    """Yields the quantities of a folded text, in order; of a range (`3000-5000㎡`) both ends."""
    for match in _QUANTITY.finditer(folded):
        least, number, times, unit = match.groups()
        if least:
            yield Quantity(match.start(), match.end(), least, times or "", unit)
        yield Quantity(match.start(2), match.end(), number, times or "", unit)
