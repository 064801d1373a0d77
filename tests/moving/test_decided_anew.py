"""What is decided otherwise before a later run reaches the old addresses of what is here already, and goes back."""

import pytest

from addresses.models import OldAddress
from articles.models import Tag
from moving.models import MovedStory, Run
from moving.undoing import undo
from moving.verifying import Verifying
from tests import builders

pytestmark = pytest.mark.django_db


def category():
    return OldAddress.objects.get(kind="category", key="1")


def test_a_category_that_goes_to_another_section_takes_its_old_address_along(site, source, decide, move):
    first, other = builders.section(), builders.section("zhengce", "政策")
    source.story(5)
    move()
    assert category().section == first
    decide("category", "1", section=other)
    second = move()
    assert category().section == other
    found = Verifying(site, source).verify()
    assert (found.share, found.faults) == (1, [])
    decide("category", "1", section=None, leaves_out=True)
    third = move()
    assert category().target is None
    undo(third)
    assert category().section == other
    undo(second)
    assert category().section == first
    move()
    assert category().target is None, "What was decided holds on, and the next run does it again."


def test_a_tag_that_is_merged_into_another_takes_its_old_address_along(source, decide, move):
    decide("tag", source.tag(3, "储能"), tag="储能")
    source.story(5, tags=("3",))
    move()
    decide("tag", "3", tag="新能源")
    move()
    assert OldAddress.objects.get(kind="tag", key="3").tag == Tag.objects.get(name="新能源")


@pytest.mark.slow
def test_what_somebody_has_said_of_an_address_stands(source, decide, move):
    source.story(5)
    move()
    OldAddress.objects.filter(pk=category().pk).update(section=None, path="/news/")
    decide("category", "1", section=builders.section("zhengce", "政策"))
    move()
    assert category().path == "/news/"


@pytest.mark.slow
def test_rows_of_before_this_was_kept_are_known_from_the_next_run_on(source, decide, move):
    source.story(5)
    move()
    Run.objects.update(targets={})
    move()
    other = builders.section("zhengce", "政策")
    decide("category", "1", section=other)
    move()
    assert category().section == other


@pytest.mark.slow
def test_a_story_that_was_left_out_has_its_old_addresses_once_it_moves_in(site, source, decide, move):
    decide("category", source.category(2), leaves_out=True)
    source.story(5, category="2")
    move()
    assert OldAddress.objects.get(kind="post", key="5").target is None
    decide("category", "2", section=builders.section(), leaves_out=False)
    move()
    moved = MovedStory.objects.get()
    assert OldAddress.objects.get(kind="post", key="5").article == moved.article
    assert moved.notes == []
    assert Verifying(site, source).verify().share == 1
