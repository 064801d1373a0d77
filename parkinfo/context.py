"""What every template may use."""

from django.conf import settings

from zones.addresses import root


def site(request):
    """`site`: the zones.site.Site asked for (None without a database); `canonical`: this page's one address."""
    current = getattr(request, "site", None)
    host = current.host if current else ""
    if current and current.is_canonical_host:
        host = (current.city.host if current.city else None) or current.portal.host or host
    return {
        "site": current,
        "canonical": f"{root(host)}{request.path}" if host else "",
        "debug": settings.DEBUG,
    }
