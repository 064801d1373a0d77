"""What the page says before an import is undone is what the undoing does, story by story."""

import pytest

from articles import pictures
from articles.models import Article, ArticleRevision
from moving import old_hosts
from moving.models import MovedStory, Run
from moving.undo_list import counts_of, rows_of
from moving.undoing import undo
from staff.roles import EDITOR
from tests import builders
from tests.moving.in_memory import UPLOADS, picture

pytestmark = pytest.mark.django_db


def article(number):
    return MovedStory.objects.get(old_id=str(number)).article


def told(run):
    """{what: how many} of what there is, as the page says it before."""
    return {what: count for what, _, count in counts_of(run) if count}


def as_told(run):
    """What an undoing did, which is what the page said before."""
    before = told(run)
    names = {what: {row.old_id for row in rows_of(run, what)} for what in before if what not in {"files", "hosts"}}
    done = undo(run)
    assert done.counts() == before
    assert names == {what: {line.cells[0] for line in done.of(what)} for what in names}
    return before


def edit(number, **fields):
    story = article(number)
    for name, value in fields.items():
        setattr(story, name, value)
    story.save()
    story.record(builders.person(EDITOR), "改")


@pytest.fixture
def hosts(site):
    site.choices["hosts"] = ["old.example", "www.old.example"]
    site.save()
    return site.choices["hosts"]


def test_what_is_told_of_each_of_two_imports_is_what_is_done(source, move, decide, hosts):
    decide("category", source.category(2), leaves_out=True)
    for number in range(1, 8):
        source.story(number)
    source.story(8, category="2")
    first = move()
    edit(2, title="编辑改的题目")
    edit(3, title="改了")
    edit(3, title="旧文章 3")
    Article.objects.filter(pk=article(4).pk).update(seo_title="没有留下版本")
    for number in range(1, 6):
        source.change(number, title=f"旧站改的 {number}")
    source.remove(6)
    source.story(9)
    second = move()
    assert as_told(second) == {"restored": 3, "spared": 2, "removed": 1, "noted": 1}
    assert as_told(first) == {"removed": 5, "spared": 2, "forgotten": 1}


@pytest.mark.slow
def test_old_hosts_are_told_of_only_when_they_go(source, move, hosts):
    source.story(1)
    source.story(2)
    run = move()
    edit(2, title="编辑改的题目")
    assert as_told(run) == {"removed": 1, "spared": 1}


@pytest.mark.slow
@pytest.mark.parametrize("looked_up", [100, 0], ids=["few", "many"])
def test_files_are_told_of_only_when_they_go(source, move, monkeypatch, looked_up):
    """What a story that stays shows stays; so does what comes back with a text, as far as it is the run's own."""
    monkeypatch.setattr(pictures, "MOST_LOOKED_UP", looked_up)
    source.files.content = {f"{UPLOADS}{n}.jpg": picture(n) for n in range(5)}
    source.story(1, f'<p>一<img src="/{UPLOADS}0.jpg"><img src="/{UPLOADS}1.jpg"></p>', cover=f"/{UPLOADS}2.jpg")
    source.story(2, f'<p>二<img src="/{UPLOADS}1.jpg"></p>')
    first = move()
    edit(2, title="编辑改的题目")
    source.files.content[f"{UPLOADS}9.jpg"] = picture(9)
    source.change(1, body=f'<p>一<img src="/{UPLOADS}9.jpg"></p>')
    assert as_told(move()) == {"restored": 1, "files": 1}
    assert as_told(first) == {"removed": 1, "spared": 1, "files": 4}


@pytest.mark.slow
def test_the_hosts_that_an_earlier_undoing_left_go_with_the_last_story(source, move, hosts, site):
    source.story(1)
    first = move()
    source.story(2)
    second = move()
    assert as_told(first) == {"removed": 1}
    assert as_told(second) == {"removed": 1, "hosts": 2}
    assert old_hosts.rows_of(site) == []
    assert not any(run.hosts for run in Run.objects.all())


def test_a_story_of_which_the_import_wrote_nothing_was_not_changed_here(source, move):
    source.story(5)
    move()
    source.change(5, title="旧站改的题目")
    move()
    source.remove(5)
    assert as_told(move()) == {"noted": 1}
    assert article(5).title == "旧站改的题目"
    assert ArticleRevision.objects.count() == 2


@pytest.mark.slow
def test_three_imports_are_undone_one_by_one(source, move):
    source.story(5)
    runs = [move()]
    for title in ("第二次的题目", "第三次的题目"):
        source.change(5, title=title)
        runs.append(move())
    for run, title in ((runs[2], "第二次的题目"), (runs[1], "旧文章 5")):
        assert as_told(run) == {"restored": 1}
        assert article(5).title == title
    assert as_told(runs[0]) == {"removed": 1}
