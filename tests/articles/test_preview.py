"""Looking at a story before readers do: the page as it will be, a link for who has no account, and the checker."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from articles import preview
from articles.admin_forms import ArticleForm
from articles.models import Article
from staff.roles import EDITOR
from tests import builders
from tests.desk import act, filled, page, publish_selected, signed_in, words

pytestmark = pytest.mark.django_db

CHECK = "/admin/articles/article/check/"


def shown(client, article):
    return client.get(reverse("admin:articles_article_preview_page", args=[article.pk]))


def test_a_preview_is_the_public_page(desk, client, mine):
    """Byte for byte, but for what keeps it from being counted and indexed."""
    article = builders.article(["厂房"], city=mine, body="<p>正文</p>", source_name="示例日报")
    public = words(client.get(article.get_absolute_url()))
    private = words(shown(desk, article)).replace('<meta name="robots" content="noindex, nofollow">', "")
    assert private == public.replace(f' data-article="{article.pk}"', "")


def test_what_nobody_can_open_yet_is_not_offered_for_sharing(desk, mine):
    draft = words(shown(desk, builders.draft(city=mine)))
    assert "qr.png" not in draft
    assert "share-title" not in draft


def test_a_draft_is_previewed_with_what_is_not_yet_published(desk, editor, mine):
    article = builders.article(["厂房"], city=mine, title="公开的标题")
    article.keep_draft(editor, "修改", {**article.content(), "title": "改的标题", "tags": ["没有过的标签"]})
    answer = words(shown(desk, article))
    assert "改的标题" in answer
    assert "没有过的标签" in answer
    assert "公开的标题" not in answer


def test_an_article_nobody_has_published_is_previewed(desk, mine):
    assert "示例正文" in words(shown(desk, builders.draft(city=mine)))


def test_previews_are_kept_and_indexed_by_nobody(desk, client, mine):
    article = builders.draft(city=mine)
    for answer in (shown(desk, article), client.get(preview.link(article))):
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.slow
def test_the_frames_may_stand_in_our_own_page_only(desk, mine):
    assert shown(desk, builders.draft(city=mine))["X-Frame-Options"] == "SAMEORIGIN"


def test_a_link_shows_the_draft_to_somebody_without_an_account(client, desk, mine):
    article = builders.draft(city=mine, title="给客户看的稿子")
    answer = words(desk.get(reverse("admin:articles_article_preview", args=[article.pk])))
    [path] = set(re.findall(r"http://testserver(/preview/[^\"]+/)", answer))
    assert "给客户看的稿子" in words(client.get(path))


def test_a_link_made_up_changed_or_too_old_is_404(client, mine, monkeypatch):
    link = preview.link(builders.draft(city=mine))
    assert client.get(link.replace("/preview/", "/preview/x")).status_code == 404
    assert client.get(f"/preview/{signing.dumps(1, salt='another')}/").status_code == 404
    monkeypatch.setattr(preview, "LINK_SECONDS", -1)
    assert client.get(link).status_code == 404


def test_links_given_out_are_withdrawn_and_the_next_one_works(client, desk, mine):
    article = builders.draft(city=mine)
    link = preview.link(article)
    desk.post(reverse("admin:articles_article_preview_withdraw", args=[article.pk]))
    assert client.get(link).status_code == 404
    article.refresh_from_db()
    assert client.get(preview.link(article)).status_code == 200


def test_withdrawing_links_makes_no_revision_and_needs_the_right_to_change(desk, mine, other):
    theirs, own = builders.draft(city=other), builders.draft(city=mine)
    for article in (theirs, own):
        desk.post(reverse("admin:articles_article_preview_withdraw", args=[article.pk]))
    assert not own.revisions.exists()
    theirs.refresh_from_db()
    assert theirs.preview_number == 0


def test_links_withdrawn_while_a_form_is_being_saved_stay_withdrawn(client, desk, mine, monkeypatch):
    article = builders.draft(city=mine)
    link, form = preview.link(article), filled(title="改过的标题", city=mine.pk, revision=article.latest_number)
    monkeypatch.setattr(ArticleForm, "clean_body", lambda form: article.withdraw_links() or article.body)
    desk.post(page(article), form)
    article.refresh_from_db()
    assert (article.title, client.get(link).status_code) == ("改过的标题", 404)


@pytest.mark.slow
def test_withdrawing_an_article_ends_its_links_for_good(client, desk, mine):
    one, *several = (builders.article(city=mine) for _ in range(3))
    links = [preview.link(article) for article in (one, *several)]
    assert {client.get(link).status_code for link in links} == {200}
    desk.post(page(one, "withdraw"), {"reason": "投诉属实", "_confirmed": "1"})
    act(desk, "withdraw_selected", *several, reason="投诉属实", _confirmed="1")
    assert {client.get(link).status_code for link in links} == {404}
    publish_selected(desk, one, *several)
    assert {client.get(link).status_code for link in links} == {404}


@pytest.mark.parametrize(
    "gone",
    [
        {"status": Article.Status.WITHDRAWN},
        {"published_at": timezone.now() - timedelta(days=2), "expires_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_what_is_gone_is_shown_by_no_link_but_still_at_the_desk(client, desk, mine, gone):
    """A link given out before withdrawing ended them, and the deadline that an article has itself."""
    article = builders.article(city=mine, title="已下线的稿子")
    link = preview.link(article)
    Article.objects.filter(pk=article.pk).update(**gone)
    answer = client.get(link)
    assert (answer.status_code, answer["Cache-Control"]) == (410, "no-store")
    assert "已下线的稿子" not in words(answer)
    assert "已下线的稿子" in words(shown(desk, article))
    assert "/preview/" not in words(desk.get(page(article, "preview"))).replace("/preview/page/", "")


def test_previews_end_where_grants_end(mine, other):
    article = builders.draft(city=mine)
    stranger = signed_in(builders.person(EDITOR, other))
    for what in ("preview", "preview_page"):
        assert stranger.get(reverse(f"admin:articles_article_{what}", args=[article.pk])).status_code == 404


def test_the_checkers_findings_stand_beside_the_form(desk, mine):
    article = builders.draft(city=mine, title="示例项目总投资52亿元", body="<p>项目总投资5.2亿元。</p>")
    answer = words(desk.get(page(article)))
    assert "处请再看一眼" in answer
    assert "5.2亿元" in answer.partition('class="desk-check"')[2]


def test_checking_the_form_as_it_is_saves_nothing(desk, mine):
    article = builders.draft(city=mine, title="示例项目总投资52亿元", body="<p>总投资52亿元。</p>")
    answer = desk.post(f"{CHECK}?article={article.pk}", filled(article, body="<p>总投资5.2亿元。</p>"))
    assert "5.2亿元" in answer.json()["html"]
    article.refresh_from_db()
    assert article.body == "<p>总投资52亿元。</p>"


def test_checking_works_for_a_new_article_and_a_form_with_mistakes(desk):
    assert "处请再看一眼" in desk.post(CHECK, {"title": "", "body": "<p>正文</p>"}).json()["html"]
    assert not Article.objects.exists()


@pytest.mark.slow
def test_checking_ends_where_grants_end(mine, other):
    stranger = signed_in(builders.person(EDITOR, other))
    assert stranger.post(f"{CHECK}?article={builders.draft(city=mine).pk}", {}).status_code == 404
    assert signed_in(builders.person()).post(CHECK, {}).status_code == 403
