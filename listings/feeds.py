"""The feed of what is on offer, of a city or a kind alone where the address asks for it."""

from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from images.markup import picture
from listings.facts import facts, terms
from listings.finder import with_pictures
from listings.models import Listing
from listings.schema import summary
from listings.views import public_listings
from plumbing.paths import path_of
from plumbing.tolerance import tolerant_map
from plumbing.xml import writable
from zones.canonical import canonical_url, host_of, root
from zones.feeds import ITEMS, feed_response, guid, portable
from zones.models import City, Portal
from zones.site import Site, SiteRequest


@require_safe
def feed(request: SiteRequest) -> HttpResponse:
    """What is on offer, verified last first. One query for the listings, one for their pictures."""
    city, kind = _city(request.GET.get("city", ""), request.site), _kind(request.GET.get("kind", ""))
    listings = public_listings(request.site)
    listings = listings.filter(city=city) if city else listings
    listings = listings.filter(kind=kind) if kind else listings
    newest = with_pictures(listings).order_by("-verified_on", "-pk").defer(None)[:ITEMS]
    items = tolerant_map(lambda listing: _item(listing, request.site.portal), newest)
    link = path_of("listings:index") + _query(city, kind)
    return feed_response(
        request, feed_title(city, kind), link, "厂房、仓库、写字楼与土地", items, feed_path(city, kind)
    )


def feed_title(city: City | None, kind: Listing.Kind | None) -> str:
    """What a feed is called: 济南厂房房源."""
    return f"{city.name if city else ''}{kind.label if kind else ''}房源"


def feed_path(city: City | None, kind: Listing.Kind | None) -> str:
    """Where a feed is."""
    return path_of("listings:feed") + _query(city, kind)


def _query(city: City | None, kind: Listing.Kind | None) -> str:
    query = {name: value for name, value in (("city", city and city.slug), ("kind", kind and kind.value)) if value}
    return f"?{urlencode(query)}" if query else ""


def _city(slug: str, site: Site) -> City | None:
    """The listed city that is asked for; Http404 where the site does not show it."""
    city = next((city for city in site.network.cities if city.slug == slug), None)
    if slug and (city is None or site.city not in {None, city}):
        raise Http404("No such city.")
    return city


def _kind(value: str) -> Listing.Kind | None:
    if value and value not in Listing.Kind.values:
        raise Http404("No such kind.")
    return Listing.Kind(value) if value else None


def _item(listing: Listing, portal: Portal) -> dict[str, Any]:
    return {
        "title": writable(f"{listing.name}{listing.get_deal_display()}（{listing.number}）"),
        "link": canonical_url(listing, portal),
        "description": writable(summary(listing)),
        "content": writable(portable(_content(listing), root(host_of(listing, portal)))),
        **guid(portal, f"listing-{listing.number}"),
        "pubdate": timezone.make_aware(datetime.combine(listing.verified_on, time())),  # type: ignore[arg-type] # public
        "updateddate": listing.updated_at,
        "categories": [listing.get_kind_display()],
    }


def _content(listing: Listing) -> str:
    """Its first picture, its facts and its words."""
    known = [*terms(listing), *facts(listing)]
    photos = listing.photos[:1]  # type: ignore[attr-defined] # with_pictures has read them
    paragraphs = [words for words in listing.description.split("\n") if words.strip()]
    return format_html(
        "{}<ul>{}</ul>{}",
        format_html_join("", "<p>{}</p>", ((picture(photo.image),) for photo in photos)),
        format_html_join("", "<li>{}：{}</li>", ((fact.label, fact.words) for fact in known)),
        format_html_join("", "<p>{}</p>", ((words,) for words in paragraphs)),
    )
