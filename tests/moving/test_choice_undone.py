"""The old site's side was chosen, a run brought it, and the run is undone: what was written here is as it was."""

import pytest

from articles.models import Article
from moving import conflicts
from moving.models import MovedStory, Outcome
from moving.undo_list import counts_of
from moving.undo_order import OutOfOrder, in_the_way
from moving.undoing import undo
from staff.roles import EDITOR
from tests import builders
from tests.desk import words
from tests.moving.desk import MOVES, retitle, worked

pytestmark = pytest.mark.django_db

MINE, THEIRS, FIRST = "编辑改的题目", "旧站改的题目", "旧文章 5"


def moved():
    return MovedStory.objects.get(old_id="5")


def edit(*, is_published):
    retitle(moved().article, builders.person(EDITOR, last_name="李"), MINE, is_published=is_published)


@pytest.fixture(params=[False, True], ids=["a draft", "published"])
def is_published(request):
    return request.param


@pytest.fixture
def runs(source, move, is_published):
    """The run that brought a story, the one that found it changed on both sides, and the one that took theirs."""
    source.story(5)
    made = move()
    edit(is_published=is_published)
    source.change(5, title=THEIRS)
    found = move()
    conflicts.choose(moved(), theirs=True)
    took = move()
    assert (moved().article.title, moved().article.draft_revision) == (THEIRS, None)
    return [made, found, took]


@pytest.mark.slow
def test_what_was_written_here_is_as_it_was_and_the_conflict_is_open_again(site, runs, is_published):
    undo(runs[2])
    article = moved().article
    assert article.title == (MINE if is_published else FIRST)
    draft = article.draft_revision
    assert (draft and (draft.content["title"], draft.author.last_name)) == (None if is_published else (MINE, "李"))
    [conflict] = conflicts.conflicts(site)
    shown = {label: [conflicts.in_marks(row) for row in rows] for label, rows in conflict.differences}
    assert shown == {"标题": ["[-编辑-]{+旧站+}改的题目"]}


@pytest.mark.slow
def test_the_next_run_leaves_it_to_be_chosen_again(runs, move):
    undo(runs[2])
    assert move().counts == {"same": 1}
    assert (moved().outcome, moved().article.working_copy().title) == (Outcome.CONFLICT, MINE)
    conflicts.choose(moved(), theirs=True)
    move()
    assert moved().article.title == THEIRS


@pytest.mark.slow
def test_it_counts_as_edited_here_when_the_runs_before_are_undone_too(runs):
    undo(runs[2])
    for run in runs[1::-1]:
        assert {what: count for what, _, count in counts_of(run)}["spared"] == 1
        [line] = undo(run).of("spared")
        assert "李" in line.cells[3]
        assert line.cells[3].endswith("：改")
    assert Article.objects.get().working_copy().title == MINE


def test_a_choice_that_no_run_has_carried_out_keeps_the_story_whichever_run_is_undone(source, move, is_published):
    source.story(5)
    made = move()
    edit(is_published=is_published)
    source.change(5, title=THEIRS)
    move()
    conflicts.choose(moved(), theirs=True)
    assert undo(made).counts() == {"spared": 1}
    article = Article.objects.get()
    assert article.working_copy().title == MINE
    assert bool(article.draft_revision) is not is_published
    move()
    assert moved().outcome == Outcome.CONFLICT


@pytest.mark.slow
def test_what_a_run_wrote_over_what_was_chosen_goes_back_run_by_run(source, runs, move):
    source.change(5, title="旧站又改的题目")
    undo(move())
    assert moved().article.title == THEIRS
    undo(runs[2])
    assert moved().article.working_copy().title == MINE
    assert moved().outcome == Outcome.CONFLICT


@pytest.mark.slow
def test_the_run_that_made_the_story_is_not_undone_before_the_one_that_took_theirs(runs):
    """It would take the story away, and the editor's words with it."""
    made, found, took = runs
    with pytest.raises(OutOfOrder, match=f"请先撤销{took}，再撤这一次"):
        undo(made)
    assert Article.objects.get().title == THEIRS
    undo(found)
    undo(took)
    assert in_the_way(made) is None
    assert undo(made).counts() == {"spared": 1}
    assert Article.objects.get().working_copy().title == MINE


@pytest.mark.slow
def test_the_run_that_took_theirs_is_not_undone_before_one_that_wrote_over_it(source, runs, move):
    """Of it nothing would go back then, and later the wrong words."""
    source.change(5, title="旧站又改的题目")
    last = move()
    with pytest.raises(OutOfOrder, match=str(last)):
        undo(runs[2])
    assert undo(last).counts() == {"restored": 1}
    assert undo(runs[2]).counts() == {"restored": 1}
    assert moved().article.working_copy().title == MINE


@pytest.mark.slow
def test_a_choice_of_another_story_is_in_nobodys_way(source, runs, move):
    source.story(6)
    other = move()
    source.change(6, title="旧站改的第六篇")
    move()
    assert in_the_way(other) is None
    assert undo(other).counts()["removed"] == 1


def test_the_page_says_which_run_is_to_be_undone_first_and_so_does_the_worker(site, runs, desk, owner):
    made, _, took = runs
    address = f"{MOVES}{site.pk}/undo/"
    page = words(desk.get(f"{address}{made.pk}/"))
    assert f"请先撤销{took}" in page
    assert f'href="{address}{took.pk}/"' in page
    assert '<form method="post">' not in page
    desk.post(f"{address}{made.pk}/")
    assert f"请先撤销{took}" in worked(site).failure
