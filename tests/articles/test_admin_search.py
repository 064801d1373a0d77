"""The desk's search box asks the search index: drafts and bodies too, and never beyond the person's cities."""

import pytest

from tests import builders

pytestmark = pytest.mark.django_db


def found(desk, text):
    response = desk.get("/admin/articles/article/", {"q": text})
    return {article.title for article in response.context["cl"].result_list}


@pytest.mark.slow
def test_it_finds_words_of_bodies_and_drafts(desk, mine):
    builders.draft(title="甲", body="<p>谐波减速器</p>", city=mine)
    builders.draft(title="乙", city=mine)
    assert found(desk, "减速器") == {"甲"}


def test_it_finds_an_article_by_its_number(desk, mine):
    article = builders.article(title="甲", city=mine)
    builders.article(title="乙", city=mine)
    assert found(desk, str(article.pk)) == {"甲"}
    assert found(desk, "9" * 30) == set()


def test_it_finds_nothing_of_other_cities(desk, other):
    article = builders.article(title="谐波减速器", city=other)
    assert found(desk, "减速器") == found(desk, str(article.pk)) == set()
