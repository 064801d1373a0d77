"""What amounts come to together: 固投5千万+设备2千万; and which sums are of more than a year: 5年累计1个亿."""

import re
from collections.abc import Iterable
from dataclasses import replace

from plumbing.quantities.grammar import Amount
from plumbing.quantities.units import Kind

#: What may be added: a rent and its service charge, or two cranes, make no greater one.
_ADDABLE = {Kind.AREA, Kind.MONEY, Kind.MONEY_PER_YEAR, Kind.POWER}
_PLUS = re.compile(r"\s*,?\s*(?:\+|[外再另]?加上?)\s*\w{0,8}\s*")
#: Several years, or a part of one; but 三年后, 第三年 and 三年内达到 say of what year the sum is.
_NOT_A_YEAR = re.compile(
    r"累计|[一1]年半|[一1]季|半年|(?<![第\d.])(?:[二两三四五六七八九十几数多]+|(?!1(?!\d))\d{1,2}(?:\.\d+)?)\s?"
    r"(?:年|个月|个?季)(?!之?后|以后|内?达|起)"
)

_ANOTHER_PERIOD = re.compile("[一每按/](?:年|天|日|季)(?![递涨增付签调起期以内后])")


def summed(text: str, found: Iterable[Amount]) -> list[Amount]:
    """With one amount for those that are added; it is unreadable where their sum is not certain (3000+500平)."""
    sums: list[Amount] = []
    for amount in found:
        if sums and _PLUS.fullmatch(text[sums[-1].end : amount.start]) and _are_alike(sums[-1], amount):
            is_of_one = len({"亩" in text[each.start : each.end] for each in (sums[-1], amount)}) == 1
            sums[-1] = _sum(sums[-1], amount, is_of_one=is_of_one)
        else:
            sums.append(amount)
    return sums


def _are_alike(one: Amount, other: Amount) -> bool:
    """Whether they are of one kind, a bare number of any."""
    if one.unit and other.unit:
        return one.unit.kind is other.unit.kind
    return all(each.unit or each.counts is False for each in (one, other))


def _sum(one: Amount, other: Amount, *, is_of_one: bool) -> Amount:
    """Both together, unreadable where they are not `is_of_one` thing: land and floors (20亩+3000平)."""
    whole = replace(other, start=one.start, unit=one.unit or other.unit, is_about=one.is_about or other.is_about)
    is_certain = (
        is_of_one and one.unit and other.unit and one.unit.symbol == other.unit.symbol and one.unit.kind in _ADDABLE
    )
    if (
        not is_certain
        or one.lower is None
        or other.lower is None
        or one.lower != one.upper
        or other.lower != other.upper
    ):
        return replace(whole, lower=None, upper=None)
    return replace(whole, lower=one.lower + other.lower, upper=one.lower + other.lower)


def names_another_period(text: str) -> bool:
    """Whether a price in the text may be of another time than a month: 一年240/平, but not 每年递增."""
    return _ANOTHER_PERIOD.search(text) is not None


def is_of_another_span(text: str) -> bool:
    """Whether the sums in the text are of another span of time than a year."""
    return _NOT_A_YEAR.search(text) is not None
