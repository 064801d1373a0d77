"""The queue of articles to be indexed again: filled by triggers, whatever changed them, and emptied by the worker.

A single save is indexed in its own transaction (`ArticleQuerySet.index`).
"""

from django.db import connection, transaction

from articles.models import Article, ArticleSearchQueue

#: Articles indexed in one transaction, which locks their rows for about half a second.
BATCH = 200


def drain() -> int:
    """Index one batch of queued articles, oldest first; returns how many: zero when none waits, or all are locked."""
    with transaction.atomic():
        ids = set(ArticleSearchQueue.objects.order_by("pk").values_list("article_id", flat=True)[:BATCH])
        indexed = Article.objects.filter(pk__in=ids).index(skip_locked=True)
        deleted = ids - set(Article.objects.filter(pk__in=ids).values_list("pk", flat=True))
        ArticleSearchQueue.objects.filter(article_id__in=deleted).delete()
    return len(indexed)


def queue_all() -> int:
    """Queue every article, for a rebuild; those already waiting are not queued twice. Returns how many were added."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_articlesearchqueue (article_id) SELECT id FROM articles_article"
            " WHERE id NOT IN (SELECT article_id FROM articles_articlesearchqueue) ORDER BY id DESC"
        )
        return cursor.rowcount
