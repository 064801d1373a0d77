"""The date beside each tag of an article, which the database keeps: by it a tag's newest are found."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, TaggedArticle
from tests import builders

pytestmark = pytest.mark.django_db


def date_of_tag():
    return TaggedArticle.objects.values_list("published_at", flat=True).get()


def test_a_draft_has_no_date_beside_its_tags_though_one_is_planned():
    builders.draft(["新能源"], published_at=timezone.now() + timedelta(days=1))
    assert date_of_tag() is None


def test_the_date_follows_when_a_published_article_is_dated_anew():
    article = builders.article(["新能源"])
    assert date_of_tag() == article.published_at
    earlier = article.published_at - timedelta(days=9)
    Article.objects.update(published_at=earlier)
    assert date_of_tag() == earlier


def test_the_date_goes_when_the_article_is_withdrawn_and_comes_back_with_it():
    article = builders.article(["新能源"])
    Article.objects.update(status=Article.Status.WITHDRAWN)
    assert date_of_tag() is None
    Article.objects.update(status=Article.Status.PUBLISHED)
    assert date_of_tag() == article.published_at
