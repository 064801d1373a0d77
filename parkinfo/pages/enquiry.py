"""The enquiry form, with what the desk does not know: the page a complaint is about, and what slugs are called now."""

import logging
from functools import partial

from django.db import DatabaseError, InterfaceError
from django.db.models.functions import Length
from django.http import HttpResponsePermanentRedirect
from django.utils.http import urlencode

from addresses.middleware import own_host
from addresses.models import Kind, OldAddress
from leads import report_views, views
from leads.places import places_for
from leads.report_forms import FORMS
from parkinfo.reported_pages import page_at
from plumbing import deadline
from zones.site import works_without_database

logger = logging.getLogger(__name__)

#: Without them the form is drawn as well.
DEADLINE_SECONDS = 2


@works_without_database
def enquiry(request):
    """The form of the kind that the address names; an article to be named or a slug unknown costs one query more."""
    if request.method != "POST" and request.site and (moved := _by_slugs_of_today(request)):
        return HttpResponsePermanentRedirect(moved)
    kind = request.GET.get("kind", "")
    if kind not in FORMS:
        return views.new(request)
    return report_views.new(request, kind, partial(page_at, request.site) if request.site else _no_page)


def _by_slugs_of_today(request):
    """The same address where it names a city or a zone by a slug of before; empty where nothing is to be mended."""
    places = places_for(request.site)
    city, zone = request.GET.get("city", ""), request.GET.get("zone", "")
    if not city or places.zone(city, zone) or (places.city(city) and not zone):
        return ""
    keys = [f"/zones/{city}/{zone}".lower()] if zone else []
    keys += [] if places.city(city) else [f"/zones/{city}".lower()]
    try:
        with deadline.within(DEADLINE_SECONDS):
            known = OldAddress.objects.filter(kind=Kind.PATH, key__in=keys, host__in=["", own_host(request.site)])
            # A zone's key is the longer one, and names the city as well.
            old = known.select_related("zone__city", "city").order_by(Length("key").desc(), "-host").first()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("Slugs of before are not looked up: %s", type(error).__name__)
        return ""
    if old and old.zone and places.zone(old.zone.city.slug, old.zone.slug):
        now = {"city": old.zone.city.slug, "zone": old.zone.slug}
    elif old and old.city and places.city(old.city.slug):
        now = {"city": old.city.slug}
    else:
        return ""
    return f"{request.path}?{urlencode(request.GET.dict() | now)}"


def _no_page(address, host):
    """Without a database no page is found."""
