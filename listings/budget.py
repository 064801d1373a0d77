"""What may be paid at most, for what is rented and for what is bought: which of it applies, and as criteria."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from listings import criteria
from listings.areas import Area
from listings.criteria import Criterion
from listings.models import Listing

_RENTS, _PRICES = ("rent", "total"), ("price", "mu_price", "total_price")


@dataclass(frozen=True)
class Budget:
    """Bounds for one of the `deal` ("" for any) and the `kinds` that are looked for, of an `area` if one was said.

    `rent` in 元/㎡·月, `total` in 元 a month; `price` in 元/㎡, `mu_price` in 万元/亩, `total_price` in 万元.
    """

    deal: str
    kinds: frozenset[str]
    area: Area | None
    rent: Decimal | None
    total: Decimal | None
    price: Decimal | None
    mu_price: Decimal | None
    total_price: Decimal | None

    @cached_property
    def useless(self) -> list[str]:
        """Those that nothing looked for has: a rent of what is to be bought, a price by the 亩 of a hall.

        Who names rents and prices and no deal is shown what is for rent.
        """
        asked = [name for name in (*_RENTS, *_PRICES) if getattr(self, name)]
        is_rented = self.deal == Listing.Deal.RENT or (not self.deal and {*asked} & {*_RENTS})
        wrong = {*_PRICES} if is_rented else {*_RENTS} if self.deal else set()
        if Listing.Kind.LAND not in self.kinds:
            wrong.add("mu_price")
        if self.kinds == {Listing.Kind.LAND}:
            wrong.add("price")
        return [name for name in asked if name in wrong]

    @property
    def used(self) -> list[str]:
        """Those that listings are held against."""
        return [name for name in (*_RENTS, *_PRICES) if getattr(self, name) and name not in self.useless]

    @property
    def deals(self) -> tuple[str, ...]:
        """The deals that have such prices; none where all do."""
        if not self.used:
            return ()
        return (Listing.Deal.RENT,) if {*self.used} & {*_RENTS} else (Listing.Deal.SALE, Listing.Deal.TRANSFER)

    @property
    def impossible_kinds(self) -> set[str]:
        """The kinds of which nothing has the one price that is named by the ㎡ or by the 亩."""
        named, land = {*self.used} & {"price", "mu_price"}, {Listing.Kind.LAND.value}
        if len(named) != 1:
            return set()
        return land if named == {"price"} else {*Listing.Kind.values} - land

    @property
    def criteria(self) -> list[Criterion]:
        """What is asked of a listing's price."""
        of_rent, of_price = (criteria.OF_RENT, self.area), (criteria.OF_PRICE, self.area)
        make: dict[str, Callable[[Decimal], Criterion]] = {
            "rent": lambda value: criteria.price_at_most("租金", value, "元"),
            "total": lambda value: criteria.total_at_most("每月总租金", value, "元", *of_rent),
            "price": lambda value: criteria.price_at_most("单价", value, "元/㎡", of_land=False),
            "mu_price": lambda value: criteria.price_at_most("地价", value, "万元/亩", of_land=True),
            "total_price": lambda value: criteria.total_at_most("总价", value, "万元", *of_price),
        }
        return [make[name](getattr(self, name)) for name in self.used]
