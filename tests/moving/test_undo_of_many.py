"""What undoing a large run would do is counted by the worker: the page itself reads a few rows, however many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from moving import undo_views, working
from moving.models import Run, Step
from moving.undo_list import counts_of
from tests.desk import words
from tests.moving.desk import MOVES, retitle, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(source, move, owner, monkeypatch):
    """A run of twelve stories, too many to be counted at once, two of which an editor has changed."""
    monkeypatch.setattr(undo_views, "MOST_AT_ONCE", 1)
    for number in range(1, 13):
        source.story(number)
    made = move()
    for article in Article.objects.order_by("pk")[:2]:
        retitle(article, owner, "改过的题目", is_published=True)
    return made


@pytest.fixture
def page(run):
    return f"{MOVES}{run.site_id}/undo/{run.pk}/"


def queries(desk, page):
    """How many there were, and whether any read an article or its versions."""
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert desk.get(page).status_code == 200
    read = [each["sql"] for each in found if '"body"' in each["sql"] or "articles_articlerevision" in each["sql"]]
    return len(found), read


def counted(desk, page, run):
    answer = desk.post(page, {"count": ""})
    assert "先要把备份读一遍" not in words(desk.get(answer.url)), "It reads no backup."
    return worked(run.site)


@pytest.mark.slow
def test_the_page_compares_no_story_and_costs_the_same_for_one_and_for_many(desk, page, run, source, move):
    assert "有 12 篇" in words(desk.get(page))
    before = queries(desk, page)
    counted(desk, page, run)
    after = queries(desk, page)
    for number in range(20, 50):
        source.story(number)
    later = move()
    many = f"{MOVES}{run.site_id}/undo/{later.pk}/"
    assert (before[1], after[1], queries(desk, many)[1]) == ([], [], [])
    assert queries(desk, many)[0] <= before[0] + 1
    counted(desk, many, later)
    assert queries(desk, many)[0] == after[0]


@pytest.mark.slow
def test_the_numbers_are_those_of_the_undoing_and_each_opens_its_list(desk, page, run):
    expected = counts_of(run)
    step = counted(desk, page, run)
    assert step.failure == ""
    shown = words(desk.get(page))
    for what, label, count in expected:
        assert f"<strong>{count}</strong>{label}" in shown
        assert what in step.result["counts"] or not count
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT article_id) FROM articles_articlerevision WHERE author_id IS NOT NULL")
        assert f"<strong>{cursor.fetchone()[0]}</strong>本站改过，留下的" in shown
    assert "改过的题目" in words(desk.get(f"{page}spared/", follow=True))
    assert "<strong>10</strong>撤掉的文章" in words(desk.get(f"{MOVES}{run.site_id}/step/{step.pk}/"))
    desk.post(page)
    assert worked(run.site).result["counts"] == step.result["counts"]


def test_numbers_that_may_have_become_untrue_are_counted_anew(desk, page, run, source, move, owner):
    step = counted(desk, page, run)
    assert "再数一次" in words(desk.get(page))
    Step.objects.filter(pk=step.pk).update(started_at=timezone.now() - timedelta(minutes=16))
    assert "数一数</button>" in words(desk.get(page))
    assert desk.get(f"{page}spared/").headers["Location"] == page
    step = counted(desk, page, run)
    assert "再数一次" in words(desk.get(page))
    Step.objects.create(site=run.site, kind="run", run=run, user=owner).end()
    assert "数一数</button>" in words(desk.get(page))


def test_a_run_that_is_undone_meanwhile_is_not_counted(desk, page, run, owner):
    step = working.start(run.site, "count", owner, run)
    Run.objects.filter(pk=run.pk).update(undone_at=timezone.now())
    assert worked(run.site).failure == "这次迁入已经撤销了。"
    assert "没有做完" in words(desk.get(f"{MOVES}{run.site_id}/step/{step.pk}/"))
