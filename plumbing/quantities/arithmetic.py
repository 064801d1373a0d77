"""What the parts of a typed quantity come to: the unit of a rent, the ends of a range, what "at least" leaves open."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from plumbing.quantities.numerals import Numeral
from plumbing.quantities.units import UNITS, Kind, Unit

#: The ends of a range that somebody means lie no further apart.
_WIDEST = 100
#: What 25/平/月 and 30万/亩 leave out.
_YUAN = UNITS["元"]
_LEAST = {"least_before", "least_after", "more_after"}
_MOST = {"most_before", "most_after", "under_before"}
_ABOUT = {"about_before", "about_after", "some_after", "more_after", "under_before"}


class UnreadableError(ValueError):
    """It could be read in two ways, or says something else than it seems to."""


@dataclass
class Operand:
    """A numeral with what belongs to it: its unit, decimals spoken after the unit (9米5), limits ("about").

    `is_open`: no unit stands behind it, so that of a range's other end counts, and its magnitude (¥3-5万).
    `is_product`: it is an area, said by its sides.
    """

    numeral: Numeral
    unit: Unit | None = None
    decimals: Fraction = Fraction(0)
    limits: set[str] = field(default_factory=set)
    is_open: bool = False
    is_product: bool = False

    @property
    def lower(self) -> Fraction:
        return self.numeral.lower + self.decimals

    @property
    def upper(self) -> Fraction:
        return self.numeral.upper + self.decimals


def product(one: Operand, other: Operand) -> Operand:
    """The area of two sides, both with a unit of length."""
    factor = (one.unit.factor if one.unit else 1) * (other.unit.factor if other.unit else 1)
    numeral = replace(one.numeral, lower=one.lower * other.lower * factor, upper=one.upper * other.upper * factor)
    return Operand(numeral, UNITS["平"], limits=one.limits | other.limits, is_product=True)


def unit_of(base: Unit | None, per: list[Unit], *, is_scaled: bool) -> Unit | None:
    """The unit of a number in `base` per the measures: of 元, ㎡ and 月 that of a rent. Raises UnreadableError."""
    measures = {unit.kind: unit for unit in per}
    area, time = measures.get(Kind.AREA), measures.get(Kind.TIME)
    if not per:
        if base and base.kind is Kind.FORCE:
            raise UnreadableError
        return base
    if base is None and not is_scaled and not (area and area.factor == 1):
        raise UnreadableError  # 20/亩 may leave out 万
    base = base or _YUAN
    if len(measures) < len(per):
        raise UnreadableError
    if base.kind is Kind.MONEY:
        return _price(base, area, time)
    if base.kind in {Kind.MASS, Kind.FORCE} and area and not time:
        return Unit(Kind.LOAD, Kind.LOAD.value, base.factor / area.factor)
    raise UnreadableError


def _price(currency: Unit, area: Unit | None, time: Unit | None) -> Unit | None:
    """The unit of a sum per area, per time, or both."""
    factor = currency.factor / (area.factor if area else 1) / (time.factor if time else 1)
    if area and time:
        return Unit(Kind.RENT, f"{currency.symbol}/m2/month", factor)
    if area:
        return Unit(Kind.PRICE, f"{currency.symbol}/m2", factor)
    return Unit(Kind.MONEY_PER_YEAR, f"{currency.symbol}/year", factor * UNITS["年"].factor)


def ends(operands: list[Operand], unit: Unit | None) -> tuple[Fraction, Fraction]:
    """The smallest and the largest value of a number or a range, in the unit's symbol. Raises UnreadableError."""
    first, last = operands[0], operands[-1]
    lower, upper = (first.lower, first.upper) if len(operands) == 1 else _range(first, last)
    if first.unit and last.unit:
        lower *= first.unit.factor / last.unit.factor
    factor = unit.factor if unit else Fraction(1)
    return min(lower, upper) * factor, max(lower, upper) * factor


def _range(first: Operand, last: Operand) -> tuple[Fraction, Fraction]:
    """The two numbers of a range: of 3-5百万 the first counts millions, too; of 5000-1万 it does not."""
    if not first.is_open or first.numeral.is_scaled:
        return first.lower, last.upper
    if len(first.numeral.text) == 1 and re.search(".十", last.numeral.text):
        raise UnreadableError  # 三到五十: from 3, or from 30?
    shared = last.numeral.shared
    scale = next((each for each in shared if first.lower * each <= last.lower), None)
    if scale is None and shared == (1,):
        return last.lower, first.upper  # typed the other way round
    if scale is None or not first.lower or last.upper > first.lower * scale * _WIDEST:
        raise UnreadableError
    return first.lower * scale, last.upper


def goes_on(first: Operand, last: Operand) -> bool:
    """Whether two numbers with 、 between them are the ends of a spoken range (1、2万, 七、八亩), not a list."""
    digit = re.sub("[十百千万亿].*", "", last.numeral.text)
    return first.unit is None and f"{first.numeral.text}{digit}" in _NEIGHBOURS


_NEIGHBOURS = {f"{digits[n : n + 2]}" for digits in ("123456789", "一二三四五六七八九", "一两三") for n in range(8)}


def bounded(lower: Fraction, upper: Fraction, limits: Iterable[str]) -> tuple[Fraction | None, Fraction | None]:
    """Without the end that the limits leave open: "at most" keeps the lower end of a range. Raises UnreadableError."""
    least, most = _LEAST.intersection(limits), _MOST.intersection(limits)
    if least and most:
        raise UnreadableError
    if least:
        return lower, None
    return (None if most and lower == upper else lower), upper


def is_about(operands: list[Operand], limits: set[str]) -> bool:
    return bool(_ABOUT & limits) or any(operand.numeral.is_about for operand in operands)
