"""A zone's data sheet: the known facts as label, value and unit. Unknown ones are absent."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from zones.models import Zone


class Fact(NamedTuple):
    """A row of a data sheet; `note` says of how many it is true, where that is not all. Unknown: an empty value."""

    label: str
    value: str
    unit: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        """Value, unit and note as one text: "6–12 米，3 套"."""
        return "，".join(filter(None, (f"{self.value} {self.unit}".strip(), self.note)))


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


def facts(zone: Zone) -> list[Fact]:
    """What is known, in the order a prospect asks for it."""
    return [fact for fact in all_facts(zone).values() if fact.value]


def all_facts(zone: Zone) -> dict[str, Fact]:
    """{a word for what it is about: the fact as it was typed of the zone}, in that order."""
    rent = span(zone.rent_min, zone.rent_max)
    return {
        "area": Fact("可租面积", span(zone.unit_area_min, zone.unit_area_max), "㎡"),
        "rent": Fact("租金", rent, "元/㎡·月") if rent else Fact("租金", "面议" if zone.rent_negotiable else ""),
        **{
            about: Fact(label, plain(value) if value is not None else "", unit)
            for about, label, value, unit in (
                ("height", "层高", zone.clear_height_m, "米"),
                ("load", "楼面荷载", zone.floor_load_t_m2, "吨/㎡"),
                ("crane", "行车", zone.crane_t, "吨"),
                ("power", "供电", zone.power_kva, "kVA"),
            )
        },
        "fire": Fact("消防类别", zone.get_fire_class_display()),
        "planned": Fact("规划面积", plain(zone.area_km2) if zone.area_km2 is not None else "", "平方公里"),
    }


def in_one_line(facts: Iterable[Fact]) -> str:
    """The facts as a sentence without its full stop: "面积 1,200–8,000 ㎡，行车 5–10 吨（3 套）"."""
    return "，".join(
        f"{fact.label} {fact.value} {fact.unit}".strip() + (f"（{fact.note}）" if fact.note else "") for fact in facts
    )
