"""The rows of other tables that the stock names: zones with their cities, industries, contacts."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Model

from listings.stock_sheet.cells import Refused
from plumbing import pinyin, typed_text
from staff.models import User
from zones.models import City, Contact, Industry, Zone

#: The share of a name that has to be found in a zone's to be taken for it; guesses at one name; names guessed at.
_LIKELY, _MOST_GUESSES, _MOST_GUESSED = 0.7, 3, 50
#: What most names hold, and so tells none from another.
_COMMON = re.compile("示例|产业|园区|工业|科技|有限公司|[园区市的]")


class Directory:
    """What a person may name, by name."""

    def __init__(self, user: User) -> None:
        cities = user.cities_for("listings.add_listing", "listings.change_listing")
        zones = Zone.objects.select_related("city").order_by("city__order", "city", "order", "id")
        self.zones = list(zones if cities is None else zones.filter(city__in=cities))
        self.industries = list(Industry.objects.all())
        self._zones: dict[str, list[Zone]] = defaultdict(list)
        for zone in self.zones:
            for name in _spellings(zone):
                self._zones[name].append(zone)
        self._cities = {_folded(city.name).removesuffix("市"): city for city in City.objects.all()}
        self._industries = _by_name(self.industries)
        self._nearest: dict[tuple[str, int], list[Zone]] = {}
        self._contacts = _by_name(Contact.objects.for_user(user))

    def city(self, typed: str) -> City:
        """Raises Refused."""
        city = self._cities.get(_folded(typed).removesuffix("市"))
        if city is None:
            raise Refused(f"没有“{typed[:30]}”这个城市。")
        return city

    def zone(self, typed: str, city: City | None) -> Zone:
        """The zone of that name among those of the cities in which the person may act. Raises Refused."""
        found = self._zones.get(_folded(typed), [])
        found = [zone for zone in found if city is None or zone.city_id == city.pk]
        if len(found) == 1:
            return found[0]
        if found:
            raise Refused(f"几个城市都有“{typed[:30]}”，请写上城市。")
        close = self.nearest(typed, city)
        raise Refused(
            f"{f'{city.name}没有' if city else '没有'}“{typed[:30]}”这个园区，或不在您的城市。"
            f"{f'您要写的是“{close[0].name}”吗？' if close else ''}"
        )

    def nearest(self, typed: str, city: City | None = None) -> list[Zone]:
        """Up to three zones that the name may be meant for, the likeliest first: it is a part of theirs, leaves out
        characters, or has others that look or sound alike (枫桥弯 for 枫桥湾).
        """
        there = [zone for zone in self.zones if city is None or zone.city_id == city.pk]
        key = (typed, city.pk if city else 0)
        if key not in self._nearest:
            if len(self._nearest) >= _MOST_GUESSED:
                return []
            likeness = {zone.pk: _likeness(typed[:60], zone.city.name, self._words[zone.pk]) for zone in there}
            likely = sorted((zone for zone in there if likeness[zone.pk] >= _LIKELY), key=lambda one: -likeness[one.pk])
            self._nearest[key] = likely[:_MOST_GUESSES]
        return self._nearest[key]

    @cached_property
    def _words(self) -> dict[int, tuple[str, list[str]]]:
        """{zone: (what tells its name from others, how that sounds)}."""
        words = {zone.pk: _distinctive(re.sub("[（(].*", "", zone.name), zone.city.name) for zone in self.zones}
        return {pk: (each, pinyin.syllables(each)) for pk, each in words.items()}

    def all_industries(self, typed: str) -> list[Industry]:
        """Those named, each once, in the order of their table. Raises Refused."""
        names = [name for name in re.split(r"[、,，;；\n]", typed) if name.strip()]
        found = {_one(self._industries, name, "产业").pk for name in names}
        return [industry for industry in self.industries if industry.pk in found]

    def contact(self, typed: str) -> Contact:
        """Raises Refused."""
        return _one(self._contacts, typed, "联系人")


def _one(rows: dict[str, list[Any]], typed: str, what: str) -> Any:
    found = rows.get(_folded(typed), [])
    if len(found) != 1:
        raise Refused(f"{'几个' if found else ''}{what}{'都叫' if found else '里没有'}“{typed.strip()[:30]}”。")
    return found[0]


def _by_name(rows: Iterable[Model]) -> dict[str, list[Any]]:
    names: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        names[_folded(row.name)].append(row)  # type: ignore[attr-defined] # each of these tables has one
    return names


def _spellings(zone: Zone) -> set[str]:
    """Its name, also without the city before it and without what stands in brackets behind: 济南明湖智造园（二期）."""
    names = {zone.name, re.sub("[（(].*", "", zone.name)}
    names |= {name.removeprefix(zone.city.name).removeprefix("市") for name in names}
    return {_folded(name) for name in names if name}


def _folded(name: str) -> str:
    return re.sub(r"[\s()（）]", "", typed_text.identifier(name).lower())


def _distinctive(name: str, city: str) -> str:
    return _COMMON.sub("", _folded(name).removeprefix(city.removesuffix("市")))


def _likeness(typed: str, city: str, of_zone: tuple[str, list[str]]) -> float:
    """How much of a name stands in a zone's, in its order: 1 for all; by characters, or by how they sound."""
    name, sounds = of_zone
    words = _distinctive(typed, city)
    looks = _share(words, name)
    return max(looks, 0.95 * _share(pinyin.syllables(words), sounds)) if looks else 0


def _share(part: Sequence[str], whole: Sequence[str]) -> float:
    """Which share of `part` stands in `whole`, in that order; a little less where `whole` holds much else."""
    blocks = difflib.SequenceMatcher(None, part, whole, autojunk=False).get_matching_blocks()
    found = sum(block.size for block in blocks)
    return found / len(part) - 0.001 * (len(whole) - found) if len(part) > 1 else 0
