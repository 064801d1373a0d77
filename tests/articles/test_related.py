"""Related articles: a deterministic choice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from articles.related import around
from parkinfo.middleware import find_site
from tests import builders

pytestmark = pytest.mark.django_db


def related(article):
    ids = around(article, list(article.tags.all()), find_site("testserver"))[0]
    found = Article.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def test_it_is_never_the_article_itself():
    article = builders.article(tags=["甲"], city=builders.city())
    builders.article(tags=["甲"], city=article.city)
    assert article not in related(article)


def test_a_rare_shared_tag_counts_more_than_a_common_one():
    article = builders.article(tags=["常见", "少见"])
    moment = article.published_at
    common = builders.article(tags=["常见"], published_at=moment)
    rare = builders.article(tags=["少见"], published_at=moment)
    article.tags.filter(name="常见").update(published_count=5000)
    article.tags.filter(name="少见").update(published_count=2)
    assert related(article) == [rare, common]


def test_the_same_zone_counts_more_than_the_same_city():
    zone = builders.zone()
    article = builders.article(zone=zone)
    in_city = builders.article(city=zone.city, published_at=article.published_at)
    in_zone = builders.article(zone=zone, published_at=article.published_at)
    assert related(article) == [in_zone, in_city]


def test_between_equals_the_one_nearer_in_time_comes_first():
    article = builders.article(city=builders.city())
    old = builders.article(city=article.city, published_at=article.published_at - timedelta(days=300))
    recent = builders.article(city=article.city, published_at=article.published_at - timedelta(days=3))
    assert related(article) == [recent, old]


@pytest.mark.slow
def test_the_city_fills_up_to_eight():
    article = builders.article(city=builders.city())
    for _ in range(10):
        builders.article(city=article.city)
    assert len(related(article)) == 8


def test_what_is_not_public_is_not_related():
    article = builders.article(tags=["甲"], city=builders.city())
    builders.draft(tags=["甲"], city=article.city)
    builders.article(tags=["甲"], city=article.city, published_at=timezone.now() + timedelta(days=1))
    assert related(article) == []
