"""Undoing says story by story what goes and what stays, and why: before it is asked for and after."""

import re

import pytest
from django.db import connection

from articles.models import Article
from moving import undo_views
from moving.models import Step, StepKind
from staff.roles import EDITOR
from tests import builders
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(desk, city, put):
    """The step that brought three stories in, one of which was edited since, and one left out."""
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    step = taken(desk, site, "run")
    article = Article.objects.get(title="第二批厂房交付")
    article.title = "编辑改的题目"
    article.save()
    article.record(builders.person(EDITOR, city, last_name="李"), "改标题")
    return step


def opened(desk, page):
    """{what: (the number, the page that it opens)}."""
    links = re.findall(r'href="([^"]+/(\w+)/)"><strong>(\d+)</strong>', page)
    return {what: (int(number), words(desk.get(address))) for address, what, number in links}


def recounted(sql, run):
    with connection.cursor() as cursor:
        cursor.execute(sql, [run, run])
        return cursor.fetchone()[0]


@pytest.mark.slow
def test_before_it_each_number_is_recounted_and_opens_its_stories_with_the_reason(desk, moved):
    found = opened(desk, desk.get(f"{MOVES}{moved.site_id}/undo/{moved.run_id}/").content.decode())
    edited = (
        "EXISTS (SELECT FROM articles_articlerevision r WHERE r.article_id = m.article_id AND r.number > m.revision)"
    )
    of_run = "FROM moving_movedstory m WHERE (m.run_id = %s OR m.changed_run_id = %s) AND m.article_id IS NOT NULL"
    assert found["removed"][0] == recounted(f"SELECT count(*) {of_run} AND NOT {edited}", moved.run_id) == 1
    assert found["spared"][0] == recounted(f"SELECT count(*) {of_run} AND {edited}", moved.run_id) == 1
    assert "示例园区开工" in found["removed"][1]
    assert re.search(r"编辑改的题目</span>\s*<span>20\d\d-\d\d-\d\d \d\d:\d\d 李.*：改标题", found["spared"][1])
    assert "随笔" in found["forgotten"][1]
    assert "zb_users/upload/2024/09/a.jpg" in found["files"][1]
    assert "hosts" not in found, "A story stays, to which people come by the old hosts."
    Article.objects.get(title="编辑改的题目").delete()
    found = opened(desk, desk.get(f"{MOVES}{moved.site_id}/undo/{moved.run_id}/").content.decode())
    assert found["hosts"][0] == 3
    assert "www.old.example" in found["hosts"][1]


@pytest.mark.slow
def test_after_it_each_number_opens_the_same(desk, moved):
    desk.post(f"{MOVES}{moved.site_id}/undo/{moved.run_id}/")
    step = worked(moved.site)
    found = opened(desk, desk.get(f"{MOVES}{moved.site_id}/step/{step.pk}/").content.decode())
    assert {what: number for what, (number, _) in found.items()} == {
        "removed": 1, "spared": 1, "forgotten": 1, "files": 1,
    }  # fmt: skip
    assert "：改标题" in found["spared"][1]
    assert "示例园区开工" in found["removed"][1]
    assert "改标题" in desk.get(f"{MOVES}{moved.site_id}/step/{step.pk}/csv/").content.decode("utf-8-sig")
    assert desk.get(f"{MOVES}{moved.site_id}/undo/{moved.run_id}/spared/").status_code == 404


def test_a_long_list_has_pages_and_an_unknown_one_is_not_found(desk, moved, monkeypatch):
    monkeypatch.setattr(undo_views, "LINES_A_PAGE", 1)
    Article.objects.get(title="编辑改的题目").delete()
    page = f"{MOVES}{moved.site_id}/undo/{moved.run_id}/hosts/"
    shown = [words(desk.get(f"{page}?page={number}")) for number in (1, 2)]
    assert "第 1 页，共 3 页" in shown[0]
    assert shown[0] != shown[1]
    assert desk.get(f"{MOVES}{moved.site_id}/undo/{moved.run_id}/other/").status_code == 404


def test_what_was_undone_before_there_were_lists_still_shows_its_numbers(desk, moved, owner):
    step = Step.objects.create(site=moved.site, kind=StepKind.UNDO, user=owner, run=moved.run)
    step.end(result={"counts": {"removed": 7, "restored": 0, "spared": 2, "forgotten": 0, "files": 1}, "dead": []})
    assert "<strong>7</strong>撤掉的文章" in words(desk.get(f"{MOVES}{moved.site_id}/step/{step.pk}/"))
