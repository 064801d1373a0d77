"""Counts that the worker keeps true: the archive's and the tags'."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from articles import archive as archive_pages
from articles.jobs import count_tags, rebuild_archive
from articles.models import ArchiveDay, Article, Tag
from jobs.queue import kinds
from tests import builders
from tests.threads import together

pytestmark = pytest.mark.django_db


def archive(city=None):
    rows = ArchiveDay.objects.filter(city=city).values_list("day").annotate(Sum("articles"))
    return {day: total for day, total in rows if total}


def test_a_rebuilt_archive_says_the_same_in_fewer_rows():
    """Also of what has expired: no trigger notices that time has passed, so whoever reads the table takes that off."""
    here = builders.city()
    for _ in range(3):
        builders.article(city=here)
    builders.article()
    builders.draft()
    gone = builders.article(city=here)
    today = timezone.localdate()
    assert archive() == {today: 5}
    Article.objects.filter(pk=gone.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    for _ in range(2):
        rebuild_archive()
        assert (archive(), archive(here)) == ({today: 5}, {today: 4})
        assert ArchiveDay.objects.count() == 2


def recounted(city=None):
    """What visitors may read, by day and by month of Shanghai, newest first, without today."""
    counts = {"day": [], "month": []}
    for part, rows in counts.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT date_trunc('{part}', published_at AT TIME ZONE 'Asia/Shanghai')::date AS at, count(*)"
                " FROM articles_article WHERE status = 'published' AND (expires_at IS NULL OR expires_at > now())"
                " AND (%s IS NULL OR city_id = %s) GROUP BY 1 ORDER BY 1 DESC",
                [city and city.pk, city and city.pk],
            )
            rows += cursor.fetchall()
    return counts


@pytest.mark.slow
def test_the_archive_shows_what_can_be_read_before_and_after_a_rebuild_and_a_withdrawal():
    here, now = builders.city(), timezone.now()
    for days in (2, 2, 2, 40, 40):
        builders.article(city=here, published_at=now - timedelta(days=days))
    builders.article(published_at=now - timedelta(days=2))
    expired = Article.objects.filter(pk__in=Article.objects.order_by("pk").values("pk")[2:4])
    expired.update(expires_at=now - timedelta(hours=1))
    one = expired.first()
    for change in (lambda: None, rebuild_archive, lambda: one.withdraw(None, "示例"), rebuild_archive):
        change()
        for city in (None, here):
            shown = recounted(city)
            assert [each for _, year in archive_pages.months(city) for each in year] == shown["month"]
            for month in {day.replace(day=1) for day, _ in shown["day"]}:
                days = [each for each in shown["day"] if each[0].replace(day=1) == month]
                assert archive_pages.days(city, month.year, month.month) == days


def test_an_article_moved_to_another_city_is_counted_there():
    here, there = builders.city(), builders.city()
    builders.article(city=here)
    Article.objects.update(city=there)
    today = timezone.localdate()
    assert (archive(), archive(here), archive(there)) == ({today: 1}, {}, {today: 1})


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_rebuilds_and_a_publication_at_once_keep_the_archive_true():
    builders.article()
    together(rebuild_archive, rebuild_archive, builders.article)
    assert archive() == {timezone.localdate(): 2}


def test_tags_count_what_visitors_see_and_write_only_what_changed(django_assert_num_queries):
    builders.article(["新能源", "政策"])
    builders.article(["新能源"])
    builders.draft(["新能源", "草稿"])
    builders.article(["新能源"], expires_at=timezone.now() - timedelta(seconds=1))
    count_tags()
    assert dict(Tag.objects.values_list("name", "published_count")) == {"新能源": 2, "政策": 1, "草稿": 0}
    with django_assert_num_queries(2):  # the counts; the tags. No UPDATE, so no new content version.
        count_tags()
    Article.objects.update(status=Article.Status.WITHDRAWN)
    count_tags()
    assert set(Tag.objects.values_list("published_count", flat=True)) == {0}


RECOUNTED = """
SELECT tag.name, count(article.id) FILTER (WHERE article.status = 'published' AND article.published_at <= now()
    AND (article.expires_at IS NULL OR article.expires_at > now())), count(article.id)
FROM articles_tag AS tag
LEFT JOIN articles_taggedarticle AS tagged ON tagged.tag_id = tag.id
LEFT JOIN articles_article AS article ON article.id = tagged.content_object_id
GROUP BY tag.name ORDER BY tag.name
"""


@pytest.mark.slow
def test_the_desk_counts_the_articles_of_tags_exactly_before_the_worker_came(admin_client):
    builders.article(["新能源", "政策"])
    builders.article(["新能源"])
    builders.article(["政策"], published_at=timezone.now() + timedelta(hours=1))
    builders.draft(["新能源", "草稿"])
    builders.article(["新能源"], expires_at=timezone.now() - timedelta(seconds=1))
    with connection.cursor() as cursor:
        cursor.execute(RECOUNTED)
        counted = [tuple(row) for row in cursor.fetchall()]
    shown = admin_client.get("/admin/articles/tag/").context["cl"].result_list
    assert sorted((tag.name, tag.public, tag.articles) for tag in shown) == sorted(counted)
    assert {name: public for name, public, _ in counted} == {"新能源": 2, "政策": 1, "草稿": 0}


def test_the_public_list_of_tags_says_that_its_numbers_are_not_of_this_minute(client):
    builders.article(["新能源"])
    count_tags()
    assert "约十分钟更新一次" in client.get("/tags/").content.decode()


def test_the_news_has_its_regular_work():
    names = ("roll_up", "forget_visitors", "forget_daily_sums", "rebuild_archive", "count_tags")
    assert {f"articles.{name}" for name in names} <= set(kinds)
