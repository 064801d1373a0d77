"""What every template may use."""

from zones.addresses import enquiry_query, root


def site(request):
    """`site`: the zones.site.Site asked for (None without a database); `canonical`: this page's one address;
    `enquiry_query`: what the way to the enquiry form carries. A view that knows better passes its own.
    """
    current = getattr(request, "site", None)
    if current is None:
        return {"site": None, "canonical": ""}
    host = (current.city.host if current.city else current.portal.host) or current.host
    return {
        "site": current,
        "canonical": f"{root(host)}{request.path}",
        "enquiry_query": enquiry_query(city=current.city, src=request.path),
    }
