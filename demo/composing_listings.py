"""Composes any number of different listings, as brokers' lists have them, for measuring at size.

Nothing here touches the database, and the same seed and number always give the same listing.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from listings.models import Listing
from listings.pricing import read_price

#: What marks these listings at the desk, and on their pages.
SOURCE, DESCRIPTION = "测量用示例房源，可随时删除", "为测量网站速度而编的房源，可随时删除。（示例）"
_KINDS = {"factory": 55, "warehouse": 22, "office": 15, "land": 8}
_STATES = {"open": 78, "reserved": 6, "taken": 8, "offline": 4, "draft": 4}
#: {days since it was verified, at most: how often}; from 90 on it is shown as 待核实, from 180 on no more.
_VERIFIED = {30: 45, 89: 30, 179: 17, 400: 8}
_TERMS = {
    "deposit": ("押一付三", "押二付三", "押二付六", "押三付六"),
    "rent_free": ("1 个月", "2 个月", "3 个月", "按租期面谈"),
    "shortest_lease_months": (12, 24, 36, 60),
}


@dataclass
class Composed:
    """A listing that is not stored, whether it could be public or not, with its industries and pictures.

    `zones` is [(zone id, city id, its initials)], the busiest first; `industries` and `images` are lists of ids.
    """

    number: int
    seed: int
    today: date
    zones: list[tuple[int, int, str]]
    industries: list[int]
    images: list[int]
    wanted: list[int] = field(init=False, default_factory=list)
    excluded: list[int] = field(init=False, default_factory=list)
    #: [(id of the image, whether it is a plan)]
    pictures: list[tuple[int, bool]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._random = random = Random(f"{self.seed}:{self.number}")  # noqa: S311 - halls, not secrets
        # Some zones have three times what others have.
        weights = [1 / (1 + 2 * rank / len(self.zones)) for rank in range(len(self.zones))]
        [(zone_id, city_id, self.initials)] = random.choices(self.zones, weights)
        kind = self._weighted(_KINDS)
        compose = {"factory": self._factory, "warehouse": self._warehouse, "office": self._office, "land": self._land}
        facts = {"kind": kind, "state": self._weighted(_STATES), **compose[kind](), **self._facts_of_any()}
        self.listing = Listing(zone_id=zone_id, city_id=city_id, source=SOURCE, description=DESCRIPTION, **facts)
        self.listing.price_value = _value(self.listing.price, self.listing.price_unit)
        if self.listing.is_on_offer:
            days = self._random.randint(0, 400)
            self.listing.offered_at = datetime.combine(facts["verified_on"], time(9), UTC) - timedelta(days=days)
        self._choose_industries()
        chosen = random.sample(self.images, min(len(self.images), random.choice((0, 1, 1, 2, 3))))
        self.pictures = [(image, place == 2) for place, image in enumerate(chosen)]

    def _factory(self) -> dict[str, Any]:
        if self._random.random() < 0.4:
            return self._storey_of_a_factory()
        height = self._one_of(6, 7.5, 8, 9, 9.5, 10, 10.5, 11, 12, 13.5, 15, 18)
        crane = self._maybe(0.6, 3, 5, 10, 10, 16, 20, 32, 50)
        return {
            "storeys": "single",
            "structure": "steel",
            "building": f"{self._number(30)} 号楼",
            **self._area(600, 20_000),
            "clear_height_m": self._maybe(0.85, height),
            "floor_height_m": self._maybe(0.5, height + 1.5),
            "floor_load_t_m2": self._maybe(0.7, 2, 3, 3, 5, 8, 10),
            "crane_t": crane,
            "crane_state": (crane and self._one_of("installed", "installed", "prepared")) or "",
            **self._deal(0.75, rents=(12, 38), sales=(28, 60)),
        }

    def _storey_of_a_factory(self) -> dict[str, Any]:
        return {
            "storeys": "multi",
            "structure": "frame",
            "building": f"{self._number(30)} 号楼",
            "floor": f"{self._number(6)} 层",
            **self._area(400, 6_000),
            "clear_height_m": self._maybe(0.85, 3.9, 4.2, 4.5, 5.1, 5.4, 6.3, 7.2),
            "floor_load_t_m2": self._maybe(0.8, 0.5, 0.75, 1, 1.2, 2),
            "goods_lift_t": self._maybe(0.7, 2, 3, 5),
            "column_grid": self._maybe(0.5, "9 米 × 9 米", "8.4 米 × 8.4 米") or "",
            **self._deal(0.75, rents=(12, 38), sales=(28, 60)),
        }

    def _warehouse(self) -> dict[str, Any]:
        return {
            "storeys": self._one_of("single", "single", "multi"),
            "structure": "steel",
            "building": f"{self._one_of(*'ABCDEFG')}{self._number(9)} 库",
            **self._area(1_000, 40_000),
            "clear_height_m": self._maybe(0.9, 8, 9, 9, 10.5, 12),
            "floor_load_t_m2": self._maybe(0.8, 2, 3, 3, 5),
            "loading_docks": self._maybe(0.7, *range(2, 30)),
            "yard_m2": self._maybe(0.3, 1_200, 2_000, 4_000),
            "largest_lorry_m": self._maybe(0.6, 9.6, 13.5, 17.5),
            **self._deal(0.95, rents=(15, 36), sales=(25, 50)),
        }

    def _office(self) -> dict[str, Any]:
        return {
            "storeys": "multi",
            "structure": "frame",
            "building": f"{self._one_of(*'ABCD')} 座",
            "floor": f"{self._number(28)} 层",
            **self._area(80, 2_500),
            "clear_height_m": self._maybe(0.7, 2.6, 2.8, 3, 3.6),
            "floor_load_t_m2": self._maybe(0.3, 0.25, 0.35, 0.5),
            "property_fee": self._maybe(0.7, 4, 5.5, 8, 12),
            **self._deal(0.8, rents=(30, 120), sales=(60, 180)),
        }

    def _land(self) -> dict[str, Any]:
        return {
            "building": f"{self._one_of(*'ABCDEFG')}-{self._number(40):02} 地块",
            "land_use": self._one_of("industry", "industry", "industry", "storage", "research"),
            "land_years_left": self._maybe(0.7, *range(15, 51)),
            "plot_ratio": self._maybe(0.8, 1, 1.2, 1.5, 2, 2.5),
            "deal": "transfer",
            **self._area(6_000, 200_000),
            "price": self._price(f"{self._random.randint(18, 90)} 万/亩"),
        }

    def _facts_of_any(self) -> dict[str, Any]:
        free = self._maybe(0.55, -20, 0, 0, 15, 30, 60, 90, 150)
        days = self._weighted(_VERIFIED)
        terms = {name: self._maybe(0.6, *values) or None for name, values in _TERMS.items()}
        return {
            "power_kva": self._maybe(0.75, 160, 250, 315, 400, 500, 630, 800, 1_000, 1_250, 1_600, 2_000, 4_000),
            "fire_class": self._maybe(0.7, *"甲乙丙丙丙丙丙丁戊") or "",
            "has_sprinklers": self._maybe(0.5, True, False),
            "eia": self._maybe(0.7, "yes", "yes", "ask", "no") or "",
            "has_gas": self._maybe(0.4, True, False),
            "has_sewage": self._maybe(0.4, True, False),
            "deed": self._maybe(0.6, "held", "held", "pending", "none") or "",
            "deposit": terms["deposit"] or "",
            "rent_free": terms["rent_free"] or "",
            "shortest_lease_months": terms["shortest_lease_months"],
            "available_from": None if free is None else self.today + timedelta(days=free),
            "verified_on": self.today - timedelta(days=self._random.randint(days // 3, days)),
        }

    def _choose_industries(self) -> None:
        """Most want everybody; a few want one or two, or will not have one."""
        few = min(len(self.industries), self._random.choice((0, 0, 0, 1, 2)))
        chosen = self._random.sample(self.industries, few)
        if self._random.random() < 0.25:
            self.excluded = chosen[:1]
        else:
            self.wanted = chosen

    def _area(self, least: int, most: int) -> dict[str, Any]:
        """Small ones are as frequent as those ten times as large."""
        area = round(least * (most / least) ** self._random.random(), -1)
        return {"area_m2": area, "divisible_from_m2": self._maybe(0.35, round(area / self._number(8), -1) or area)}

    def _deal(self, rented: float, rents: tuple[int, int], sales: tuple[int, int]) -> dict[str, Any]:
        """A rent in 元, mostly by the month, some by the day; a sale in hundreds of 元."""
        if self._random.random() < rented:
            rent = self._random.randint(*rents)
            return {"deal": "rent", "price": self._price(f"{rent} 元/㎡·月", f"{rent / 30:.2f} 元/㎡/天")}
        return {"deal": "sale", "price": self._price(f"{self._random.randint(*sales)}00 元/㎡")}

    def _price(self, *words: str) -> str:
        """One in six is to be talked about or not said."""
        return self._one_of("面议", "") if self._random.random() < 1 / 6 else self._one_of(*words)

    def _number(self, most: int) -> int:
        return self._random.randint(1, most)

    def _one_of(self, *values: Any) -> Any:
        return self._random.choice(values)

    def _maybe(self, share: float, *values: Any) -> Any:
        """One of the values, known of so large a share; else None."""
        return self._random.choice(values) if self._random.random() < share else None

    def _weighted(self, weights: dict[Any, int]) -> Any:
        return self._random.choices(list(weights), list(weights.values()))[0]


@cache
def _value(price: str, unit: str) -> Any:
    """Reading a price takes longer than all the rest, and there are few: none is a sum for the whole."""
    return read_price(price, unit, None) if price else None
