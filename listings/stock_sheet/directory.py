"""The rows of other tables that the stock names: zones with their cities, industries, contacts."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from listings.stock_sheet.cells import Refused
from plumbing import typed_text
from staff.models import User
from zones.models import City, Contact, Industry, Zone


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
        there = [zone.name for zone in self.zones if city is None or zone.city_id == city.pk]
        part = _folded(typed)
        close = [name for name in there if len(part) > 1 and part in _folded(name)]
        close = close or difflib.get_close_matches(typed[:60], there, 1, 0.5)
        raise Refused(
            f"{f'{city.name}没有' if city else '没有'}“{typed[:30]}”这个园区，或不在您的城市。"
            f"{f'您要写的是“{close[0]}”吗？' if close else ''}"
        )

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
