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
#: A sum and no word of what it is for: of all there is.
_WHOLE = re.compile(r"\s*([0-9.]+\s*[万亿])元?\s*")


def price_unit(kind: str, deal: str) -> str:
    """The unit in which prices of a kind and a deal (values of Listing.Kind and Listing.Deal) are compared."""
    if deal == "rent":
        return RENT
    return LAND if kind == "land" else SALE


def is_without_unit(typed: str) -> bool:
    """Whether nobody can tell what the price is per."""
    return bool(_WITHOUT_UNIT.fullmatch(typed))


def read_price(typed: str, unit: str, area_m2: Decimal | None) -> Decimal | None:
    """The price in `unit`, of a range the lower end; None where none can be read, or where several could be meant.

    A sum for the whole (12万/年, 800万元) is divided by the area where that is known.
    """
    if unit == RENT and "亩" in typed and not re.search("[年月天日]", typed):
        return None  # 30万/亩 is what land costs, whatever the deal says
    answer = reading.read("" if _WHOLE.fullmatch(typed) else typed, unit)
    if answer.value is not None:
        value = reading.in_unit(answer.value, unit)
    elif (total := _total(typed, unit)) is not None and area_m2:
        value = reading.in_unit(total / area_m2, unit)
    else:
        return None
    least, most = _BOUNDS[unit]
    return value if least <= value <= most else None


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
