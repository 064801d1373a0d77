"""A zone's data sheet: the known facts as label, value and unit. Unknown ones are absent."""

from decimal import Decimal
from typing import NamedTuple


class Fact(NamedTuple):
    label: str
    value: str
    unit: str = ""


def plain(number):
    """A number as a person writes it: grouped by three, without trailing zeros."""
    number = Decimal(number)
    return f"{number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize():,f}"


def span(low, high):
    """A range in words: "300–5,000", "300 起", "5,000 以内"; empty when both ends are unknown."""
    if low is not None and high is not None:
        return plain(low) if low == high else f"{plain(low)}–{plain(high)}"
    if low is not None:
        return f"{plain(low)} 起"
    return f"{plain(high)} 以内" if high is not None else ""


def facts(zone):
    """[Fact, ...] in the order a prospect asks for them."""
    rent = span(zone.rent_min, zone.rent_max)
    rows = [
        Fact("可租面积", span(zone.unit_area_min, zone.unit_area_max), "㎡"),
        Fact("租金", rent, "元/㎡·月") if rent else Fact("租金", "面议" if zone.rent_negotiable else ""),
        *(
            Fact(label, plain(value) if value is not None else "", unit)
            for label, value, unit in (
                ("层高", zone.clear_height_m, "米"),
                ("楼面荷载", zone.floor_load_t_m2, "吨/㎡"),
                ("行车", zone.crane_t, "吨"),
                ("供电", zone.power_kva, "kVA"),
            )
        ),
        Fact("消防类别", zone.get_fire_class_display()),
        Fact("规划面积", plain(zone.area_km2) if zone.area_km2 is not None else "", "平方公里"),
    ]
    return [fact for fact in rows if fact.value]
