"""Who sees, writes and moves which articles at the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from articles.models.article_state import ArticleState
from staff.roles import EDITOR, SALES
from tests import builders
from tests.desk import LIST, act, filled, page, publish_selected, signed_in, words

pytestmark = pytest.mark.django_db


# Who sees what


def test_an_editor_sees_the_articles_of_the_own_city_and_no_other(desk, mine, other):
    builders.draft(city=mine, title="本市的稿子")
    builders.draft(city=other, title="别市的稿子")
    builders.draft(title="全网的稿子")
    answer = words(desk.get(LIST))
    assert "本市的稿子" in answer
    assert "别市的稿子" not in answer
    assert "全网的稿子" not in answer


def test_somebody_without_a_grant_sees_nothing(mine):
    article = builders.draft(city=mine)
    client = signed_in(builders.person())
    assert client.get(LIST).status_code == 403
    assert client.get(page(article)).status_code == 403
    assert "没有" in words(client.get("/admin/"))


def test_sales_see_no_articles(mine):
    assert signed_in(builders.person(SALES, mine)).get(LIST).status_code == 403


@pytest.mark.slow
def test_the_own_citys_article_opens_and_saves(desk, mine):
    article = builders.draft(city=mine)
    assert desk.get(page(article)).status_code == 200
    assert desk.post(page(article), filled(article, title="改过的标题")).status_code == 302
    assert Article.objects.get().title == "改过的标题"


@pytest.mark.parametrize("what", ["change", "history", "delete", "withdraw", "send_back"])
def test_another_citys_article_is_not_found_by_typing_its_id(desk, other, what):
    article = builders.article(city=other, title="别市的稿子")
    for answer in (desk.get(page(article, what)), desk.post(page(article, what), filled(article, reason="试试"))):
        assert (answer.status_code, answer.get("Location")) in {(302, "/admin/"), (403, None)}
    assert Article.objects.get().state == ArticleState.PUBLIC


@pytest.mark.slow
def test_an_editor_cannot_move_an_article_into_a_city_not_granted(desk, mine, other):
    article = builders.draft(city=mine)
    answer = desk.post(page(article), filled(article, city=other.pk))
    assert answer.status_code == 200
    assert Article.objects.get().city == mine


@pytest.mark.slow
def test_an_editor_of_one_city_cannot_write_for_the_whole_network(desk, mine):
    article = builders.draft(city=mine)
    assert desk.post(page(article), filled(article, city="")).status_code == 200
    assert Article.objects.get().city == mine


def test_an_editor_of_all_cities_can(mine):
    article = builders.draft(city=mine)
    signed_in(builders.person(EDITOR)).post(page(article), filled(article, city=""))
    assert Article.objects.get().city is None


@pytest.mark.slow
def test_an_editor_cannot_choose_another_citys_zone(desk, mine, other):
    article, zone = builders.draft(city=mine), builders.zone(city=other)
    assert desk.post(page(article), filled(article, zone=zone.pk)).status_code == 200
    assert Article.objects.get().zone is None


@pytest.mark.slow
def test_choosing_a_zone_of_the_own_city_works(desk, mine):
    article, zone = builders.draft(city=mine), builders.zone(city=mine)
    desk.post(page(article), filled(article, zone=zone.pk))
    assert Article.objects.get().zone == zone


@pytest.mark.parametrize("field", ["city", "zone"])
def test_autocomplete_offers_only_what_the_form_accepts(desk, mine, other, field):
    builders.zone(city=mine, name="本市园区")
    builders.zone(city=other, name="别市园区")
    query = {"app_label": "articles", "model_name": "article", "field_name": field, "term": ""}
    results = desk.get("/admin/autocomplete/", query).json()["results"]
    assert [result["text"] for result in results] == ["本市" if field == "city" else "本市 · 本市园区"]


def test_the_filter_by_city_names_no_other_city(desk, mine, other):
    builders.draft(city=mine)
    assert "别市" not in words(desk.get(LIST))


# Writers


def test_a_writer_adds_a_draft_of_their_own(writer, mine):
    signed_in(writer).post(f"{LIST}add/", filled(city=mine.pk))
    article = Article.objects.get()
    assert (article.author, article.status) == (writer, "draft")


@pytest.mark.slow
def test_a_writer_changes_the_own_draft(writer, mine):
    article = builders.draft(city=mine, author=writer)
    signed_in(writer).post(page(article), filled(article, title="改过的标题"))
    assert Article.objects.get().title == "改过的标题"


@pytest.mark.parametrize("status", ["in_review", "published", "withdrawn"])
def test_a_writer_no_longer_changes_what_has_been_submitted(writer, mine, status):
    make = builders.article if status == "published" else builders.draft
    article = make(city=mine, author=writer)
    Article.objects.update(status=status)
    assert signed_in(writer).post(page(article), filled(article)).status_code == 403


@pytest.mark.slow
def test_a_writer_reads_but_does_not_change_a_colleagues_draft(writer, editor, mine):
    article, client = builders.draft(city=mine, author=editor), signed_in(writer)
    assert client.get(page(article)).status_code == 200
    assert client.post(page(article), filled(article)).status_code == 403


@pytest.mark.slow
def test_a_writer_submits(writer, mine):
    article = builders.draft(city=mine, author=writer)
    signed_in(writer).post(page(article), filled(article, _submit="1"))
    assert Article.objects.get().state == ArticleState.IN_REVIEW


@pytest.mark.slow
def test_a_writer_cannot_publish_by_button_action_or_typed_field(writer, mine):
    article, client = builders.draft(city=mine, author=writer), signed_in(writer)
    assert "_publish" not in words(client.get(page(article)))
    client.post(page(article), filled(article, _publish="1", status="published", published_at="2026-01-01T08:00"))
    act(client, "publish_selected", article)
    assert Article.objects.get().state == ArticleState.DRAFT
    assert Article.objects.get().published_at is None


def test_a_writers_saving_keeps_the_time_an_editor_planned(writer, mine):
    planned = timezone.now() + timedelta(days=3)
    article = builders.draft(city=mine, author=writer, published_at=planned)
    signed_in(writer).post(page(article), filled(article, title="改过的标题"))
    assert Article.objects.get().published_at == planned


@pytest.mark.slow
def test_a_draft_that_moves_a_story_to_another_city_is_not_published_with_others(desk, mine, other):
    everywhere, article = builders.person(EDITOR), builders.draft(city=mine)
    article.publish(everywhere)
    article.keep_draft(everywhere, "换城市", {**article.content(), "city_id": other.pk})
    publish_selected(desk, article)
    article.refresh_from_db()
    assert article.city == mine
