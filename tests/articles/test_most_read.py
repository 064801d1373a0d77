"""What was read most of late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, ArticleDailyViews
from tests import builders

pytestmark = pytest.mark.django_db


def read(article, *views):
    """Daily views: today's, yesterday's, ..."""
    today = timezone.localdate()
    for ago, number in enumerate(views):
        ArticleDailyViews.objects.create(article=article, day=today - timedelta(days=ago), views=number)
    return article


def test_most_read_sums_the_days_and_forgets_what_is_older():
    once = read(builders.article(), 5)
    often = read(builders.article(), 2, 2, 2)
    read(builders.article(), 0, 0, 0, 0, 0, 0, 0, 100)
    found = list(Article.objects.most_read(days=7)[:2])
    assert found == [often, once]
    assert [article.recent_views for article in found] == [6, 5]


def test_most_read_shows_only_what_visitors_may_see():
    read(builders.draft(), 9)
    read(builders.article(published_at=timezone.now() + timedelta(days=1)), 9)
    seen = read(builders.article(), 1)
    assert list(Article.objects.most_read()) == [seen]


def test_most_read_of_a_city_is_that_citys_own():
    here = builders.city()
    ours = read(builders.article(city=here), 1)
    read(builders.article(city=builders.city()), 9)
    read(builders.article(), 9)
    assert list(Article.objects.most_read(city=here)) == [ours]


def test_most_read_is_one_query_with_all_that_cards_show(django_assert_num_queries):
    for views in range(3):
        read(builders.article(), views)
    with django_assert_num_queries(1):  # SELECT cards WHERE id IN (the days' most read)
        for article in Article.objects.most_read():
            assert (bool(article.title), article.picture, hasattr(article, "views")) == (True, None, False)
