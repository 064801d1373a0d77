"""A listing as one of those that are compared."""

from listings.facts import all_facts, all_terms
from listings.models import Listing
from zones.facts import Fact


def sheet(listing: Listing) -> list[Fact]:
    """The same facts of every listing; what rents and prices are called differs."""
    price, *terms = all_terms(listing)
    return [
        Fact("类型", f"{listing.get_kind_display()}{listing.get_deal_display()}"),
        Fact("租金或价格", price.value),
        *all_facts(listing),
        *terms,
        Fact("核实于", f"{listing.verified_on:%Y-%m-%d}" if listing.verified_on else ""),
    ]
