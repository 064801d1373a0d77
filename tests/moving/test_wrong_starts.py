"""A site that was begun by mistake is forgotten; one of which stories came in is not."""

import pytest

from moving.models import OldSite
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked

pytestmark = pytest.mark.django_db
BUTTON = "删掉这个旧站"


@pytest.fixture
def site(desk, city, put):
    """Looked at, and decided."""
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    return site


def test_one_that_was_only_looked_at_goes_with_its_answers_and_its_city_is_free_again(desk, site, city, put):
    assert BUTTON in words(desk.get(f"{MOVES}{site.pk}/"))
    page = words(desk.post(f"{MOVES}{site.pk}/forget/", follow=True))
    assert "删掉了。备份文件还在搬家目录里" in page
    assert not OldSite.objects.exists()
    assert begun(desk, city, put()).city == city


@pytest.mark.slow
def test_one_that_was_moved_in_stays(desk, site):
    taken(desk, site, "run")
    assert BUTTON not in words(desk.get(f"{MOVES}{site.pk}/"))
    page = words(desk.post(f"{MOVES}{site.pk}/forget/", follow=True))
    assert "迁入过的、正在做的旧站不能删" in page
    assert OldSite.objects.filter(pk=site.pk).exists()


@pytest.mark.slow
def test_nor_does_one_that_is_being_looked_at(desk, site):
    desk.post(f"{MOVES}{site.pk}/start/look/")
    assert "不能删" in words(desk.post(f"{MOVES}{site.pk}/forget/", follow=True))
    assert OldSite.objects.filter(pk=site.pk).exists()


def test_a_button_alone_forgets(desk, site):
    desk.get(f"{MOVES}{site.pk}/forget/")
    assert OldSite.objects.filter(pk=site.pk).exists()
