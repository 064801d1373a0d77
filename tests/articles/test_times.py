"""Times of a public story that are changed: the desk says what visitors get now, and asks before it goes away."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from tests import builders
from tests.desk import act, asked, filled, page, words

pytestmark = pytest.mark.django_db

SOUND = {
    "title": "示例园区厂房开工",
    "summary": "示例摘要。",
    "source_name": "本站",
    "body": "<p>示例正文，共三段。</p>",
}
LATER = "2099-12-06T08:00"


@pytest.fixture
def story(mine):
    yesterday = timezone.now() - timedelta(days=1)
    return builders.article(city=mine, published_at=yesterday, **SOUND)


def badge(shown):
    return "".join(html.fromstring(words(shown)).xpath("string(//div[contains(@class, 'field-state_now')])").split())


def over(story):
    """A moment after its publication that has passed, as the form takes it."""
    return timezone.localtime(story.published_at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "label"), [("expires_at", "下线时间"), ("published_at", "发布时间")], ids=["over", "planned"]
)
def test_a_time_saved_beside_a_public_story_leaves_its_state_and_link_and_says_so(desk, client, story, field, label):
    typed = over(story) if field == "expires_at" else LATER
    shown = desk.post(page(story), filled(story, **{field: typed}), follow=True)
    assert "已发布有修改未发布" in badge(shown)
    assert f'href="/news/{story.pk}/"' in words(shown)
    assert f"{label}也要点“保存并发布”才生效" in words(shown)
    assert client.get(story.get_absolute_url()).status_code == 200


@pytest.mark.slow
def test_other_changes_say_nothing_of_times(desk, story):
    assert "才生效" not in words(desk.post(page(story), filled(story, title="改过"), follow=True))


def test_a_form_that_is_refused_shows_the_state_that_visitors_get(desk, story):
    shown = desk.post(page(story), filled(story, published_at=LATER, title=""))
    assert "已发布" in badge(shown)


@pytest.mark.slow
def test_a_public_story_goes_away_until_later_only_after_a_question(desk, client, story):
    shown = desk.post(page(story), filled(story, published_at=LATER, _publish="1"), follow=True)
    assert "公开页面会先下线，到 2099-12-06 08:00 再出现" in words(shown)
    assert client.get(story.get_absolute_url()).status_code == 200
    said = words(desk.post(page(story, "publish"), asked(shown), follow=True))
    assert "已定时，2099-12-06 08:00 自动发布。" in said
    answer = client.get(story.get_absolute_url())
    assert answer.status_code == 404
    assert "下线" not in words(answer)
    assert client.get(f"{story.get_absolute_url()}qr.png").status_code == 404


def test_in_bulk_such_a_story_is_not_ticked(desk, story):
    desk.post(page(story), filled(story, published_at=LATER))
    shown = html.fromstring(words(act(desk, "publish_selected", story)))
    [box] = shown.xpath(f"//input[@id='choose-{story.pk}']")
    assert box.get("checked") is None


@pytest.mark.slow
def test_a_story_that_is_planned_is_moved_without_a_question(desk, mine):
    planned = timezone.now() + timedelta(days=3)
    story = builders.article(city=mine, **SOUND, published_at=planned)
    form = filled(story, **SOUND, published_at=LATER, _publish="1")
    assert "已定时" in words(desk.post(page(story), form, follow=True))
