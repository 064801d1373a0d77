"""A zone's data sheet: the ranges of what it has on offer, each with its number of units, and the facts typed of the
zone where nothing on offer tells them.

A range is of one kind of building: rents of halls and of offices are two, and land is measured in 亩.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min
from django.utils.http import urlencode

from listings.models import Listing
from plumbing.paths import path_of
from plumbing.quantities.reading import in_unit
from zones.facts import Fact, all_facts, in_one_line, span
from zones.models import Zone
from zones.site import Site

HALLS = (Listing.Kind.FACTORY, Listing.Kind.WAREHOUSE)
OFFICES, LAND = (Listing.Kind.OFFICE,), (Listing.Kind.LAND,)

#: What is counted together: listings of a zone that are alike in these.
_ALIKE = ("zone", "kind", "deal", "crane_state", "fire_class")
Group = Mapping[str, Any]


class Measure(NamedTuple):
    """A fact of which a range is shown: its column, and which listings it is read of."""

    label: str
    unit: str
    column: str
    kinds: tuple[str, ...]
    #: Of those to rent alone, or of the others; None of all. With a crane that is only prepared for, likewise.
    rented: bool | None = None
    prepared: bool | None = None
    per: str = "套"
    #: From the column's unit to `unit`.
    convert: Callable[[Decimal], Decimal] = lambda value: value
    #: Whether its lowest value alone says something.
    is_least: bool = False

    def range(self, groups: Iterable[Group]) -> Fact | None:
        """The range of what is known of the listings in the groups; None where nothing is."""
        known = [group for group in groups if group[f"{self.column}_count"] and self._is_of(group)]
        if not known:
            return None
        low, high = min(row[f"{self.column}_low"] for row in known), max(row[f"{self.column}_high"] for row in known)
        count = sum(row[f"{self.column}_count"] for row in known)
        ends = (self.convert(low), self.convert(low if self.is_least else high))
        return Fact(self.label, span(*ends), self.unit, f"{count} {self.per}")

    def units(self, groups: Iterable[Group]) -> int:
        """How many units it would be read of, whether or not they say it."""
        return _units(group for group in groups if self._is_of(group))

    def _is_of(self, group: Group) -> bool:
        return (
            group["kind"] in self.kinds
            and self.rented in {None, _is_rented(group)}
            and self.prepared in {None, group["crane_state"] == Listing.CraneState.PREPARED}
        )


def _is_rented(group: Group) -> bool:
    return bool(group["deal"] == Listing.Deal.RENT)


def _in_mu(value: Decimal) -> Decimal:
    return in_unit(value, "亩", Decimal("0.1"))


#: What a sheet may say, in its order; under a name that `zones.facts.all_facts` has, it takes that fact's place.
MEASURES = {
    "area": Measure("面积", "㎡", "area_m2", HALLS),
    "part": Measure("可分割", "㎡ 起", "divisible_from_m2", HALLS, is_least=True),
    "rent": Measure("租金", "元/㎡·月", "price_value", HALLS, rented=True),
    "price": Measure("售价", "元/㎡", "price_value", HALLS, rented=False),
    "height": Measure("净高", "米", "clear_height_m", HALLS),
    "load": Measure("楼面荷载", "吨/㎡", "floor_load_t_m2", HALLS),
    "crane": Measure("行车", "吨", "crane_t", HALLS, prepared=False),
    "prepared": Measure("预留行车", "吨", "crane_t", HALLS, prepared=True),
    "power": Measure("供电", "kVA", "power_kva", HALLS),
    "office_area": Measure("写字楼面积", "㎡", "area_m2", OFFICES),
    "office_rent": Measure("写字楼租金", "元/㎡·月", "price_value", OFFICES, rented=True),
    "office_price": Measure("写字楼售价", "元/㎡", "price_value", OFFICES, rented=False),
    "land_area": Measure("土地面积", "亩", "area_m2", LAND, per="宗", convert=_in_mu),
    "land_price": Measure("土地价格", "万元/亩", "price_value", LAND, rented=False, per="宗"),
}
#: Where the fire classes and the planned area stand among them.
ORDER = (*list(MEASURES)[:9], "fire", *list(MEASURES)[9:], "planned")
#: What a card says, and what one line: of halls, else of offices, else of land.
BRIEF = (
    ("area", "rent", "price", "crane"),
    ("office_area", "office_rent", "office_price"),
    ("land_area", "land_price"),
)
IN_A_LINE = (("area", "height", "crane", "rent", "price"), *BRIEF[1:])


@dataclass(frozen=True)
class Offer:
    """What a zone has on offer: how many units to rent and to buy, how many plots, and the ranges {measure: Fact}.

    `units`: how many of these each measure is about, {measure: number}; those of none are absent.
    """

    rents: int = 0
    sales: int = 0
    plots: int = 0
    ranges: dict[str, Fact] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.rents + self.sales + self.plots

    @property
    def words(self) -> str:
        """How many of what: "5 套在租、1 宗土地"; empty of nothing."""
        counts = ((self.rents, "套在租"), (self.sales, "套在售"), (self.plots, "宗土地"))
        return "、".join(f"{count} {words}" for count, words in counts if count)


@dataclass(frozen=True)
class ZoneSheet:
    """A zone with what it has on offer."""

    zone: Zone
    offer: Offer

    @property
    def rows(self) -> dict[str, Fact]:
        """{measure: Fact} of what is known, in order."""
        typed = {about: fact for about, fact in all_facts(self.zone).items() if fact.value}
        rows = typed | self.offer.ranges
        return {about: rows[about] for about in ORDER if about in rows}

    @property
    def facts(self) -> list[Fact]:
        return list(self.rows.values())

    @property
    def brief(self) -> list[Fact]:
        """What a card has room for."""
        return self._first(BRIEF)

    @property
    def main(self) -> list[Fact]:
        """What one line has room for."""
        return self._first(IN_A_LINE)

    @property
    def line(self) -> str:
        """The sheet in one line; empty where nothing is known."""
        return "，".join(filter(None, (self.offer.words, in_one_line(self.main))))

    @property
    def finder_url(self) -> str:
        """The finder, filtered by the zone."""
        return f"{path_of('listings:index')}?{urlencode({'city': self.zone.city.slug, 'zone': self.zone.slug})}"

    def _first(self, choices: Iterable[tuple[str, ...]]) -> list[Fact]:
        """The first choice of which anything is known: of what is on offer alone, else of what was typed.

        A range of all that is on offer needs no number: how many there are stands beside it.
        """
        rows = self.offer.ranges or self.rows
        known = ([self._short(rows[name]) for name in names if name in rows] for names in choices)
        return next(filter(None, known), [])

    def _short(self, fact: Fact) -> Fact:
        return fact._replace(note="") if fact.note.split(" ")[0] == str(self.offer.count) else fact


def zone_sheets(site: Site, zones: Iterable[Zone]) -> list[ZoneSheet]:
    """The sheets of the zones, in their order. One query for all that the site does not remember."""
    zones = list(zones)
    names = [("on offer in zone", zone.pk) for zone in zones]
    kept = site.remember_each(names, lambda missing: _offers(site.portal.listing_days, missing))
    return [ZoneSheet(zone, kept[name]) for zone, name in zip(zones, names, strict=True)]


def _offers(listing_days: int, names: list[tuple[str, int]]) -> dict[tuple[str, int], Offer]:
    """{name: the Offer of its zone}; an empty one of a zone with nothing on offer."""
    public = Listing.objects.public(listing_days).filter(zone__in=[pk for _, pk in names])
    groups: dict[int, list[Group]] = {pk: [] for _, pk in names}
    for group in public.order_by().values(*_ALIKE).annotate(units=Count("pk"), **_AGGREGATES):
        groups[group["zone"]].append(group)
    return {name: _offer(groups[name[1]]) for name in names}


def _offer(groups: list[Group]) -> Offer:
    ranges = {name: fact for name, measure in MEASURES.items() if (fact := measure.range(groups))}
    classes = [group for group in groups if group["kind"] in HALLS and group["fire_class"]]
    if classes:
        named = {group["fire_class"] for group in classes}
        words = "、".join(choice.label for choice in Zone.FireClass if choice.value in named)
        ranges["fire"] = Fact("消防类别", words, note=f"{_units(classes)} 套")
    built = [group for group in groups if group["kind"] not in LAND]
    rents = _units(filter(_is_rented, built))
    units = {name: count for name, measure in MEASURES.items() if (count := measure.units(groups))}
    return Offer(rents, _units(built) - rents, _units(groups) - _units(built), ranges, units)


def _units(groups: Iterable[Group]) -> int:
    return sum(group["units"] for group in groups)


_AGGREGATES = {
    f"{column}_{name}": aggregate(column)
    for column in sorted({measure.column for measure in MEASURES.values()})
    for name, aggregate in (("low", Min), ("high", Max), ("count", Count))
}
