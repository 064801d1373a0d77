"""The search index's tables, apart from articles, so that indexing rewrites no article."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models import BooleanField, F, Func, Value
from django.db.models.functions import Cast

from articles.search.words import Words


class ArticleSearchQuerySet(models.QuerySet["ArticleSearch"]):
    """Sets of the index's rows."""

    def with_all(self, words: Words) -> Self:
        """Those that hold every one of the articles.search.words.Words, of which there is at least one."""
        query = Cast(Value(words.tsquery()), SearchQueryField())
        matches = Func(F("body"), query, arg_joiner=" @@ ", template="(%(expressions)s)", output_field=BooleanField())
        return self.filter(matches)


class ArticleSearch(models.Model):
    """The index's row of an article, in any state.

    `head` holds the bigrams of title (A), tags, city and zone (B) and summary (C), for ranking; `body` holds these and
    those of the body (D), for finding. Both hold the facts that a search filters by. See `articles.search.row`.
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
            # Without fastupdate, whose list of pending entries every search would read.
            GinIndex(fields=["head"], name="search_head", fastupdate=False),
            GinIndex(fields=["body"], name="search_body", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"索引 {self.article_id}"


class ArticleSearchQueue(models.Model):
    """An article to be indexed again, queued by triggers; it may be in the queue several times.

    Rows are only inserted and deleted, and there is no foreign key, so that writers never wait for each other.
    """

    article_id = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = "待索引文章"
        verbose_name_plural = "待索引文章"

    def __str__(self) -> str:
        return f"待索引 {self.article_id}"
