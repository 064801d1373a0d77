"""The pages of moving in are the owner's alone; where a story came from is for editors of its city."""

import pytest
from django.test import Client

from articles.models import Article
from moving.models import MovedStory, OldSite, Run, Step
from staff.roles import EDITOR, SALES, SALES_MANAGER, WRITER
from tests import builders
from tests.desk import page, signed_in, words
from tests.moving.desk import MOVES, begun, decided, taken, worked

pytestmark = pytest.mark.django_db
ROLES = [EDITOR, WRITER, SALES, SALES_MANAGER]


@pytest.fixture
def moved(desk, city, put):
    made = begun(desk, city, put())
    worked(made)
    site = OldSite.objects.get(pk=made.pk)
    decided(desk, site)
    return taken(desk, site, "run")


def addresses(step):
    """Every page of the owner's: (address, whether a button posts to it)."""
    site = f"{MOVES}{step.site_id}/"
    undo = f"undo/{step.run_id}/"
    for name in ("", "source/", "map/", "map/sheet/", "conflicts/", "switch/", undo, f"{undo}spared/"):
        yield site + name, False
    for name in ("", "lines/as-new/", "csv/"):
        yield f"{site}step/{step.pk}/{name}", False
    for name in ("", "new/", "files/", "files/delete/?name=old.db"):
        yield MOVES + name, False
    for name in ("map/accept/", f"step/{step.pk}/stop/", "start/run/", f"undo/{step.run_id}/", "forget/"):
        yield site + name, True
    yield f"{MOVES}upload/", True
    yield f"{MOVES}files/delete/", True


def asked(client, address, posts):
    return client.post(address) if posts else client.get(address)


@pytest.mark.slow
def test_the_owner_opens_every_page(desk, moved):
    for address, posts in addresses(moved):
        answer = asked(desk, address, posts)
        assert answer.status_code in ({302} if posts else {200}), address


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("everywhere", [True, False])
def test_everybody_else_is_refused_in_words_and_nothing_begins(moved, city, role, everywhere):
    client = signed_in(builders.person(role, *([] if everywhere else [city])))
    steps = Step.objects.count()
    for address, posts in addresses(moved):
        answer = asked(client, address, posts)
        assert answer.status_code == 403, address
        assert "您的授权不包括" in words(answer), address
    assert (Step.objects.count(), Run.objects.filter(undone_at=None).count()) == (steps, 1)
    assert MOVES not in words(client.get("/admin/"))


def test_visitors_are_asked_to_sign_in(moved):
    for address, posts in addresses(moved):
        answer = asked(Client(), address, posts)
        assert answer.status_code == 302, address
        assert answer.url.startswith("/admin/login/"), address


@pytest.mark.slow
def test_editors_of_the_city_see_where_a_story_came_from_and_its_markup_as_text(moved, city):
    article = Article.objects.get(title="示例园区开工")
    original = f"{MOVES}original/{article.pk}/"
    here, elsewhere = builders.person(EDITOR, city), builders.person(EDITOR, builders.city())
    shown = words(signed_in(here).get(page(article)))
    assert "从“示例旧站”迁入，旧编号 1，旧地址 /post/示例园区开工.html" in shown
    assert original in shown
    markup = words(signed_in(here).get(original))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in markup
    assert "<script>alert(1)" not in markup
    assert signed_in(elsewhere).get(original).status_code == 404
    for role in (WRITER, SALES, SALES_MANAGER):
        assert signed_in(builders.person(role, city)).get(original).status_code in {403, 404}
    assert Client().get(original).url.startswith("/admin/login/")


def test_a_story_written_here_names_no_old_site(moved, city):
    article = builders.draft(city=city)
    client = signed_in(builders.person(EDITOR, city))
    assert "旧编号" not in words(client.get(page(article)))
    assert client.get(f"{MOVES}original/{article.pk}/").status_code == 404
    assert MovedStory.objects.count() == 3
