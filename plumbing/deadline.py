"""How long a request waits for the database, on our side of the connection.

PostgreSQL's own time-outs are kept by PostgreSQL: a server that hangs keeps none, and libpq would wait for ever. While
a process has `install()`ed this, every wait for the server ends when the caller's patience does, and the connection
is closed. COPY does not work in such a process (psycopg2 says so); web requests have no use for it.
"""

import contextlib
import select
import threading
import time

import psycopg2
from psycopg2 import extensions

#: For whoever does not say otherwise: an export or a wide search in the admin may take this long.
USUAL_SECONDS = 30

_local = threading.local()


@contextlib.contextmanager
def patience(seconds):
    """Waits for the database inside end, all together, after `seconds`; then OperationalError is raised."""
    before = getattr(_local, "deadline", None)
    deadline = time.monotonic() + seconds
    _local.deadline = deadline if before is None else min(before, deadline)
    try:
        yield
    finally:
        _local.deadline = before


def install():
    """From now on no wait of this process for the database is endless."""
    extensions.set_wait_callback(_wait)


def _wait(connection):
    """psycopg2's wait callback: until the connection has what it waits for. Raising makes psycopg2 close it."""
    deadline = getattr(_local, "deadline", None) or time.monotonic() + USUAL_SECONDS
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        wanted = select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        poller = select.poll()  # not select(): descriptors above 1023 are real
        poller.register(connection.fileno(), wanted)
        remaining = deadline - time.monotonic()
        if remaining <= 0 or not poller.poll(remaining * 1000):
            raise psycopg2.OperationalError("the database did not answer in time")
