"""What would go live is told for many stories at once, in the very words and pictures that publishing would give."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import admin_publishing
from articles.candidates import RELATED, candidates
from articles.checking.checker import check
from articles.findings import in_order
from articles.models import Article
from tests import builders
from tests.rows import image

pytestmark = pytest.mark.django_db

LINKS = '<p>总投资5.2亿元，见<a href="/news/999999/">旧闻</a>。</p>'


def beside(article, **changes):
    """The article with a draft beside it."""
    article.keep_draft(None, "改", {**article.content([]), **changes})
    return article


def stories(mine, other):
    """{what it is: a story} of every turn that publishing can take."""
    now = timezone.now()
    withdrawn, zone = builders.article(city=mine), builders.zone(city=mine)
    withdrawn.withdraw(None, "内容核实有误")
    cover, figure = image(mine), f'<figure><img data-image="{image(mine).pk}" alt=""></figure>'
    return {
        "a draft": builders.draft(city=mine, body=LINKS),
        "with pictures": builders.draft(zone=zone, cover=cover, body=figure),
        "planned": builders.draft(city=mine, published_at=now + timedelta(days=3)),
        "in review": builders.draft(city=mine, status="in_review"),
        "withdrawn": withdrawn,
        "public": builders.article(city=mine),
        "empty": builders.draft(city=mine, body=""),
        "over": builders.draft(city=mine, expires_at=now - timedelta(days=1)),
        "for all cities": builders.draft(),
        "elsewhere": builders.draft(city=other),
        "changed": beside(builders.article(city=mine), title="示例项目总投资52亿元", body=LINKS),
        "another picture": beside(builders.article(city=mine, cover=cover), cover_id=None, body=figure),
        "moved away": beside(builders.article(city=mine), city_id=other.pk),
        "emptied": beside(builders.article(city=mine), body=""),
        "over meanwhile": beside(builders.article(city=mine), expires_at=now - timedelta(seconds=1)),
        "without a title": beside(builders.article(city=mine), title=""),
        "cover gone": beside(builders.article(city=mine), cover_id=999_999),
        "zone gone": beside(builders.article(city=mine), zone_id=999_999),
        "section gone": beside(builders.article(city=mine), section_id=999_999),
        "zone of another city": beside(builders.article(city=mine), zone_id=builders.zone(city=other).pk),
    }


def published(user, article):
    """(the story, why not) of publishing an article indeed, which is taken back."""
    story = Article.objects.get(pk=article.pk)
    try:
        with transaction.atomic():
            admin_publishing.publish(user, story)
            transaction.set_rollback(True)
    except ValidationError as error:
        return Article.objects.get(pk=article.pk).working_copy(), "".join(error.messages)
    return story, ""


def test_each_is_what_publishing_makes_of_it(editor, mine, other):
    named = stories(mine, other)
    before = [*Article.objects.order_by("pk").values()]
    found = dict(zip(named, candidates(editor, [*named.values()]), strict=True))
    assert [*Article.objects.order_by("pk").values()] == before
    for name, candidate in found.items():
        story, refusal = published(editor, named[name])
        assert candidate.refusal == refusal, name
        assert candidate.findings == in_order(check(story)), name
        shown = ("title", "body", "status", "section_id", "city_id", "zone_id", "cover_id")
        assert [getattr(candidate.story, each) for each in shown] == [getattr(story, each) for each in shown], name
        assert candidate.withdrawn == named[name].withdrawal(), name
        if not refusal:
            assert candidate.story.picture == story.picture, name
    refused = {name for name, candidate in found.items() if candidate.refusal}
    assert len(refused) == 13
    assert not refused & {"a draft", "with pictures", "planned", "in review", "withdrawn", "changed", "another picture"}


def test_a_story_more_costs_two_queries_at_most(editor, mine, other):
    def queries(articles):
        with CaptureQueriesContext(connection) as asked:
            for candidate in candidates(editor, articles):
                for name in RELATED:
                    assert getattr(candidate.story, name.partition("__")[0], None) or True
        return len(asked)

    def sound():
        return [story for name, story in stories(mine, other).items() if not name.endswith("gone")]

    few, more = sound(), sound()
    candidates(editor, few)
    of_few = queries(few)
    assert of_few <= 2 * len(few) + 12
    assert queries(few + more) - of_few <= 2 * len(more)
