"""Areas and sums of money as people type them, in square metres and 万元 (CNY 10,000)."""

import re
import unicodedata
from decimal import Decimal

# 15 亩 are a hectare.
SQUARE_METRES_PER_MU = Decimal(10000) / 15
LARGEST = Decimal(10) ** 10 - Decimal("0.01")
NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*([万亿]?)")
TIMES = {"": Decimal(1), "万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}


class NotAQuantity(ValueError):
    """There is no number in it, or one beyond all measure."""


def plain(typed):
    """The text with full-width characters and thousands separators straightened."""
    return re.sub(r"(?<=\d)[,，](?=\d{3})", "", unicodedata.normalize("NFKC", typed)).strip()


def square_metres(typed, unit):
    """The area in m², to the hundredth; `unit` is "mu" or "sqm" and yields to a unit written in the text.

    Of a range ("3000-5000") it is the lower end. Raises NotAQuantity.
    """
    text = plain(typed)
    value = _first(text)
    if "亩" in text:
        unit = "mu"
    elif re.search(r"平|㎡|m2|m²", text, re.IGNORECASE):
        unit = "sqm"
    metres = value * SQUARE_METRES_PER_MU if unit == "mu" else value
    return _sane(metres)


def ten_thousands(typed):
    """A sum in 万元, to the hundredth: "500", "500万" and "0.05亿" are the same. Raises NotAQuantity."""
    text = plain(typed)
    if not (found := NUMBER.search(text)):
        raise NotAQuantity
    value = Decimal(found[1])
    if found[2]:
        value = value * TIMES[found[2]] / 10000
    elif re.match(r"\s*元", text[found.end() :]):
        value /= 10000
    return _sane(value)


def metres(typed):
    """A height in m, to the tenth, at most 100. Raises NotAQuantity."""
    if not (found := NUMBER.search(plain(typed))):
        raise NotAQuantity
    return _sane(Decimal(found[1]), Decimal(100), Decimal("0.1"))


def _first(text):
    """The first number in the text, its 万 or 亿 counted: "1-2万" begins at 10,000."""
    found = NUMBER.findall(text)
    if not found:
        raise NotAQuantity
    word = found[0][1] or (found[1][1] if len(found) > 1 and re.search(r"\d\s*[-~至到]\s*\d", text) else "")
    return Decimal(found[0][0]) * TIMES[word]


def _sane(value, largest=LARGEST, step=Decimal("0.01")):
    """The value in whole steps. Measured after rounding: 0.001 is nothing, and what is stored has to fit its column."""
    if not 0 < value < largest + 1:
        raise NotAQuantity
    value = value.quantize(step)
    if not 0 < value <= largest:
        raise NotAQuantity
    return value
