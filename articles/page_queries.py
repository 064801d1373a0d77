"""What the pages of articles read: a whole article, its tags, the cards of many.

Cities, zones and sections are not joined: `with_city_zone_and_section()` gives those that the process holds.
"""

from collections.abc import Iterable

from django.db.models import BigIntegerField

from articles.models import Article, Tag
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

_read_stories = PreparedObjects(Article, _STORY, lambda pk: Article.objects.filter(pk=pk))
_read_cards = PreparedObjects(Article, _CARD, lambda **pks: Article.objects.filter(pk__in=pks.values()))
_read_tags = PreparedObjects(
    Tag,
    {"": ("name", "slug", "published_count")},
    lambda pk: Tag.objects.filter(tagged_articles__content_object=pk).order_by("tagged_articles__id"),
)


def read_story(pk: int, site: Site) -> Article | None:
    """The article with all that its page shows but tags and related ones, public or not; None if there is none."""
    if pk > BigIntegerField.MAX_BIGINT:  # PostgreSQL would compare it as a numeric, with every row
        return None
    return next((with_city_zone_and_section(article, site) for article in _read_stories(pk=pk)), None)


def read_tags(article: Article) -> list[Tag]:
    """Its tags, in the order in which they were given."""
    return _read_tags(pk=article.pk)


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
