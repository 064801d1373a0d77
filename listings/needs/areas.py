"""Which of several areas is meant: both ends of one, one that would do as well, the hall and not its office or plot."""

import re

from listings.needs.parts import EITHER, Part
from plumbing.quantities import reading
from plumbing.quantities.reading import Quantity

#: So many times a part goes into the whole, at least.
_PART = 3
_UNITS_OF_LAND = re.compile("亩|公顷|平方公里")
_BUILDINGS = {"factory", "warehouse", "office"}
#: Behind an area that would do as well as another: 要30亩地，20到40亩都行.
_AS_WELL = re.compile(
    "的?(?:之间|左右|上下|范围)?内?(?:也|都|均|皆|就)(?:行|可|能|好|成|ok|没问题|接受|考虑)|的?可接受|的?可以接受"
)


def is_of_land(area: str) -> bool:
    """Whether it is said as people say it of land."""
    return _UNITS_OF_LAND.search(area) is not None


def of_one(found: list[Part], text: str) -> list[Part]:
    """Without areas of which none is the whole: 冷库1500平+车间2000平. Of a hall and its office the hall is meant."""
    if len({part.value for part in found if part.field == "area"}) < 2:
        return found
    found = _widened(_both_ends(_without_its_plot(found, text)), text)
    sizes = {value: quantity.value for value, quantity in _quantities(found).items()}
    if len(sizes) < 2 or any(map(is_of_land, sizes)):
        return found
    largest, *others = sorted(sizes, key=lambda value: -sizes[value])
    is_clear = sizes[largest] >= _PART * max(sizes[value] for value in others)
    return [part for part in found if part.field != "area" or (is_clear and part.value == largest)]


def _quantities(found: list[Part]) -> dict[str, Quantity]:
    read = {part.value: reading.read(part.value, "㎡").quantity for part in found if part.field == "area"}
    return {value: quantity for value, quantity in read.items() if quantity}


def _with_area(found: list[Part], value: str) -> list[Part]:
    return [part._replace(value=value) if part.field == "area" else part for part in found]


def _both_ends(found: list[Part]) -> list[Part]:
    """With one area for one that is said by its ends: 不少于5000平，不超过8000平."""
    open_ends = [(each.lower is None, each.upper is None) for each in _quantities(found).values()]
    if sorted(open_ends) != [(False, True), (True, False)]:
        return found
    return _with_area(found, ",".join(part.value for part in found if part.field == "area"))


def _widened(found: list[Part], text: str) -> list[Part]:
    """With one area for two of which the second would do as well: 3000平，2000到4000平都可以; 3000平，5000平也行."""
    quantities = _quantities(found)
    wider = [part.value for part in found if part.field == "area" and _AS_WELL.match(text, part.end)]
    if len(quantities) != 2 or len({*wider}) != 1 or wider[0] not in quantities:
        return found
    [other] = quantities.keys() - {*wider}
    ends = [end for each in quantities.values() for end in (each.lower, each.upper) if end is not None]
    if len(ends) < 4:
        return found
    both = sorted((other, wider[0]), key=lambda value: quantities[value].value)
    for value in (wider[0], "到".join(both)):
        quantity = reading.read(value, "㎡").quantity
        if quantity and (quantity.lower, quantity.upper) == (min(ends), max(ends)):
            return _with_area(found, value)
    return found


def _without_its_plot(found: list[Part], text: str) -> list[Part]:
    """Without the plot that a hall stands on: 3亩地 1000平厂房."""
    areas = [part for part in found if part.field == "area"]
    plots = [part for part in areas if is_of_land(part.value)]
    kinds = [part for part in found if part.field in {"kind", "kinds"}]
    meant = {kind for part in kinds for kind in part.value.split(",")}
    of_plots = [part for part in kinds if any(plot.start <= part.start < plot.end for plot in plots)]
    of_land = [part for part in kinds if "地" in text[part.start : part.end] and part not in of_plots]
    if not plots or len(plots) == len(areas) or not meant & _BUILDINGS or of_land or EITHER.search(text):
        return found
    value = ",".join(kind for kind in dict.fromkeys(kinds[0].value.split(",")) if kind != "land")
    field = "kinds" if "," in value else "kind"
    kept = [part for part in found if part not in (*plots, *of_plots)]
    return [part._replace(field=field, value=value) if part in kinds else part for part in kept]
