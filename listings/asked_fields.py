"""Form fields for what is asked for: measures with the bound that people write beside them, and areas."""

import re
from typing import Any

from django import forms

from listings import power
from listings.areas import Area
from plumbing import typed_fields
from plumbing.quantities import reading
from plumbing.quantities.reading import in_unit
from zones.facts import plain

LARGEST_AREA = 10_000_000
SQUARE_METRES, MU, KVA = "㎡", "亩", "kVA"

#: What people write although the field says it: 8米以上 where a height is asked for that is no lower.
_AT_LEAST = "(?:不低于|不小于|不少于|至少|大于|高于|超过|>=|≥|>)?(.+?)(?:及?以上|起|往上|左右)?"
_AT_MOST = "(?:不超过|不高于|不大于|最高|最多|小于|低于|<=|≤|<)?(.+?)(?:以内|以下|之内|内|封顶|左右)?"


class AskedField(typed_fields.MeasureField):
    """A measure as people ask for it, who leave out what it is per: 3吨 for a load, 25块 for a rent.

    The bound that the field is of may be written as well; the other one may not.
    """

    def __init__(self, bound: str, **options: Any) -> None:
        super().__init__(**options)
        self.bound = bound

    def to_python(self, value: Any) -> Any:
        part = self.unit.partition("/")[0].replace("元", "[元块]")
        within = re.fullmatch(rf"\s*{self.bound}\s*", str(value or ""))
        typed = within[1].strip() if within else value
        quantity = reading.read(str(typed or ""), self.unit).quantity if self.unit == KVA else None
        if power.is_in_kw(quantity) and quantity and quantity.lower is not None:
            return super().to_python(str(power.in_kva(quantity.lower)))
        short = re.fullmatch(rf"([0-9.]+)\s*{part}(?:钱)?", str(typed or ""))
        return super().to_python(short[1] if short else typed)


def measure(label: str, unit: str, most: int) -> AskedField:
    """The field of a measure, of which the label says whether it is asked for as the most or as the least."""
    bound = _AT_MOST if label.endswith("不高于") else _AT_LEAST
    return AskedField(bound, label=label, unit=unit, max_value=most, max_digits=12, decimal_places=2, required=False)


class AreaField(typed_fields.LineField):
    """An area as people write it: 3000, 3000-5000平, 20亩, 1万平以上."""

    unit = SQUARE_METRES

    def clean(self, value: Any) -> Area | None:
        typed = super().clean(value)
        quantity = reading.read(typed, self.unit).quantity if typed else None
        if typed and (quantity is None or quantity.value > LARGEST_AREA):
            raise forms.ValidationError("请写一个面积，例如 3000、3000-5000 或 20亩。")
        return Area(quantity.lower, quantity.upper, quantity.is_about) if quantity else None


def about(typed: str, area: Area) -> str:
    """The number of an area that is only about so, with its unit: 3500 ㎡ of 3500平左右; "" of every other."""
    if not area.is_about or area.lower is None or area.lower != area.upper:
        return ""
    return f"{plain(in_unit(area.lower, MU))} {MU}" if MU in typed else f"{plain(area.lower)} {SQUARE_METRES}"


def with_unit(typed: str, unit: str) -> str:
    """An area with a unit behind its last number, where it was typed without one: 50以上 is 50亩以上."""
    other_unit = MU if unit == SQUARE_METRES else SQUARE_METRES
    meant = reading.read(typed, unit).quantity
    if meant == reading.read(typed, other_unit).quantity:
        return typed
    ends = [end for end in range(len(typed), 0, -1) if typed[end - 1].isnumeric()]
    whole = (f"{typed[:end]}{unit}{typed[end:]}" for end in ends)
    return next((each for each in whole if reading.read(each, other_unit).quantity == meant), typed)
