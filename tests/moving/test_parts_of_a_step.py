"""What a trial, a run or a list of one says stands under what it means for the owner, and the next step stands out."""

import pytest

from moving import notes, step_views
from moving.models import StepKind
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked

pytestmark = pytest.mark.django_db


def test_every_note_stands_under_one_of_the_parts():
    assert {notes.part_of(code) for code in notes.LABELS} == {*notes.PARTS[:2]}
    assert notes.part_of("no-title") == notes.PARTS[2]
    assert set(notes.LABELS) > notes.BY_RULE


@pytest.mark.slow
def test_a_trial_parts_what_may_be_missing_from_what_was_done_by_rule(desk, city, put, old):
    old.post("没有图的", '<p>一共一句。</p><img src="/zb_users/upload/no.jpg">', CateID=1)
    old.post("", "<p>没有标题的一篇。</p>", CateID=1)
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    step = taken(desk, site, "trial")
    page = words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/"))
    places = [
        page.index(each) for each in (notes.PARTS[0], "图片文件找不到", notes.PARTS[1], "脚本已去掉", notes.PARTS[2])
    ]
    assert places == sorted(places)
    line = words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/lines/picture_missing/"))
    assert '<b>没有图的</b> <span class="desk-soft">旧编号 4</span>' in line
    assert '<span class="desk-soft">说明</span> 图片文件找不到：zb_users/upload/no.jpg</span>' in line


@pytest.mark.slow
def test_the_button_of_the_next_step_stands_out(desk, city, put):
    site = begun(desk, city, put())

    def stands_out():
        page = desk.get(f"{MOVES}{site.pk}/").content.decode()
        return [each for each in StepKind if f'start/{each}/"' in page and 'class="button">' in _form(page, each)]

    assert stands_out() == []
    worked(site)
    decided(desk, site)
    assert stands_out() == [StepKind.TRIAL]
    for kind, following in (("trial", [StepKind.RUN]), ("run", [StepKind.VERIFY]), ("verify", [])):
        step = taken(desk, site, kind)
        assert stands_out() == following
        page = desk.get(f"{MOVES}{site.pk}/step/{step.pk}/").content.decode()
        assert ("下一步：核对" in page) is (kind == "run")


def _form(page, kind):
    return page.partition(f'start/{kind}/"')[2].partition("</form>")[0]


def test_a_line_leaves_out_what_its_heading_says():
    line = type("Line", (), {"cells": ("图片没有迁入", "6", "题目", "", "/a.jpg")})
    headings = ("类别", "旧编号", "标题", "详情", "地址")
    assert step_views._cells(headings, line, "图片没有迁入") == {
        "number": "旧编号 6", "title": "题目", "rest": [("地址", "/a.jpg")],
    }  # fmt: skip
