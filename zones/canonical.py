"""The only maker of absolute addresses, and of the address that carries a page's context to the enquiry form."""

from functools import cache
from typing import Protocol

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.http import urlencode

from plumbing.paths import path_of
from zones.models import City, Portal, Zone
from zones.site import Site, SiteRequest


class HasAddress(Protocol):
    """A city, or what may belong to one by its `city`: a zone, an article."""

    def get_absolute_url(self) -> str:
        """The path of its page."""


@cache
def known_query_keys() -> tuple[str, ...]:
    """The query keys that change a page, as each app's configuration names its own (`query_keys`).

    Others (utm_*, WeChat's from, Baidu's) name no page of their own.
    """
    return tuple(dict.fromkeys(key for app in apps.get_app_configs() for key in getattr(app, "query_keys", ())))


def root(host: str) -> str:
    """The address of a host's home, without its final slash. Hosts are stored without a port."""
    scheme = "https" if settings.HTTPS else "http"
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT not in {0, 80, 443} else ""
    return f"{scheme}://{host}{port}"


def host_of(obj: HasAddress, portal: Portal) -> str:
    """The canonical host of a thing: its city's where that has one, else the portal's."""
    return _named_host(obj, portal) or "127.0.0.1"


def _named_host(obj: HasAddress, portal: Portal) -> str:
    city = obj if isinstance(obj, City) else getattr(obj, "city", None)
    return (city.host if city else None) or portal.host


def canonical_url(obj: HasAddress, portal: Portal) -> str:
    """The one absolute address of `obj`, whose `get_absolute_url()` gives the path and whose `city` the host.

    `portal` is the Portal row, which every caller has at hand (`request.site.portal`): no query is made here.
    """
    return root(host_of(obj, portal)) + obj.get_absolute_url()


def desk_url(name: str, *args: object) -> str:
    """The absolute address of a page of the desk, which only the main host has. One query."""
    host = Portal.objects.values_list("host", flat=True).first()
    return root(host or "127.0.0.1") + reverse(name, args=args)


def on_wrong_host(obj: HasAddress, site: Site) -> bool:
    """Whether `obj` was asked for on a real host that is not its own; never while its own has no name yet."""
    return site.is_canonical_host and _named_host(obj, site.portal) not in {"", site.host}


def redirect_home(obj: HasAddress, request: SiteRequest, tail: str = "") -> HttpResponsePermanentRedirect | None:
    """The permanent redirect to `obj` (or `tail` below it) on its own host; None where it is at home already."""
    if not on_wrong_host(obj, request.site):
        return None
    return HttpResponsePermanentRedirect(canonical_url(obj, request.site.portal) + tail + known_query(request))


def known_query(request: HttpRequest) -> str:
    """What a request's query says of the page, to be put behind its path: "" or `?page=2`."""
    known = {key: request.GET[key] for key in known_query_keys() if request.GET.get(key)}
    return f"?{urlencode(known)}" if known else ""


def enquiry_url(
    *,
    kind: str = "",
    area: str = "",
    height: str = "",
    city: City | None = None,
    zone: Zone | None = None,
    listing: str = "",
    need: str = "",
    src: str = "",
) -> str:
    """The path of the enquiry form with what the visitor wants and where they came from; empty parts are left out.

    `listing` is a listing's number, `need` what stands in the box for the need, `height` is in metres.
    """
    place = {"city": city and city.slug, "zone": zone and zone.slug, "listing": listing}
    given = {"kind": kind, "area": area, "height": height, **place, "need": need, "src": src}
    query = urlencode({key: value for key, value in given.items() if value})
    return f"{path_of('leads:new')}?{query}" if query else path_of("leads:new")
