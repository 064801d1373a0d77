"""The list of cities with their zones, and a city's own page."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.pagination import Page
from articles.sections import section_called, shown_sections
from leads.models import Kind
from listings.finder import with_pictures
from listings.views import public_listings
from listings.zone_sheets import zone_sheets
from parkinfo.pages.zone_comparison import called
from plumbing.tolerance import having_addresses
from zones.canonical import enquiry_url, redirect_home
from zones.comparing import compared_zones
from zones.models import City, Zone

CITY_LISTINGS = 6


def cities_with_news():
    """The listed cities, each with `zone_count` and `latest`, the time of its newest public article."""
    newest = Article.objects.published().in_city_by(OuterRef("pk"), "published_at")
    cities = City.objects.listed().annotate(
        zone_count=Count("zones", filter=Q(zones__is_listed=True)), latest=Subquery(newest.values("published_at")[:1])
    )
    # Ordered here, since counting drops the model's own order.
    return having_addresses(cities.order_by("order", "id"))


@require_safe
def zones(request):
    """Every listed city with its zones; ?z= are those that one is looked for to be compared with."""
    cities = request.site.remember("zones", lambda: _cities_with_zones(request.site))
    listed = [sheet.zone for city in cities for sheet in city.sheets]
    context = {"cities": cities, "compared": called(compared_zones(request), listed)}
    return render(request, "pages/zones.html", context)


def _cities_with_zones(site):
    """The cities, each with the data sheets of its zones as `sheets`."""
    cities = {city.pk: city for city in cities_with_news()}
    for city in cities.values():
        city.sheets = []
    zones = Zone.objects.listed().filter(city__in=cities).select_related("city")
    for sheet in zone_sheets(site, having_addresses(zones.defer("description", "entry_rules", "city__intro"))):
        cities[sheet.zone.city_id].sheets.append(sheet)
    return list(cities.values())


@require_safe
def city(request, city_slug):
    """A city: its zones and its news, or with ?section= that of one section."""
    city = get_object_or_404(City.objects.listed(), slug=city_slug)
    if moved := redirect_home(city, request):
        return moved
    articles, section = Article.objects.published().filter(city=city), None
    if slug := request.GET.get("section"):
        section = section_called(slug, request.site)
        articles = articles.filter(section=section)
    context = {
        "city": city,
        "section": section,
        "sections": shown_sections(request.site, city),
        "page": Page(articles, request.GET.get("page"), section=slug),
        "zones": request.site.remember(
            ("zones of", city.pk), lambda: list(Zone.objects.listed().filter(city=city).for_cards())
        ),
        "listings": request.site.remember(("on offer in", city.pk), lambda: _on_offer(request.site, city)),
        "contact": request.site.network.contact_for(city),
        "enquiry_url": enquiry_url(kind="invest", city=city, src=request.path),
        "correction_url": enquiry_url(kind=Kind.CORRECTION, city=city, src=request.path),
    }
    return render(request, "pages/city.html", context)


def _on_offer(site, city):
    """The listings of the city that somebody verified last."""
    return list(with_pictures(public_listings(site).filter(city=city)).order_by("-verified_on", "-pk")[:CITY_LISTINGS])
