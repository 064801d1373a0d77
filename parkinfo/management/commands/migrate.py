"""`manage.py migrate`: Django's own, one at a time however many machines start at once."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# Any number nobody else uses, the same in every release.
LOCK = 4_150_962_871
POLL_SECONDS = 0.5
# Before version 17 PostgreSQL does not know the second one.
NO_TIMEOUTS = """
SELECT set_config(name, '0', true) FROM pg_settings
WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')
"""


class Command(migrate.Command):
    help = f"{migrate.Command.help} Waits while another process migrates the same database."

    def handle(self, *args: Any, **options: Any) -> None:
        with alone(connections[options["database"]], self.say_that_it_waits):
            super().handle(*args, **options)

    def say_that_it_waits(self) -> None:
        self.stderr.write("Another process migrates this database and is waited for.")


@contextlib.contextmanager
def alone(connection: BaseDatabaseWrapper, on_waiting: Callable[[], object]) -> Iterator[None]:
    """Nobody else is in here with the same database; `on_waiting` is called once if somebody is and is waited for.

    The lock is a transaction's, on a connection of its own: a pooler in transaction mode would leave a session's lock
    on some connection for ever. It is asked for again and again: a statement that waits has a snapshot, and CREATE
    INDEX CONCURRENTLY of the migration waited for would wait for that.
    """
    guard = connection.copy()
    try:
        guard.set_autocommit(False)
        with guard.cursor() as cursor:
            cursor.execute(NO_TIMEOUTS)
            is_told = False
            while not _has_lock(cursor):
                if not is_told:
                    on_waiting()
                is_told = True
                time.sleep(POLL_SECONDS)
        yield
    finally:
        guard.close()


def _has_lock(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
    return cursor.fetchone()[0]
