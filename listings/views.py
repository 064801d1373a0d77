"""The finder, and a listing's page."""

import re
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from listings import sitemap as sitemaps
from listings.asked_fields import MU
from listings.comparing import alike, range_of_sizes, sheet
from listings.finder import BEST, SORTS, Finder, with_pictures
from listings.forms import FinderForm
from listings.models import Listing, ListingPicture, ListingSearch
from listings.models.listing import NUMBER
from listings.models.listing_queryset import ListingQuerySet
from listings.searching import offer_of_number
from zones import comparing
from zones.canonical import enquiry_url, known_query, redirect_home
from zones.facts import plain
from zones.qr import qr_response
from zones.site import Site, SiteRequest

#: How many of each kind of neighbour stand below a listing.
NEIGHBOURS = 4
#: What an address has room for, and of words in it; each of them takes nine characters.
LONGEST_ADDRESS, LONGEST_WORDS = 5_900, 600
#: What the enquiry form calls what is on offer.
ENQUIRY_KINDS = {"factory": "rent", "warehouse": "rent", "office": "office", "land": "land"}


def public_listings(site: Site) -> ListingQuerySet:
    """What visitors of a site may see: on a city's host that city's."""
    listings = Listing.objects.public(site.portal.listing_days)
    return listings.filter(city=site.city) if site.city else listings


@require_safe
def index(request: SiteRequest) -> HttpResponse:
    """The finder: a form, and what fits. At most six queries. A number that is typed leads to its listing."""
    typed = request.GET.get("need", "").strip()
    # Digits alone are an area here.
    if not typed.isdecimal() and (numbered := offer_of_number(typed, public_listings(request.site), request.site)):
        return HttpResponseRedirect(numbered.url)
    form = FinderForm(request.GET, request.site, unit_of_land=MU)
    need = form.meant
    rows = ListingSearch.objects.public(request.site.portal.listing_days)
    finder = Finder(need, rows, request.GET.get("page"), form.chosen_sort, form.query)
    form.show_counts(finder.option_counts)
    context = {
        "form": form,
        "need": need,
        "page": finder,
        "compared": ",".join(compared_numbers(request)[: comparing.MOST]),
        "sorts": [(value, label, form.url(sort="" if value == BEST else value)) for value, label in SORTS.items()],
        "kinds": [(kind, label, count, form.url(kind=kind, kinds="")) for kind, label, count in finder.kinds],
        "all_kinds_url": form.url(kind="", kinds=""),
        "anywhere_url": form.url(city="", zone="", district=""),
        "enquiry_url": _enquiry_url_of_need(request, form),
    }
    return render(request, "listings/index.html", context)


def _enquiry_url_of_need(request: SiteRequest, form: FinderForm) -> str:
    """The enquiry form with what was asked for; of the page it comes from so much as an address has room for."""
    need = form.meant
    about: dict[str, Any] = {
        "kind": ENQUIRY_KINDS.get(need.kind, "buy" if Listing.Deal.SALE in need.deals else "rent"),
        **{"area": form.query.get("area", ""), "height": _if_hall(need.kind, form.query.get("height", ""))},
        **{"city": need.city, "zone": need.zone},
    }
    words = form.in_words[:LONGEST_WORDS]
    url = enquiry_url(**about, need=words, src=request.get_full_path())
    return url if len(url) <= LONGEST_ADDRESS else enquiry_url(**about, need=words, src=request.path)


@require_safe
def listing(request: SiteRequest, listing_number: str) -> HttpResponse:
    """A listing with its facts, its place and what is like it. What was on offer and is not any more is gone: 410."""
    found = _listing(request, listing_number)
    if isinstance(found, HttpResponsePermanentRedirect):
        return found
    is_public = public_listings(request.site).filter(pk=found.pk).exists()
    context = {"listing": found, "city": found.city, "zone": found.zone, **_neighbours(found, request.site)}
    if not is_public:
        context["enquiry_url"] = _enquiry_url(request, found, f"想要和 {found.number} 相近的")
        return render(request, "listings/gone.html", context, status=410)
    context |= {
        "days": found.days_unverified,
        "contact": request.site.network.contact_for(found, found.zone, found.city),
        "enquiry_url": _enquiry_url(request, found, f"想看 {found.number}", zone=found.zone, listing=found.number),
    }
    return render(request, "listings/listing.html", context)


@require_safe
def compare(request: SiteRequest) -> HttpResponse:
    """Up to four listings side by side, those of ?n=JN-1001,JN-1002 in that order; which are gone is said."""
    numbers = compared_numbers(request)
    found = {row.number: row for row in with_pictures(public_listings(request.site).filter(number__in=numbers))}
    on_offer = [found[number] for number in numbers if number in found]
    chosen, left_out = on_offer[: comparing.MOST], on_offer[comparing.MOST :]
    missing = [number for number in numbers if number not in found]
    gone = _gone(missing) if missing else set()
    context = {
        "columns": [_column(row, chosen) for row in chosen],
        "rows": comparing.rows([sheet(row) for row in chosen]),
        "gone": [number for number in missing if number in gone],
        "unknown": [number for number in missing if number not in gone],
        "left_out": [row.number for row in left_out],
        "numbers": ",".join(row.number for row in chosen),
        "others": [] if len(chosen) in {0, comparing.MOST} else alike(chosen, public_listings(request.site)),
        "is_full": len(chosen) == comparing.MOST,
    }
    if chosen:
        need = f"想比较 {'、'.join(row.number for row in chosen)}"
        context["enquiry_url"] = _enquiry_url_of_several(request, chosen, need)
        context["finder_query"] = urlencode({"city": chosen[0].city.slug, "kind": chosen[0].kind})
    return render(request, "listings/compare.html", context)


def _enquiry_url(request: SiteRequest, row: Listing, need: str, **about: Any) -> str:
    """The enquiry form with what of a listing is looked for, in words and in its fields."""
    area = row.size.replace(",", "").removesuffix(" ㎡")
    height = _if_hall(row.kind, "" if row.clear_height_m is None else plain(row.clear_height_m))
    src = request.path + known_query(request)
    return enquiry_url(kind=enquiry_kind(row), area=area, height=height, city=row.city, need=need, src=src, **about)


def _enquiry_url_of_several(request: SiteRequest, rows: list[Listing], need: str) -> str:
    """The same of some that are compared: the city, zone and kind that all have, and from the least to the largest."""
    first = rows[0]
    kind = enquiry_kind(first)
    return enquiry_url(
        kind=kind if all(enquiry_kind(row) == kind for row in rows) else "",
        area=range_of_sizes(rows),
        city=first.city if all(row.city == first.city for row in rows) else None,
        zone=first.zone if all(row.zone == first.zone for row in rows) else None,
        need=need,
        src=request.path + known_query(request),
    )


def compared_numbers(request: SiteRequest) -> list[str]:
    """The numbers that the address names to be compared, each once."""
    named = re.findall(NUMBER, request.GET.get("n", "")[:200].upper())
    return list(dict.fromkeys(named))


def _gone(numbers: list[str]) -> set[str]:
    """Of these the numbers that something had which was on offer once."""
    return set(Listing.objects.once_offered().filter(number__in=numbers).values_list("number", flat=True))


def _column(listing: Listing, chosen: list[Listing]) -> comparing.Column:
    name = " ".join(filter(None, (listing.zone.name, listing.building, listing.floor)))
    without = ",".join(row.number for row in chosen if row != listing)
    return comparing.Column(name, listing.get_absolute_url(), listing.number, f"n={without}")


def _if_hall(kind: str, height: str) -> str:
    """Of offices and plots the enquiry form asks for none."""
    return "" if kind in {Listing.Kind.OFFICE, Listing.Kind.LAND} else height


def enquiry_kind(listing: Listing) -> str:
    """What the enquiry form calls an enquiry about it."""
    is_bought = listing.deal == Listing.Deal.SALE and listing.kind in {Listing.Kind.FACTORY, Listing.Kind.WAREHOUSE}
    return "buy" if is_bought else ENQUIRY_KINDS[listing.kind]


@require_safe
def qr(request: SiteRequest, listing_number: str) -> HttpResponse:
    """The QR code of a listing's address."""
    return qr_response(
        request, get_object_or_404(public_listings(request.site).select_related("city"), number=listing_number)
    )


@require_safe
def sitemap(request: SiteRequest) -> HttpResponse:
    """What is on offer, for search engines."""
    return sitemaps.response(request.site, public_listings(request.site))


def _listing(request: SiteRequest, listing_number: str) -> Listing | HttpResponsePermanentRedirect:
    photos = ListingPicture.objects.filter(image__offline_since=None).select_related("image")
    rows = Listing.objects.once_offered().select_related("city", "zone__cover", "zone__city")
    rows = rows.prefetch_related(
        Prefetch("pictures", photos.filter(is_plan=False), "photos"),
        Prefetch("pictures", photos.filter(is_plan=True), "plans"),
        *("industries_wanted", "industries_excluded"),
    )
    found = get_object_or_404(rows, number=listing_number.upper())
    if moved := redirect_home(found, request):
        return moved
    return HttpResponsePermanentRedirect(found.get_absolute_url()) if listing_number != found.number else found


def _neighbours(listing: Listing, site: Site) -> dict[str, list[Listing]]:
    """`same_zone`: what else the zone has; `alike`: the same in other zones of the city. Four queries."""
    others = with_pictures(public_listings(site)).exclude(pk=listing.pk)
    same_zone = others.filter(zone=listing.zone_id).order_by("-verified_on", "-pk")[:NEIGHBOURS]
    alike = others.filter(city=listing.city_id, kind=listing.kind, deal=listing.deal).exclude(zone=listing.zone_id)
    if listing.area_m2:
        alike = alike.filter(area_m2__range=(listing.area_m2 / 2, listing.area_m2 * 2))
    return {"same_zone": [*same_zone], "alike": [*alike.order_by("-verified_on", "-pk")[:NEIGHBOURS]]}
