"""Listings side by side: a row a fact, unknown ones said to be so."""

from collections.abc import Sequence
from typing import NamedTuple

from listings.facts import all_facts, all_terms
from listings.models import Listing
from zones.facts import Fact

#: Listings that fit beside each other on a sheet of paper.
MOST = 4
UNKNOWN = "未核实"


class Row(NamedTuple):
    """A fact of each listing, in their order; `differs` where not all that are known are the same."""

    label: str
    values: list[str]
    differs: bool


def rows(listings: Sequence[Listing]) -> list[Row]:
    """What is known of at least one of the listings, in the order of a data sheet."""
    found = []
    for facts in zip(*map(_sheet, listings), strict=True):
        known = {_words(fact) for fact in facts if fact.value}
        if known:
            values = [_words(fact) if fact.value else UNKNOWN for fact in facts]
            found.append(Row(facts[0].label, values, len(known) > 1))
    return found


def _sheet(listing: Listing) -> list[Fact]:
    """The same facts of every listing; what rents and prices are called differs."""
    price, *terms = all_terms(listing)
    return [
        Fact("类型", f"{listing.get_kind_display()}{listing.get_deal_display()}"),
        Fact("租金或价格", price.value),
        *all_facts(listing),
        *terms,
        Fact("核实于", f"{listing.verified_on:%Y-%m-%d}" if listing.verified_on else ""),
    ]


def _words(fact: Fact) -> str:
    return f"{fact.value} {fact.unit}".strip()
