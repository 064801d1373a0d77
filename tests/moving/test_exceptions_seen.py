"""Exceptions that an owner has seen stand in no way; a wrong program is named; old pins are told of."""

import re

import pytest

from addresses.models import OldAddress
from articles.models import Article
from moving import pins
from moving.models import MovedStory, OldSite
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked
from tests.moving.wxr_files import Export

pytestmark = pytest.mark.django_db


@pytest.fixture
def verified(desk, city, put):
    """A site that was verified after the old address of a story was lost."""
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    taken(desk, site, "run")
    _spoil("2")
    return site, taken(desk, site, "verify")


def _spoil(old_id):
    OldAddress.objects.filter(article=MovedStory.objects.get(old_id=old_id).article).delete()


def point(desk, site):
    """The line of the verification on the day of the switch."""
    page = words(desk.get(f"{MOVES}{site.pk}/switch/"))
    return re.sub(r"<[^>]+>", "", page[page.index("核对 <span") :][:160])


@pytest.mark.slow
def test_exceptions_that_were_seen_are_done_until_new_ones_come(desk, verified):
    site, step = verified
    assert point(desk, site).startswith("核对 还没有")
    assert "这些例外都看过了" in words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/"))
    desk.post(f"{MOVES}{site.pk}/step/{step.pk}/seen/")
    assert point(desk, site).startswith("核对 好了")
    assert "看过例外" in point(desk, site)
    page = words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/"))
    assert "看过例外" in page
    assert "这些例外都看过了" not in page
    taken(desk, site, "verify")
    assert point(desk, site).startswith("核对 好了")
    _spoil("1")
    taken(desk, site, "verify")
    assert point(desk, site).startswith("核对 还没有")
    assert "后来又有" in point(desk, site)


def test_a_wrong_program_is_named_and_changed_by_a_button_and_owns_no_city(desk, city, folder, owner):
    blog = Export()
    blog.post(1)
    blog.write(folder / "a.xml")
    site = begun(desk, city, "a.xml", uploads="", host="")
    step = worked(site)
    assert "这像WordPress的备份" in step.failure.replace(" ", "")
    assert "按WordPress再看一看" in words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/")).replace(" ", "")
    again = begun(desk, city, "a.xml", uploads="", host="")
    assert not OldSite.objects.filter(pk=site.pk).exists()
    assert again.key == site.key
    worked(again)
    desk.post(f"{MOVES}{again.pk}/start/look/", {"program": "wordpress"})
    assert worked(again).failure == ""
    refused = desk.post(f"{MOVES}new/", {"program": "zblog", "city": city.pk, "source": "a.xml"})
    assert "已经是旧站" in words(refused)


def test_several_old_pins_are_told_of(source, site, move):
    for number in (2, 3):
        source.story(number, is_pinned=True)
    move()
    assert "旧站置顶的有 2 篇公开着" in pins.in_words(site)
    assert "现在是《旧文章 3》" in pins.in_words(site)
    Article.objects.filter(title="旧文章 2").update(pinned=False)
    assert pins.in_words(site) == ""
