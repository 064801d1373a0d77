"""The fiftieth page of a list costs hardly more than its first, however long the archive is."""

import cProfile
import json
import pstats
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article, ArticleSearchQueue, Tag, TaggedArticle
from articles.search.queue import drain
from plumbing.numbering import MAX_COUNT, PAGE_SIZE
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists():
    """The address of each list that has fifty pages and more."""
    zone, section, tag = builders.zone(), builders.section(), Tag.objects.create(name="厂房", slug="changfang")
    now = timezone.now()
    articles = Article.objects.bulk_create(
        Article(
            title=f"第 {number} 条",
            city=zone.city,
            zone=zone,
            section=section,
            status="published",
            published_at=now - timedelta(minutes=number),
            first_published_at=now,
        )
        for number in range(MAX_COUNT + 5)
    )
    TaggedArticle.objects.bulk_create(TaggedArticle(content_object=each, tag=tag) for each in articles)
    Tag.objects.update(published_count=len(articles))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article, articles_taggedarticle")
    return [
        *("/news/", f"/news/?section={section.slug}", tag.get_absolute_url()),
        *(zone.city.get_absolute_url(), zone.get_absolute_url()),
    ]


def rows_read(plan):
    """The most rows that any step of a plan gave."""
    return max(plan["Actual Rows"] * plan["Actual Loops"], *map(rows_read, plan.get("Plans", [])), 0)


def cost(client, address):
    """(calls of Python functions, the most rows a step of a query gave, queries) of a page, made anew."""
    client.get(address)
    with cProfile.Profile() as profile:
        assert client.get(address).status_code == 200
    most = []

    def explain(execute, sql, params, many, context):
        if sql.lstrip().startswith("SELECT"):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
                [[found]] = cursor.fetchall()
                most.append(rows_read((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        client.get(address)
    return pstats.Stats(profile).total_calls, max(most), len(most)


def compare(client, address):
    mark = "&" if "?" in address else "?"
    return cost(client, address), cost(client, f"{address}{mark}page=50")


@pytest.mark.slow
def test_no_lists_fiftieth_page_costs_half_as_much_again_as_its_first(client, lists):
    """In calls of functions, which make most of a page's time and which no busy machine changes; the rest is rows."""
    for address in lists:
        (calls, _, queries), (deep_calls, deep_rows, deep_queries) = compare(client, address)
        assert deep_calls < 1.5 * calls, address
        assert deep_queries == queries, address
        assert deep_rows <= MAX_COUNT + PAGE_SIZE, address


@pytest.mark.slow
def test_nor_does_that_of_a_search(client, lists):
    while drain():
        pass
    assert not ArticleSearchQueue.objects.exists()
    (calls, _, queries), (deep_calls, _, deep_queries) = compare(client, "/search/?q=厂房")
    assert deep_calls < 1.5 * calls
    assert deep_queries == queries
