"""The search index's tables, apart from the articles, so that re-indexing rewrites no article."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models import BooleanField, F, Func, Value
from django.db.models.functions import Cast

from articles.search.words import Words


class ArticleSearchQuerySet(models.QuerySet["ArticleSearch"]):
    """The words for sets of the index's rows."""

    def with_all(self, words: Words) -> Self:
        """Those that hold every one of the articles.search.words.Words, of which there is at least one."""
        query = Cast(Value(words.tsquery()), SearchQueryField())
        matches = Func(F("body"), query, arg_joiner=" @@ ", template="(%(expressions)s)", output_field=BooleanField())
        return self.filter(matches)


class ArticleSearch(models.Model):
    """The index's row of an article, in any state.

    `head` holds the bigrams of title (A), tags, city and zone (B) and summary (C), for ranking; `body` all of them and
    those of the body (D), for finding. Both carry the facts a search filters by. See `articles.search.row`.
    """

    article = models.OneToOneField("Article", models.CASCADE, primary_key=True, related_name="search")
    published_at = models.DateTimeField(null=True)
    head = SearchVectorField()
    body = SearchVectorField()

    objects = ArticleSearchQuerySet.as_manager()

    class Meta:
        verbose_name = "搜索索引"
        verbose_name_plural = "搜索索引"
        indexes = [
            # Without a list of pending entries, which every search would have to read through.
            GinIndex(fields=["head"], name="search_head", fastupdate=False),
            GinIndex(fields=["body"], name="search_body", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"索引 {self.article_id}"


class ArticleSearchQueue(models.Model):
    """An article to be indexed again, put here by triggers; the same one may wait several times.

    Only ever appended to and emptied, so that writers never wait for each other; no foreign key, for the same reason.
    """

    article_id = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = "待索引文章"
        verbose_name_plural = "待索引文章"

    def __str__(self) -> str:
        return f"待索引 {self.article_id}"
