"""Writing the index: one row of ArticleSearch an article, whatever its state, so that staff find drafts too.

A single save calls `index()` in its own transaction. Whatever changes many (bulk updates, COPY, a renamed city, zone
or tag) queues ids by trigger in ArticleSearchQueue, and the worker's `drain()` takes them within a minute.
"""

from django.contrib.postgres.search import SearchVectorField
from django.db import connection, transaction
from django.db.models import Prefetch, Value
from django.db.models.functions import Cast

from articles import body
from articles.models import Article, ArticleSearch, ArticleSearchQueue, TaggedArticle
from articles.search.lexemes import month, vector, week

#: Articles in one transaction of the drain: their rows are locked that long, about half a second.
BATCH = 200


def facts(city_id, zone_id, section_id, published_at):
    """What a query may ask of an article besides its words, each one lexeme: the index answers it without a join.

    `published_at` is None for an article in any other state.
    """
    found = [f"c{city_id or 0}", f"z{zone_id or 0}", f"s{section_id}"]
    return [*found, month(published_at), week(published_at)] if published_at else found


def vectors(*, title, tags, places, summary, text, told):
    """(head, body) as tsvector literals, of the words of an article and its `facts`.

    `body` holds the head's words too: one look finds all.
    """
    head = [(title, "A"), (tags, "B"), (places, "B"), (summary, "C")]
    return vector(head, told), vector([*head, (text, "D")], told)


def row(article):
    """The index's row of an article read by `_whole()`."""
    published_at = article.published_at if article.status == Article.Status.PUBLISHED else None
    head, whole = vectors(
        title=article.title,
        tags=" ".join(item.tag.name for item in article.tagged_items.all()),
        places=f"{article.city.name if article.city else ''} {article.zone.name if article.zone else ''}",
        summary=article.summary,
        text=body.text(article.body),
        told=facts(article.city_id, article.zone_id, article.section_id, published_at),
    )
    return ArticleSearch(article_id=article.pk, published_at=published_at, head=_literal(head), body=_literal(whole))


def _literal(text):
    return Cast(Value(text), SearchVectorField())


def _whole(queryset):
    """With everything the index reads."""
    tagged = Prefetch("tagged_items", TaggedArticle.objects.select_related("tag").order_by("pk"))
    fields = ("title", "summary", "body", "status", "published_at", "section_id", "city__name", "zone__name")
    return queryset.select_related("city", "zone").only(*fields).prefetch_related(tagged)


def index(ids, *, skip_locked=False):
    """Index the articles of these ids in the caller's transaction; returns the ids done.

    With `skip_locked`, articles somebody is writing stay queued for the next round.
    """
    locking = {"of": ("self",), "no_key": True, "skip_locked": skip_locked}
    done = list(
        Article.objects.filter(pk__in=ids).select_for_update(**locking).order_by("pk").values_list("pk", flat=True)
    )
    # Emptied before reading: what is queued from here on is a change we may not have seen.
    ArticleSearchQueue.objects.filter(article_id__in=done).delete()
    ArticleSearch.objects.bulk_create(
        [row(article) for article in _whole(Article.objects.filter(pk__in=done))],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["published_at", "head", "body"],
    )
    return done


def drain():
    """Index one batch of queued articles, oldest first; returns how many: zero when none waits, or all are locked."""
    with transaction.atomic():
        ids = set(ArticleSearchQueue.objects.order_by("pk").values_list("article_id", flat=True)[:BATCH])
        done = index(ids, skip_locked=True)
        deleted = ids - set(Article.objects.filter(pk__in=ids).values_list("pk", flat=True))
        ArticleSearchQueue.objects.filter(article_id__in=deleted).delete()
    return len(done)


def queue_all():
    """Queue every article, for a rebuild; those already waiting are not queued twice. Returns how many were added."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_articlesearchqueue (article_id) SELECT id FROM articles_article"
            " WHERE id NOT IN (SELECT article_id FROM articles_articlesearchqueue) ORDER BY id DESC"
        )
        return cursor.rowcount
