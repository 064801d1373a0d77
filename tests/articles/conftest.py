"""The fixed cast of the desk's tests: an editor and a writer of one city, and a city that is not theirs."""

import io

import PIL.Image
import pytest
from django.core.files.base import ContentFile

from images.uploads import store
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


@pytest.fixture
def picture():
    """Makes a stored picture of a colour, named by it."""

    def make(colour):
        out = io.BytesIO()
        PIL.Image.new("RGB", (40, 30), colour).save(out, "PNG")
        return store(ContentFile(out.getvalue(), f"{colour}.png"), title=f"图{colour}")

    return make
