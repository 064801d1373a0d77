"""No wait for the database is longer than its deadline, whatever the server does."""

import os
import threading
import time

import psycopg2
import pytest
from django.db import OperationalError, connection
from psycopg2 import extensions

from plumbing import deadline


class SlowServer:
    """A connection whose answer comes after so many seconds; None: never."""

    def __init__(self, seconds):
        self._read, self._write = os.pipe()
        self._is_there = False
        self._timer = threading.Timer(seconds, self._answer) if seconds is not None else None
        if self._timer:
            self._timer.start()

    def _answer(self):
        self._is_there = True
        os.write(self._write, b"x")

    def poll(self):
        return extensions.POLL_OK if self._is_there else extensions.POLL_READ

    def fileno(self):
        return self._read

    def close(self):
        if self._timer:
            self._timer.join()
        os.close(self._read)
        os.close(self._write)


@pytest.fixture
def wait():
    """Waits for an answer that comes after so many seconds; seconds it took, or None if the deadline came first."""

    def wait(seconds):
        start, server = time.monotonic(), SlowServer(seconds)
        try:
            deadline._wait(server)
        except psycopg2.OperationalError:
            return None
        else:
            return time.monotonic() - start
        finally:
            server.close()

    return wait


def test_an_answer_in_time_is_waited_for(wait):
    with deadline.within(5):
        assert wait(0.05) >= 0.05


def test_without_an_answer_the_wait_ends_at_the_deadline(wait):
    start = time.monotonic()
    with deadline.within(0.1):
        assert wait(None) is None
    assert 0.1 <= time.monotonic() - start < 3


@pytest.mark.slow
def test_all_waits_together_have_one_deadline(wait):
    # So long because a busy machine may lose most of a second at any point.
    with deadline.within(2):
        assert wait(1.1) is not None
        assert wait(1.1) is None


def test_a_deadline_inside_another_never_extends_it(wait):
    with deadline.within(0.05), deadline.within(60):
        assert wait(0.4) is None


def test_a_shorter_one_inside_ends_with_its_block(wait):
    with deadline.within(60):
        with deadline.within(0.01):
            assert wait(0.1) is None
        assert wait(0.1) is not None


def test_afterwards_there_is_none(wait):
    with deadline.within(0):
        pass
    assert wait(0.05) is not None


def test_without_a_deadline_the_default_holds_for_each_wait(wait, monkeypatch):
    monkeypatch.setattr(deadline, "DEFAULT_SECONDS", 0.1)
    assert wait(None) is None


def test_a_deadline_is_its_threads_own(wait):
    seen = []
    with deadline.within(0):
        other = threading.Thread(target=lambda: seen.append(wait(0.05)))
        other.start()
        other.join()
    assert seen[0] is not None


@pytest.mark.django_db(transaction=True)
def test_a_query_that_takes_too_long_is_djangos_own_error_and_the_connection_is_closed():
    connection.ensure_connection()
    backend = connection.connection.get_backend_pid()
    deadline.install()
    try:
        with pytest.raises(OperationalError, match="in time"), deadline.within(0.1), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")
        assert connection.connection.closed
    finally:
        extensions.set_wait_callback(None)
        connection.close()
        with connection.cursor() as cursor:  # the server would sleep on
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
