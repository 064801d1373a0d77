"""Things side by side: a row a fact, unknown ones said to be so. What is compared is named by the address alone."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest

from zones.facts import Fact

#: Things that fit beside each other on a sheet of paper.
MOST = 4
UNKNOWN = "未核实"
#: Of what a thing cannot have: a plot its clear height.
NOT_APPLICABLE = "—"
#: Of what a thing does not have, as far as anything is entered: known, but nothing that a row is shown for.
NOT_RENTED, NOT_SOLD, NO_HALLS, NO_OFFICES, NO_LAND = (
    "没有在租",
    "没有在售",
    "没有厂房在租售",
    "没有写字楼在租售",
    "没有土地在租售",
)
_ABSENT = {NOT_RENTED, NOT_SOLD, NO_HALLS, NO_OFFICES, NO_LAND}
#: A zone in an address: city/zone, or the zone's slug alone, which means all that are called so.
ZONE_KEY = r"(?:[a-z0-9-]{1,40}/)?[a-z0-9-]{1,60}"


class Column(NamedTuple):
    """What is compared: its name and page, what stands below the name, and the query that leaves it out."""

    name: str
    url: str
    note: str
    without: str


class Row(NamedTuple):
    """A fact of each thing, in their order; `differs` where not all that are known are the same."""

    label: str
    values: list[str]
    differs: bool


def compared_zones(request: HttpRequest) -> list[str]:
    """The keys of the zones that the address names to be compared, each once."""
    named = re.split(r"[\s,，]+", request.GET.get("z", "").lower()[:1000])
    return list(dict.fromkeys(key for key in named if re.fullmatch(ZONE_KEY, key)))[: 2 * MOST]


def rows(sheets: Sequence[Sequence[Fact]]) -> list[Row]:
    """What is known of at least one. The sheets have the same facts in the same order; unknown ones are empty."""
    found = []
    for facts in zip(*sheets, strict=True):
        known = {(fact.value, fact.unit) for fact in facts if fact.value not in {"", NOT_APPLICABLE}}
        if any(value not in _ABSENT for value, _ in known):
            values = [fact.words if fact.value else UNKNOWN for fact in facts]
            found.append(Row(facts[0].label, values, len(known) > 1))
    return found
