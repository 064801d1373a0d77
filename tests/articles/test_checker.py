"""The checker over whole articles: what needs the database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.checking.checker import check
from articles.checking.story import read_markup
from articles.models import Article
from tests import builders
from tests.articles.sound_stories import TEXT, WHOLE, rules, sound

pytestmark = pytest.mark.django_db


def test_a_sound_article_has_no_findings(city):
    assert check(sound(city, title="示例公司入驻")) == []


def test_missing_source_summary_and_city_are_named_with_their_fields():
    article = builders.draft(title="示例公司入驻")
    assert [(each.rule, each.field, each.text) for each in check(article)] == [
        ("no-source", "source_name", ""),
        ("no-summary", "summary", ""),
        ("no-city", "city", ""),
    ]


def test_a_finding_names_the_paragraph_and_the_exact_span(city):
    body = "<p>第一段。</p><ul><li>另一条</li></ul><p>集中签约总投资<strong>169.2亿元</strong>。</p>"
    (finding,) = check(sound(city, title="示例区签约1692亿元", body=body))
    assert (finding.rule, finding.field, finding.paragraph, finding.text) == ("figures", "body", 3, "169.2亿元")
    paragraph = read_markup(body)[0][2]
    assert paragraph.text[finding.start : finding.end] == "169.2亿元"
    assert finding.where == "正文第 3 段“169.2亿元”"


def test_an_event_date_answers_for_an_old_event(city):
    body = f"<p>5月16日，示例联合体成立大会举行。</p><p>{TEXT}</p>"
    published = timezone.make_aware(timezone.datetime(2024, 9, 23, 10))
    article = sound(city, title="示例联合体成立", body=body, published_at=published)
    assert rules(article) == ["date-old"]
    article.event_date = published.date().replace(month=5, day=16)
    assert rules(article) == []


def test_an_event_date_after_publication_is_found_unless_the_story_announces_it(city):
    article = sound(city, title="示例联合体成立", event_date=timezone.localdate() + timedelta(days=9))
    assert rules(article) == ["date-later"]
    article.title = "示例联合体即将成立"
    assert rules(article) == []


def test_the_excerpt_is_looked_at_where_lists_would_show_it(city):
    body = f"<p>由内容质量、互动评论、分享传播等多维度分值决定,勋章级别越高。</p><p>{TEXT}</p>"
    article = sound(city, title="示例公司入驻", body=body)
    assert [(each.rule, each.field) for each in check(article)] == [("leftover", "body")]
    article.summary = ""
    assert ("leftover", "excerpt") in [(each.rule, each.field) for each in check(article)]


def test_a_check_takes_four_queries_at_most(city, django_assert_num_queries):
    """The words; our hosts, for a link with a host; what the links name; what is published already."""
    links = "".join(f'<a href="https://park.example/news/{number}/">一</a>' for number in range(1, 30))
    article = builders.draft(city=city, title="示例链接很多的文章", body=f"<p>{TEXT}{links}</p>", **WHOLE)
    with django_assert_num_queries(4):
        assert set(rules(article)) == {"link"}


def test_an_article_that_was_never_saved_can_be_checked(city):
    article = Article(title="示例区签约1692亿元", body="<p>总投资169.2亿元。</p>", city=city, **WHOLE)
    assert rules(article) == ["figures"]
