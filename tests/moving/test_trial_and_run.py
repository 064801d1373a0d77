"""A trial says exactly what the run after it does, whatever both sides have changed since."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moving import conflicts
from moving.models import MovedStory, Outcome
from moving.report import Report, groups, line_of, report_of
from moving.running import Running, begin
from moving.source import Visibility
from staff.models import User
from tests.moving.desk import retitle

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
LATER = datetime(2050, 1, 1, tzinfo=UTC)
DELTAS = {
    "views": lambda source, number: source.change(number, views=99),
    "title": lambda source, number: source.change(number, title="新标题"),
    "body": lambda source, number: source.change(number, body="<p>东山高新区的另一段正文，写得长一点。</p>"),
    "address": lambda source, number: source.change(number, addresses=(f"/post/new-{number}.html",)),
    "draft": lambda source, number: source.change(number, visibility=Visibility.DRAFT),
    "gone": lambda source, number: source.remove(number),
    "undated": lambda source, number: source.change(number, published_at=None),
    "edited": lambda source, number: _edit(number),
}


def _edit(number):
    moved = MovedStory.objects.get(old_id=str(number))
    user = User.objects.first() or User.objects.create_user("writer", last_name="写")
    retitle(moved.article, user, "本站改的标题", is_published=True)


def trial(site, source):
    report = Report()
    running = Running(site, source, is_trial=True)
    running.try_out(lambda moved, written: report.lines.append(line_of(moved, written, {})))
    return groups(report, {})["outcomes"]


def run(site, source):
    done = Running(site, source).run(begin(site, {}))
    report = report_of(MovedStory.objects.filter(site=site), done.pk, {})
    assert sum(done.counts.values()) == len(report.lines)
    return groups(report, {})["outcomes"]


@pytest.fixture
def some(source, site, move):
    """Five stories that are here, two of them with dates that are none."""
    for number in (2, 3, 4):
        source.story(number, published_at=datetime(2020, 1, number, 9, tzinfo=CHINA))
    source.story(5, published_at=LATER)
    source.story(6, published_at=None)
    move()
    return source


def test_views_alone_are_no_change(some, site):
    for number in range(2, 7):
        some.change(number, views=50)
    assert trial(site, some) == run(site, some) == [("as-same", "没有变化", 5)]
    assert set(MovedStory.objects.values_list("views", flat=True)) == {50}


def test_a_date_of_the_neighbours_in_another_time_zone_is_no_change(some, site):
    assert run(site, some) == [("as-same", "没有变化", 5)]
    assert not MovedStory.objects.filter(old_id__in=["5", "6"]).exclude(outcome=Outcome.NEW).exists()


@pytest.mark.slow
def test_a_story_that_stays_as_ours_is_no_change(some, site):
    _edit(3)
    some.change(3, title="旧站的新标题")
    run(site, some)
    conflicts.choose(MovedStory.objects.get(old_id="3"), theirs=False)
    some.change(3, views=7)
    assert trial(site, some) == run(site, some) == [("as-same", "没有变化", 5)]


@pytest.mark.slow
def test_an_address_that_another_story_took_is_told_before(some, site):
    some.all_stories[0] = _readdressed(some.all_stories[0])
    assert trial(site, some) == run(site, some)


def _readdressed(story):
    return replace(story, addresses=("/post/other.html",))


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.lists(st.tuples(st.sampled_from(sorted(DELTAS)), st.integers(2, 6)), max_size=4), max_size=2))
def test_whatever_changed_a_trial_says_what_the_run_does(some, site, rounds):
    stories, sid = list(some.all_stories), transaction.savepoint()
    for deltas in rounds:
        for what, number in deltas:
            if any(story.id == str(number) for story in some.all_stories):
                DELTAS[what](some, number)
        assert trial(site, some) == run(site, some)
    some.all_stories = stories
    transaction.savepoint_rollback(sid)
