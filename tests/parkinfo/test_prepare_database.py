"""The database is waited for, migrated by one process at a time, and filled with the demo only while it is empty."""

import contextlib
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as django_migrate
from django.db import OperationalError, ProgrammingError, connection

from parkinfo.management.commands import migrate, prepare_database
from parkinfo.management.commands.migrate import alone
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(monkeypatch):
    """The commands it would call, by name."""
    names = []
    monkeypatch.setattr(prepare_database, "call_command", lambda name, **options: names.append(name))
    return names


@pytest.fixture
def away(monkeypatch):
    """The database is away at first: three times it is asked in vain."""
    errors = iter([OperationalError("connection refused\nIs it running?")] * 3)

    def connect():
        if error := next(errors, None):
            raise error

    monkeypatch.setattr(connection, "ensure_connection", connect)
    monkeypatch.setattr(prepare_database.time, "sleep", lambda seconds: None)


def test_a_database_that_is_away_is_waited_for_and_that_is_said_once(monkeypatch, called, away):
    monkeypatch.setattr(prepare_database, "QUIET_SECONDS", -1)
    call_command("prepare_database", stdout=(said := StringIO()))
    assert said.getvalue() == "The database is away, and waited for: connection refused\nThe database answers.\n"
    assert called == ["migrate"]


def test_the_seconds_in_which_a_server_starts_are_not_worth_a_line(called, away):
    call_command("prepare_database", stdout=(said := StringIO()))
    assert said.getvalue() == ""
    assert called == ["migrate"]


@pytest.mark.parametrize(("is_empty", "loaded"), [(True, ["migrate", "load_demo"]), (False, ["migrate"])])
def test_the_demo_goes_into_an_empty_site_only(called, is_empty, loaded):
    if not is_empty:
        builders.city()
    call_command("prepare_database", demo=True, stdout=StringIO())
    assert called == loaded


def test_a_migration_that_fails_is_one_sentence(monkeypatch):
    def fail(name, **options):
        raise ProgrammingError("relation exists\nLINE 1: CREATE")

    monkeypatch.setattr(prepare_database, "call_command", fail)
    with pytest.raises(CommandError, match=r"^The database is not prepared: relation exists$"):
        call_command("prepare_database")


@contextlib.contextmanager
def migrating():
    """Somebody else migrates meanwhile; the event ends that."""
    entered, leave = threading.Event(), threading.Event()

    def work():
        with alone(connection.copy(), lambda: None):
            entered.set()
            leave.wait(30)

    thread = threading.Thread(target=work)
    thread.start()
    assert entered.wait(30)
    try:
        yield leave
    finally:
        leave.set()
        thread.join()


@pytest.mark.slow
def test_who_comes_while_another_migrates_waits_and_says_so_once(monkeypatch):
    monkeypatch.setattr(migrate, "POLL_SECONDS", 0.01)
    told = []
    with migrating() as leave:
        threading.Timer(0.2, leave.set).start()
        with alone(connection, lambda: told.append(leave.is_set())):
            assert leave.is_set()
    assert told == [False]


def test_the_lock_is_given_back_by_a_migration_that_fails():
    with pytest.raises(ProgrammingError), alone(connection, pytest.fail):
        raise ProgrammingError
    with alone(connection, pytest.fail):
        pass


def test_the_command_migrates_alone(monkeypatch):
    told = []

    def handle(command, *arguments, **options):
        guard = connection.copy()
        with guard.cursor() as cursor:
            told.append(migrate._has_lock(cursor))
        guard.close()

    monkeypatch.setattr(django_migrate.Command, "handle", handle)
    call_command("migrate", verbosity=0)
    assert told == [False]


@pytest.mark.slow
def test_neither_who_migrates_nor_who_waits_holds_up_an_index_made_concurrently(monkeypatch):
    """PostgreSQL waits there for every transaction that has a snapshot; a lock that waits in a statement has one."""
    waiting = threading.Event()

    def wait():
        with alone(connection.copy(), waiting.set):
            pass

    with migrating() as leave, contextlib.closing(connection.copy()) as other, other.cursor() as cursor:
        waiter = threading.Thread(target=wait)
        waiter.start()
        assert waiting.wait(30)
        cursor.execute("SET statement_timeout = 5000")
        cursor.execute("CREATE TABLE scratch (number int)")
        try:
            cursor.execute("CREATE INDEX CONCURRENTLY ON scratch (number)")
        finally:
            cursor.execute("DROP TABLE scratch")
            leave.set()
            waiter.join()
