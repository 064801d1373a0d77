"""A story that the old site has no more: a trial, a run and a verification say so alike."""

import pytest

from articles.models import Article
from moving import verifying
from moving.models import MovedStory
from moving.report import Report, line_of, report_of
from moving.running import Running
from moving.source import Refusal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("choice", ["keep", "withdraw"])
def test_trial_and_run_count_what_is_gone_alike(source, site, move, choice):
    site.choices["gone"] = choice
    site.save()
    for number in (5, 6, 7, 8):
        source.story(number)
    move()
    source.remove(5)
    move()
    source.remove(6)
    source.remove(8)
    source.refusals.append(Refusal("zbp_post", "8", "读不出来"))
    source.change(7, title="新标题")
    tried = Report()
    Running(site, source, is_trial=True).try_out(lambda each, new: tried.lines.append(line_of(each, new, {})))
    run = move()
    ran = report_of(MovedStory.objects.order_by("pk"), run.pk, {})
    assert tried.counts() == ran.counts()
    assert sorted(line.cells for line in tried.lines) == sorted(line.cells for line in ran.lines)
    assert Article.objects.get(title="旧文章 6").status == ("withdrawn" if choice == "withdraw" else "published")


def test_a_story_that_the_source_has_no_more_and_that_is_public_here_is_an_exception(source, site, move):
    for number in (1, 2):
        source.story(number)
    move()
    source.remove(2)
    found = verifying.Verifying(site, source).verify()
    [fault] = found.faults
    assert (fault.code, fault.old_id, fault.title) == ("gone", "2", "旧文章 2")
    assert (found.stories_right, found.stories) == (1, 2)
    assert found.share < 1
    move()
    found = verifying.Verifying(site, source).verify()
    assert ([each.code for each in found.faults], found.share) == (["gone"], 1)
    site.choices["gone"] = "withdraw"
    site.save()
    MovedStory.objects.filter(old_id="2").update(outcome="new")
    move()
    assert verifying.Verifying(site, source).verify().faults == []
