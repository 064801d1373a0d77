"""The same backup brought in for a second city asks first: it would have every story twice."""

import re

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from moving.doubling import LABEL
from moving.models import OldSite, Run
from moving.undoing import undo
from tests import builders
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(desk, city, put):
    """A second site by the same backup, looked at and decided; the first one has moved in."""
    first = begun(desk, city, put())
    worked(first)
    decided(desk, first)
    taken(desk, first, "run")
    made = begun(desk, builders.city(name="第二市", slug="dier", host="dier.example"), put())
    worked(made)
    decided(desk, made)
    return OldSite.objects.get(pk=made.pk)


def test_the_same_backup_for_a_second_city_is_not_brought_in_until_somebody_ticks_it(desk, second):
    before = Article.objects.count()
    page = words(desk.get(f"{MOVES}{second.pk}/"))
    assert "旧站“示例旧站”（示例市）里已经有 2 篇编号和标题都相同的文章" in page
    assert LABEL in page
    answer = words(desk.post(f"{MOVES}{second.pk}/start/run/", follow=True))
    assert "照这样迁，每篇都会有两份" in re.sub(r"<[^>]+>", "", answer)
    assert (Article.objects.count(), Run.objects.filter(site=second).count()) == (before, 0)
    assert taken(desk, second, "trial").failure == "", "A trial writes nothing."
    desk.post(f"{MOVES}{second.pk}/start/run/", {"double": "on"})
    assert worked(second).failure == ""
    assert Article.objects.count() == 2 * before
    assert LABEL not in words(desk.get(f"{MOVES}{second.pk}/"))
    assert taken(desk, second, "run").failure == "", "Once it is here, a later backup of it is its own."


@pytest.mark.slow
def test_what_was_found_no_longer_holds_once_the_other_import_is_undone(desk, second):
    undo(Run.objects.exclude(site=second).get())
    assert LABEL not in words(desk.get(f"{MOVES}{second.pk}/"))
    assert taken(desk, second, "run").failure == ""


def test_the_worker_asks_as_well_where_the_other_moved_in_after_the_look(desk, city, put):
    sites = [
        begun(desk, each, put()) for each in (city, builders.city(name="第二市", slug="dier", host="dier.example"))
    ]
    for site in sites:
        worked(site)
        decided(desk, site)
    assert taken(desk, sites[0], "run").failure == ""
    assert "每篇都会有两份" in taken(desk, sites[1], "run").failure


@pytest.mark.slow
def test_the_command_asks_by_a_word_of_its_own(folder, second):
    said = [str(folder / "old.db"), "--site", second.key, "--host", "http://old.example/"]
    with pytest.raises(CommandError, match="--again"):
        call_command("import_zblog", "run", *said)
    call_command("import_zblog", "run", *said, "--again")
    assert Run.objects.get(site=second).finished_at


@pytest.mark.slow
def test_stories_of_another_site_that_share_some_numbers_ask_nothing(desk, second, folder, old, put):
    for number in range(20):
        old.post(f"自己的 {number}", "<p>正文。</p>", CateID=1)
    old.rows["post"][0]["Title"] = "别的题目" if hasattr(old, "rows") else ""
    desk.post(f"{MOVES}{second.pk}/source/", {"program": "zblog", "source": put(), "host": "http://old.example/"})
    worked(second)
    assert LABEL not in words(desk.get(f"{MOVES}{second.pk}/"))
