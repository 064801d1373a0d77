"""An area among the words of a search: what is wanted, which zones let it, and the way to the enquiry form."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from plumbing.quantities import reading
from plumbing.quantities.units import Kind
from zones.canonical import enquiry_url
from zones.models import City, Zone

#: Less is no premises: 四平 is a city, 一平米多少钱 asks for a price.
SMALLEST = 10
#: Characters that the enquiry form's field takes.
LONGEST = 40

_UNITS_OF_LAND = re.compile("公顷|英亩|亩|平方公里|平方千米|km|ha|acre|mu")
#: What is wanted, by the words that say it; of several what is said first.
_WANTED = re.compile("(?P<land>土地|用地|地皮|地块|拍地)|(?P<office>写字楼|办公)|厂房|厂区|车间|仓|库房|冷库|场地")


@dataclass(frozen=True)
class Area:
    """An area as it was typed: `3000平`, `1-2万㎡`, `三十亩`, `10000平以上`.

    From `lower` to `upper` square metres; None where it is open. `rest` is the text without this and other areas.
    """

    typed: str
    lower: Decimal | None
    upper: Decimal | None
    rest: str

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The first area in the text, or None."""
        folded = reading.plain(text)
        areas = [
            found
            for found in reading.find_all(text)
            if found.quantity.kind is Kind.AREA
            and found.quantity.value >= SMALLEST
            and found.end - found.start <= LONGEST
        ]
        if not areas:
            return None
        rest = folded
        for found in reversed(areas):
            rest = f"{rest[: found.start]} {rest[found.end :]}"
        first = areas[0]
        typed = re.sub(r"m\^?2", "㎡", "".join(folded[first.start : first.end].split()))
        return cls(typed, first.quantity.lower, first.quantity.upper, " ".join(rest.split()))

    @property
    def is_land(self) -> bool:
        """Whether it is counted as land is."""
        return _UNITS_OF_LAND.search(self.typed) is not None

    @property
    def text(self) -> str:
        """Its ends as news write them, to be looked for when nothing else was typed."""
        unit = next((each for each in ("公顷", "英亩", "亩") if each in self.typed), "㎡")
        ends = dict.fromkeys(end for end in (self.lower, self.upper) if end is not None)
        return " ".join(f"{reading.in_unit(end, unit).normalize():f}{unit}" for end in ends)

    def fits(self, zone: Zone) -> bool:
        """Whether the zone lets units of such a size."""
        least, most = zone.unit_area_min, zone.unit_area_max
        if not least and not most:
            return False
        return (self.upper is None or (least or 0) <= self.upper) and (
            self.lower is None or not most or self.lower <= most
        )

    @property
    def kind(self) -> str:
        """What is wanted, as the enquiry form names it."""
        wanted = _WANTED.search(self.rest)
        if self.is_land or (wanted and wanted["land"]):
            return "land"
        if wanted and wanted["office"]:
            return "office"
        return "buy" if re.search("买|购|产权", self.rest) else "rent"

    def enquiry_url(self, city: City | None, src: str) -> str:
        """The enquiry form's path, filled in with the area as it was typed."""
        return enquiry_url(kind=self.kind, area=self.typed, city=city, src=src)
