"""Stories that moved in, at the desk: opening and saving one changes nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from articles.models import Article
from moving import verifying
from moving.models import MovedStory
from moving.stories import is_edited
from staff.roles import EDITOR
from tests import builders
from tests.desk import forms_of, page, signed_in, words
from tests.moving.in_memory import UPLOADS, picture

pytestmark = pytest.mark.django_db

BODIES = [
    "<p>东山高新区的示例正文。</p>",
    '<div style="text-indent:2em">第一段<br>第二段</div><p>&nbsp;</p>',
    f'<p><img src="/{UPLOADS}a.jpg" alt="厂房"></p><p><img src="https://elsewhere.example/b.jpg"></p>',
    '<table><tbody><tr><td>面积</td><td>3000</td></tr></tbody></table><ol start="3"><li>三</li></ol>',
    '<p><a href="/?id=1">前文</a>、<a href="https://elsewhere.example/x">别处</a></p><h2>小标题</h2><blockquote>引</blockquote>',
]


def saved(article, editor, **changed):
    """The article after its form was opened and posted as it was, but for what is `changed`."""
    desk = signed_in(editor)
    shown = words(desk.get(page(article)))
    values = next(values for _, values, _ in forms_of(shown) if "title" in values)
    # The line break with which a text area begins is none of its text.
    values = {name: value.removeprefix("\n") for name, value in values.items()}
    answer = desk.post(page(article), {**values, **changed, "_save": "1"})
    assert answer.status_code == 302
    return Article.objects.get(pk=article.pk)


def test_opening_and_saving_a_story_changes_nothing(source, site, decide, move):
    tags = [source.tag(number, name) for number, name in enumerate(["医疗器械", "储能", "AI"], 20)]
    for tag, name in zip(tags, ["医疗器械", "储能", "AI"], strict=True):
        decide("tag", tag, tag=name)
    source.files.content[f"{UPLOADS}a.jpg"] = picture()
    moment = datetime(2016, 3, 14, 1, 47, 24, tzinfo=ZoneInfo("Asia/Shanghai"))
    for number, body in enumerate(BODIES, 1):
        source.story(number, body=body, tags=tuple(tags), published_at=moment, created_at=moment, summary="摘要。")
    move()
    editor = builders.person(EDITOR, site.city)
    for moved in MovedStory.objects.order_by("pk"):
        before = moved.article.content()
        article = saved(moved.article, editor)
        assert (article.content(), article.draft_revision, article.latest_number) == (before, None, 1)
        assert [each.name for each in article.tags.all()] == ["医疗器械", "储能", "AI"]
        assert not is_edited(article, moved)
    faults = verifying.Verifying(site, source).verify().faults
    assert [(each.code, each.detail) for each in faults] == [("unseen_picture", "https://elsewhere.example/b.jpg")]


def test_of_a_story_whose_title_is_changed_the_history_names_the_title_alone(source, site, move):
    source.story(1, published_at=datetime(2016, 3, 14, 1, 47, 24, tzinfo=ZoneInfo("Asia/Shanghai")))
    move()
    article = saved(MovedStory.objects.get().article, builders.person(EDITOR, site.city), title="改过的标题")
    assert article.draft_revision.changed_since(article.revisions.get(number=1)) == ["标题"]
