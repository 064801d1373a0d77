"""`manage.py migrate`: Django's own, one at a time however many machines start at once."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from plumbing import advisory

# Any number nobody else uses, the same in every release.
LOCK = 4_150_962_871
POLL_SECONDS = 0.5


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

    The lock is asked for again and again: a statement that waits has a snapshot, and CREATE INDEX CONCURRENTLY of the
    migration waited for would wait for that.
    """
    with advisory.transaction_of_its_own(connection) as cursor:
        is_told = False
        while not _has_lock(cursor):
            if not is_told:
                on_waiting()
            is_told = True
            time.sleep(POLL_SECONDS)
        yield


def _has_lock(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
    return cursor.fetchone()[0]
