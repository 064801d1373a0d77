"""A migration is in nobody's way: what it would change and others read is tried again, and they never wait for it."""

import contextlib
import threading
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate as django_migrate
from django.db import OperationalError, connection, transaction

from parkinfo.management.commands import migrate

pytestmark = pytest.mark.django_db(transaction=True)

CHANGE = "ALTER TABLE scratch ADD COLUMN another int"


@pytest.fixture(autouse=True)
def scratch(monkeypatch):
    """A table that two connections may have open, and no long pauses."""
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0.3)
    monkeypatch.setattr(migrate, "BRIEFLY", "SET LOCAL lock_timeout = '200ms'")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (number int)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE scratch")


@contextlib.contextmanager
def read_by_a_backup(seconds):
    """Another connection has read the table in a transaction that lasts so long."""
    backup = connection.copy()
    backup.set_autocommit(False)
    with backup.cursor() as cursor:
        cursor.execute("SELECT * FROM scratch")
    # Django's own lets no other thread end it.
    timer = threading.Timer(seconds, backup.connection.rollback)
    timer.start()
    try:
        yield
    finally:
        timer.join()
        backup.close()


def longest_wait(work):
    """For how many seconds a reader of the table had to wait at most while `work` was done in another thread."""
    longest = 0.0
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    with contextlib.closing(connection.copy()) as reader, reader.cursor() as cursor:
        end = time.monotonic() + 60
        while worker.is_alive() and time.monotonic() < end:
            begun = time.monotonic()
            cursor.execute("SELECT * FROM scratch")
            longest = max(longest, time.monotonic() - begun)
            time.sleep(0.02)
    worker.join(1)
    return longest


def columns():
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, "scratch")]


@pytest.mark.slow
@pytest.mark.parametrize("is_atomic", [True, False])
def test_a_table_that_a_backup_reads_is_changed_afterwards_and_its_readers_wait_a_moment_only(monkeypatch, is_atomic):
    def handle(command, *arguments, **options):
        with transaction.atomic() if is_atomic else contextlib.nullcontext(), connection.cursor() as cursor:
            cursor.execute(CHANGE)

    def work():
        call_command("migrate", verbosity=0, stderr=said)
        connection.close()

    said = StringIO()
    monkeypatch.setattr(django_migrate.Command, "handle", handle)
    with read_by_a_backup(3):
        waited = longest_wait(work)
    assert columns() == ["number", "another"]
    assert waited < 1.5
    assert said.getvalue().count("in use") == (1 if is_atomic else 0)


@pytest.mark.slow
def test_what_is_done_already_in_a_migration_that_is_no_transaction_is_done_once():
    with read_by_a_backup(1), connection.execute_wrapper(migrate.briefly), connection.cursor() as cursor:
        cursor.execute("INSERT INTO scratch VALUES (1)")
        cursor.execute(CHANGE)
        cursor.execute("SELECT count(*) FROM scratch")
        assert cursor.fetchone() == (1,)


@pytest.mark.slow
def test_another_error_is_not_tried_again():
    with pytest.raises(OperationalError, match="away"):
        migrate.until_free(lambda: (_ for _ in ()).throw(OperationalError("away")), pytest.fail)


def test_an_index_made_concurrently_stays_outside_a_transaction():
    with connection.execute_wrapper(migrate.briefly), connection.cursor() as cursor:
        cursor.execute("CREATE INDEX CONCURRENTLY ON scratch (number)")


def test_nothing_of_it_stays_in_the_session():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()
        with connection.execute_wrapper(migrate.briefly):
            cursor.execute(CHANGE)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == before
