"""What the checker found, as the desk lists it beside a story."""

import pytest
from lxml import html

from tests import builders
from tests.desk import filled, page, words

pytestmark = pytest.mark.django_db

#: Paragraphs with something in each, which several rules find.
ODD = "<p>全国最大的园区。</p><p>总投资5.2亿元。</p><p>2024年2月30日开工。</p><p>国内首个。</p><p>占地150000000亩。</p>"


def places(markup):
    found = html.fromstring(markup).xpath("//*[@data-field]")
    return [(each.get("data-field"), int(each.get("data-paragraph")), int(each.get("data-start"))) for each in found]


def test_findings_stand_in_the_order_of_the_form_beside_it_and_before_publishing(desk, mine):
    article = builders.draft(city=mine, title="示例项目总投资52亿元", body=ODD)
    form = filled(article, title="示例项目总投资52亿元", body=ODD)
    checked = desk.post(f"/admin/articles/article/check/?article={article.pk}", form).json()["html"]
    for shown in (words(desk.get(page(article))), checked, words(desk.get(page(article, "publish")))):
        found = places(shown)
        names = [name for name, *_ in found]
        assert names == sorted(names, key=["title", "body", "summary", "source_name"].index)
        in_body = [(paragraph, start) for name, paragraph, start in found if name == "body"]
        assert len(in_body) > 2
        assert in_body == sorted(in_body)


def test_a_finding_says_where_its_words_stand(desk, mine):
    article = builders.draft(city=mine, title="示例项目总投资52亿元", body="<p>示例。</p><p>项目总投资5.2亿元。</p>")
    [where] = html.fromstring(words(desk.get(page(article)))).xpath("//*[@data-words='5.2亿元']")
    assert (where.get("data-field"), where.get("data-paragraph"), where.get("data-start")) == ("body", "2", "5")
