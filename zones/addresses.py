"""The only maker of absolute addresses."""

from django.conf import settings


def root(host):
    """The address of a host's home, without its final slash. Hosts are stored without a port."""
    scheme = "https" if settings.HTTPS else "http"
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT not in {0, 80, 443} else ""
    return f"{scheme}://{host}{port}"


def host_of(obj, portal):
    """The canonical host of a thing: its city's where that has one, else the portal's."""
    city = getattr(obj, "city", None)
    return (city.host if city else None) or portal.host or "127.0.0.1"


def canonical_url(obj, portal):
    """The one absolute address of `obj`, whose `get_absolute_url()` gives the path and whose `city` the host.

    `portal` is the Portal row, which every caller has at hand (`request.site.portal`): no query is made here.
    """
    return root(host_of(obj, portal)) + obj.get_absolute_url()
