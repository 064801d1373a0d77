"""The fixed cast of the desk's tests: an editor and a writer of one city, and a city that is not theirs."""

import pytest

from staff.roles import EDITOR, WRITER
from tests import builders
from tests.desk import signed_in


@pytest.fixture
def mine():
    return builders.city(name="本市")


@pytest.fixture
def other():
    return builders.city(name="别市")


@pytest.fixture
def editor(mine):
    """The editor of one city."""
    return builders.person(EDITOR, mine)


@pytest.fixture
def desk(editor):
    return signed_in(editor)


@pytest.fixture
def writer(mine):
    return builders.person(WRITER, mine)


@pytest.fixture
def city():
    """A city on its own host, of a network."""
    builders.portal()
    return builders.city(host="city.example")
