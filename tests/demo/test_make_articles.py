"""The scale data: what COPY brings in is what saving would have made, and an owner's content is left alone."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.utils import timezone

from articles import body
from articles.models import ArchiveDay, Article, ArticleSearch, ArticleSearchQueue, Tag, TaggedArticle
from demo.composing import Composed
from demo.management.commands import make_articles
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
COUNT = 60


@pytest.fixture
def made():
    """Articles of two zones, in the order of their ids."""
    builders.section()
    for _ in range(2):
        builders.zone()
    first = make_articles.make(COUNT, 1, lambda *said: None)
    return Article.objects.filter(pk__gte=first).order_by("pk")


def test_as_many_are_made_as_asked_and_all_are_public(made):
    assert Article.objects.published().count() == COUNT


def test_they_are_spread_over_ten_years_in_the_order_of_their_ids(made):
    moments = list(made.values_list("published_at", flat=True))
    assert moments == sorted(moments)
    assert timedelta(days=3500) < moments[-1] - moments[0] < timedelta(days=3660)
    assert moments[-1] <= timezone.now()


def test_their_bodies_are_what_the_sanitiser_leaves(made):
    for article in made:
        assert body.clean(article.body) == article.body
        assert article.excerpt == body.excerpt(article.body)


def test_no_two_are_alike(made):
    assert len({article.body for article in made}) == COUNT


def test_the_triggers_have_dated_the_tags_and_counted_the_archive(made):
    assert not TaggedArticle.objects.filter(published_at=None).exists()
    assert ArchiveDay.objects.filter(city=None).aggregate(total=Sum("articles")) == {"total": COUNT}
    assert Tag.objects.aggregate(total=Sum("published_count"))["total"] == TaggedArticle.objects.count()


def test_the_search_index_is_what_saving_writes_and_nothing_waits_for_the_worker(made):
    assert not ArticleSearchQueue.objects.exists()
    written = ArticleSearch.objects.order_by("pk").values_list("published_at", "head", "body")
    before = list(written)
    Article.objects.filter(pk__in=[article.pk for article in made]).index()
    assert list(written) == before


def test_a_new_article_comes_after_them(made):
    newest = made.last().pk
    assert builders.article().pk > newest


def test_the_same_seed_composes_the_same_article():
    common = {
        "total": 10, "seed": 7, "now": timezone.now(), "zones": [(1, "示例园区", 1, "示例市")], "sections": [1],
        "images": [],
    }  # fmt: skip
    assert Composed(3, **common).body == Composed(3, **common).body != Composed(4, **common).body


def test_a_database_with_content_of_its_owner_is_refused():
    builders.article()
    with pytest.raises(CommandError, match="真实内容"):
        call_command("make_articles", "5")
    assert Article.objects.count() == 1
