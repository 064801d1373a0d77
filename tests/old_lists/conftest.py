"""A manager of one city at the desk, a salesperson who may own leads there, and another city."""

import pytest

from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.desk import signed_in


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    """A list of erased numbers of a test's own."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def jinan(db):
    return builders.city(name="济南", slug="jinan")


@pytest.fixture
def qingdao(db):
    return builders.city(name="青岛", slug="qingdao")


@pytest.fixture
def manager(jinan):
    return builders.person(SALES_MANAGER, jinan, last_name="主", first_name="管")


@pytest.fixture
def zhang(jinan):
    return builders.person(SALES, jinan, last_name="张", first_name="三")


@pytest.fixture
def desk(manager):
    return signed_in(manager)
