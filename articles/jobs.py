"""Regular work for the news: summing up views and taps, deleting what is not needed, derived counts, the index."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from articles import notices, pictures, withdrawn_pictures
from articles.models import (
    Article,
    ArticleDailyViews,
    ArticleRevision,
    DailyTaps,
    RemotePicture,
    Tag,
    TaggedArticle,
    TapHit,
    ViewHit,
)
from articles.search.queue import drain
from articles.visitors import forget_salts
from jobs.models import Lane
from jobs.queue import handler, periodic

#: Rows summed up, or deleted, by one statement.
BATCH = 20_000
#: A hit is needed while its visitor may come back on the same day.
KEEP_HITS = timedelta(days=2)
#: A year, and some weeks of the year before to compare with.
KEEP_TAPS = timedelta(days=400)
#: There are many more of them than of taps, and the pages that read them look back a week.
KEEP_VIEWS = timedelta(days=100)

# One statement: all of it or nothing. With SKIP LOCKED two roll-ups at once take different hits, and since both write
# in the same order there is no deadlock.
ROLL_UP_VIEWS = """
WITH taken AS MATERIALIZED (
    SELECT id FROM articles_viewhit WHERE NOT counted ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), hits AS (
    UPDATE articles_viewhit AS hit SET counted = true FROM taken WHERE hit.id = taken.id
    RETURNING hit.article_id, hit.day
), daily AS (
    INSERT INTO articles_articledailyviews AS sums (article_id, day, views)
    SELECT article_id, day, count(*) FROM hits GROUP BY article_id, day ORDER BY article_id, day
    ON CONFLICT (article_id, day) DO UPDATE SET views = sums.views + EXCLUDED.views
), total AS (
    INSERT INTO articles_articleviews AS sums (article_id, baseline, counted)
    SELECT article_id, 0, count(*) FROM hits GROUP BY article_id ORDER BY article_id
    ON CONFLICT (article_id) DO UPDATE SET counted = sums.counted + EXCLUDED.counted
)
SELECT count(*) FROM hits
"""
ROLL_UP_TAPS = """
WITH taken AS MATERIALIZED (
    SELECT id FROM articles_taphit WHERE NOT counted ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), hits AS (
    UPDATE articles_taphit AS hit SET counted = true FROM taken WHERE hit.id = taken.id
    RETURNING hit.path, hit.action, hit.day
), daily AS (
    INSERT INTO articles_dailytaps AS sums (path, action, day, taps)
    SELECT path, action, day, count(*) FROM hits GROUP BY path, action, day ORDER BY path, action, day
    ON CONFLICT (day, path, action) DO UPDATE SET taps = sums.taps + EXCLUDED.taps
)
SELECT count(*) FROM hits
"""

# One statement sees one snapshot: the differences it deletes are those of the articles it counts, and what is published
# meanwhile adds its own. Expired articles are counted, as the triggers count them: the archive's pages take them off.
REBUILD_ARCHIVE = """
WITH gone AS (DELETE FROM articles_archiveday)
INSERT INTO articles_archiveday (day, city_id, articles)
SELECT (published_at AT TIME ZONE 'Asia/Shanghai')::date AS day, city_id, count(*)
FROM articles_article
WHERE status = 'published'
GROUP BY GROUPING SETS ((1), (1, 2)) HAVING GROUPING(city_id) = 1 OR city_id IS NOT NULL
"""


@handler("articles.tell_staff", "通知撰稿人和编辑", timeout=120, max_attempts=3)
def tell_staff(revision: int) -> None:
    """Mail those who wait for it what became of a story; a revision that is gone with its draft is nobody's news."""
    for row in ArticleRevision.objects.filter(pk=revision).select_related("article__author", "author"):
        notices.mail(row)


@periodic("articles.roll_up", "汇总阅读和点击", every=timedelta(minutes=1), timeout=300)
def roll_up() -> None:
    """Add the hits that came in since the last time to the sums, each exactly once."""
    for statement in (ROLL_UP_VIEWS, ROLL_UP_TAPS):
        with connection.cursor() as cursor:
            while True:
                cursor.execute(statement, [BATCH])
                if cursor.fetchone()[0] < BATCH:
                    break


# Ten past the hour, the first after midnight included: by then forget_salts() may delete the day's that just ended.
@periodic("articles.forget_visitors", "清理阅读记录", every=timedelta(hours=1), at=timedelta(minutes=10))
def forget_visitors() -> None:
    """Delete the salts of past days, and their hits once they are summed up."""
    forget_salts()
    last = timezone.localdate() - KEEP_HITS
    for model in (ViewHit, TapHit):
        _delete(model.objects.filter(counted=True, day__lte=last))


@periodic("articles.forget_daily_sums", "清理每日统计", every=timedelta(days=1), at=timedelta(hours=4), timeout=300)
def forget_daily_sums() -> None:
    """Delete the sums of days so long past that nobody looks at them; an article's total stays in ArticleViews."""
    today = timezone.localdate()
    _delete(DailyTaps.objects.filter(day__lt=today - KEEP_TAPS))
    _delete(ArticleDailyViews.objects.filter(day__lt=today - KEEP_VIEWS))


def _delete(rows: QuerySet[Any]) -> None:
    """Delete the rows of a queryset, BATCH in a transaction."""
    while rows.model.objects.filter(pk__in=rows.values("pk")[:BATCH]).delete()[0] == BATCH:
        pass


@periodic("articles.rebuild_archive", "重算归档计数", every=timedelta(days=1), at=timedelta(hours=3), timeout=300)
def rebuild_archive() -> None:
    """Replace the archive's differences by one count a day, made from the articles themselves."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Two rebuilds at once would each add everything; publishing goes on meanwhile.
        cursor.execute("LOCK TABLE articles_archiveday IN SHARE UPDATE EXCLUSIVE MODE")
        cursor.execute(REBUILD_ARCHIVE)


@periodic("articles.count_tags", "更新标签文章数", every=timedelta(minutes=10), timeout=120)
def count_tags() -> None:
    """Write how many public articles each tag has, where that number has changed."""
    public = TaggedArticle.objects.filter(content_object__in=Article.objects.published())
    counts = dict(public.order_by().values_list("tag").annotate(Count("pk")))
    changed = [tag for tag in Tag.objects.only("published_count") if tag.published_count != counts.get(tag.pk, 0)]
    for tag in changed:
        tag.published_count = counts.get(tag.pk, 0)
    Tag.objects.bulk_update(changed, ["published_count"], batch_size=1000)


def _give_up(picture: int, error: str) -> None:
    for row in RemotePicture.objects.filter(pk=picture):
        pictures.give_up(row)


@handler("articles.fetch_picture", "取回外站图片", timeout=120, max_attempts=3, on_parked=_give_up)
def fetch_picture(picture: int) -> None:
    """Fetch the remote picture with that id, unless it is here already."""
    row = RemotePicture.objects.filter(pk=picture).first()
    if row and row.image_id:
        pictures.put_into_articles(row)
    elif row:
        pictures.fetch(row)


# Urgent, since visitors read on what was withdrawn for a reason; drafts, of which no index knows, are few.
@handler("articles.take_pictures_offline", "撤回文章的图片下线", lane=Lane.URGENT)
def take_pictures_offline(article: int) -> None:
    """Take those pictures of the withdrawn article with that id offline that nothing else shows."""
    for row in Article.objects.filter(pk=article):
        withdrawn_pictures.take_offline(row)


@periodic("articles.index", "更新搜索索引", every=timedelta(seconds=30), timeout=600)
def index_queued() -> None:
    """Index what bulk changes, imports and renames have queued, until the queue is empty."""
    while drain():
        pass
