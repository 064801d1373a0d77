"""Where in its zone a listing is, as people write it in one column or in two, and which row speaks of which listing."""

import re
from collections import defaultdict
from collections.abc import Container, Hashable, Iterable
from decimal import Decimal
from typing import Protocol

from listings.models import Listing
from plumbing.quantities import numerals

_NUMERAL = "(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
#: A floor that stands behind its building: 11号楼1层, A座6楼, 3# 2F, 2号楼1-3层东侧.
_FLOOR = re.compile(
    rf"(?P<building>.*(?:[号楼栋幢座库房间区期#＃]|\s))[\s,，、/-]*"
    rf"(?P<floor>(?:第|负|地下)?{_NUMERAL}(?:\s*[-~～至到、,，和及]\s*{_NUMERAL})?\s*[层楼Ff][东南西北中]?[侧区半边]?(?:整层)?)"
)
#: 6号楼, 6 号楼, 6#, 6栋 are one; so are 1层, 一楼, 1F.
_OF_NAMES = re.compile(r"[\s#＃\-－号楼栋幢座层第]|(?<=[0-9])F$")


class _Row(Protocol):
    """What this module knows of a planned row."""

    key: str
    listing: Listing | None


def split(typed: str) -> tuple[str, str]:
    """(building, floor) of what names both; no floor where none stands behind a building."""
    found = _FLOOR.fullmatch(typed.strip())
    return (found["building"].strip(" ,，、/-"), found["floor"]) if found else (typed.strip(), "")


def place(building: str, floor: str) -> tuple[str, str]:
    """The same for all ways to write the same place."""
    parts = (building, floor) if floor else split(building)
    return _folded(parts[0]), _folded(parts[1])


def whole(building: str, floor: str, kind: str, area_m2: Decimal | None) -> Hashable:
    """The same for listings of a zone that may be one."""
    return place(building, floor), kind, area_m2


def find(rows: Iterable[_Row], taken: Container[str]) -> dict[str, str]:
    """{key of a row without a number: the number of the one listing in its place}.

    Where several rows or listings are in one place, those of the same kind and area belong together. `taken` are the
    numbers that rows of the file have.
    """
    asked = [(row.key, row.listing) for row in rows if row.listing and not row.listing.pk and _has_place(row.listing)]
    zones = {listing.zone_id for _, listing in asked}
    known = Listing.objects.filter(zone__in=zones).only(*_KNOWN)
    stored = [listing for listing in known if listing.number not in taken]
    found: dict[str, str] = {}
    for is_whole in (False, True):
        there: dict[Hashable, list[str]] = defaultdict(list)
        wanted: dict[Hashable, list[str]] = defaultdict(list)
        for listing in stored:
            if listing.number not in found.values():
                there[_key(listing, is_whole)].append(listing.number)
        for key, listing in asked:
            if key not in found and not (is_whole and listing.area_m2 is None):
                wanted[_key(listing, is_whole)].append(key)
        ones = {where: keys[0] for where, keys in wanted.items() if len(keys) == 1}
        found |= {key: there[where][0] for where, key in ones.items() if len(there.get(where, ())) == 1}
    return found


_KNOWN = ("number", "zone_id", "building", "floor", "kind", "area_m2")


def _has_place(listing: Listing) -> bool:
    return bool(listing.zone_id and listing.building)


def _key(listing: Listing, is_whole: bool) -> Hashable:
    """Of an existing or a possible listing: where it is, with what it is."""
    where = place(listing.building, listing.floor)
    return (listing.zone_id, where, listing.kind, listing.area_m2) if is_whole else (listing.zone_id, where)


def _folded(words: str) -> str:
    digits = re.sub("[一二三四五六七八九十]+", _in_digits, words.upper())
    return _OF_NAMES.sub("", digits)


def _in_digits(found: re.Match[str]) -> str:
    try:
        return str(numerals.evaluate(found[0]).lower)
    except numerals.NotANumeral:
        return found[0]
