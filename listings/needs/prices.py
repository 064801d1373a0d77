"""What something to buy may cost: 3500元/平以内, 30万一亩, 总价800万.

What is said of 亩 is of land. A sum of which nobody says what it is for is a price only where something is bought.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from listings.needs.parts import LIMIT_BEFORE, LIMIT_BEHIND, NUMBER, Part, says
from listings.needs.refusals import is_refused, is_refused_behind
from plumbing.quantities import reading
from plumbing.quantities.units import Kind

#: ㎡ of a 亩.
_MU = Decimal(2000) / 3
#: 元 that a square metre may cost: less is a rent. Of land, and where something is bought, it may be less.
_LEAST, _LEAST_BOUGHT, _LEAST_OF_LAND, _MOST = Decimal(500), Decimal(300), Decimal(30), Decimal(300_000)
#: 万元 that a 亩, and all there is, may cost.
_OF_A_MU, _OF_ALL = (Decimal(1), Decimal(5_000)), (Decimal(10), Decimal(10_000_000))
_OF_ANOTHER = re.compile(
    "(?:税收?|产值|产出|营收|投资|强度|固投|补贴|奖励|造价|装修|物业费?|押金|保证金|注册资[本金]|租金?|转让费)"
    "[^，。；,;\\s\\d]{0,4}$"
)
_TIME = re.compile(r"(?:^[^，。；、,;\s]{0,3}|[/每一]个?)[年月天日]")
_TIME_BEFORE = re.compile(r"[年月天日][^，。；、,;\s\d]{0,3}$")
_LIMITED = rf"(?:{LIMIT_BEFORE})?\s?{{number}}\s?元?(?:\s?(?:{LIMIT_BEHIND}))?"
_NUMBER = _LIMITED.format(number=NUMBER)
_NO_UNIT = r"(?!\s?(?:[平亩吨米个套栋人台年月天日元/]|[每一]|kva|kw|m))"
_BY_LABEL = re.compile(
    rf"(?P<label>亩价|地价|单价|均价|房价|买价|售价)(?:要|在|是|为|:|约|大约|\s)*(?P<number>{_NUMBER}){_NO_UNIT}"
)
_ALL = re.compile(
    rf"(?P<label>总价|总款|总房款|全款|购[房买地]预算|总预算|预算)?(?:要|在|是|为|有|:|约|大约|\s)*"
    rf"(?P<number>{_NUMBER}){_NO_UNIT}"
)
_SURELY_ALL = re.compile("总价|总款|总房款|全款|购")
_SUM = re.compile("[万亿w]")


def parts(text: str, *, is_bought: bool, is_land: bool) -> Iterator[Part]:
    """All prices of which an upper end is said; `is_bought` and `is_land` tell what the rest of the need says."""
    found = [*_with_units(text, is_bought=is_bought, is_land=is_land)]
    taken = [(part.start, part.end) for part in found]
    for part in (*_by_label(text, is_land=is_land), *_of_all(text, is_bought=is_bought or is_land)):
        if all(part.end <= start or part.start >= end for start, end in taken):
            taken.append((part.start, part.end))
            found.append(part)
    yield from found


def _with_units(text: str, *, is_bought: bool, is_land: bool) -> Iterator[Part]:
    for each in reading.find_all(text):
        quantity, words = each.quantity, text[each.start : each.end].strip()
        if quantity.kind is not Kind.PRICE or not quantity.unit.startswith("CNY") or quantity.upper is None:
            continue
        is_timed = _TIME.match(text, each.end) or _TIME_BEFORE.search(text[: each.start])
        if is_timed or _is_of_another(text, each.start, each.end):
            continue
        least = _LEAST_OF_LAND if is_land else _LEAST_BOUGHT if is_bought else _LEAST
        if "亩" in words or is_land:
            yield from _part("mu_price", quantity.upper * _MU / 10_000, words, each.start, each.end)
        elif least <= quantity.upper <= _MOST:
            yield from _part("price", quantity.upper, words, each.start, each.end)


def _by_label(text: str, *, is_land: bool) -> Iterator[Part]:
    for match in _BY_LABEL.finditer(text):
        of_land = match["label"] in {"亩价", "地价"} or is_land
        upper = _upper(match["number"])
        if upper is None or _is_of_another(text, *match.span()):
            continue
        if of_land and _SUM.search(match["number"]):
            yield from _part("mu_price", upper / 10_000, match[0].strip(), *match.span())
        elif of_land and upper <= _OF_A_MU[1] / 10:
            yield from _part("mu_price", upper, match[0].strip(), *match.span())
        elif not of_land and 2 * _LEAST <= upper <= _MOST:
            yield from _part("price", upper, match[0].strip(), *match.span())


def _of_all(text: str, *, is_bought: bool) -> Iterator[Part]:
    for match in _ALL.finditer(text):
        label, number = match["label"] or "", match["number"]
        is_meant = _SURELY_ALL.search(label) or (
            is_bought and (label or re.search("以内|以下|封顶|超|最[多高]", number))
        )
        if not is_meant or not _SUM.search(number) or _is_of_another(text, *match.span()):
            continue
        if (upper := _upper(number)) is not None:
            yield from _part("total_price", upper / 10_000, match[0].strip(), *match.span())


def _is_of_another(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 8) : start]
    return bool(_OF_ANOTHER.search(before) or is_refused(text, start) or is_refused_behind(text, end))


def _upper(number: str) -> Decimal | None:
    quantity = reading.read(number.strip(), "元").quantity
    return quantity.upper if quantity and quantity.kind is Kind.MONEY and quantity.unit == "CNY" else None


def _part(field: str, value: Decimal, words: str, start: int, end: int) -> Iterator[Part]:
    least, most = {"mu_price": _OF_A_MU, "total_price": _OF_ALL}.get(field, (_LEAST_OF_LAND, _MOST))
    if least <= value <= most:
        number = f"{round(value, 2).normalize():f}"
        yield Part(field, number, start, end, "" if says(words, number) else words)
