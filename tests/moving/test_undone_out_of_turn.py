"""An import that is undone though a later one has changed its stories: what it wrote goes once the later is undone."""

import pytest

from articles import pictures
from articles.models import Article, ArticleRevision
from images.models import Image
from moving.models import MovedFile, MovedStory
from moving.undo_list import counts_of, rows_of
from moving.undoing import undo
from staff.roles import EDITOR
from tests import builders
from tests.desk import words
from tests.moving.desk import MOVES
from tests.moving.in_memory import UPLOADS, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(source, move):
    """Three imports of a story, the second and the third with another title; one more story came with the first."""
    source.story(5)
    source.story(6)
    runs = [move()]
    for title in ("第二次的题目", "第三次的题目"):
        source.change(5, title=title)
        runs.append(move())
    return runs


def title():
    return MovedStory.objects.get(old_id="5").article.title


def counted(run):
    return {what: count for what, _, count in counts_of(run) if count}


def test_what_the_second_of_three_wrote_is_not_what_the_undoing_of_the_third_brings_back(three):
    _, second, third = three
    assert counted(second) == {"later": 1}
    assert [row.old_id for row in rows_of(second, "later")] == ["5"]
    done = undo(second)
    assert done.counts() == {"later": 1}
    assert title() == "第三次的题目"
    assert counted(third) == {"restored": 1}
    undo(third)
    assert title() == "旧文章 5"


@pytest.mark.slow
def test_in_turn_each_brings_back_the_one_before_it(three):
    first, second, third = three
    undo(third)
    assert title() == "第二次的题目"
    assert counted(second) == {"restored": 1}
    undo(second)
    assert title() == "旧文章 5"
    assert undo(first).counts() == {"removed": 2}


def test_an_editors_words_on_top_of_what_was_undone_stay(three, source, move):
    article = MovedStory.objects.get(old_id="5").article
    article.title = "编辑改的题目"
    article.save()
    article.record(builders.person(EDITOR), "改")
    undo(three[1])
    assert undo(three[2]).counts() == {"spared": 1}
    assert title() == "编辑改的题目"


@pytest.mark.slow
def test_pictures_that_came_for_what_was_undone_go_with_it(source, move):
    """Those of its text, and those that the worker has fetched for it."""
    source.story(5)
    move()
    source.files.content = {f"{UPLOADS}b.jpg": picture(2)}
    source.change(5, body=f'<p>第二次的正文，一共一句。</p><img src="/{UPLOADS}b.jpg">')
    second = move()
    article = MovedStory.objects.get(old_id="5").article
    article.record(None, pictures.FETCHED)
    source.change(5, title="第三次的题目")
    third = move()
    assert undo(second).counts() == {"later": 1}
    assert Image.objects.count() == 1
    undo(third)
    assert (title(), "第二次" in Article.objects.get().body) == ("旧文章 5", False)
    assert (Image.objects.count(), MovedFile.objects.count()) == (0, 0)
    assert ArticleRevision.objects.filter(reason=f"撤销{third}").count() == 1


@pytest.mark.slow
def test_the_page_says_what_goes_along_and_what_waits(desk, three):
    first, second, third = (words(desk.get(f"{MOVES}{run.site_id}/undo/{run.pk}/")) for run in three)
    assert "会连同后来的更新一起撤掉" in first
    assert "会连同后来的更新一起撤掉" not in second
    assert "<strong>1</strong>后来的迁入又更新过，等撤销后来的，再回到这次以前" in second
    assert "一般从最后一次撤起" not in third
    assert "旧文章" not in third
    assert "第三次的题目" in words(desk.get(f"{MOVES}{three[1].site_id}/undo/{three[1].pk}/later/"))
