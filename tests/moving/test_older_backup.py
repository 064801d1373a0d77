"""A backup that is older than the last one, or the first one and not all there, is taken only by those who say so."""

from datetime import UTC, datetime

import pytest

from moving.completeness import LABEL as INCOMPLETE
from moving.completeness import Incomplete
from moving.models import Run
from moving.older import LABEL, Older
from moving.running import Running, begin
from moving.source import Refusal
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked

pytestmark = pytest.mark.django_db


def test_an_older_backup_is_refused_with_both_times_by_trial_and_run(source, site, move):
    source.story(2, updated_at=datetime(2026, 11, 20, 1, tzinfo=UTC))
    for number in (3, 4):
        source.story(number, updated_at=datetime(2026, 11, 27, 1, tzinfo=UTC))
    move()
    source.change(3, updated_at=None)
    source.change(4, updated_at=None)
    with pytest.raises(Older, match=r"2026-11-20 09:00，上次的是 2026-11-27 09:00；它有 3 篇，上次有 3 篇.*仍要用"):
        Running(site, source, is_trial=True).try_out(lambda moved, written: None)
    with pytest.raises(Older):
        move()
    run = begin(site, {})
    assert Running(site, source, takes_older=True).run(run).finished_at


@pytest.mark.slow
def test_far_fewer_stories_are_an_older_backup_and_one_fewer_is_not(source, site, move):
    for number in range(2, 30):
        source.story(number, published_at=datetime(2020, 1, 2, tzinfo=UTC))
    move()
    source.remove(9)
    move()
    for number in range(10, 20):
        source.remove(number)
    with pytest.raises(Older, match="它有 17 篇，上次有 27 篇"):
        move()


@pytest.mark.slow
def test_the_newest_story_alone_may_have_been_deleted(source, site, move):
    source.story(2)
    source.story(3)
    move()
    source.remove(3)
    assert move().counts == {"gone": 1, "same": 1}


@pytest.mark.slow
def test_what_was_undone_is_no_measure(source, site, move):
    source.story(2)
    source.story(3)
    Run.objects.filter(pk=move().pk).update(undone_at=datetime(2026, 1, 1, tzinfo=UTC))
    source.remove(3)
    assert move().finished_at


def test_the_first_move_from_a_backup_that_ends_too_early_is_asked_for(source, site, move):
    source.story(2)
    source.refusals = [Refusal("", "", "备份文件在中途结束")]
    with pytest.raises(Incomplete, match=r"缺的文章迁不进来.*仍要用这份不完整的备份”。"):
        move()
    assert Running(site, source, takes_incomplete=True).run(begin(site, {})).finished_at


@pytest.mark.slow
def test_at_the_desk_it_is_said_and_asked_with_a_tick(desk, city, put, old):
    for each in old.rows["post"][1:]:
        each["PostTime"] += 86400
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    taken(desk, site, "run")
    del old.rows["post"][1:]
    put()
    look = taken(desk, site, "look")
    assert "像是比上次迁入的旧" in words(desk.get(f"{MOVES}{site.pk}/step/{look.pk}/"))
    page = words(desk.get(f"{MOVES}{site.pk}/"))
    assert f"不勾选“{LABEL}”，不能试迁和迁入" in page
    assert INCOMPLETE not in page
    answer = words(desk.post(f"{MOVES}{site.pk}/start/trial/", follow=True))
    assert "像是比上次迁入的旧" in answer
    desk.post(f"{MOVES}{site.pk}/start/run/", {"older": "on"})
    assert worked(site).failure == ""
