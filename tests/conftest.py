"""What every test stands on: a PostgreSQL of the run's own, no network beyond this machine."""

import contextlib
import gc
import os
import sys

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, client

from plumbing import postgres
from tests import migrated, sessions
from tests.disk import Disk
from zones.site import fragments

# The same values in every run and no deadline: a busy machine is no fault of the code.
# `--hypothesis-profile=wide` looks for new ones.
hypothesis.settings.register_profile("usual", derandomize=True, deadline=None, max_examples=100, database=None)
hypothesis.settings.register_profile("wide", deadline=None, max_examples=5_000)
hypothesis.settings.load_profile("usual")


def pytest_configure():
    # A sign-in costs seventeen queries; most tests only want to be signed in.
    Client.force_login = sessions.open_for
    client.store_rendered_templates = without_widgets(client.store_rendered_templates)


def without_widgets(store):
    """Django's, for `response.templates` and `response.context`, but for forms' widgets: most of all templates."""

    def store_others(kept, signal, sender, template, context, **kwargs):
        if not (template.name or "").startswith("django/forms/"):
            store(kept, signal, sender, template, context, **kwargs)

    return store_others


@pytest.fixture(scope="session")
def database_server():
    """The run's own cluster; with DATABASE_URL set, the server it names. Parallel workers are its users."""
    with contextlib.ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            migrated.copy_to(settings.VAR_DIR / "postgres")
            stack.enter_context(postgres.running(settings.VAR_DIR / "postgres", durable=False))
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server, django_db_modify_db_settings_parallel_suffix):
    """pytest-django's hook before it makes the test database (one for each parallel worker)."""
    if not os.environ.get("DATABASE_URL"):
        connection.settings_dict["TEST"]["TEMPLATE"] = postgres.DATABASE


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """pytest-django's; what migrations wrote is given back to a test that commits by one query a table."""
    with django_db_blocker.unblock():
        kept = migrated.rows()
    connection.creation.deserialize_db_from_string = lambda _: migrated.give_back(kept)


def refuse_network(event, arguments):
    """An audit hook: connections leave this machine in no test, and no code under test can swallow the refusal."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
    elif event == "socket.getaddrinfo":
        address = arguments
    else:
        return
    local = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None}
    if isinstance(address, tuple) and address[0] not in local:
        pytest.fail(f"A test reached for the network: {event} {address[0]!r}.")


sys.addaudithook(refuse_network)


@pytest.fixture(autouse=True)
def forget_fragments():
    """What the process keeps by content version goes: a rolled-back test's versions come round again."""
    fragments.clear()


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup, django_db_blocker):
    """For a fixture that makes rows once for the tests of a module that only read them: they go with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def disk(monkeypatch):
    """Records what is asked of the disk from now on."""
    return Disk(monkeypatch)


def pytest_collection_finish():
    """Tests and program stay until the end: nobody needs to look through them for circles again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items):
    """A test that commits gives back what migrations wrote, the roles above all: for whichever test comes after it.

    All of them or none: the flush after one that does not would leave rows on which the next one's return stumbles.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        marked = marker is not None and marker.kwargs.get("transaction")
        commits = marked or {"transactional_db", "live_server"} & set(item.fixturenames)
        if commits and "django_db_serialized_rollback" not in item.fixturenames:
            item.fixturenames.append("django_db_serialized_rollback")
