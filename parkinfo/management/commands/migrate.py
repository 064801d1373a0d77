"""`manage.py migrate`: Django's own, one at a time however many machines start at once, and in nobody's way.

A statement that changes a table waits for whoever reads it, a backup for example, and whoever comes to the table after
it waits for the statement: so it waits for a moment only, and is tried again.
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.commands import migrate
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2 import errorcodes

from plumbing import advisory

# Any number nobody else uses, the same in every release.
LOCK = 4_150_962_871
POLL_SECONDS = 0.5
#: For so long a change may keep others waiting, less than an enquiry waits before it goes to the spool. For this
#: transaction alone: a pooler gives the session to others.
BRIEFLY = "SET LOCAL lock_timeout = '1s'"
PAUSE_SECONDS = 3
CHANGES_TABLES = re.compile(r"\b(?:ALTER|CREATE|DROP)\b", re.IGNORECASE)
IN_USE = {errorcodes.LOCK_NOT_AVAILABLE, errorcodes.DEADLOCK_DETECTED}


class Command(migrate.Command):
    help = f"{migrate.Command.help} Waits while another process migrates the same database."

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with alone(connection, self.say_that_it_waits), connection.execute_wrapper(briefly):
            until_free(lambda: super(Command, self).handle(*args, **options), self.say_that_a_table_is_in_use)

    def say_that_it_waits(self) -> None:
        self.stderr.write("Another process migrates this database and is waited for.")

    def say_that_a_table_is_in_use(self) -> None:
        self.stderr.write("A table to be changed is in use, by a backup perhaps: tried again every few seconds.")


def briefly(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django's wrapper of a statement: one that changes a table waits BRIEFLY for it.

    Outside a transaction, where what came before it stays done, it is tried again by itself; an index made concurrently
    is in nobody's way.
    """
    connection = context["connection"]
    if not CHANGES_TABLES.search(str(sql)) or "CONCURRENTLY" in str(sql).upper():
        return execute(sql, params, many, context)
    if connection.in_atomic_block:
        _limit(connection)
        return execute(sql, params, many, context)

    def in_a_transaction() -> Any:
        with transaction.atomic(using=connection.alias):
            _limit(connection)
            return execute(sql, params, many, context)

    return until_free(in_a_transaction, lambda: None)


def _limit(connection: BaseDatabaseWrapper) -> None:
    with connection.connection.cursor() as cursor:
        cursor.execute(BRIEFLY)


def until_free(work: Callable[[], Any], on_waiting: Callable[[], object]) -> Any:
    """What `work` returns, tried until no table that it wants is in use; `on_waiting` is called once if one is."""
    is_told = False
    while True:
        try:
            return work()
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) not in IN_USE:
                raise
        if not is_told:
            on_waiting()
        is_told = True
        time.sleep(PAUSE_SECONDS)


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
