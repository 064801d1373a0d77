"""What writers and editors may undo by themselves: submitting, and a draft of their own."""

import pytest

from articles.models import Article
from articles.models.article_state import ArticleState
from tests import builders
from tests.desk import page, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(writer, mine):
    article = builders.draft(city=mine, author=writer)
    article.submit(writer)
    return article


def delete(client, article):
    return client.post(page(article, "delete"), {"post": "yes"})


@pytest.mark.slow
def test_a_writer_takes_back_what_waits_and_goes_on_writing(writer, waiting):
    client = signed_in(writer)
    assert "请点“收回”" in words(client.get(page(waiting)))
    answer = words(client.post(page(waiting, "recall"), follow=True))
    assert "已收回，可以接着改" in answer
    assert 'name="_submit"' in answer
    assert Article.objects.get().state == ArticleState.DRAFT
    assert waiting.revisions.first().reason == "收回"
    assert Article.objects.get().sent_back() is None


def test_nobody_else_takes_it_back(desk, waiting):
    assert desk.post(page(waiting, "recall")).status_code == 403
    assert Article.objects.get().state == ArticleState.IN_REVIEW


@pytest.mark.slow
def test_what_an_editor_has_published_meanwhile_is_not_taken_back(writer, editor, waiting):
    waiting.publish(editor)
    assert "不能收回" in words(signed_in(writer).post(page(waiting, "recall"), follow=True))
    assert Article.objects.get().is_public


@pytest.mark.slow
@pytest.mark.parametrize("who", ["writer", "editor"])
def test_whoever_wrote_a_draft_deletes_it(request, mine, who):
    person = request.getfixturevalue(who)
    client, article = signed_in(person), builders.draft(city=mine, author=person, tags=["厂房"])
    article.record(person, "新建")
    assert "删除草稿" in words(client.get(page(article)))
    delete(client, article)
    assert not Article.objects.exists()


@pytest.mark.slow
def test_a_colleagues_draft_and_what_waits_are_not_deleted(desk, writer, waiting, mine):
    colleagues = builders.draft(city=mine, author=writer)
    assert delete(desk, colleagues).status_code == 403
    assert delete(signed_in(writer), waiting).status_code == 403
    assert Article.objects.count() == 2


def test_what_was_public_once_is_not_deleted_by_who_wrote_it(desk, editor, mine):
    article = builders.article(city=mine, author=editor)
    article.withdraw(editor, "示例原因")
    Article.objects.update(status=Article.Status.DRAFT)
    assert delete(desk, article).status_code == 403
