"""The desk's pages for articles: publishing, bulk actions, and what is typed into the form."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import admin_actions
from articles.models import Article
from articles.models.article_state import ArticleState
from staff.roles import EDITOR, WRITER
from tests import builders
from tests.desk import LIST, act, filled, page, publish_selected, published, signed_in, words

pytestmark = pytest.mark.django_db


# Publishing


def test_an_editor_saves_and_publishes_in_one_step(desk, mine):
    complete = {"title": "示例园区开工", "summary": "示例摘要。", "source_name": "本站", "body": "<p>示例正文。</p>"}
    desk.post(f"{LIST}add/", filled(city=mine.pk, **complete, _publish="1"))
    assert Article.objects.get().state == ArticleState.PUBLIC


@pytest.mark.slow
@pytest.mark.parametrize("is_out", [False, True], ids=["for the first time", "again"])
def test_publishing_says_so_and_leads_to_the_public_page(desk, client, mine, is_out):
    article = (builders.article if is_out else builders.draft)(city=mine)
    answer = published(desk, article, title="改过的标题")
    assert f"已发布，<a href='{article.get_absolute_url()}'>看公开页面</a>。" in words(answer)
    assert "改过的标题" in words(client.get(article.get_absolute_url()))


@pytest.mark.slow
def test_publishing_for_a_later_time_says_when_and_links_to_nothing(desk, mine):
    answer = published(desk, city=mine.pk, published_at="2099-01-02T08:30")
    assert "已定时，2099-01-02 08:30 自动发布。" in words(answer)
    assert "看公开页面" not in words(answer)


@pytest.mark.slow
def test_saving_without_publishing_does_not_say_that_it_did(desk, mine):
    article = builders.article(city=mine)
    assert "已发布，" not in words(desk.post(page(article), filled(article, title="改过"), follow=True))


@pytest.mark.slow
def test_someone_who_edits_here_and_writes_there_cannot_publish_there(mine, other):
    both = builders.person(EDITOR, mine)
    writers = builders.person(WRITER, other).grants.get().role
    both.grants.create(role=writers, city=other)
    article = builders.article(city=mine)
    answer = signed_in(both).post(page(article), filled(article, city=other.pk))
    assert "不能在别市发布" in words(answer)
    assert Article.objects.get().city == mine


@pytest.mark.slow
def test_a_scheduled_time_cannot_be_emptied(desk, mine):
    """An empty time would mean now, and next week's story would be out."""
    planned = timezone.now() + timedelta(days=3)
    article = builders.article(city=mine, published_at=planned)
    answer = desk.post(page(article), filled(article, published_at=""))
    assert "要有发布时间" in words(answer)
    assert Article.objects.get().published_at == planned


@pytest.mark.slow
def test_a_time_in_the_future_schedules_and_is_read_as_shanghai_time(desk, mine):
    published(desk, city=mine.pk, published_at="2099-01-02T08:30")
    article = Article.objects.get()
    assert article.state == ArticleState.SCHEDULED
    assert article.published_at.isoformat() == "2099-01-02T00:30:00+00:00"


@pytest.mark.slow
def test_the_list_tells_every_state_apart(desk, mine):
    now = timezone.now()
    builders.draft(city=mine)
    builders.article(city=mine, published_at=now + timedelta(days=1))
    builders.article(city=mine, published_at=now - timedelta(days=2), expires_at=now - timedelta(days=1))
    builders.article(city=mine)
    for status in ("withdrawn", "in_review"):
        builders.draft(city=mine, status=status)
    answer = words(desk.get(LIST))
    for state in ArticleState:
        assert f'desk-chip-{state.value}">{state.label}<' in answer


@pytest.mark.parametrize("state", [ArticleState.SCHEDULED, ArticleState.PUBLIC])
def test_the_filter_by_state_tells_scheduled_from_published(desk, mine, state):
    builders.article(city=mine, published_at=timezone.now() + timedelta(days=1), title="明天的")
    builders.article(city=mine, title="今天的")
    answer = words(desk.get(LIST, {"state": state}))
    assert ("明天的" in answer) is (state == ArticleState.SCHEDULED)
    assert ("今天的" in answer) is (state == ArticleState.PUBLIC)


@pytest.mark.slow
def test_withdrawing_asks_for_a_reason_and_records_it(desk, editor, mine):
    article = builders.article(city=mine)
    assert "撤回" in words(desk.get(page(article, "withdraw"), {"reason": "收到投诉"}))
    assert desk.post(page(article, "withdraw"), {"reason": ""}).status_code == 200
    desk.post(page(article, "withdraw"), {"reason": "收到投诉"})
    assert Article.objects.get().state == ArticleState.WITHDRAWN
    assert article.revisions.first().reason == "撤回：收到投诉"


def test_an_editor_sends_a_submitted_draft_back(desk, writer, mine):
    article = builders.draft(city=mine, author=writer, status="in_review")
    desk.post(page(article, "send_back"), {"reason": "缺来源"})
    assert Article.objects.get().state == ArticleState.DRAFT


def test_a_writer_cannot_withdraw(writer, mine):
    article = builders.article(city=mine, author=writer)
    assert signed_in(writer).post(page(article, "withdraw"), {"reason": "试试"}).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize("field", ["published_at", "expires_at", "event_date"])
@pytest.mark.parametrize("day", ["0001-01-01", "0026-11-02", "9999-12-31"])
def test_a_year_out_of_the_calendar_is_refused_in_words(desk, mine, field, day):
    article = builders.draft(city=mine)
    typed = day if field == "event_date" else f"{day}T00:00"
    assert "年份要在 1990 到 2200 之间" in words(desk.post(page(article), filled(article, **{field: typed})))


@pytest.mark.slow
def test_what_would_be_gone_before_it_appears_is_not_published(desk, mine):
    article = builders.draft(city=mine)
    for button in ({}, {"_publish": "1"}):
        answer = desk.post(page(article), filled(article, expires_at="2020-01-01T08:00", **button))
        assert "下线时间已经过了，请改掉或清空" in words(answer)
    assert Article.objects.get().state == ArticleState.DRAFT


# Bulk actions


@pytest.mark.slow
def test_bulk_publishing_publishes_and_says_what_it_could_not(desk, mine):
    draft, public = builders.draft(city=mine), builders.article(city=mine, title="早就发了")
    shown = words(publish_selected(desk, draft, public))
    assert Article.objects.get(pk=draft.pk).state == ArticleState.PUBLIC
    assert "已发布 1 篇" in shown
    assert "《早就发了》的状态是“已发布”，不能发布" in shown


@pytest.mark.slow
def test_of_those_published_in_bulk_one_that_has_expired_is_named_and_the_others_are_published(desk, mine):
    first, expired, last = (
        builders.draft(city=mine),
        builders.draft(city=mine, title="过了期的"),
        builders.draft(city=mine),
    )
    Article.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=1))
    shown = words(publish_selected(desk, first, expired, last))
    assert "已发布 2 篇" in shown
    assert "《过了期的》的下线时间已经过了，改掉再发布。" in shown
    assert Article.objects.get(pk=expired.pk).state == ArticleState.DRAFT


def test_bulk_actions_reach_no_other_city(desk, other):
    draft = builders.draft(city=other)
    act(desk, "publish_selected", draft)
    assert Article.objects.get().state == ArticleState.DRAFT


@pytest.mark.slow
def test_bulk_actions_say_what_they_left_undone(desk, mine, monkeypatch):
    monkeypatch.setattr(admin_actions, "MOST_AT_ONCE", 1)
    first, second = builders.draft(city=mine), builders.draft(city=mine)
    assert "其余没有动" in words(publish_selected(desk, first, second))
    second.refresh_from_db()
    assert second.status == Article.Status.DRAFT


@pytest.mark.slow
def test_bulk_withdrawing_asks_once_and_records_every_article(desk, mine):
    articles = [builders.article(city=mine), builders.article(city=mine)]
    assert "原因" in words(act(desk, "withdraw_selected", *articles))
    assert not Article.objects.in_state(ArticleState.WITHDRAWN).exists()
    act(desk, "withdraw_selected", *articles, _confirmed="1", reason="来源撤稿")
    assert Article.objects.in_state(ArticleState.WITHDRAWN).count() == 2
    assert {each.revisions.first().reason for each in articles} == {"撤回：来源撤稿"}


def test_bulk_moving_changes_city_and_section_and_leaves_the_old_zone(mine, other):
    article = builders.draft(zone=builders.zone(city=mine))
    policy = builders.section("zhengce", "政策")
    desk = signed_in(builders.person(EDITOR, mine, other))
    act(desk, "move_selected", article, _confirmed="1", city=other.pk, section=policy.pk)
    moved = Article.objects.get()
    assert (moved.city, moved.zone, moved.section) == (other, None, policy)
    assert moved.revisions.first().reason == "移动到别市、政策"


def test_bulk_moving_offers_no_city_that_is_not_granted(desk, mine, other):
    article = builders.draft(city=mine)
    answer = act(desk, "move_selected", article, _confirmed="1", city=other.pk)
    assert answer.status_code == 200
    assert Article.objects.get().city == mine


def test_there_is_no_bulk_deleting(desk, mine):
    assert "delete_selected" not in words(desk.get(LIST))


# What is typed


@pytest.mark.slow
def test_tags_are_split_as_chinese_editors_type_them(desk, mine):
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, tags="新能源、项目签约，土地；厂房;仓储,new energy"))
    assert set(article.tags.names()) == {"新能源", "项目签约", "土地", "厂房", "仓储", "new energy"}


@pytest.mark.slow
def test_a_tag_longer_than_its_column_is_refused_in_words(desk, mine):
    article = builders.draft(city=mine)
    assert "忘了写顿号" in words(desk.post(page(article), filled(article, tags="长" * 101)))


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["👍", "…", "——", "↑"])
def test_a_tag_that_makes_no_address_is_refused_in_words(desk, mine, tag):
    article = builders.draft(city=mine)
    assert "做不成网址" in words(desk.post(page(article), filled(article, tags=f"新能源、{tag}")))
    assert not article.tags.exists()
    chief = signed_in(builders.person(EDITOR))
    assert "做不成网址" in words(chief.post("/admin/articles/tag/add/", {"name": tag}))


def test_the_body_is_sanitised(desk, mine):
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, body='<p onclick="x()">好<script>alert(1)</script></p>'))
    assert Article.objects.get().body == "<p>好</p>"


@pytest.mark.slow
def test_a_body_that_is_refused_is_an_error_beside_the_field_and_nothing_is_lost(desk, mine):
    article = builders.draft(city=mine)
    answer = desk.post(page(article), filled(article, body="<div>" * 150 + "太深" + "</div>" * 150))
    assert "嵌套太深" in words(answer)
    assert "太深&lt;/div&gt;" in words(answer)


@pytest.mark.slow
def test_a_nul_character_is_taken_out_of_a_title_and_refused_in_a_body(desk, mine):
    article = builders.draft(city=mine)
    desk.post(page(article), filled(article, title="有\x00字符"))
    article.refresh_from_db()
    assert article.title == "有字符"
    assert desk.post(page(article), filled(article, body="<p>有\x00字符</p>")).status_code == 200


# Pages


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_takes_the_same_queries_for_1_and_50_rows(
    desk, mine, rows, django_assert_num_queries, django_assert_max_num_queries
):
    """Never more than 12, and never one a row:

    1 content version and host, 2 session, 3 user, 4 grants, 5-6 page's count and rows with all they show,
    7-8 the date drill-down, 9-10 cities and sections to filter by, 11 portal and cities when first asked.
    """
    zone = builders.zone(city=mine)
    for _ in range(rows):
        builders.article(zone=zone, tags=["厂房"])
    desk.get(LIST)
    with django_assert_max_num_queries(12) as queries:
        answer = desk.get(LIST)
    assert words(answer).count("desk-chip-public") == rows
    assert not any('"articles_article"."body"' in query["sql"] for query in queries)


@pytest.mark.slow
def test_the_form_links_to_the_public_page_once_there_is_one(desk, mine):
    public, draft = builders.article(city=mine), builders.draft(city=mine)
    assert f'href="/news/{public.pk}/"' in words(desk.get(page(public)))
    assert f'href="/news/{draft.pk}/"' not in words(desk.get(page(draft)))


@pytest.mark.slow
def test_a_title_pasted_in_two_lines_is_one_and_an_old_one_unchanged(desk, mine):
    article = builders.draft(city=mine, title="示例市集中签约")
    assert '<textarea name="title"' in words(desk.get(page(article)))
    desk.post(page(article), filled(article))
    assert article.revisions.count() == 0 or article.revisions.first().reason != "修改"
    desk.post(page(article), filled(article, title="示例市\r\n集中签约"))
    article.refresh_from_db()
    assert article.title == "示例市 集中签约"
