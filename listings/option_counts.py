"""How many fit with each option of the filters that are not chosen yet, counted of what the finder reads anyway."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from listings.criteria import fire_classes
from listings.models import Listing
from zones.models import Zone

if TYPE_CHECKING:
    from listings.finder import Need

#: Filters by the finder's fields, and the column of ListingSearch that each is of.
COLUMNS = {
    "city": "city_id",
    "zone": "zone_id",
    "deal": "deal",
    "storeys": "storeys",
    "structure": "structure",
    "fire": "fire_class",
}
#: No plot of land has them, and where nobody knows they exclude nothing.
OF_BUILDINGS = {"storeys", "structure", "fire"}


def open_filters(need: "Need") -> list[str]:
    """Those that a need leaves open, and that exclude no more than their own column says when one is chosen."""
    chosen = {name for name in COLUMNS if getattr(need, name)}
    chosen |= {"city"} if need.cities else set()
    chosen |= {"zone"} if need.zones or not need.city else set()
    # A deal decides which of the prices that are asked for count.
    chosen |= {"deal"} if need.budget.deals or need.budget.useless else set()
    return [name for name in COLUMNS if name not in chosen]


def option_counts(filters: Sequence[str], rows: Collection[Sequence[Any]] | None) -> dict[str, Counter[Any]]:
    """{filter: {option (of cities and zones its id): how many fit}}; no filter where nobody knows.

    `rows`: [(kind, a value of each filter or None where the row is of another one, how many have it)].
    """
    if rows is None:
        return {}
    counts: dict[str, Counter[Any]] = {name: Counter() for name in filters}
    for kind, *values, fit in rows:
        name, value = next(pair for pair in zip(filters, values, strict=True) if pair[1] is not None)
        if name not in OF_BUILDINGS or kind != Listing.Kind.LAND:
            for option in _options(name, value):
                counts[name][option] += fit
    return counts


def _options(name: str, value: Any) -> Collection[Any]:
    """Those with which a row of that value is found."""
    if name == "fire":
        return [option for option in Zone.FireClass.values if not value or value in fire_classes(option)]
    if name in OF_BUILDINGS and not value:
        return (Listing.Storeys if name == "storeys" else Listing.Structure).values
    return [value]
