"""The index's tables, apart from the articles, so that re-indexing rewrites no article, and how querysets ask them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class ArticleSearch(models.Model):
    """The index's row of an article, in any state.

    `head` holds the bigrams of title (A), tags, city and zone (B) and summary (C), for ranking; `body` all of them and
    those of the body (D), for finding. Both carry the facts a search filters by. See `articles.search.index`.
    """

    article = models.OneToOneField("Article", models.CASCADE, primary_key=True, related_name="search")
    published_at = models.DateTimeField(null=True)
    head = SearchVectorField()
    body = SearchVectorField()

    class Meta:
        verbose_name = "搜索索引"
        verbose_name_plural = "搜索索引"
        indexes = [
            # Without a list of pending entries, which every search would have to read through.
            GinIndex(fields=["head"], name="search_head", fastupdate=False),
            GinIndex(fields=["body"], name="search_body", fastupdate=False),
        ]

    def __str__(self):
        return f"索引 {self.article_id}"


class ArticleSearchQueue(models.Model):
    """An article to be indexed again, put here by triggers; the same one may wait several times.

    Only ever appended to and emptied, so that writers never wait for each other; no foreign key, for the same reason.
    """

    article_id = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = "待索引文章"
        verbose_name_plural = "待索引文章"

    def __str__(self):
        return f"待索引 {self.article_id}"


class Searchable:
    """What ArticleQuerySet says about the index, which in turn is made of articles: hence the imports inside."""

    def matching(self, text):
        """The articles of this set that hold every word of `text`, in any state; all of them for no word."""
        from articles.search.query import Words

        return Words.read(text).narrow(self)

    def search(self, text, **choices):
        """What visitors may see of this set and find by `text`, as an articles.search.query.Search."""
        from articles.search.query import Search, Words

        return Search(self, Words.read(text), **choices)
