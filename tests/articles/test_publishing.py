"""What may go live at all, from the form and from the list, and what the desk says of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from tests import builders
from tests.desk import filled, page, publish_selected, published, words
from tests.rows import image

pytestmark = pytest.mark.django_db

EMPTY = [
    "<p>&nbsp;</p>", "<p> \u3000</p><p><br></p>", "<p>\u200b\ufeff</p>", "<h2></h2>", "<ul><li><p></p></li></ul>",
    "<table><tbody><tr><td>&nbsp;</td></tr></tbody></table>", '<p><img alt="没有图"></p>', "<figure></figure>",
    "<hr>", "<!-- -->",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("body", EMPTY)
def test_a_story_that_shows_nothing_is_published_neither_from_the_form_nor_from_the_list(desk, mine, body):
    draft = builders.draft(city=mine, title="空的一条", body=body)
    answer = words(desk.post(page(draft), filled(draft, body=body, _publish="1")))
    assert "正文是空的，写了内容才能发布。" in answer
    assert "《空的一条》没有正文，不能发布。" in words(publish_selected(desk, draft))
    assert not Article.objects.published().exists()


@pytest.mark.slow
def test_nor_is_a_draft_beside_a_story_that_would_empty_it(desk, mine):
    article = builders.article(city=mine, title="有过正文")
    article.keep_draft(None, "修改", {**article.content(), "body": "<p>\u200b</p>"})
    assert "《有过正文》没有正文，不能发布。" in words(publish_selected(desk, article))
    desk.post(page(article), filled(article, body="<hr>", _publish="1"))
    article.refresh_from_db()
    assert article.body == "<p>示例正文。</p>"


@pytest.mark.slow
def test_a_draft_may_be_empty_and_a_picture_is_content(desk, mine):
    draft = builders.draft(city=mine)
    assert desk.post(page(draft), filled(draft, body="<hr>")).status_code == 302
    draft.refresh_from_db()
    published(desk, draft, body=f'<p><img data-image="{image(mine).pk}" alt=""></p>')
    assert Article.objects.published().exists()


@pytest.mark.slow
def test_publishing_in_bulk_tells_the_planned_from_the_public_and_names_the_expired(desk, mine):
    now = timezone.now()
    out = builders.draft(city=mine)
    planned = [builders.draft(city=mine, published_at=now + timedelta(days=days)) for days in (1, 2)]
    dates = {"published_at": now - timedelta(days=2), "expires_at": now - timedelta(days=1)}
    expired = builders.draft(city=mine, title="过期的", **dates)
    answer = words(publish_selected(desk, out, *planned, expired))
    assert "已发布 1 篇。" in answer
    assert "已定时 2 篇。" in answer
    assert "《过期的》的下线时间已经过了，改掉再发布。" in answer
    expired.refresh_from_db()
    assert expired.status == "draft"


def test_what_is_planned_or_expired_already_is_called_that(desk, mine):
    now = timezone.now()
    planned = builders.article(city=mine, title="明天的", published_at=now + timedelta(days=1))
    dates = {"published_at": now - timedelta(days=2), "expires_at": now - timedelta(days=1)}
    expired = builders.article(city=mine, title="过期的", **dates)
    answer = words(publish_selected(desk, planned, expired))
    assert "《明天的》的状态是“定时”，不能发布。" in answer
    assert "《过期的》的下线时间已经过了，改掉再发布。" in answer
    assert "已发布 " not in answer


def test_the_form_publishes_no_draft_whose_time_is_over(desk, mine):
    dates = {"published_at": "2020-01-02T08:00", "expires_at": "2020-01-03T08:00"}
    draft = builders.draft(city=mine)
    answer = words(desk.post(page(draft), filled(draft, **dates, _publish="1")))
    assert "下线时间已经过了，请改掉或清空。" in answer
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.slow
def test_the_form_says_that_a_published_story_is_shown_no_more(desk, mine):
    article = builders.article(city=mine)
    expires = {"published_at": "2020-01-02T08:00", "expires_at": "2020-01-03T08:00"}
    answer = words(desk.post(page(article), filled(article, **expires, _publish="1"), follow=True))
    assert "下线时间已经过了，访客看到的是“已下线”。" in answer


@pytest.mark.slow
def test_what_a_field_of_a_draft_beside_says_in_bulk_names_the_story(desk, mine):
    article = builders.article(city=mine, title="有草稿")
    moment = (timezone.now() - timedelta(days=9)).isoformat()
    article.keep_draft(None, "修改", {**article.content(), "expires_at": moment})
    assert "《有草稿》：下线时间要晚于发布时间。" in words(publish_selected(desk, article))
