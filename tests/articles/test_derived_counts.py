"""Counts that the worker keeps true: the archive's and the tags'."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from articles.jobs import count_tags, rebuild_archive
from articles.models import ArchiveDay, Article, Tag
from jobs.queue import kinds
from tests import builders
from tests.threads import together

pytestmark = pytest.mark.django_db


def archive(city=None):
    rows = ArchiveDay.objects.filter(city=city).values_list("day").annotate(Sum("articles"))
    return {day: total for day, total in rows if total}


def test_a_rebuilt_archive_says_the_same_in_fewer_rows_and_leaves_out_what_expired():
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
        assert (archive(), archive(here)) == ({today: 4}, {today: 3})
        assert ArchiveDay.objects.count() == 2


def test_an_article_moved_to_another_city_is_counted_there():
    here, there = builders.city(), builders.city()
    builders.article(city=here)
    Article.objects.update(city=there)
    today = timezone.localdate()
    assert (archive(), archive(here), archive(there)) == ({today: 1}, {}, {today: 1})


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


def test_the_news_has_its_regular_work():
    names = ("roll_up", "forget_visitors", "forget_daily_sums", "rebuild_archive", "count_tags")
    assert {f"articles.{name}" for name in names} <= set(kinds)
