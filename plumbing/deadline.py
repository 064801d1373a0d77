"""A deadline for a request's or a job's work with the database, kept on our side of the connection.

PostgreSQL's own time-outs are kept by PostgreSQL: a server that hangs keeps none, and libpq would wait for ever. In a
process that has called `install()` every wait for the server ends at the caller's deadline, and the connection is
closed. COPY does not work in such a process (psycopg2 says so); web requests and jobs have no use for it.
"""

import contextlib
import select
import threading
import time
from collections.abc import Iterator

import psycopg2
from django.db import connection
from psycopg2 import extensions

#: Where no deadline is set, for each wait: an export or a wide search in the admin may take this long.
DEFAULT_SECONDS = 30

_local = threading.local()


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises OperationalError when all waits for the database inside together take longer than that.

    An inner deadline never extends an outer one.
    """
    outer = getattr(_local, "deadline", None)
    deadline = time.monotonic() + seconds
    _local.deadline = deadline if outer is None else min(outer, deadline)
    try:
        yield
    finally:
        _local.deadline = outer


@contextlib.contextmanager
def apart(seconds: float) -> Iterator[None]:
    """`within()`, for one of several independent looks: one that fails leaves the next a connection of its own.

    psycopg2 closes the connection of a look that took too long, and Django goes on using it.
    """
    try:
        with within(seconds):
            yield
    except Exception:  # whatever it is, it is raised
        if not connection.in_atomic_block:
            connection.close()
        raise


def install() -> None:
    """From now on no wait of this process for the database is endless."""
    extensions.set_wait_callback(_wait)


def _wait(waiting: extensions.connection) -> None:
    """psycopg2's wait callback: until the connection has what it waits for. Raising makes psycopg2 close it."""
    deadline = getattr(_local, "deadline", None) or time.monotonic() + DEFAULT_SECONDS
    while True:
        state = waiting.poll()
        if state == extensions.POLL_OK:
            return
        event = select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        poller = select.poll()  # not select(): descriptors above 1023 are real
        poller.register(waiting.fileno(), event)
        remaining = deadline - time.monotonic()
        if remaining <= 0 or not poller.poll(remaining * 1000):
            raise psycopg2.OperationalError("the database did not answer in time")
