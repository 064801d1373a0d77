"""A read replica beside the database: who reads from it just now, and whether it is fresh enough to be read.

Nothing is read from it but inside `reading()`. There, whatever is written goes to the database itself, and all that is
read after it as well. Never the other way round: what was read of the database may not be on the replica yet, and would
be kept under a content version that it is older than.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from plumbing import deadline

logger = logging.getLogger(__name__)

ALIAS = "replica"
#: For so long what was measured of the replica holds, in this process.
CHECK_SECONDS = 1.0
#: A replica that does not answer is asked again after so long, and may take no longer for the answer than the second.
PAUSE_SECONDS = 5.0
ANSWER_SECONDS = 1.0

# Seconds behind, and whether anything comes in that could be replayed. What has been received and replayed is nothing
# behind, however long ago that was; a server that has been promoted is behind nobody.
LAG = """
SELECT CASE
    WHEN NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn() THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float
END, NOT pg_is_in_recovery() OR EXISTS (SELECT FROM pg_stat_wal_receiver)
"""

_local = threading.local()


@dataclass
class Reading:
    """One use of the replica: whether this thread has turned to the database since, and whether the replica failed."""

    has_left: bool = False
    has_failed: bool = False


@contextlib.contextmanager
def reading() -> Iterator[Reading]:
    """Inside, this thread reads from the replica, until it writes or calls `leave()` or `give_up()`."""
    outer = current()
    _local.reading = Reading()
    try:
        yield _local.reading
    finally:
        _local.reading = outer


def current() -> Reading | None:
    """This thread's use of the replica."""
    return getattr(_local, "reading", None)


def is_read() -> bool:
    """Whether what this thread reads next is the replica's."""
    use = current()
    return use is not None and not use.has_left


def leave() -> None:
    """From here on this thread reads from the database: something that is written now has to be seen."""
    if use := current():
        use.has_left = True


def give_up() -> None:
    """The replica failed this thread: nobody in this process reads from it for PAUSE_SECONDS."""
    if (use := current()) and not use.has_left:
        use.has_left = use.has_failed = True
        connections[ALIAS].close()
        lag.give_up()


def connection() -> BaseDatabaseWrapper:
    """The connection that this thread reads from, for SQL that Django does not route."""
    return connections[ALIAS if is_read() else DEFAULT_DB_ALIAS]


class Router:
    """Django's router: reads go where `reading()` says, whatever an object was read from; writes to the database."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return connection().alias

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        leave()
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class Lag:
    """How far the replica is behind, as this process last measured it: one query in CHECK_SECONDS, by one thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next_at = 0.0
        self._seconds: float | None = None
        #: When something last came in, by this process's clock.
        self._connected_at: float | None = None

    def is_within(self, most: float) -> bool:
        """Whether the replica can be read and is at most so many seconds behind."""
        if time.monotonic() >= self._next_at and self._lock.acquire(blocking=False):
            try:
                self._measure()
            finally:
                self._lock.release()
        return self._seconds is not None and self._seconds <= most

    def give_up(self) -> None:
        """It cannot be read; asked again after PAUSE_SECONDS."""
        if self._seconds is not None:
            logger.error("The replica cannot be read: the database is read instead.")
        self._seconds, self._next_at = None, time.monotonic() + PAUSE_SECONDS

    def _measure(self) -> None:
        try:
            with deadline.within(ANSWER_SECONDS), connections[ALIAS].cursor() as cursor:
                cursor.execute(LAG)
                [(behind, is_connected)] = cursor.fetchall()
        except (DatabaseError, InterfaceError):
            connections[ALIAS].close()
            self.give_up()
            return
        now = time.monotonic()
        if is_connected:
            self._connected_at = now
        # Cut off, it is behind by no more than the time since it was last seen connected.
        unseen = None if self._connected_at is None else now - self._connected_at
        self._seconds = None if behind is None or unseen is None else max(behind, unseen)
        self._next_at = now + CHECK_SECONDS


lag = Lag()
