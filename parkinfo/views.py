"""Pages that no single app owns: home, the cities and zones with their news, about, contact, health."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Article, Section
from articles.pagination import Page
from articles.reading import place
from leads import consent
from leads.models import OFFERED_KINDS
from parkinfo.hosts import verification
from zones.addresses import enquiry_url, redirect_home, root
from zones.models import City, Zone
from zones.site import works_without_database

HOME_LATEST, HOME_ZONES, HOME_POLICIES, HOME_MOST_READ = 8, 6, 5, 8


@require_safe
def home(request):
    """The portal's home; on a city's host that city's. Everything on it is made once a content version."""
    return render(request, "parkinfo/home.html", request.site.remember("home", lambda: _home(request.site)))


def _home(site):
    published = Article.objects.published().of_site(site).for_cards().newest_first()
    pinned = published.filter(pinned=True).first()
    policy = Section.objects.filter(slug=Section.POLICY_SLUG).first()

    def placed(articles):
        return [place(article, site) for article in articles]

    listed = Zone.objects.listed().filter(Q(city=site.city) if site.city else Q()).for_cards()
    return {
        "enquiry_kinds": OFFERED_KINDS,
        "verification_tags": verification.tags(site),
        "cities": [] if site.city else cities_with_news(),
        "zones": list(listed if site.city else listed.filter(is_featured=True)[:HOME_ZONES]),
        "pinned": pinned and place(pinned, site),
        "latest": placed(published.exclude(pk=pinned and pinned.pk)[:HOME_LATEST]),
        # By its id: of a section behind a join PostgreSQL cannot know how rare it is, and might read the whole archive.
        "policies": placed(published.filter(section=policy and policy.pk)[:HOME_POLICIES]),
        "most_read": placed(Article.objects.most_read(days=7, city=site.city)[:HOME_MOST_READ]),
    }


def cities_with_news():
    """The listed cities, each with `zone_count` and `latest`, the time of its newest public article."""
    newest = Article.objects.published().in_city_by(OuterRef("pk"), "published_at")
    cities = City.objects.listed().annotate(
        zone_count=Count("zones", filter=Q(zones__is_listed=True)), latest=Subquery(newest.values("published_at")[:1])
    )
    # Said here, since counting drops the model's own order.
    return list(cities.order_by("order", "id"))


@require_safe
def zones(request):
    """Every listed city with its zones."""
    return render(request, "parkinfo/zones.html", {"cities": request.site.remember("zones", _cities_with_zones)})


def _cities_with_zones():
    cities = {city.pk: city for city in cities_with_news()}
    for city in cities.values():
        city.listed_zones = []
    for zone in Zone.objects.listed().only("name", "slug", "level", "summary", "city_id"):
        cities[zone.city_id].listed_zones.append(zone)
    return list(cities.values())


@require_safe
def city(request, city_slug):
    city = get_object_or_404(City.objects.listed(), slug=city_slug)
    if moved := redirect_home(city, request):
        return moved
    context = {
        "city": city,
        "page": Page(Article.objects.published().filter(city=city), request.GET.get("page")),
        "zones": request.site.remember(
            ("zones of", city.pk), lambda: list(Zone.objects.listed().filter(city=city).for_cards())
        ),
        "contact": request.site.network.contact_for(city),
        "enquiry_url": enquiry_url(kind="invest", city=city, src=request.path),
    }
    return render(request, "parkinfo/city.html", context)


@require_safe
def zone(request, city_slug, zone_slug):
    """A zone's profile: facts, who may come in, where it is, and its news."""
    zone = get_object_or_404(
        Zone.objects.listed().select_related("city", "cover"), slug=zone_slug, city__slug=city_slug
    )
    if moved := redirect_home(zone, request):
        return moved
    beside = request.site.remember(("beside", zone.pk), lambda: _beside(zone))
    context = {
        "zone": zone,
        "city": zone.city,
        **beside,
        "consent": consent.CURRENT,
        "page": Page(Article.objects.published().filter(zone=zone), request.GET.get("page")),
        "contact": request.site.network.contact_for(zone, zone.city),
        "enquiry_url": enquiry_url(kind=_kind(zone), city=zone.city, zone=zone, src=request.path),
    }
    return render(request, "parkinfo/zone.html", context)


def _kind(zone):
    """What a zone's visitors want most likely: the buildings that it offers, else to settle there."""
    return "rent" if zone.unit_area_min or zone.unit_area_max else "invest"


def _beside(zone):
    return {
        "industries": list(zone.industries.all()),
        "other_zones": list(Zone.objects.listed().filter(city=zone.city_id).exclude(pk=zone.pk).for_cards()[:6]),
    }


@require_safe
def about(request):
    return render(request, "parkinfo/about.html")


@require_safe
def contact(request):
    """Everybody a visitor may call: the network's contact, the cities' and the advisers."""
    network = request.site.network
    cities = [(city, network.contact_for(city)) for city in network.cities if city.contact_id]
    return render(request, "parkinfo/contact.html", {"city_contacts": cities})


@works_without_database
@require_safe
def live(request):
    """200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request):
    """What robots may read on this host: all of a real one, nothing of one that only stands in for it."""
    site = request.site
    if site.is_canonical_host:
        lines = ["Disallow: /admin/", "Disallow: /search/", "Disallow: /enquiries/thanks/"]
        lines += ["", f"Sitemap: {root(site.host)}{reverse('articles:sitemap')}"]
    else:
        lines = ["Disallow: /"]
    return HttpResponse("\n".join(["User-agent: *", *lines, ""]), content_type="text/plain; charset=utf-8")
