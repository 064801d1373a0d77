"""A need in words, read with the names that the portal knows."""

from datetime import date

from django.utils import timezone

from listings.needs.industries import Industries
from listings.needs.places import Places, ZoneName
from listings.needs.reading import Names, Words, read
from zones.industries import industries
from zones.models import City
from zones.site import Site


def read_words(typed: str, site: Site, day: date | None = None) -> Words:
    """What a need in words asks for, with the names the portal knows; `day` is when it was typed, today if None."""
    names = site.remember("names in needs", lambda: _names(site))
    return read(typed, names, day or timezone.localdate()) if typed else Words({})


def cities(site: Site) -> dict[str, City]:
    """{slug: the city} of those that the portal shows."""
    return {city.slug: city for city in site.network.cities}


def _names(site: Site) -> Names:
    names = {slug: city.name for slug, city in cities(site).items()}
    zones = [ZoneName(zone.slug, zone.city.slug, zone.name) for zone in site.network.zones]
    here = site.city.slug if site.city else ""
    return Names(Places(names, zones, here), Industries({slug: row.name for slug, row in industries(site).items()}))
