"""复制为新稿: a new draft with another article's words, for those who may write in its city."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from articles.models import Article, ArticleViews
from staff.roles import EDITOR, WRITER
from tests import builders
from tests.desk import filled, page, signed_in, words

pytestmark = pytest.mark.django_db


def copied(client, article):
    """What posting the button makes; None when it makes nothing."""
    answer = client.post(page(article, "duplicate"))
    copy = Article.objects.exclude(pk=article.pk).first()
    assert copy is None or answer.headers["Location"] == page(copy)
    return copy


def test_the_copy_is_the_persons_own_draft_with_the_words_place_and_tags(writer, mine):
    zone = builders.zone(city=mine)
    same = {"title": "示例项目签约", "zone": zone, "summary": "摘要", "source_name": "示例日报"}
    article = builders.article(tags=["厂房", "土地"], city=mine, **same)
    copy = copied(signed_in(writer), article)
    assert {name: getattr(copy, name) for name in same} == same
    assert (copy.city, copy.body, set(copy.tags.names())) == (mine, article.body, {"厂房", "土地"})
    assert (copy.author, copy.status) == (writer, Article.Status.DRAFT)


def test_the_copy_has_no_dates_no_place_at_the_top_and_no_readers(desk, mine):
    later = timezone.now() + timedelta(days=9)
    own = {"expires_at": later, "event_date": date(2026, 1, 2), "pinned": True}
    article = builders.article(city=mine, **own)
    ArticleViews.objects.create(article=article, counted=7)
    copy = copied(desk, article)
    assert (copy.published_at, copy.first_published_at, copy.expires_at, copy.event_date) == (None,) * 4
    assert (copy.pinned, hasattr(copy, "views")) == (False, False)


def test_the_copys_first_revision_says_what_it_was_copied_from(desk, editor, mine):
    article = builders.article(city=mine)
    first = copied(desk, article).revisions.get()
    assert (first.number, first.author, first.reason) == (1, editor, f"复制自第 {article.pk} 篇")


@pytest.mark.slow
def test_what_is_written_beside_a_published_story_is_what_is_copied(desk, mine):
    article = builders.article(city=mine)
    desk.post(page(article), filled(article, title="还没发布的标题", tags="新能源"))
    copy = copied(desk, article)
    assert (copy.title, list(copy.tags.names())) == ("还没发布的标题", ["新能源"])


def test_a_link_copies_nothing(desk, mine):
    article = builders.article(city=mine)
    assert desk.get(page(article, "duplicate")).status_code == 405


@pytest.mark.parametrize("role", [WRITER, EDITOR])
def test_nothing_is_copied_from_a_city_that_is_not_the_persons(role, mine, other):
    article = builders.article(city=other)
    assert copied(signed_in(builders.person(role, mine)), article) is None


@pytest.mark.slow
def test_a_draft_that_was_moved_where_the_person_may_not_write_is_not_copied(desk, mine, other):
    article = builders.article(city=mine)
    article.keep_draft(None, "移走", {**article.content(), "city_id": other.pk})
    assert copied(desk, article) is None
    assert "不能在别市写文章" in words(desk.get(page(article)))


def test_the_button_is_there_for_who_may_only_read_the_article(writer, mine):
    article = builders.article(city=mine)
    assert "复制为新稿" in words(signed_in(writer).get(page(article)))
