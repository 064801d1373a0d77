"""What the pages of articles read: a whole article, its tags, the cards of many.

Cities, zones, sections and tags are not joined: the process holds them.
"""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, QuerySet

from articles.models import Article, Tag, TaggedArticle
from articles.models.article_queryset import CARD_FIELDS, CARD_RELATIONS
from articles.sections import sections
from images.models import PICTURE_FIELDS
from plumbing.prepared import PreparedObjects
from zones.site import Site

_CARD = {"": CARD_FIELDS, **CARD_RELATIONS}
_STORY = _CARD | {
    "": (
        *(*CARD_FIELDS, "body", "byline", "source_name", "source_url", "event_date", "seo_title", "seo_description"),
        *("status", "first_published_at", "expires_at", "content_changed_at"),
    ),
    "cover": (*PICTURE_FIELDS, "credit"),
}


def _stories(pk: int) -> QuerySet[Article]:
    tagged = TaggedArticle.objects.filter(content_object=OuterRef("pk")).order_by("pk")
    ids = ArraySubquery(tagged.values("tag"))
    return Article.objects.filter(pk=pk).annotate(tag_ids=ids)  # type: ignore[no-redef] # declared for who reads it


_read_stories = PreparedObjects(Article, _STORY, _stories, ["tag_ids"])
_read_cards = PreparedObjects(Article, _CARD, lambda **pks: Article.objects.filter(pk__in=pks.values()))


def read_story(pk: int, site: Site) -> Article | None:
    """The article with all that its page shows but tags and related ones, public or not; None if there is none.

    It has `tag_ids`, in the order in which they were given.
    """
    if pk > BigIntegerField.MAX_BIGINT:  # PostgreSQL would compare it as a numeric, with every row
        return None
    return next((with_city_zone_and_section(article, site) for article in _read_stories(pk=pk)), None)


def read_tags(pks: Iterable[int], site: Site) -> list[Tag]:
    """The tags with these ids, in their order. One query for those that the site does not remember."""

    def read(names: list[tuple[str, int]]) -> dict[tuple[str, int], Tag]:
        found = Tag.objects.only("name", "slug", "published_count").in_bulk([pk for _, pk in names])
        return {("tag", pk): tag for pk, tag in found.items()}

    names = [("tag", pk) for pk in pks]
    kept = site.remember_each(names, read)
    # One deleted a moment ago there is none of.
    return [kept[name] for name in names if name in kept]


def read_cards(pks: Iterable[int], site: Site) -> list[Article]:
    """The articles with these ids, each with what a card shows, in no order."""
    cards = _read_cards(**{f"pk{number}": pk for number, pk in enumerate(pks)})
    return [with_city_zone_and_section(article, site) for article in cards]


def with_city_zone_and_section(article: Article, site: Site) -> Article:
    """The article, given its city, zone and section out of what the process holds: no join and no query.

    One that is too new to be held Django will read.
    """
    site.network.set_city_and_zone(article)
    if section := sections(site).get(article.section_id):
        article.section = section
    return article
