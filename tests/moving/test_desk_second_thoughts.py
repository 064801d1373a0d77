"""What an owner takes back: a choice between two texts with the run that asked for it, a withdrawal, a verification."""

import pytest

from articles.models import Article
from moving.models import MovedStory, Outcome
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, retitle, taken, worked

pytestmark = pytest.mark.django_db

MINE, THEIRS = "编辑改的题目", "旧站改的题目"


@pytest.fixture
def moved(desk, city, put):
    """The step of a run that brought a small site in."""
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    return taken(desk, site, "run")


@pytest.fixture(params=[False, True], ids=["a draft", "published"])
def chosen(request, desk, moved, old, put, owner):
    """An edited story for which the old site's side was chosen, before any run has brought it."""
    article = Article.objects.get(title="第二批厂房交付")
    retitle(article, owner, MINE, is_published=request.param)
    old.rows["post"][1]["Title"] = THEIRS
    put()
    step = taken(desk, moved.site, "run")
    desk.post(f"{MOVES}{moved.site_id}/conflicts/", {"old_id": "2", "side": "theirs"})
    return step


def title():
    return Article.objects.get(moved_from__old_id="2").working_copy().title


def test_a_chosen_story_waits_for_another_run_and_the_steps_say_so(desk, chosen):
    address = f"{MOVES}{chosen.site_id}/"
    assert "选了用旧站的 1 篇，再迁入一次就更新" in words(desk.get(address))
    taken(desk, chosen.site, "run")
    assert title() == THEIRS
    assert "选了用旧站的" not in words(desk.get(address))


def test_a_choice_is_taken_back_with_its_run_and_asked_for_again(desk, moved, chosen):
    desk.post(f"{MOVES}{chosen.site_id}/undo/{chosen.run_id}/")
    worked(chosen.site)
    assert title() == MINE
    taken(desk, chosen.site, "run")
    assert MovedStory.objects.get(old_id="2").outcome == Outcome.CONFLICT
    assert title() == MINE


@pytest.mark.slow
def test_what_was_edited_stays_when_all_runs_are_taken_back(desk, moved, chosen):
    for run in (chosen.run_id, moved.run_id):
        page = words(desk.get(f"{MOVES}{moved.site_id}/undo/{run}/"))
        desk.post(f"{MOVES}{moved.site_id}/undo/{run}/")
        step = worked(moved.site)
    assert "<strong>1</strong>撤掉的文章" in page
    assert "<strong>1</strong>本站改过，留下的" in page
    assert (step.result["counts"]["removed"], step.result["counts"]["spared"]) == (1, 1)
    assert title() == MINE


@pytest.mark.slow
def test_what_is_gone_is_withdrawn_again_after_that_was_taken_back(desk, moved, old, put):
    moved.site.refresh_from_db()
    moved.site.choices["gone"] = "withdraw"
    moved.site.save()
    del old.rows["post"][1]
    put()
    for _ in range(2):
        step = taken(desk, moved.site, "run")
        assert Article.objects.get(moved_from__old_id="2").status == Article.Status.WITHDRAWN
        desk.post(f"{MOVES}{moved.site_id}/undo/{step.run_id}/")
        worked(moved.site)
        assert Article.objects.get(moved_from__old_id="2").status == Article.Status.PUBLISHED


@pytest.mark.slow
def test_a_verification_from_before_the_last_run_is_no_proof(desk, moved):
    taken(desk, moved.site, "verify")
    pages = (f"{MOVES}{moved.site_id}/", f"{MOVES}{moved.site_id}/switch/")
    assert not any("最后一次迁入以前的" in words(desk.get(page)) for page in pages)
    taken(desk, moved.site, "run")
    assert all("最后一次迁入以前的" in words(desk.get(page)) for page in pages)
