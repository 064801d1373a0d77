"""The home page: the portal's, and on a city's host that city's."""

from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article, Section
from articles.page_queries import with_city_zone_and_section
from hosts import verification
from leads.models import VISITORS_KINDS
from listings.finder import with_pictures
from listings.models import Listing
from listings.views import public_listings
from parkinfo.pages.city import cities_with_news
from zones.models import Zone

HOME_LATEST, HOME_ZONES, HOME_POLICIES, HOME_MOST_READ, HOME_LISTINGS = 8, 6, 5, 8, 6


@require_safe
def home(request):
    """The portal's home; on a city's host that city's. Everything on it is made once a content version."""
    return render(request, "pages/home.html", request.site.remember("home", lambda: _home(request.site)))


def _home(site):
    published = Article.objects.published().of_site(site).for_cards().newest_first()
    pinned = published.filter(pinned=True).first()
    policy = Section.objects.filter(slug=Section.POLICY_SLUG).first()

    def cards(articles):
        return [with_city_zone_and_section(article, site) for article in articles]

    listed = Zone.objects.listed().filter(Q(city=site.city) if site.city else Q()).for_cards()
    on_offer = public_listings(site)
    counts = dict(on_offer.order_by().values_list("kind").annotate(Count("pk")))
    return {
        "listings": list(with_pictures(on_offer).order_by("-verified_on", "-pk")[:HOME_LISTINGS]),
        "listing_kinds": [(kind.value, kind.label, counts[kind]) for kind in Listing.Kind if kind in counts],
        "enquiry_kinds": VISITORS_KINDS,
        "verification_tags": verification.tags(site),
        "cities": [] if site.city else cities_with_news(),
        "zones": list(listed if site.city else listed.filter(is_featured=True)[:HOME_ZONES]),
        "latest": cards([*([pinned] if pinned else []), *published.exclude(pk=pinned and pinned.pk)[:HOME_LATEST]]),
        # By its id: of a section behind a join PostgreSQL cannot know how rare it is, and might read the whole archive.
        "policies": cards(published.filter(section=policy and policy.pk)[:HOME_POLICIES]),
        "most_read": cards(Article.objects.most_read(days=7, city=site.city)[:HOME_MOST_READ]),
    }
