"""Listings side by side: a row a fact, unknown ones said to be so."""

from collections.abc import Sequence
from typing import NamedTuple

from listings.facts import facts, terms
from listings.models import Listing
from zones.facts import Fact

#: Listings that fit beside each other on a sheet of paper.
MOST = 4
UNKNOWN = "未核实"


class Row(NamedTuple):
    """A fact of each listing, in their order; `differs` where not all are the same."""

    label: str
    values: list[str]
    differs: bool


def rows(listings: Sequence[Listing]) -> list[Row]:
    """What is known of at least one of the listings, in the order of a data sheet."""
    sheets = [{fact.label: _words(fact) for fact in _sheet(listing)} for listing in listings]
    labels = list(dict.fromkeys(label for sheet in sheets for label in sheet))
    found = []
    for label in labels:
        values = [sheet.get(label, UNKNOWN) for sheet in sheets]
        found.append(Row(label, values, len(set(values)) > 1))
    return found


def _sheet(listing: Listing) -> list[Fact]:
    return [
        Fact("类型", f"{listing.get_kind_display()}{listing.get_deal_display()}"),
        *terms(listing),
        *facts(listing),
        Fact("核实于", f"{listing.verified_on:%Y-%m-%d}" if listing.verified_on else ""),
    ]


def _words(fact: Fact) -> str:
    return f"{fact.value} {fact.unit}".strip()
