"""A zone's page: its profile and its news."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.pagination import Page
from leads import consent, spam
from leads.models import VISITORS_KINDS, AreaUnit, Kind
from listings.finder import with_pictures
from listings.views import public_listings
from listings.zone_sheets import zone_sheets
from zones.canonical import enquiry_url, redirect_home
from zones.models import Zone
from zones.qr import qr_response

ZONE_LISTINGS = 6


@require_safe
def zone(request, city_slug, zone_slug):
    """A zone's profile: facts, who may come in, where it is, and its news."""
    zone = _listed_zone(city_slug, zone_slug)
    if moved := redirect_home(zone, request):
        return moved
    beside = request.site.remember(("beside", zone.pk), lambda: _beside(zone, public_listings(request.site)))
    # Those of the cards below as well: one query for all.
    sheet, *_ = zone_sheets(request.site, [zone, *beside["other_zones"]])
    kind = _kind(zone, sheet.offer.rents)
    context = {
        "zone": zone,
        "city": zone.city,
        "sheet": sheet,
        **beside,
        "consent": consent.CURRENT,
        "honeypot": spam.HONEYPOT,
        "enquiry_kinds": VISITORS_KINDS,
        "enquiry_kind": kind,
        "area_units": AreaUnit.choices,
        "page": Page(Article.objects.published().filter(zone=zone), request.GET.get("page")),
        "contact": request.site.network.contact_for(zone, zone.city),
        "enquiry_url": enquiry_url(kind=kind, city=zone.city, zone=zone, src=request.path),
        "correction_url": enquiry_url(kind=Kind.CORRECTION, city=zone.city, zone=zone, src=request.path),
    }
    return render(request, "pages/zone.html", context)


@require_safe
def zone_qr(request, city_slug, zone_slug):
    """The QR code of the zone's address."""
    return qr_response(request, _listed_zone(city_slug, zone_slug))


def _listed_zone(city_slug, zone_slug):
    listed = Zone.objects.listed().select_related("city", "cover")
    return get_object_or_404(listed, slug=zone_slug, city__slug=city_slug)


def _kind(zone, rents):
    """What a zone's visitors want most likely: the buildings that it lets, else to settle there."""
    return "rent" if rents or zone.unit_area_min or zone.unit_area_max else "invest"


def _beside(zone, listings):
    return {
        "industries": list(zone.industries.all()),
        "listings": list(with_pictures(listings.filter(zone=zone)).order_by("-verified_on", "-pk")[:ZONE_LISTINGS]),
        "other_zones": list(Zone.objects.listed().filter(city=zone.city_id).exclude(pk=zone.pk).for_cards()[:6]),
    }
