"""Areas and sums of money as people type them, in square metres and 万元 (CNY 10,000)."""

import re
import unicodedata
from decimal import Decimal

# A hectare is 15 亩.
SQUARE_METRES_PER_MU = Decimal(10000) / 15
HUNDREDTH = Decimal("0.01")
#: What the columns of areas and sums hold.
LARGEST = Decimal(10) ** 10 - HUNDREDTH
NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*([万亿]?)")
TIMES = {"": Decimal(1), "万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}


class NotAQuantity(ValueError):
    """The text holds no number, or one that is too large or too small to be meant."""


def _normalized(typed: str) -> str:
    """The text with full-width characters made narrow and without thousands separators."""
    return re.sub(r"(?<=\d)[,，](?=\d{3})", "", unicodedata.normalize("NFKC", typed)).strip()


def square_metres(typed: str, unit: str | None) -> Decimal:
    """The area in m², to the hundredth. `unit` is "mu" or "sqm"; a unit in the text comes before it.

    Of a range ("3000-5000") the lower end counts. Raises NotAQuantity.
    """
    text = _normalized(typed)
    value = _first(text)
    if "亩" in text:
        unit = "mu"
    elif re.search(r"平|㎡|m2|m²", text, re.IGNORECASE):
        unit = "sqm"
    return _checked(value * SQUARE_METRES_PER_MU if unit == "mu" else value)


def ten_thousands(typed: str) -> Decimal:
    """A sum in 万元, to the hundredth: "500", "500万" and "0.05亿" are the same. Raises NotAQuantity."""
    text = _normalized(typed)
    if not (found := NUMBER.search(text)):
        raise NotAQuantity
    value = Decimal(found[1])
    if found[2]:
        value = value * TIMES[found[2]] / 10000
    elif re.match(r"\s*元", text[found.end() :]):
        value /= 10000
    return _checked(value)


def metres(typed: str) -> Decimal:
    """A height in m, to the tenth, at most 100. Raises NotAQuantity."""
    if not (found := NUMBER.search(_normalized(typed))):
        raise NotAQuantity
    return _checked(Decimal(found[1]), Decimal(100), Decimal("0.1"))


def _first(text: str) -> Decimal:
    """The first number in the text, times its 万 or 亿; in "1-2万" the first one is 10,000 as well."""
    found = NUMBER.findall(text)
    if not found:
        raise NotAQuantity
    is_range = len(found) > 1 and re.search(r"\d\s*[-~至到]\s*\d", text)
    multiple = found[0][1] or (found[1][1] if is_range else "")
    return Decimal(found[0][0]) * TIMES[multiple]


def _checked(value: Decimal, largest: Decimal = LARGEST, step: Decimal = HUNDREDTH) -> Decimal:
    """The value rounded to whole steps. Raises NotAQuantity if it is then zero or larger than its column holds."""
    if not 0 < value < largest + 1:
        raise NotAQuantity
    value = value.quantize(step)
    if not 0 < value <= largest:
        raise NotAQuantity
    return value
