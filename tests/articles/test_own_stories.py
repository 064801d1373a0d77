"""The start page tells writers what editors did with their stories."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import notices
from articles.models import ArticleRevision
from tests import builders
from tests.desk import page, signed_in, words

pytestmark = pytest.mark.django_db


def test_a_writer_sees_what_was_published_and_withdrawn_with_the_reason_and_a_link(editor, writer, mine):
    out, back = (
        builders.draft(city=mine, author=writer, title=title, body="<p>正文</p>") for title in ("甲稿", "乙稿")
    )
    out.publish(editor)
    back.publish(editor)
    back.withdraw(editor, "数字有误")
    shown = words(signed_in(writer).get("/admin/"))
    notice = shown.partition('aria-labelledby="turns"')[2].partition("</section>")[0]
    assert "撤回：数字有误" in notice
    assert notice.count("<li>") == 2  # of each story the last turn alone
    assert f'href="{page(back)}">乙稿</a>' in notice
    assert f'href="{page(out)}">甲稿</a>' in notice
    assert 'aria-labelledby="turns"' not in words(signed_in(editor).get("/admin/"))


def test_what_one_did_oneself_what_others_wrote_and_what_is_a_week_old_is_not_told(editor, writer, mine, other):
    article = builders.draft(city=mine, author=editor, title="自己的", body="<p>正文</p>")
    article.publish(editor)
    assert notices.turns_of_own_stories(editor) == []
    old = builders.draft(city=mine, author=writer, title="旧的", body="<p>正文</p>")
    old.publish(editor)
    assert [turn.article for turn in notices.turns_of_own_stories(writer)] == [old]
    ArticleRevision.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert notices.turns_of_own_stories(writer) == []


@pytest.mark.slow
def test_it_costs_one_query(editor, writer, mine, django_assert_num_queries):
    for number in range(10):
        builders.draft(city=mine, author=writer, title=f"{number} 稿", body="<p>正文</p>").publish(editor)
    cities = writer.cities_for("articles.view_article")
    assert cities is not None
    with django_assert_num_queries(1):
        assert len([(str(turn.article), str(turn.author)) for turn in notices.turns_of_own_stories(writer)]) == 8
