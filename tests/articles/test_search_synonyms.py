"""Words that mean the same: the owner's table, and what search makes of it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Synonym
from articles.search.snippets import highlight
from articles.search.synonyms import MAX_SYNONYMS, Synonyms
from articles.search.words import Words
from tests import builders

pytestmark = pytest.mark.django_db


def stored():
    return Synonyms(Synonym.objects.values_list("words", flat=True))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("千级洁净车间", "无尘车间"),
        ("无尘厂房", "洁净"),
        ("无尘厂房", "潔淨廠房"),
        ("10吨行车", "起重机"),
        ("起重机年检", "行车"),
        ("设备补助", "设备补贴"),
        ("化学品仓库", "危化品库房"),
        ("危化项目", "化学品项目"),
    ],
)
def test_a_new_site_knows_what_the_trade_says_for_one_another(client, title, text):
    builders.article(title=title)
    builders.article(title="另一篇不相干的消息")
    page = client.get("/search/", {"q": text})
    assert [article.title for article in page.context["page"].articles] == [title]
    assert "没有" not in page.content.decode().partition("<main")[2]


def test_a_word_in_quotation_marks_is_looked_for_as_it_is():
    builders.article(title="洁净车间")
    assert Article.objects.search(Words.read("“无尘车间”"), synonyms=stored()).ids == []


def test_a_synonym_that_was_found_is_marked():
    words = Words.read("无尘").with_synonyms(Synonyms(["无尘、洁净"]))
    assert highlight("千级洁净车间", words) == "千级<mark>洁净</mark>车间"


def test_the_longest_word_of_a_group_is_replaced_and_not_a_part_of_it():
    assert Synonyms(["危化、危化品、化学品"]).of("危化品仓库") == ["化学品仓库", "危化仓库"]


def test_one_word_has_no_more_synonyms_than_a_search_can_look_for():
    rows = ["、".join(f"行车{number}" for number in range(30))]
    assert len(Synonyms(rows).of("行车7")) == MAX_SYNONYMS


@pytest.mark.parametrize("words", ["无尘", "无尘、无尘", "、", "净、洁净", "  "])
def test_a_row_that_is_no_group_of_words_is_refused_with_a_sentence(admin_client, words):
    builders.portal()
    page = admin_client.post("/admin/articles/synonym/add/", {"words": words})
    assert page.status_code == 200
    assert page.context["errors"]


def test_the_database_refuses_a_single_word():
    with pytest.raises(IntegrityError), transaction.atomic():
        Synonym.objects.create(words="孤词")


@pytest.mark.slow
def test_the_owners_change_counts_from_the_next_search_on(client, admin_client):
    builders.portal()
    builders.article(title="大巴交付")
    assert not client.get("/search/?q=客车").context["page"].count
    admin_client.post("/admin/articles/synonym/add/", {"words": "大巴，客车"})
    assert Synonym.objects.filter(words="大巴、客车").exists()
    assert client.get("/search/?q=客车").context["page"].count == 1
    Synonym.objects.filter(words="大巴、客车").delete()
    assert not client.get("/search/?q=客车").context["page"].count


@pytest.mark.parametrize("address", ["/", "/news/", "/tags/", "/zones/"])
def test_a_page_that_does_not_search_asks_for_no_synonym(client, address):
    builders.article()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert not any("articles_synonym" in query["sql"] for query in queries)


def test_searches_ask_for_them_once_a_content_version(client):
    builders.article(title="厂房")
    client.get("/search/?q=厂房")
    with CaptureQueriesContext(connection) as queries:
        client.get("/search/?q=仓库")
    assert not any("articles_synonym" in query["sql"] for query in queries)
