"""The listings a host names to search engines, newest first."""

from django.http import HttpResponse

from listings.models.listing_queryset import ListingQuerySet
from plumbing.paths import path_of
from plumbing.sitemap import url, urlset
from plumbing.tolerance import tolerant_map
from zones.canonical import root
from zones.site import Site

#: The format allows 50 000 addresses in one part.
MOST = 50_000


def response(site: Site, listings: ListingQuerySet) -> HttpResponse:
    """The sitemap of those of the listings whose host this is. One query."""
    origin = root(site.host)
    own = listings if site.city else listings.filter(city__host=None)
    rows = own.order_by("-verified_on", "-pk").only("number", "updated_at")[:MOST]
    entries = tolerant_map(lambda row: url(origin + row.get_absolute_url(), row.updated_at), rows)
    return urlset([url(origin + path_of("listings:index")), *entries])
