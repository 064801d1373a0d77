"""The only maker of absolute addresses, and of the address that carries a page's context to the enquiry form."""

from functools import cache

from django.apps import apps
from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.utils.http import urlencode

from plumbing.paths import path_of
from zones.models import City


@cache
def known_query_keys():
    """The query keys that change a page, as each app's configuration names its own (`query_keys`).

    Others (utm_*, WeChat's from, Baidu's) name no page of their own.
    """
    return tuple(dict.fromkeys(key for app in apps.get_app_configs() for key in getattr(app, "query_keys", ())))


def root(host):
    """The address of a host's home, without its final slash. Hosts are stored without a port."""
    scheme = "https" if settings.HTTPS else "http"
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT not in {0, 80, 443} else ""
    return f"{scheme}://{host}{port}"


def host_of(obj, portal):
    """The canonical host of a thing: its city's where that has one, else the portal's."""
    return _named_host(obj, portal) or "127.0.0.1"


def _named_host(obj, portal):
    city = obj if isinstance(obj, City) else getattr(obj, "city", None)
    return (city.host if city else None) or portal.host


def canonical_url(obj, portal):
    """The one absolute address of `obj`, whose `get_absolute_url()` gives the path and whose `city` the host.

    `portal` is the Portal row, which every caller has at hand (`request.site.portal`): no query is made here.
    """
    return root(host_of(obj, portal)) + obj.get_absolute_url()


def on_wrong_host(obj, site):
    """Whether `obj` was asked for on a real host that is not its own; never while its own has no name yet."""
    return site.is_canonical_host and _named_host(obj, site.portal) not in {"", site.host}


def redirect_home(obj, request, tail=""):
    """The permanent redirect to `obj` (or `tail` below it) on its own host; None where it is at home already."""
    if not on_wrong_host(obj, request.site):
        return None
    return HttpResponsePermanentRedirect(canonical_url(obj, request.site.portal) + tail + known_query(request))


def known_query(request):
    """What a request's query says of the page, to be put behind its path: "" or `?page=2`."""
    known = {key: request.GET[key] for key in known_query_keys() if request.GET.get(key)}
    return f"?{urlencode(known)}" if known else ""


def enquiry_url(*, kind="", area="", city=None, zone=None, src=""):
    """The path of the enquiry form with what the visitor wants and where they came from; empty parts are left out."""
    given = {"kind": kind, "area": area, "city": city and city.slug, "zone": zone and zone.slug, "src": src}
    query = urlencode({key: value for key, value in given.items() if value})
    return f"{path_of('leads:new')}?{query}" if query else path_of("leads:new")
