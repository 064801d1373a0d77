"""What news is listed by: sections, a small table held in the process, and the tags that visitors may know of."""

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from articles.models import Article, Section, Tag
from articles.models.article_queryset import NEWEST_FIRST
from zones.models import City
from zones.site import Site

#: So many of a city's newest articles have their tags counted and their sections looked at: enough to say what its news
#: is about, in milliseconds.
COUNTED = 1_000


def sections(site: Site) -> dict[int, Section]:
    """{id: Section}, in their order, each with `newest`: the id of its newest story for visitors, or None."""
    return site.remember("sections", lambda: {section.pk: section for section in _with_newest()})


def shown_sections(site: Site, city: City | None = None) -> list[Section]:
    """Those that have a story, of the city (the host's if None): a new one stands in no list before its first."""
    city = city or site.city
    used = site.remember(("sections of", city.pk), lambda: _sections_of(city)) if city else None
    shown = [row for row in sections(site).values() if row.newest]  # type: ignore[attr-defined] # annotated below
    return shown if used is None else [row for row in shown if row.pk in used]


def section_called(slug: str, site: Site) -> Section:
    """The Section of that slug, or Http404."""
    for section in sections(site).values():
        if section.slug == slug:
            return section
    raise Http404("No such section.")


def _sections_of(city: City) -> set[int] | None:
    """The ids of those that have a story of the city; None where it has too many stories to look at all of them."""
    newest = Article.objects.published().in_city_by(city.pk, "published_at")
    found = list(newest.values_list("section_id", flat=True)[: COUNTED + 1])
    return {*found} if len(found) <= COUNTED else None


def _with_newest() -> QuerySet[Section]:
    # As a range and first in the order, so that PostgreSQL reads the section's own index, whose first row is enough:
    # for EXISTS, or with a city, it might read the whole archive in vain.
    of_section = Article.objects.published().filter(section__gte=OuterRef("pk"), section__lte=OuterRef("pk"))
    newest = of_section.order_by("section_id", *NEWEST_FIRST).values("pk")[:1]
    return Section.objects.annotate(newest=Subquery(newest))


def public_tags() -> QuerySet[Tag]:
    """The tags on articles that visitors may read. The name of a tag that only drafts have may itself be the news."""
    return Tag.objects.filter(Exists(Article.objects.published().tagged(OuterRef("pk"))))


def public_tag(slug: str) -> Tag:
    """The public Tag of that slug, or Http404. One query."""
    return get_object_or_404(public_tags(), slug=slug)


def used_tags(city: City | None = None) -> QuerySet[Tag]:
    """Tags on public articles, most used first, with `uses`: on how many (of a city, among its newest COUNTED)."""
    if city is None:
        return Tag.objects.filter(published_count__gt=0).annotate(uses=F("published_count"))
    newest = Article.objects.published().filter(city=city).newest_first().values("pk")[:COUNTED]
    carried = Tag.objects.filter(tagged_articles__content_object__in=newest)
    return carried.annotate(uses=Count("pk")).order_by("-uses", "pk")
