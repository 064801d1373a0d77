"""Every saving at the desk is a revision, and nobody overwrites a colleague."""

import pytest
from django.urls import reverse

from articles.models import Article
from staff.roles import EDITOR
from tests import builders
from tests.desk import filled, page, signed_in, words

pytestmark = pytest.mark.django_db


def test_every_saving_is_a_revision_with_person_and_note(desk, editor, mine):
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, title="改过的标题", note="核对了金额"))
    newest = article.revisions.first()
    assert (newest.author, newest.reason, newest.content["title"]) == (editor, "核对了金额", "改过的标题")


def test_the_first_saving_keeps_what_was_there_before(desk, mine):
    article = builders.draft(city=mine, title="原来的标题")
    desk.post(page(article), filled(article, title="改过的标题"))
    assert [each.content["title"] for each in article.revisions.order_by("number")] == ["原来的标题", "改过的标题"]


@pytest.mark.slow
def test_a_revision_holds_the_tags_as_saved(desk, mine):
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, tags="厂房、土地"))
    assert set(article.revisions.first().content["tags"]) == {"厂房", "土地"}


def test_saving_without_a_change_makes_no_revision(desk, mine):
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article))
    assert not article.revisions.filter(reason="修改").exists()


@pytest.mark.slow
def test_the_second_of_two_savers_is_told_who_changed_what_and_overwrites_nothing(desk, mine):
    article = builders.draft(city=mine)
    opened_by_both = filled(article)
    colleague = builders.person(EDITOR, mine, last_name="示例", first_name="同事")
    signed_in(colleague).post(page(article), {**opened_by_both, "title": "同事的标题"})
    answer = desk.post(page(article), {**opened_by_both, "title": "我的标题"})
    assert "示例同事在" in words(answer)
    assert "我的标题" in words(answer)
    assert Article.objects.get().title == "同事的标题"


@pytest.mark.slow
def test_pressing_again_after_that_still_overwrites_nothing(desk, mine):
    article = builders.draft(city=mine)
    opened = filled(article)
    article.publish(builders.person(EDITOR))
    for _ in range(2):
        desk.post(page(article), {**opened, "title": "我的标题", "published_at": "2026-01-01T08:00"})
    assert Article.objects.get().title == article.title


@pytest.mark.slow
def test_the_history_lists_the_revisions_with_what_changed(desk, mine):
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, title="改过的标题", note="核对了金额"))
    answer = words(desk.get(page(article, "history")))
    assert "第 2 版" in answer
    assert "核对了金额" in answer
    assert "标题" in answer


@pytest.mark.slow
def test_what_was_public_cannot_be_deleted_but_a_draft_can(mine):
    administrator = signed_in(builders.person(is_superuser=True))
    public, draft = builders.article(city=mine), builders.draft(city=mine)
    assert administrator.post(page(public, "delete"), {"post": "yes"}).status_code == 403
    assert administrator.post(page(draft, "delete"), {"post": "yes"}).status_code == 302
    assert Article.objects.get() == public


def conflicting(desk, mine, **theirs):
    """(article, what the second saver posts): a colleague has saved in between."""
    article = builders.draft(city=mine)
    opened = filled(article)
    colleague = builders.person(EDITOR, mine, last_name="示例", first_name="同事")
    signed_in(colleague).post(page(article), {**opened, "title": "同事的标题", **theirs})
    return article, {**opened, "title": "我的标题"}


@pytest.mark.slow
def test_the_second_saver_sees_the_words_that_changed(desk, mine):
    article, mine_now = conflicting(desk, mine)
    answer = words(desk.post(page(article), mine_now))
    assert "<ins>同事的标题</ins>" in answer
    assert 'name="_overwrite"' in answer


@pytest.mark.slow
def test_the_second_saver_may_keep_their_own_and_the_others_revision_stays(desk, mine):
    article, mine_now = conflicting(desk, mine)
    desk.post(page(article), {**mine_now, "_overwrite": str(article.latest_number)})
    assert Article.objects.get().title == "我的标题"
    assert "同事的标题" in [each.content["title"] for each in article.revisions.all()]


@pytest.mark.slow
def test_what_only_the_other_changed_is_in_the_second_savers_form(desk, mine):
    """One press more saves both people's work."""
    article = builders.draft(city=mine, tags=["厂房"], summary="原来的摘要")
    opened = filled(article, summary="原来的摘要")
    colleague = builders.person(EDITOR, mine)
    section = builders.section("gonggao", "公告")
    theirs = {"tags": "厂房、土地", "summary": "同事的摘要", "event_date": "2026-05-16", "section": section.pk}
    signed_in(colleague).post(page(article), {**opened, **theirs})
    answer = desk.post(page(article), {**opened, "title": "我的标题"})
    form = answer.context["adminform"].form
    assert {name: form.data[name] for name in theirs} == {**theirs, "section": str(section.pk)}
    assert not form.conflict.clashes
    assert "没有写摘要" not in words(answer)
    assert "写好后点“检查”" in words(answer)
    desk.post(page(article), {**form.data.dict(), "_overwrite": str(article.latest_number)})
    article = Article.objects.get()
    assert (article.title, article.summary, article.section) == ("我的标题", "同事的摘要", section)
    assert set(article.tags.names()) == {"厂房", "土地"}


@pytest.mark.slow
def test_of_what_both_changed_each_field_is_chosen_by_itself(desk, mine):
    article, mine_now = conflicting(desk, mine, body="<p>同事的正文</p>")
    mine_now["body"] = "<p>我的正文</p>"
    answer = words(desk.post(page(article), mine_now))
    assert 'name="_take" value="title"' in answer
    assert 'name="_take" value="body"' in answer
    desk.post(page(article), {**mine_now, "_overwrite": str(article.latest_number), "_take": ["title"]})
    article = Article.objects.get()
    assert (article.title, article.body) == ("同事的标题", "<p>我的正文</p>")


@pytest.mark.slow
def test_a_choice_made_for_one_revision_is_none_for_a_newer_one(desk, mine):
    article, mine_now = conflicting(desk, mine)
    seen = article.latest_number
    article.refresh_from_db()
    article.record(builders.person(EDITOR), "又一版")
    desk.post(page(article), {**mine_now, "_overwrite": str(seen)})
    assert Article.objects.get().title == "同事的标题"


@pytest.mark.slow
def test_two_revisions_are_compared_and_an_older_one_comes_back_as_a_new_one(desk, mine):
    article = builders.draft(city=mine, title="原来的标题")
    desk.post(page(article), filled(article, title="改过的标题"))
    answer = words(desk.get(f"/admin/articles/article/{article.pk}/revisions/1/2/"))
    assert "<del>原来</del>" in answer
    assert "<ins>改过</ins>" in answer
    desk.post(f"/admin/articles/article/{article.pk}/revisions/1/restore/")
    assert Article.objects.get().title == "原来的标题"
    assert [each.reason for each in article.revisions.all()] == ["恢复第 1 版", "修改", "原有内容"]


def test_revisions_that_do_not_exist_are_404(desk, mine):
    article = builders.draft(city=mine)
    assert desk.get(f"/admin/articles/article/{article.pk}/revisions/1/2/").status_code == 404
    assert desk.post(f"/admin/articles/article/{article.pk}/revisions/9/restore/").status_code == 404


@pytest.mark.slow
def test_revisions_end_where_grants_end_and_change_by_post_only(desk, writer, mine, other):
    article = builders.draft(city=mine)
    article.record(None, "原有内容")
    restore = f"/admin/articles/article/{article.pk}/revisions/1/restore/"
    assert desk.get(restore).status_code == 405
    assert signed_in(writer).post(restore).status_code == 403
    assert signed_in(builders.person(EDITOR, other)).post(restore).status_code == 404


def test_unpublished_changes_are_dropped_with_a_button(desk, editor, mine):
    article = builders.article(city=mine)
    article.keep_draft(editor, "修改", {**article.content(), "title": "改的标题"})
    desk.post(f"/admin/articles/article/{article.pk}/discard/")
    assert Article.objects.get().draft_revision is None


@pytest.mark.slow
@pytest.mark.parametrize("make", [builders.draft, builders.article])
def test_no_revision_takes_an_article_back_to_a_city_that_is_not_ones_own(desk, mine, other, make):
    """Publishing looks at where the article stands: restored first, it would have come out in the other city."""
    article = make(city=other)
    article.move(builders.person(is_superuser=True), city=mine)
    before = article.revisions.count()
    response = desk.post(reverse("admin:articles_article_restore", args=[article.pk, 1]), follow=True)
    assert "在别的城市" in words(response)
    article.refresh_from_db()
    assert (article.city, article.draft_revision, article.revisions.count()) == (mine, None, before)


@pytest.mark.slow
def test_the_writer_reads_on_the_form_why_a_draft_came_back_until_it_goes_again(writer, editor, mine):
    article = builders.draft(city=mine, author=writer)
    client = signed_in(writer)
    article.submit(writer)
    article.send_back(editor, "请补来源")
    assert "退回：请补来源" in words(client.get(page(article)))
    article.submit(writer)
    article.refresh_from_db()
    assert article.sent_back() is None
