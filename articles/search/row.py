"""A row of the search index: what an article says, as the tsvector literals that are stored."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast

from articles import body
from articles.models.article_search import ArticleSearch
from articles.search.lexemes import month, vector, week

if TYPE_CHECKING:
    from articles.models.article import Article

#: What the index reads of an article, besides its tags.
ROW_FIELDS = ("title", "summary", "body", "status", "published_at", "section_id", "city__name", "zone__name")


def facts_of(city_id: int | None, zone_id: int | None, section_id: int, published_at: datetime | None) -> list[str]:
    """What a search may filter by, each fact a lexeme, so that the index answers without a join.

    `published_at` is None for an article that is not published.
    """
    names = [f"c{city_id or 0}", f"z{zone_id or 0}", f"s{section_id}"]
    return [*names, month(published_at), week(published_at)] if published_at else names


def vectors(*, title: str, tags: str, places: str, summary: str, text: str, facts: list[str]) -> tuple[str, str]:
    """(head, body) as tsvector literals, of the words of an article and its facts.

    `body` holds the head's words, too, so that a search reads one column.
    """
    head = [(title, "A"), (tags, "B"), (places, "B"), (summary, "C")]
    return vector(head, facts), vector([*head, (text, "D")], facts)


def row(article: "Article") -> ArticleSearch:
    """The index's row of an article read with ROW_FIELDS and its tags."""
    published_at = article.published_at if article.status == article.Status.PUBLISHED else None
    head, whole = vectors(
        title=article.title,
        tags=" ".join(item.tag.name for item in article.tagged_items.all()),
        places=f"{article.city.name if article.city else ''} {article.zone.name if article.zone else ''}",
        summary=article.summary,
        text=body.text(article.body),
        facts=facts_of(article.city_id, article.zone_id, article.section_id, published_at),
    )
    return ArticleSearch(article_id=article.pk, published_at=published_at, head=_literal(head), body=_literal(whole))


def _literal(text: str) -> Cast:
    return Cast(Value(text), SearchVectorField())
