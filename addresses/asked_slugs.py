"""Slugs in a query (?city=, ?zone=, ?section=, ?industry=, ?z=) of before: one redirect to those of today.

A slug of today is known without a query, and today's owner of a slug comes first; only one that nobody has is looked
for among the old addresses, which lead to the thing itself, however often it changed.
"""

import logging
import re
from collections.abc import Callable, Collection, Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError
from django.db.models import Q
from django.http import HttpResponsePermanentRedirect, QueryDict
from django.http.response import HttpResponseBase

from addresses.middleware import SECTION_OF_OURS, may_be_old, own_host
from addresses.models import Kind, OldAddress
from articles.sections import sections
from plumbing import deadline
from zones.comparing import compared_zones
from zones.industries import industries
from zones.models import Zone
from zones.site import Site, SiteRequest

logger = logging.getLogger(__name__)

#: The keys whose values are slugs.
KEYS = {"city", "cities", "zone", "section", "industry", "z"}
#: Without it the page is answered as it was asked for.
DEADLINE_SECONDS = 2
#: Whatever else stands in a query was never a slug.
SLUG = re.compile(r"[a-z0-9-]{1,60}")
#: How the key of an industry begins that changed its slug, and the path that it leads to: the finder knows it.
INDUSTRY, INDUSTRY_OF_TODAY = "/listings?industry=", "/listings/?industry="
#: Of the cities in ?cities= as many as the finder reads.
LONGEST_CITIES = 200


class Place(NamedTuple):
    """A city, a zone of it, or (without its city) a zone of the host's city or of any, by slugs as they are typed."""

    city: str
    zone: str = ""

    @property
    def key(self) -> str:
        return f"{self.city}/{self.zone}" if self.city and self.zone else self.city or self.zone


class SlugsOfTodayMiddleware:
    """Has the request answered as if today's slugs had been asked for, and sends people there.

    So a path of before, another host and a slash are in the same redirect, and what is nowhere is a 404 at once.
    """

    def __init__(self, get_response: Callable[[SiteRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        if KEYS.isdisjoint(request.GET) or not may_be_old(request) or not (query := query_of_today(request)):
            return self.get_response(request)
        request.GET = query  # type: ignore[assignment] # a QueryDict as the request's own, but not frozen
        request.META["QUERY_STRING"] = query.urlencode()
        response = self.get_response(request)
        if response.status_code != 200:
            return response
        return HttpResponsePermanentRedirect(f"{request.path}?{query.urlencode()}")


def query_of_today(request: SiteRequest) -> QueryDict | None:
    """The whole query with the slugs of today in it; None where nothing is to be mended, or the database is away."""
    try:
        with deadline.apart(DEADLINE_SECONDS):
            changes = _changes(request)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("Slugs of before are not looked up: %s", type(error).__name__)
        return None
    if not changes:
        return None
    query = request.GET.copy()
    for key, value in changes.items():
        query[key] = value
    return query


def _changes(request: SiteRequest) -> dict[str, str]:
    """{key of the query: what it is today} of those that changed. At most one query, once the sections are held."""
    given = {key: request.GET.get(key, "").strip().lower() for key in KEYS}
    # Without a city there or here nothing is asked of a zone.
    asked = Place(given["city"], given["zone"] if given["city"] or request.site.city else "")
    cities = [slug.strip() for slug in given["cities"][:LONGEST_CITIES].split(",") if slug.strip()]
    compared = [Place(city, zone) for city, _, zone in (key.rpartition("/") for key in compared_zones(request))]
    names = _Names(request.site)
    names.look_up([asked, *map(Place, cities), *compared], given["section"], given["industry"])
    now = {"section": names.section(given["section"]), "industry": names.industry(given["industry"])}
    if place := names.place(asked):
        now |= {"city": place.city if asked.city else "", "zone": place.zone}
    if any(names.place(Place(city)) for city in cities):
        places = [names.place(Place(city)) or Place(city) for city in cities]
        now["cities"] = ",".join(dict.fromkeys(place.city for place in places))
    places = [names.place(key) or key for key in compared]
    if places != compared:
        now["z"] = ",".join(dict.fromkeys(place.key for place in places))
    return {key: value for key, value in now.items() if value and value != request.GET.get(key)}


class _Names:
    """What slugs (or whole names of cities and sections) stand for on a site: today, else before."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._here = site.city.slug if site.city else ""
        cities = site.network.cities
        self._cities = {city.name.lower(): city.slug for city in cities} | {city.slug: city.slug for city in cities}
        self._zones = {Place(zone.city.slug, zone.slug) for zone in site.network.zones}
        self._sections: dict[str, str] = {}
        self._industries: Collection[str] = ()
        self._old: list[OldAddress] = []

    def look_up(self, places: Iterable[Place], section: str, industry: str) -> None:
        """Read what old addresses say of those that nobody is called today, so that the others can be asked."""
        if section:
            known = sections(self._site).values()
            self._sections = {each.name.lower(): each.slug for each in known} | {each.slug: each.slug for each in known}
        self._industries = industries(self._site) if industry else ()
        wanted = [condition for place in places for condition in self._conditions(place)]
        if section not in self._sections and SLUG.fullmatch(section):
            wanted.append(Q(key=f"{SECTION_OF_OURS}{section}"))
        if industry not in self._industries and SLUG.fullmatch(industry):
            wanted.append(Q(key=f"{INDUSTRY}{industry}"))
        if not wanted:
            return
        hosts = {"", own_host(self._site), self._site.old_host}
        rows = OldAddress.objects.filter(reduce(or_, wanted), kind=Kind.PATH, host__in=hosts)
        # A host's own row says more than one for all, the latest more than one before.
        self._old = [*rows.select_related("zone__city", "city", "section").order_by("-host", "-pk")]

    def section(self, slug: str) -> str:
        """Its slug of today; empty if there is none."""
        old = self._at(f"{SECTION_OF_OURS}{slug}")
        return self._sections.get(slug) or (old.section.slug if old and old.section else "")

    def industry(self, slug: str) -> str:
        """Its slug of today; empty if there is none."""
        old = self._at(f"{INDUSTRY}{slug}")
        slug = slug if slug in self._industries or not old else old.path.removeprefix(INDUSTRY_OF_TODAY)
        return slug if slug in self._industries else ""

    def place(self, asked: Place) -> Place | None:
        """The Place by the slugs of today; None for what visitors are not shown, or never were."""
        if not asked.city:
            return self._zone_alone(asked.zone) if asked.zone else None
        city = self._city(asked.city)
        old = None if not asked.zone or self._is_of_today(asked) else self._at(self._key(asked))
        # Where the zone is unknown, its city still is what was asked for.
        return (old and self._shown(old.zone)) or (Place(city, asked.zone) if city else None)

    def _zone_alone(self, slug: str) -> Place | None:
        """Of the host's city, else of any."""
        if any(slug == each.zone and self._here in {"", each.city} for each in self._zones):
            return Place("", slug)
        places = (self._shown(old.zone) for old in self._old if old.key.endswith(f"/{slug}"))
        found = next((place for place in places if place and self._here in {"", place.city}), None)
        return found and Place("" if self._here else found.city, found.zone)

    def _city(self, slug: str) -> str:
        old = self._at(f"/zones/{slug}")
        return self._cities.get(slug) or (old and old.city and self._cities.get(old.city.slug)) or ""

    def _shown(self, zone: Zone | None) -> Place | None:
        place = zone and Place(zone.city.slug, zone.slug)
        return place if place in self._zones else None

    def _at(self, key: str) -> OldAddress | None:
        return next((old for old in self._old if old.key == key), None)

    def _is_of_today(self, asked: Place) -> bool:
        return Place(self._cities.get(asked.city, ""), asked.zone) in self._zones

    def _key(self, asked: Place) -> str:
        return f"/zones/{self._cities.get(asked.city, asked.city)}/{asked.zone}"

    def _conditions(self, asked: Place) -> list[Q]:
        """The rows of old addresses that may know a place; none for one of today."""
        if not all(SLUG.fullmatch(slug) for slug in (self._cities.get(asked.city, asked.city), asked.zone) if slug):
            return []
        if not asked.city:
            ending = Q(zone__isnull=False, key__startswith="/zones/", key__endswith=f"/{asked.zone}")
            return [ending] if asked.zone and not self._zone_alone(asked.zone) else []
        keys = [] if asked.city in self._cities else [f"/zones/{asked.city}"]
        if asked.zone and not self._is_of_today(asked):
            keys.append(self._key(asked))
        return [Q(key__in=keys)] if keys else []
