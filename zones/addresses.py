"""The only maker of absolute addresses, and of the address that carries a page's context to the enquiry form."""

from django.conf import settings
from django.utils.http import urlencode

from zones.models import City


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


def enquiry_query(*, kind="", city=None, zone=None, src=""):
    """The enquiry form's query string: what the visitor wants and where they came from. Empty parts are left out."""
    given = {"kind": kind, "city": city and city.slug, "zone": zone and zone.slug, "src": src}
    query = urlencode({key: value for key, value in given.items() if value})
    return f"?{query}" if query else ""
