"""Of several imports of one site the last is undone first: what those before it have is as it was after them."""

import pytest

from addresses.models import OldAddress
from articles.models import Article, Tag
from moving.models import MovedStory
from moving.undoing import undo
from moving.verifying import Verifying
from staff.roles import EDITOR
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(source, decide):
    """A source whose names lead somewhere: a category, one that is left out, a tag and an author."""
    decide("tag", source.tag(3, "新能源"), tag="新能源")
    decide("category", source.category(2, "旧闻"), leaves_out=True)
    decide("author", source.author(1, "张三"), byline="张三")
    source.story(5, tags=("3",), author="1")
    source.story(6, category="2")
    return source


def moved(number):
    return MovedStory.objects.get(old_id=str(number))


def keys():
    return set(OldAddress.objects.values_list("kind", "key"))


def test_the_lists_of_a_site_stay_when_a_later_import_is_undone(site, named, move):
    move()
    before = keys()
    undo(move())
    assert keys() == before >= {("category", "1"), ("category", "2"), ("tag", "3")}
    found = Verifying(site, named).verify()
    assert (found.addresses_right, found.faults) == (found.addresses, [])


@pytest.mark.slow
def test_the_list_that_a_later_import_made_goes_with_it_and_the_others_with_theirs(named, decide, move):
    first, before = move(), keys()
    decide("tag", named.tag(4, "储能"), tag="储能")
    named.story(7, tags=("4",))
    second = move()
    assert ("tag", "4") in keys()
    undo(second)
    assert keys() == before
    assert [tag.name for tag in Tag.objects.all()] == ["新能源"]
    undo(first)
    assert not keys()
    assert not Tag.objects.exists()


@pytest.mark.slow
def test_the_lists_stay_with_the_later_import_when_the_earlier_is_undone(named, decide, move):
    first = move()
    named.story(7)
    second, before = move(), keys()
    undo(first)
    assert {key for key in before if key[0] in {"category", "tag"}} <= keys()
    assert OldAddress.objects.get(kind="tag", key="3").tag.name == "新能源"
    undo(second)
    assert not keys()
    assert not Tag.objects.exists()


@pytest.mark.slow
def test_the_lists_stay_while_an_edited_story_stays_whichever_import_brought_it(named, move):
    first, second = move(), move()
    story = moved(5).article
    story.title = "编辑改的题目"
    story.save()
    story.record(builders.person(EDITOR), "改")
    undo(first)
    undo(second)
    assert Article.objects.get() == story
    assert {("category", "1"), ("tag", "3")} <= keys()


@pytest.mark.slow
def test_what_was_left_out_is_gone_as_before_when_a_later_import_of_it_is_undone(named, move):
    first, before = move(), keys()
    named.change(6, title="旧站又改了题目")
    named.story(8, category="2")
    second = move()
    assert ("post", "8") in keys()
    undo(second)
    assert keys() == before
    undo(first)
    assert not keys()


def test_what_was_deleted_here_stays_away_when_a_later_import_is_undone(named, move):
    move()
    moved(5).article.delete()
    named.change(5, title="旧站又改了题目")
    undo(move())
    move()
    assert not Article.objects.exists()
