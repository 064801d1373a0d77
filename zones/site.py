"""The network as its tables describe it, and the site (portal or city) that a request asked for.

Both are read once a content version and kept in the process: the version is read before the content, so what is
cached under a version is at least as new as it.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from django.db.models import Prefetch
from django.http import HttpRequest

from plumbing.tolerance import having_addresses
from zones.models import City, Contact, Mobile, Portal, Zone

View = TypeVar("View", bound=Callable[..., Any])


#: Of a text in Chinese, at most 120 characters.
FIRST_SENTENCE = re.compile(r"[^。！？\n]{1,119}(?:[。！？]|\Z|(?=\n))")


class InCityAndZone(Protocol):
    """An article, whose model stands above the map."""

    city_id: int | None
    zone_id: int | None
    city: Any
    zone: Any


class HasContact(Protocol):
    """A zone, a city, the portal, or what may have a contact of its own."""

    contact_id: int | None


class Network:
    """The portal, its cities and zones and everybody's contact: small tables, held whole."""

    def __init__(self) -> None:
        contacts: dict[int | None, Contact] = {
            contact.pk: contact
            for contact in Contact.objects.select_related("wechat_qr").prefetch_related(
                Prefetch("mobiles", Mobile.objects.order_by("order", "id"))
            )
        }
        self.portal = Portal.objects.select_related("hero_image").first() or Portal(name="产业园区招商网")
        # Zones before cities: a city that appears in between is there for its zones.
        zones = list(Zone.objects.defer("description", "entry_rules"))
        self._all_cities: dict[int | None, City] = {city.pk: city for city in City.objects.all()}
        self._zones: dict[int | None, Zone] = {zone.pk: zone for zone in zones}
        for zone in zones:
            zone.city = self._all_cities[zone.city_id]
        self.cities = having_addresses(city for city in self._all_cities.values() if city.is_listed)
        self.advisers = [contact for contact in contacts.values() if contact.is_adviser]
        self._contacts = contacts
        self._cities: dict[int | None, City] = {city.pk: city for city in self.cities}

    def city(self, city_id: int | None) -> City | None:
        """The listed city of that id, or None."""
        return self._cities.get(city_id)

    def set_city_and_zone(self, article: InCityAndZone) -> None:
        """Give an article its city and zone out of what is held: neither join nor query.

        One that has appeared since is not held yet; Django will then ask for it.
        """
        if city := self._all_cities.get(article.city_id):
            article.city = city
        if zone := self._zones.get(article.zone_id):
            article.zone = zone

    @property
    def zones(self) -> list[Zone]:
        """The listed zones of listed cities."""
        return [zone for zone in self._zones.values() if zone.is_listed and zone.city_id in self._cities]

    def contact_ids_of(self, city: City) -> set[int | None]:
        """The ids of the contacts of a city and of its listed zones."""
        zones = (zone for zone in self._zones.values() if zone.city_id == city.pk and zone.is_listed)
        return {city.contact_id, *(zone.contact_id for zone in zones)}

    def contact_for(self, *owners: HasContact | None) -> Contact | None:
        """The contact of the first owner (a zone, a city) that has one, else the portal's, else None."""
        for owner in (*owners, self.portal):
            if owner is not None and owner.contact_id in self._contacts:
                return self._contacts[owner.contact_id]
        return None


@dataclass
class Site:
    """The site a request asked for: `city` is None on the portal's own hosts.

    `version` names the state of everything this site shows; `is_canonical_host` is false on hosts that only stand in
    for the real one (localhost, an address), where nothing is redirected.
    """

    network: Network
    city: City | None
    host: str
    version: str
    is_canonical_host: bool = True
    #: The old host that was asked for, which leads to this site; empty for its own.
    old_host: str = ""
    _fragments: "Fragments" = field(default_factory=lambda: fragments, repr=False)

    @property
    def portal(self) -> Portal:
        return self.network.portal

    @property
    def name(self) -> str:
        """As the header shows it: the network's name, with the city's before it on a city's host."""
        return f"{self.city.name}{self.portal.name}" if self.city else self.portal.name

    @property
    def tagline(self) -> str:
        """One sentence about the site: on a city's host the first that introduces the city, if there is one."""
        introduction = FIRST_SENTENCE.match(self.city.intro.strip()) if self.city else None
        return introduction[0] if introduction else self.portal.tagline

    @property
    def contact(self) -> Contact | None:
        return self.network.contact_for(self.city)

    @property
    def advisers(self) -> list[Contact]:
        """The advisers to be shown: on a city's host those of the city and of its zones alone."""
        if self.city is None:
            return self.network.advisers
        ids = self.network.contact_ids_of(self.city)
        return [adviser for adviser in self.network.advisers if adviser.pk in ids]

    @property
    def icp_number(self) -> str:
        return (self.city and self.city.icp_number) or self.portal.icp_number

    @property
    def police_number(self) -> str:
        return (self.city and self.city.police_number) or self.portal.police_number

    def remember(self, name: Hashable, make: Callable[[], Any]) -> Any:
        """`make()`, made once for each version of this site; `make` must return plain data, not a lazy queryset."""
        return self.remember_each([name], lambda _: {name: make()})[name]

    def remember_each(self, names: Iterable[Hashable], make: Callable[[list], dict]) -> dict:
        """{name: value} of all `names` like `remember()`; `make(missing names)` makes, as a dict, those not kept."""
        return self._fragments.get_each(names, self.version, make, scope=self.city and self.city.pk)


class SiteRequest(HttpRequest):
    """A request as views are given it, for annotations: `parkinfo.middleware.SiteMiddleware` has set its site.

    It is None, while the database is away, for views that work without the database alone.
    """

    # The stubs think of django.contrib.sites.
    site: Site  # type: ignore[assignment]


class Fragments:
    """Values by key, each good for one version and at most `max_age` seconds; the least recently used go first.

    The age is for what is not content: view counts, and what is most read.
    """

    def __init__(self, size: int = 8192, max_age: float = 300) -> None:
        self._size, self._max_age = size, max_age
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Hashable, float, Any]] = OrderedDict()

    def get_each(
        self,
        names: Iterable[Hashable],
        version: Hashable,
        make: Callable[[list], dict],
        scope: Hashable = None,
    ) -> dict:
        """{name: value} of all `names` within `scope`; `make(missing)` makes those not kept, as a dict."""
        values, oldest = {}, time.monotonic() - self._max_age
        with self._lock:
            for name in names:
                kept = self._kept.get((scope, name))
                if kept and kept[0] == version and kept[1] > oldest:
                    self._kept.move_to_end((scope, name))
                    values[name] = kept[2]
        if missing := [name for name in names if name not in values]:
            made = make(missing)
            with self._lock:
                for name, value in made.items():
                    self._kept[scope, name] = (version, time.monotonic(), value)
                    self._kept.move_to_end((scope, name))
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
            values |= made
        return values

    def clear(self) -> None:
        """Forget everything: for tests, whose rolled-back versions come round again."""
        with self._lock:
            self._kept.clear()


fragments = Fragments()


def network(version: int) -> Network:
    """The network at this version, or a newer one."""
    return fragments.get_each(["network"], version, lambda _: {"network": Network()})["network"]


def works_without_database(view: View) -> View:
    """Mark a view that answers also when `request.site` is None because the database is away."""
    # A function takes any attribute.
    view.works_without_database = True  # type: ignore[attr-defined]
    return view
