"""What lists and numbers of a trial and a run call a story is what it is here, and what they count is what they say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from moving.models import MovedStory, Step
from moving.report import line_of, report_of
from moving.running import Running
from moving.source import StoryKind
from moving.verifying import Verifying
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, put_into, taken, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def future():
    """A day next year."""
    return timezone.now().replace(microsecond=0) + timedelta(days=365)


def tried(site, source):
    lines = []
    Running(site, source, is_trial=True).try_out(lambda moved, written: lines.append(line_of(moved, written, {})))
    return {line.cells[0]: line for line in lines}


def test_a_story_whose_day_is_to_come_is_planned_and_not_published(site, source, move, future):
    site.choices["future"] = "scheduled"
    site.save()
    source.story(5, published_at=future)
    source.story(6)
    found = tried(site, source)
    assert (found["5"].cells[4], found["6"].cells[4]) == ("定时", "已发布")
    run = move()
    lines = report_of(MovedStory.objects.order_by("pk"), run.pk, {}).lines
    assert [line.cells[4] for line in lines] == ["定时", "已发布"]


def test_a_page_that_leads_to_one_of_ours_is_not_counted_as_left_out(site, source, decide, move, client):
    decide("page", "9", path="/zones/", leaves_out=True)
    decide("page", "10", leaves_out=True)
    for number in (9, 10):
        source.story(number, kind=StoryKind.PAGE, category="", title="关于我们")
    found = tried(site, source)
    assert (found["9"].cells[2], found["10"].cells[2]) == ("改到本站的页面", "不迁入")
    assert "旧地址转到本站的页面：/zones/" in found["9"].cells[3]
    run = move()
    assert run.counts == {"led": 1, "left_out": 1, "same": 0}
    assert client.get("/post/9.html", headers={"host": site.hosts[0]}).status_code == 301
    assert Verifying(site, source).verify().left_out == 2
    assert move().counts == {"same": 2}


@pytest.mark.slow
def test_what_is_called_of_the_backup_is_in_the_backup(desk, city, put, old, folder):
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    taken(desk, site, "run")
    del old.rows["post"][1]
    put_into(folder, old)
    taken(desk, site, "look")
    for kind, said in (("trial", "备份里的 2 篇，和以前迁过、这份备份里没有的 1 篇"), ("run", "另有 1 篇以前迁过")):
        step = taken(desk, site, kind)
        assert (step.result["stories"], step.result["others"]) == (2, 1)
        assert said in words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/"))
    assert Step.objects.filter(failure="").count() == Step.objects.count()
    assert Article.objects.count() == 2
