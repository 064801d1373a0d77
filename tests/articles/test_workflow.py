"""The verbs on an article and the revisions they leave."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.models import Article, Section
from articles.models.article_state import ArticleState
from staff.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return User.objects.create_user("bianji")


@pytest.fixture
def draft():
    section, _ = Section.objects.get_or_create(slug="dongtai", defaults={"name": "动态"})
    article = Article.objects.create(title="示例项目签约", section=section, body="<p>正文</p>")
    article.tags.add("新能源")
    return article


def later(**delta):
    return timezone.now() + timedelta(**delta)


def stored(article):
    return Article.objects.get(pk=article.pk)


def test_publishing_shows_the_article_from_now_on(draft, editor):
    draft.publish(editor)
    assert stored(draft).state == ArticleState.PUBLIC
    assert Article.objects.published().get() == draft


def test_publishing_keeps_a_time_in_the_future(draft, editor):
    planned = later(days=2)
    Article.objects.update(published_at=planned)
    draft.publish(editor)
    assert (stored(draft).state, stored(draft).published_at) == (ArticleState.SCHEDULED, planned)


def test_withdrawing_a_scheduled_article_keeps_its_time_and_does_not_make_it_once_public(draft, editor):
    """Else, once that time has passed, visitors would be told 410 of a story nobody was ever shown."""
    planned = later(days=2)
    Article.objects.update(published_at=planned)
    draft.publish(editor)
    draft.withdraw(editor, "等待确认")
    assert stored(draft).published_at == planned
    assert stored(draft).first_published_at is None


def test_bringing_a_scheduled_article_forward_makes_its_first_time_the_real_one(draft, editor):
    Article.objects.update(published_at=later(days=2))
    draft.publish(editor)
    draft.published_at = later(seconds=-1)
    draft.save()
    assert stored(draft).was_public


def test_a_withdrawn_article_was_public_and_is_no_more(draft, editor):
    draft.publish(editor)
    draft.withdraw(editor, "来源撤稿")
    assert stored(draft).state == ArticleState.WITHDRAWN
    assert stored(draft).was_public
    assert not Article.objects.published().exists()


def test_withdrawing_needs_a_reason(draft, editor):
    draft.publish(editor)
    with pytest.raises(ValidationError, match="原因"):
        draft.withdraw(editor, "  ")
    assert stored(draft).state == ArticleState.PUBLIC


def test_a_draft_cannot_be_withdrawn(draft, editor):
    with pytest.raises(ValidationError, match="不能撤回"):
        draft.withdraw(editor, "试试")


def test_a_writer_submits_and_an_editor_sends_back_with_a_note(draft, editor):
    draft.submit(editor)
    assert stored(draft).state == ArticleState.IN_REVIEW
    draft.send_back(editor, "缺来源")
    assert stored(draft).state == ArticleState.DRAFT
    assert draft.revisions.first().reason == "退回：缺来源"


def test_each_verb_leaves_a_revision_with_person_and_reason(draft, editor):
    draft.publish(editor)
    draft.withdraw(editor, "来源撤稿")
    assert [(each.number, each.author, each.reason) for each in draft.revisions.order_by("number")] == [
        (1, None, "原有内容"),
        (2, editor, "发布"),
        (3, editor, "撤回：来源撤稿"),
    ]


def test_a_revision_holds_every_field_and_the_tags(draft, editor):
    draft.publish(editor)
    content = draft.revisions.first().content
    assert (content["title"], content["tags"], content["status"]) == ("示例项目签约", ["新能源"], "published")
    assert {"body", "city_id", "cover_id", "published_at", "expires_at", "seo_title"} <= content.keys()


def test_a_verb_acts_on_what_is_stored_not_on_an_old_copy(draft, editor):
    """Publishing from a page opened before a colleague's correction does not undo the correction."""
    old_copy = stored(draft)
    Article.objects.update(title="改正后的标题")
    old_copy.publish(editor)
    assert stored(draft).title == "改正后的标题"
    assert draft.revisions.first().content["title"] == "改正后的标题"


@pytest.mark.slow
@pytest.mark.parametrize("state", ArticleState)
def test_the_set_rule_and_the_one_row_rule_of_states_agree(draft, editor, state):
    now = timezone.now()
    common = {"section": draft.section, "title": "另一条"}
    for published, expires in [(-2, None), (-2, 1), (-2, -1), (1, None), (1, 2)]:
        Article.objects.create(
            **common,
            status="published",
            published_at=now + timedelta(days=published),
            expires_at=expires and now + timedelta(days=expires),
        )
    for status in ("draft", "in_review", "withdrawn"):
        Article.objects.create(**common, status=status, published_at=now)
    every = Article.objects.all()
    assert {each.pk for each in every if each.state == state} == set(every.in_state(state).values_list("pk", flat=True))
    assert every.in_state(state).exists()
