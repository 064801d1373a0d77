"""`manage.py make_articles N`: N invented articles by COPY, to measure the site at a size nobody types in."""

import io
import multiprocessing
import os
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from articles import body as bodies
from articles.models import (
    ArchiveDay,
    Article,
    ArticleDailyViews,
    ArticleSearch,
    ArticleSearchQueue,
    ArticleViews,
    Section,
    Tag,
    TaggedArticle,
)
from articles.search.row import facts_of, vectors
from demo import loading
from demo.composing import Composed, tag_names
from demo.copying import copy, copy_line, reserve_ids
from images.models import Image
from zones.models import Zone

#: What marks these articles in the desk.
LICENCE_NOTE = "测量用示例内容，可随时删除"
#: Articles composed at a time, and copied by one statement a table.
BATCH = 2000
#: So many of the newest have been read in the last days.
RECENTLY_READ, DAYS = 2000, 7

ARTICLE = (
    *("id", "title", "city_id", "zone_id", "section_id", "summary", "cover_id", "excerpt", "body", "byline"),
    *("source_name", "source_url", "licence_note", "published_at", "first_published_at", "status"),
    *("pinned", "seo_title", "seo_description", "created_at", "content_changed_at"),
)
COLUMNS = {
    Article: ARTICLE,
    TaggedArticle: ("content_object_id", "tag_id"),
    ArticleViews: ("article_id", "baseline", "counted"),
    ArticleSearch: ("article_id", "published_at", "head", "body"),
}


class Command(BaseCommand):
    """Everything in one transaction: stopped half-way, nothing has happened.

    The triggers stay on, so that tag dates, daily counts and versions are what they would be of real articles. Only
    the search index is written here instead of queued, and its two large indexes are made when all is in.
    """

    help = "生成大量虚构文章，用于测量网站在大数据量下的速度。数据库里有真实内容时拒绝运行。"

    def add_arguments(self, parser):
        parser.add_argument("count", type=int, help="生成多少篇")
        parser.add_argument("--seed", type=int, default=1, help="同样的种子生成同样的文章")
        parser.add_argument("--among-real-content", action="store_true", help="数据库里有真实内容时也生成")

    def handle(self, *, count, seed, among_real_content, verbosity, **options):
        if count < 1:
            raise CommandError("篇数要大于零。")
        if not among_real_content and holds_real_content():
            raise CommandError(
                "数据库里有真实内容，没有生成文章。请换一个数据库；确实要混在一起，请加 --among-real-content。"
            )
        if not Zone.objects.exists():
            call_command("load_demo", stdout=io.StringIO())
        started = time.monotonic()

        def say(done, what="篇"):
            if verbosity:
                spent = time.monotonic() - started
                self.stdout.write(f"{done}/{count} {what}  {spent:.0f} 秒  {done / spent:.0f} 篇/秒")

        with transaction.atomic():
            first = make(count, seed, say)
        say(count, "篇已写入，整理统计信息")
        gather_statistics("VACUUM (ANALYZE)")
        say(count, f"篇完成，编号 {first} 至 {first + count - 1}")


def holds_real_content():
    """Whether there is an article that neither the demo nor this command made."""
    return Article.objects.exclude(licence_note__in=[LICENCE_NOTE, loading.LICENCE_NOTE]).exists()


def make(count, seed, say):
    """Compose and store; returns the first id. `say(done)` is told after each batch."""
    plan = prepare(count, seed)
    indexes = ArticleSearch._meta.indexes
    with connection.cursor() as cursor:
        # Checked statement by statement, not all at the end from a list of millions.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
    with connection.schema_editor(atomic=False) as editor:
        for index in indexes:
            editor.remove_index(ArticleSearch, index)
        for number, texts in enumerate(composed(plan, count), start=1):
            store(texts)
            done = min(number * BATCH, count)
            if number & (number - 1) == 0:
                # Each time the tables have doubled: triggers and keys look rows up by plans made for empty ones.
                gather_statistics()
            say(done)
        ids = range(plan["first_id"], plan["first_id"] + count)
        read_lately(ids[-RECENTLY_READ:])
        count_tags(plan["tags"])
        say(done, "篇，建立搜索索引")
        for index in indexes:
            editor.add_index(ArticleSearch, index)
    return plan["first_id"]


def prepare(count, seed):
    """What composing needs, as plain data for other processes; reserves the ids."""
    names = tag_names()
    # Slugs of ASCII: they stand in addresses a thousand times each.
    Tag.objects.bulk_create(
        [Tag(name=name, slug=f"yangli-{number}") for number, name in enumerate(names)], ignore_conflicts=True
    )
    tags = dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
    zones = Zone.objects.listed().values_list("pk", "name", "city_id", "city__name")
    return {
        "first_id": reserve_ids(Article, count),
        "tags": [tags[name] for name in names],
        "common": {
            "total": count,
            "seed": seed,
            "now": timezone.now(),
            "zones": list(zones),
            "sections": list(Section.objects.values_list("pk", flat=True)),
            "images": list(Image.objects.filter(width__gte=800).values_list("pk", flat=True)),
        },
    }


def composed(plan, count):
    """Yields the batches in order; other processes compose a few ahead of what is stored."""
    # Forked: they know Django's models, and never touch the database.
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as pool:
        ahead = deque()
        for first in range(0, count, BATCH):
            ahead.append(pool.submit(compose, plan, first, min(first + BATCH, count)))
            if len(ahead) > 2 * os.cpu_count():
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def compose(plan, first, end):
    """{model: COPY's text} of the articles `first` to `end`, without the last."""
    rows = {model: [] for model in COLUMNS}
    names = tag_names()
    for number in range(first, end):
        story, pk = Composed(number=number, **plan["common"]), plan["first_id"] + number
        rows[Article].append(article_row(pk, story))
        rows[TaggedArticle] += [(pk, plan["tags"][place]) for place in story.tags]
        rows[ArticleViews].append((pk, story.views, 0))
        rows[ArticleSearch].append(
            (
                *(pk, story.published_at),
                *vectors(
                    title=story.title,
                    tags=" ".join(names[place] for place in story.tags),
                    places=f"{story.city} {story.zone if story.zone_id else ''}",
                    summary=story.summary,
                    text=bodies.text(story.body),
                    facts=facts_of(story.city_id, story.zone_id, story.section_id, story.published_at),
                ),
            )
        )
    return {model: "".join(map(copy_line, found)) for model, found in rows.items()}


def article_row(pk, story):
    """The columns of ARTICLE."""
    moment = story.published_at
    return (
        *(pk, story.title, story.city_id, story.zone_id, story.section_id, story.summary, story.cover_id),
        *(bodies.excerpt(story.body), story.body, "示例编辑部", "园区观察（示例）", "https://example.com/"),
        *(LICENCE_NOTE, moment, moment, Article.Status.PUBLISHED.value, False, "", "", moment, moment),
    )


def store(texts):
    """Copy a batch; what the triggers queued for the search is done already."""
    for model, columns in COLUMNS.items():
        copy(model, columns, texts[model])
    first = int(texts[ArticleViews].split("\t", 1)[0])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_articlesearchqueue WHERE article_id >= %s", [first])


def read_lately(ids):
    """Daily views of the newest, so that "most read" has something to choose from."""
    today = timezone.localdate()
    ArticleDailyViews.objects.bulk_create(
        ArticleDailyViews(article_id=pk, day=today - timedelta(days=day), views=1 + (pk * 7 + day * 13) % 97)
        for pk in ids
        for day in range(DAYS)
    )
    ArticleViews.objects.filter(article_id__in=ids).update(counted=F("counted") + 48 * DAYS)


def count_tags(tag_ids):
    """Tag.published_count, as the worker keeps it, of the tags used here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_tag SET published_count = found.articles FROM ("
            " SELECT tag_id, count(*) AS articles FROM articles_taggedarticle"
            " WHERE published_at <= now() AND tag_id = ANY (%s) GROUP BY tag_id"
            ") AS found WHERE id = found.tag_id",
            [tag_ids],
        )


def gather_statistics(how="ANALYZE"):
    """Statistics of what is being filled; with VACUUM also the visibility maps, as autovacuum would in a while."""
    tables = [model._meta.db_table for model in (*COLUMNS, ArticleDailyViews, ArticleSearchQueue, ArchiveDay, Tag)]
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {', '.join(tables)}")
