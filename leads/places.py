"""The cities and zones that a prospect may choose from, and whom to call there, also while the database is away."""

import json
import logging
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.conf import settings
from django.db import DatabaseError

from plumbing import durable
from zones.models import City, Contact, Zone
from zones.site import Network, Site

logger = logging.getLogger(__name__)

FILE = "places.json"


@dataclass(frozen=True)
class Places:
    """Plain data: `cities` are {slug, name, zones: [{slug, name}]}, `contacts` are by "city/zone" where a zone has its
    own, by the city's slug, "" the portal's.

    A contact is {person, title, phones, wechat_id, serving_hours} or None. Everything is empty when nothing is known.
    """

    portal: str = "产业园区招商网"
    promise: str = ""
    cities: list[dict[str, Any]] = field(default_factory=list)
    contacts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of_network(cls, network: Network) -> Self:
        """Those of a zones.site.Network. One query, for the zones; the network holds the rest."""
        zones: dict[int, list[Zone]] = {}
        for zone in Zone.objects.listed().only("city_id", "slug", "name", "contact_id"):
            zones.setdefault(zone.city_id, []).append(zone)
        owners: dict[str, City | Zone | None] = {"": None} | {city.slug: city for city in network.cities}
        for city in network.cities:
            own = (zone for zone in zones.get(city.pk, []) if zone.contact_id)
            owners |= {f"{city.slug}/{zone.slug}": zone for zone in own}
        return cls(
            portal=network.portal.name,
            promise=network.portal.response_promise,
            cities=[
                {
                    "slug": city.slug,
                    "name": city.name,
                    "zones": [{"slug": zone.slug, "name": zone.name} for zone in zones.get(city.pk, [])],
                }
                for city in network.cities
            ],
            contacts={name: _contact(network.contact_for(owner)) for name, owner in owners.items()},
        )

    def city(self, slug_or_name: str) -> dict[str, Any] | None:
        """The city of that slug or name, or None."""
        return next((city for city in self.cities if slug_or_name in (city["slug"], city["name"])), None)

    def zone(self, city_slug: str, zone_slug: str) -> dict[str, Any] | None:
        """The zone of these slugs, or None."""
        city = self.city(city_slug)
        return next((zone for zone in city["zones"] if zone["slug"] == zone_slug), None) if city else None

    def contact(self, city_slug: str, zone_slug: str) -> dict[str, Any] | None:
        """Whom to call about a zone, else about its city, else the portal's contact; None when none is known."""
        contacts = self.contacts
        return contacts.get(f"{city_slug}/{zone_slug}") or contacts.get(city_slug) or contacts.get("")


def places_for(site: Site | None) -> Places:
    """The Places of a zones.site.Site; the last ones known when `site` is None or its database does not answer."""
    if site is not None:
        try:
            return site.remember("leads.places", lambda: _read_and_keep(site.network))
        except DatabaseError as error:
            logger.warning("Places are the last known ones: %s", type(error).__name__)
    return _last_known()


def _contact(contact: Contact | None) -> dict[str, Any] | None:
    if contact is None:
        return None
    return {
        "person": contact.person,
        "title": contact.title,
        "phones": contact.phones,
        "wechat_id": contact.wechat_id,
        "serving_hours": contact.serving_hours,
    }


def _read_and_keep(network: Network) -> Places:
    """The network's Places, which are also written to a file, for when the database is away."""
    places = Places.of_network(network)
    try:
        content = json.dumps(asdict(places), ensure_ascii=False).encode()
        durable.write(settings.VAR_DIR / FILE, content, mode=0o600)
    except OSError as error:
        logger.warning("The list of places was not kept: %s", error.strerror)
    return places


def _last_known() -> Places:
    try:
        return Places(**json.loads((settings.VAR_DIR / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Places()
