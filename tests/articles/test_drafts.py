"""A published story is edited beside itself: saving never changes what visitors read, publishing does."""

import pytest
from django.core.exceptions import ValidationError

from articles.models import Article
from tests import builders
from tests.desk import filled, page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(mine):
    return builders.article(["厂房"], city=mine, title="公开的标题", body="<p>公开的正文</p>")


def stored(article):
    return Article.objects.select_related("draft_revision").get(pk=article.pk)


def test_saving_a_published_story_changes_nothing_that_visitors_read(desk, client, story):
    desk.post(page(story), filled(story, title="改的标题", body="<p>改的正文</p>", tags="土地"))
    now = stored(story)
    assert (now.title, now.body, list(now.tags.names())) == ("公开的标题", "<p>公开的正文</p>", ["厂房"])
    assert now.content_changed_at == story.content_changed_at
    assert "改的" not in words(client.get(story.get_absolute_url()))


@pytest.mark.slow
def test_the_form_goes_on_from_the_draft(desk, story):
    desk.post(page(story), filled(story, title="改的标题", tags="土地"))
    answer = desk.get(page(story))
    assert answer.context["adminform"].form["title"].value() == "改的标题"
    assert 'value="土地"' in words(answer)
    assert "有修改未发布" in words(answer)


@pytest.mark.slow
def test_a_story_saved_untouched_and_one_with_a_slip_mended_keep_their_times_exactly(desk, story):
    moment = Article.objects.get(pk=story.pk).published_at.replace(microsecond=123456)
    Article.objects.filter(pk=story.pk).update(published_at=moment)
    story.refresh_from_db()
    story.record(None, "原有内容")
    desk.post(page(story), filled(story, title="改的标题", _publish="1"))
    desk.post(page(story, "publish"), {f"seen_{story.pk}": story.latest_number})
    assert stored(story).published_at == moment
    newest, before = story.revisions.all()[0], story.revisions.get(number=1)
    assert newest.changed_since(before) == ["标题"]


@pytest.mark.slow
def test_publishing_from_the_form_makes_the_draft_the_story(desk, editor, story):
    desk.post(page(story), filled(story, title="改的标题", tags="土地"))
    again = filled(story, title="改的标题", tags="土地", _publish="1")
    desk.post(page(story), again)
    now = stored(story)
    assert (now.title, list(now.tags.names()), now.draft_revision) == ("改的标题", ["土地"], None)
    assert now.content_changed_at > story.content_changed_at
    assert (now.revisions.first().reason, now.revisions.first().author) == ("发布修改", editor)


def test_publishing_from_the_list_does_as_well(story, editor):
    content = {**story.content(), "title": "改的标题", "tags": ["土地"]}
    story.keep_draft(editor, "修改", content)
    stored(story).publish(editor)
    now = stored(story)
    assert (now.title, list(now.tags.names()), now.draft_revision) == ("改的标题", ["土地"], None)


def test_a_story_without_a_draft_is_not_published_twice(story, editor):
    with pytest.raises(ValidationError):
        story.publish(editor)


def test_a_scheduled_time_in_the_draft_counts_only_when_published(desk, story):
    desk.post(page(story), filled(story, published_at="2030-01-01T08:00"))
    assert stored(story).is_public


@pytest.mark.slow
def test_saving_the_draft_again_without_a_change_makes_no_revision(desk, story):
    desk.post(page(story), filled(story, title="改的标题"))
    numbers = story.latest_number
    desk.post(page(story), filled(story, title="改的标题"))
    assert story.latest_number == numbers


@pytest.mark.slow
def test_tags_in_another_order_than_that_of_letters_are_no_change(desk, story):
    story.tags.set(["园区", "厂房", "AI"])
    for order in (["园区", "厂房", "AI"], ["AI", "厂房", "园区"]):
        desk.post(page(story), filled(story, tags="、".join(order)))
        assert stored(story).draft_revision is None


def test_a_draft_can_be_dropped_and_stays_among_the_revisions(story, editor):
    story.keep_draft(editor, "修改", {**story.content(), "title": "改的标题"})
    story.discard_draft(editor)
    assert stored(story).draft_revision is None
    assert [each.content["title"] for each in story.revisions.all()] == ["公开的标题", "改的标题"] + ["公开的标题"] * (
        story.latest_number - 2
    )


def test_moving_a_story_moves_its_draft(story, editor):
    story.keep_draft(editor, "修改", {**story.content(), "title": "改的标题"})
    city = builders.city()
    story.move(editor, city=city)
    draft = stored(story).draft_revision.content
    assert (draft["city_id"], draft["title"]) == (city.pk, "改的标题")


def test_an_older_revision_of_a_draft_comes_back_as_a_new_one(editor, mine):
    article = builders.draft(["厂房"], city=mine, title="第一版")
    article.record(editor, "新建")
    article.title = "第二版"
    article.save()
    article.tags.set(["土地"])
    article.record(editor, "修改")
    article.restore(editor, article.revisions.get(number=1))
    now = stored(article)
    assert (now.title, list(now.tags.names()), now.latest_number) == ("第一版", ["厂房"], 3)


def test_an_older_revision_of_a_published_story_comes_back_beside_it(editor, story):
    story.record(editor, "发布")
    story.restore(editor, story.revisions.get(number=1))
    now = stored(story)
    assert now.draft_revision.reason == "恢复第 1 版"
    assert now.title == "公开的标题"
