"""A city on its own host, an old site of it, and the decisions that let it move in."""

from functools import partial

import pytest

from moving import choices
from moving.models import NameDecision, OldSite
from moving.running import Running, begin
from staff.models import User
from tests import builders
from tests.desk import signed_in
from tests.moving.desk import new_city, put_into, small_site
from tests.moving.in_memory import HOST, OldSource


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """An empty media directory."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def source():
    made = OldSource()
    made.category(1)
    return made


@pytest.fixture
def site(db):
    builders.portal()
    city = builders.city(name="示例市", host=HOST)
    return OldSite.objects.create(key="shi", title="示例旧站", city=city, hosts=[HOST], choices=choices.proposed())


@pytest.fixture
def decide(site):
    """Decides of a name: decide("tag", "7", tag="新能源")."""

    def decide(sort, old_id, **fields):
        if sort in {"category", "page"} and not fields:
            fields["section"] = builders.section()
        return NameDecision.objects.update_or_create(site=site, sort=sort, old_id=old_id, defaults=fields)[0]

    decide("category", "1")
    decide("category", "")
    return decide


@pytest.fixture
def move(site, source, decide):
    """Runs the source, or another, over the site; returns the run."""

    def move(other=None):
        return Running(site, other or source).run(begin(site, {}))

    return move


@pytest.fixture
def folder(settings, tmp_path):
    """The server's folder of old sites, empty."""
    settings.MOVING_DIR = tmp_path / "moving"
    settings.MOVING_DIR.mkdir()
    return settings.MOVING_DIR


@pytest.fixture
def old():
    return small_site()


@pytest.fixture
def put(folder, old):
    """put(): the old site as it is then lies in the folder; its name."""
    return partial(put_into, folder, old)


@pytest.fixture
def city(db):
    return new_city()


@pytest.fixture
def owner(db):
    return User.objects.create_superuser("owner", password="chang-mima-2026", is_staff=True, last_name="王")


@pytest.fixture
def desk(owner):
    """The owner's browser at the desk."""
    return signed_in(owner)
