"""A site that is set up wrongly does not start, and says why in one sentence."""

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.db import connections

from parkinfo.management.commands import prepare_database

pytestmark = pytest.mark.django_db
SENTENCE = "The database is PostgreSQL 14, and ParkInfo needs 15 or newer."


@pytest.fixture
def old_server(monkeypatch):
    """DATABASE_URL names a PostgreSQL 14."""
    monkeypatch.setitem(vars(connections["default"]), "pg_version", 140_011)


def test_an_old_postgresql_is_one_clear_sentence(old_server):
    [error] = run_checks(tags=[Tags.database], databases=["default"])
    assert error.msg == SENTENCE


def test_a_postgresql_of_the_oldest_version_will_do(monkeypatch):
    monkeypatch.setitem(vars(connections["default"]), "pg_version", 150_000)
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


def test_a_check_without_the_database_asks_it_nothing(old_server):
    assert run_checks(tags=[Tags.database]) == []


def test_neither_migrate_nor_serve_goes_on_with_it(old_server):
    with pytest.raises(CommandError, match=SENTENCE):
        call_command("migrate", skip_checks=False)
    with pytest.raises(CommandError, match=SENTENCE):
        prepare_database.Command().handle(demo=False)
