"""A city on its own host, an old site of it, and the decisions that let it move in."""

import pytest

from moving import choices
from moving.models import NameDecision, OldSite
from moving.running import Running, begin
from tests import builders
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
