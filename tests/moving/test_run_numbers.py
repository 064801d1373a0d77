"""People count the imports of a site: its first is number 1, whatever other sites have had."""

import pytest
from django.core.management import CommandError, call_command

from moving.models import OldSite, Run
from tests.desk import words
from tests.moving.desk import MOVES

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(db):
    """Two sites, whose runs took turns."""
    sites = [OldSite.objects.create(key=key, hosts=[f"{key}.example"]) for key in ("jia", "yi")]
    for number in range(5):
        Run.objects.create(site=sites[number % 2])
    return sites


def test_each_site_counts_its_own(two):
    assert [run.number for run in Run.objects.filter(site=two[0])] == [3, 2, 1]
    assert [run.number for run in Run.objects.filter(site=two[1])] == [2, 1]
    assert str(Run.objects.latest("pk")) == "第 3 次迁入"


def test_the_pages_show_that_number(two, desk):
    page = words(desk.get(f"{MOVES}{two[1].pk}/"))
    assert "第 2 次：" in page
    assert "第 1 次：" in page
    assert "第 3 次：" not in page
    run = Run.objects.filter(site=two[1]).latest("pk")
    assert "撤销第 2 次迁入" in words(desk.get(f"{MOVES}{two[1].pk}/undo/{run.pk}/"))


def test_a_command_takes_it_and_asks_whose_where_several_have_it(two):
    call_command("import_zblog", "undo", "3")
    assert Run.objects.filter(site=two[0]).latest("pk").undone_at
    with pytest.raises(CommandError, match="几个旧站都有第 2 次"):
        call_command("import_zblog", "undo", "2")
    call_command("import_zblog", "undo", "2", "--site", "yi")
    assert Run.objects.filter(site=two[1]).latest("pk").undone_at
    assert Run.objects.filter(undone_at=None).count() == 3
    with pytest.raises(CommandError, match="没有第 9 次"):
        call_command("import_zblog", "undo", "9")
