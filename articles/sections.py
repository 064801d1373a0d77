"""What news is listed by: sections, a small table held in the process, and the tags that visitors may know of."""

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from articles.models import Article, Section, Tag
from zones.models import City
from zones.site import Site

#: So many of a city's newest articles have their tags counted: enough to say what its news is about, in milliseconds.
COUNTED = 1_000


def sections(site: Site) -> dict[int, Section]:
    """{id: Section}, in their order."""
    return site.remember("sections", lambda: {section.pk: section for section in Section.objects.all()})


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
