"""Prices as owners say them, and the one number to filter by: 元/㎡·月 of rents, 元/㎡ of sales, 万元/亩 of land."""

import re
from decimal import Decimal

from plumbing.quantities import reading
from plumbing.quantities.units import Kind
from zones.facts import plain

RENT, SALE, LAND = "元/㎡/月", "元/㎡", "万元/亩"
#: The smallest and the largest value of each that somebody can mean; beyond stands another unit.
_BOUNDS = {RENT: (1, 2_000), SALE: (100, 500_000), LAND: (1, 5_000)}

#: A number, or a range, and no word of what it is for: 19, 31元, 17块, 26-28.
_WITHOUT_UNIT = re.compile(r"\s*[0-9.,]+\s*[元块]?\s*(?:[-~～—–至到]\s*[0-9.,]+\s*[元块]?\s*)?")
#: What stands before a number and makes it less than none; between two of them it is a range.
_NEGATIVE = re.compile(r"\D{0,4}[-−负](?=[\d.])")
_HAN_NUMERAL = re.compile("[零〇一二两三四五六七八九十百千万亿半几]")
#: Words instead of a price, beside those of any quantity.
_OPEN = re.compile("[议询谈]|联系|来电|致电|电话|协商")
#: A sum and no word of what it is for: of all there is.
_WHOLE = re.compile(r"\s*([0-9.]+\s*[万亿])元?\s*")


#: A rent as people write it, in one of two orders, with the area that it is per or without: 22元/月, 0.6元/平/天起.
_NUMBERS = r"(?P<numbers>[0-9]+(?:\.[0-9]+)?(?:\s*[-~～—–至到]\s*[0-9]+(?:\.[0-9]+)?)?)"
_AREA, _PERIOD = "(?:㎡|平方米?|平米|平|m2|m²)", r"\s*(?:[/·.每一]|每个|一个)\s*"
_RENT = re.compile(
    rf"\s*{_NUMBERS}\s*(?:元|块钱?)?(?:(?:(?:{_PERIOD})?(?P<area>{_AREA}))?{_PERIOD}(?P<period>[月天日])"
    rf"|{_PERIOD}(?P<first>[月天日])(?:{_PERIOD})?(?P<last>{_AREA}))\s*(?P<open>起?)\s*",
    re.I,
)
#: A rent of no more a month is per ㎡, whether that is said or not: for so little nobody lets a whole hall.
_MOST_PER_AREA = 200
_DAYS_OF_MONTH = Decimal("30.4")


def tidied(typed: str) -> str:
    """A rent in the one spelling that pages show, with the ㎡ that it leaves out; any other price as it was typed."""
    found = _RENT.fullmatch(typed)
    if found is None:
        return typed
    period = "月" if (found["period"] or found["first"]) == "月" else "天"
    highest = Decimal(re.findall(r"[0-9.]+", found["numbers"])[-1]) * (1 if period == "月" else _DAYS_OF_MONTH)
    if not (found["area"] or found["last"]) and highest > _MOST_PER_AREA:
        return typed
    return f"{found['numbers']} 元/㎡·{period}{found['open']}"


#: A rent as it is tidied, a price by the ㎡ or one of land, of one number or a range: 3600元/平, 22-25 万/亩起.
_PER_AREA = re.compile(
    rf"(?P<numbers>[0-9][0-9,]*(?:\.[0-9]+)?(?:\s*[-~～—–至到]\s*[0-9][0-9,]*(?:\.[0-9]+)?)?)\s*"
    rf"(?:(?P<rent>元/㎡·[月天])|(?:元|块钱?)?\s*[/每]\s*(?P<sale>{_AREA})|(?P<land>万元?\s*[/每]\s*亩))\s*(?P<open>起?)",
    re.I,
)


def in_words(typed: str) -> str:
    """A price as zones write theirs: 3,600 元/㎡, 22–25 万元/亩; any other as it was typed."""
    found = _PER_AREA.fullmatch(tidied(typed).strip())
    if found is None:
        return typed
    ends = re.split(r"\s*[-~～—–至到]\s*", found["numbers"])
    unit = found["rent"] or ("元/㎡" if found["sale"] else "万元/亩")
    return f"{'–'.join(plain(end.replace(',', '')) for end in ends)} {unit}{found['open']}"


def is_per_area_unsaid(typed: str) -> bool:
    """Whether it is a rent of which nobody said that it is per ㎡, and which can be of nothing else: 22元/月."""
    return tidied(typed) != typed and not re.search(_AREA, typed, re.I)


def price_unit(kind: str, deal: str) -> str:
    """The unit in which prices of a kind and a deal (values of Listing.Kind and Listing.Deal) are compared."""
    if deal == "rent":
        return RENT
    return LAND if kind == "land" else SALE


def is_without_unit(typed: str) -> bool:
    """Whether nobody can tell what the price is per."""
    return bool(_WITHOUT_UNIT.fullmatch(typed))


def fault(typed: str) -> str:
    """Why nobody can have meant a price, in words; "" of what may be one, and of 面议 and the like."""
    text = reading.plain(typed)
    numbers = re.findall(r"(?<![m\d.])[0-9]+(?:\.[0-9]+)?", text)  # and not the 2 of m2
    if _NEGATIVE.match(text) or (numbers and not any(map(Decimal, numbers))):
        return "价格要大于 0；面议写“面议”，不清楚留空。"
    is_open = _OPEN.search(text) or reading.read(typed, RENT).open_words
    return (
        "" if not text or numbers or _HAN_NUMERAL.search(text) or is_open else "价格里要有数和单位；不公开就写“面议”。"
    )


def bounds(unit: str) -> tuple[Decimal, Decimal]:
    """The smallest and the largest value in `unit` that somebody can mean."""
    least, most = _BOUNDS[unit]
    return Decimal(least), Decimal(most)


def read_price(typed: str, unit: str, area_m2: Decimal | None) -> Decimal | None:
    """The price in `unit`, as `said_price` reads it; None also of one beyond what somebody can mean."""
    value = said_price(typed, unit, area_m2)
    least, most = bounds(unit)
    return value if value is not None and least <= value <= most else None


def why_unread(typed: str, unit: str, area_m2: Decimal | None) -> str:
    """What to tell staff of a price of which `read_price` makes nothing: it is shown as it was typed."""
    value, asked = said_price(typed, unit, area_m2), unit.replace("/月", "·月")
    why = f"没有读出按 {asked} 的数"
    if value is not None:
        why = f"折合 {plain(round(value, 2))} {asked}，不像真的，请核对单位"
    return f"价格“{typed}”照原样显示；{why}；按价格筛选时算作未知。"


def said_price(typed: str, unit: str, area_m2: Decimal | None) -> Decimal | None:
    """The price in `unit`, however much; of a range the lower end; None of none that can be read, or of several.

    A sum for the whole (12万/年, 800万元) is divided by the area where that is known, unless it is so small that it
    must be per ㎡ (22元/月).
    """
    if unit == RENT and "亩" in typed and not re.search("[年月天日]", typed):
        return None  # 30万/亩 is what land costs, whatever the deal says
    answer = reading.read("" if _WHOLE.fullmatch(typed) else typed, unit)
    if answer.value is not None:
        return reading.in_unit(answer.value, unit)
    if (total := _total(typed, unit)) is not None and unit == RENT and 0 < total <= _MOST_PER_AREA:
        return reading.in_unit(total, unit)
    return reading.in_unit(total / area_m2, unit) if total is not None and area_m2 else None


def in_common_unit(typed: str, value: Decimal | None, unit: str) -> str:
    """What a price comes to in `unit`, so that a column can be compared; "" where that is how it was said."""
    if value is None or f"{value.normalize():f}" in typed.replace(",", ""):
        return ""
    return f"约 {plain(round(value, 1))} {unit.replace('/月', '·月')}"


def _total(typed: str, unit: str) -> Decimal | None:
    """The one sum for the whole in 元, of a rent in 元 a month."""
    found = [each.quantity for each in reading.find_all(_WHOLE.sub(r"\1元", typed))]
    wanted = Kind.MONEY_PER_YEAR if unit == RENT else Kind.MONEY
    if len(found) != 1 or found[0].kind is not wanted or not found[0].unit.startswith("CNY"):
        return None
    return found[0].value / 12 if unit == RENT else found[0].value
