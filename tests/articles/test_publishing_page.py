"""The page before a story goes live: what is found in it, what visitors would read, and why it was withdrawn once."""

import pytest
from lxml import html

from articles import admin_actions
from articles.models import Article
from tests import builders
from tests.desk import ACTION_CHECKBOX_NAME, LIST, act, asked, filled, page, publish_selected, words
from tests.rows import image

pytestmark = pytest.mark.django_db

#: A story in which the checker finds nothing.
SOUND = {
    "title": "示例园区厂房开工",
    "summary": "示例摘要。",
    "source_name": "本站",
    "body": "<p>示例正文，共三段。</p>",
}
#: And one in which the figures of title and body disagree.
ODD = {**SOUND, "title": "示例项目总投资52亿元", "body": "<p>示例项目总投资5.2亿元。</p>"}


def pressed(desk, article=None, **changed):
    """The page that 保存并发布 leads to."""
    return desk.post(page(article) if article else f"{LIST}add/", filled(article, **changed, _publish="1"), follow=True)


def chosen(shown):
    return html.fromstring(shown.content).xpath(f"//input[@name='{ACTION_CHECKBOX_NAME}'][@checked]/@value")


@pytest.mark.slow
def test_nothing_found_is_live_at_once(desk, mine):
    assert "看公开页面" in words(pressed(desk, city=mine.pk, **SOUND))
    assert Article.objects.get().is_public


@pytest.mark.slow
@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_found_is_shown_before_anything_is_live(desk, mine, is_new):
    draft = None if is_new else builders.draft(city=mine)
    shown = pressed(desk, draft, **{"city": mine.pk, **ODD})
    article = Article.objects.get()
    assert shown.redirect_chain[-1][0] == page(article, "publish")
    assert "已保存，还没有发布。" in words(shown)
    assert "正文第 1 段“5.2亿元”" in words(shown)
    assert (article.title, article.status) == (ODD["title"], "draft")
    assert "看公开页面" in words(desk.post(page(article, "publish"), asked(shown), follow=True))
    article.refresh_from_db()
    assert article.is_public


@pytest.mark.slow
def test_changes_of_a_public_story_wait_beside_it_while_its_editor_looks(desk, mine):
    article = builders.article(city=mine, **SOUND)
    shown = pressed(desk, article, **ODD)
    article.refresh_from_db()
    assert (article.title, article.status) == (SOUND["title"], "published")
    desk.post(page(article, "publish"), asked(shown))
    article.refresh_from_db()
    assert (article.title, article.draft_revision) == (ODD["title"], None)


@pytest.mark.slow
def test_what_was_found_and_left_is_not_asked_again(desk, mine):
    article = builders.article(city=mine, **ODD)
    assert "看公开页面" in words(pressed(desk, article, **{**ODD, "summary": "改了一个字。"}))
    assert "没有写来源" in words(pressed(desk, article, **{**ODD, "source_name": ""}))


@pytest.mark.slow
def test_it_shows_section_place_time_and_cover(desk, mine):
    zone = builders.zone(city=mine, name="示例园区")
    draft = builders.draft(zone=zone, cover=image(mine), published_at="2099-01-02T08:30+08:00")
    shown = words(desk.get(page(draft, "publish")))
    for expected in (draft.section.name, "本市 · 示例园区", "定时 2099-01-02 08:30", "左边这张", "desk-cover"):
        assert expected in shown
    draft.refresh_from_db()
    assert (draft.status, draft.revisions.count()) == ("draft", 0)
    assert "<dd>现在</dd>" in words(desk.get(page(builders.draft(zone=zone), "publish")))


@pytest.mark.slow
def test_a_withdrawn_one_comes_with_the_reason(desk, mine):
    article = builders.article(city=mine, **SOUND)
    article.withdraw(None, "内容核实有误")
    shown = words(pressed(desk, article))
    assert "撤回：内容核实有误" in shown
    assert "仍要发布" in shown
    assert "不发布，返回" in shown
    article.refresh_from_db()
    assert article.status == "withdrawn"


@pytest.mark.slow
def test_the_form_says_who_wrote_it_and_why_it_was_withdrawn(desk, mine, writer):
    article = builders.article(city=mine, author=writer, **SOUND)
    article.withdraw(None, "内容核实有误")
    assert "撤回：内容核实有误" in words(desk.get(page(article)))
    for address in (page(article), LIST):
        assert str(writer) in words(desk.get(address))


@pytest.mark.slow
def test_a_selected_one_that_was_withdrawn_or_cannot_be_published_has_no_tick(desk, mine):
    draft, withdrawn, empty = builders.draft(city=mine), builders.article(city=mine), builders.draft(city=mine, body="")
    withdrawn.withdraw(None, "内容核实有误")
    shown = act(desk, "publish_selected", draft, withdrawn, empty)
    assert chosen(shown) == [str(draft.pk)]
    assert "撤回：内容核实有误" in words(shown)
    assert f"《{empty}》没有正文，不能发布。" in words(shown)
    assert not Article.objects.published().exists()
    assert "已发布 1 篇。" in words(publish_selected(desk, draft, withdrawn, empty, without=[withdrawn, empty]))
    assert [*Article.objects.published()] == [draft]


@pytest.mark.slow
def test_what_somebody_saved_meanwhile_is_shown_first(desk, editor, mine):
    draft, other = builders.draft(city=mine), builders.draft(city=mine)
    shown, listed = desk.get(page(draft, "publish")), act(desk, "publish_selected", draft, other)
    draft.record(editor, "新建")
    draft.record(editor, "刚改的")
    assert "刚才又改过，请再看一遍。" in words(desk.post(page(draft, "publish"), asked(shown)))
    taken = desk.post(LIST, {**asked(listed), ACTION_CHECKBOX_NAME: [draft.pk, other.pk]}, follow=True)
    assert "刚才又改过，请再看一遍。" in words(taken)
    assert [*Article.objects.published()] == [other]


def test_of_too_many_the_first_are_shown_and_it_says_so(desk, mine, monkeypatch):
    monkeypatch.setattr(admin_actions, "MOST_LOOKED_AT", 1)
    first, second = builders.draft(city=mine), builders.draft(city=mine)
    shown = act(desk, "publish_selected", first, second)
    assert "一次最多看 1 篇" in words(shown)
    assert chosen(shown) == [str(first.pk)]


def test_it_is_for_those_who_may_publish_there(client, mine, other, writer, desk):
    draft = builders.draft(city=mine, author=writer)
    client.force_login(writer)
    assert client.get(page(draft, "publish")).status_code == 403
    assert client.post(page(draft, "publish")).status_code == 403
    foreign = builders.draft(city=other)
    assert desk.post(page(foreign, "publish")).status_code == 302
    assert not Article.objects.published().exists()


@pytest.mark.slow
def test_submitting_says_what_comes_next_and_what_is_found(client, mine, writer):
    draft = builders.draft(city=mine, author=writer)
    client.force_login(writer)
    data = {key: value for key, value in filled(draft, **ODD, _submit="1").items() if key != "_continue"}
    answer = words(client.post(page(draft), data, follow=True))
    assert "已提交审核，编辑发布以后访客才看得到。" in answer
    assert "处提示" in answer
