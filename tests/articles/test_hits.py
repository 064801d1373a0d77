"""Hits are summed up exactly once, and gone when they are no longer needed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import jobs
from articles.jobs import forget_daily_sums, forget_visitors, roll_up
from articles.models import ArticleDailyViews, ArticleViews, DailyTaps, TapHit, ViewHit
from tests import builders
from tests.threads import together

pytestmark = pytest.mark.django_db


def hits(article, number, *, day=None):
    day = day or timezone.localdate()
    ViewHit.objects.bulk_create(ViewHit(article=article, day=day, visitor=f"{day}{n}") for n in range(number))


def test_hits_are_summed_up_once():
    article, today = builders.article(), timezone.localdate()
    ArticleViews.objects.create(article=article, baseline=100, counted=1)
    hits(article, 3)
    hits(article, 2, day=today - timedelta(days=1))
    TapHit.objects.create(path="/", action="call", day=today, visitor="a")
    for _ in range(2):
        roll_up()
    assert ArticleViews.objects.get().total == 106
    assert dict(ArticleDailyViews.objects.values_list("day", "views")) == {today: 3, today - timedelta(days=1): 2}
    hits(builders.article(), 1)
    TapHit.objects.create(path="/", action="call", day=today, visitor="b")
    roll_up()
    assert ArticleViews.objects.count() == 2
    assert DailyTaps.objects.get().taps == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_roll_ups_at_once_count_each_hit_once(monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 50)
    articles = [builders.article() for _ in range(10)]
    for article in articles:
        hits(article, 100)
    together(roll_up, roll_up, roll_up)
    assert set(ArticleDailyViews.objects.values_list("views", flat=True)) == {100}
    assert set(ArticleViews.objects.values_list("counted", flat=True)) == {100}


def test_visitors_are_forgotten_after_two_days_but_not_before_they_are_summed_up():
    article, today = builders.article(), timezone.localdate()
    hits(article, 1)
    hits(article, 1, day=today - timedelta(days=1))
    hits(article, 1, day=today - timedelta(days=2))
    forget_visitors()
    assert ViewHit.objects.count() == 3
    roll_up()
    forget_visitors()
    assert set(ViewHit.objects.values_list("day", flat=True)) == {today, today - timedelta(days=1)}


def test_daily_sums_go_when_nobody_looks_at_them_any_more(monkeypatch):
    monkeypatch.setattr(jobs, "BATCH", 2)
    article, today = builders.article(), timezone.localdate()
    ArticleViews.objects.create(article=article, counted=7)
    for days in (0, 100, 101, 102, 103, 400, 401, 402, 403):
        day = today - timedelta(days=days)
        ArticleDailyViews.objects.create(article=article, day=day, views=1)
        DailyTaps.objects.create(path="/", action="call", day=day, taps=1)
    forget_daily_sums()

    def ages(model):
        return {(today - row.day).days for row in model.objects.all()}

    assert ages(ArticleDailyViews) == {0, 100}
    assert ages(DailyTaps) == {0, 100, 101, 102, 103, 400}
    assert ArticleViews.objects.get().total == 7
