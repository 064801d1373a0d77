"""A job that takes longer than its kind may: it is stopped wherever it is, and the worker is none the worse for it."""

import contextlib
import signal
import time

import pytest
from django.db import connection, transaction

from jobs import worker
from jobs.models import Job
from jobs.queue import enqueue, handler
from jobs.worker import run_one
from parkinfo.environment import env_database
from plumbing import deadline

pytestmark = pytest.mark.django_db


@pytest.fixture
def slow(kinds):
    """`slow(work)` does the work as a job that may take a tenth of a second; gives its seconds and its last error."""

    def slow(work):
        handler("test.slow", "慢", timeout=0.1)(work)
        enqueue("test.slow")
        started = time.monotonic()
        run_one()
        return time.monotonic() - started, Job.objects.get(kind="test.slow").last_error

    return slow


def test_a_job_that_takes_too_long_is_stopped_and_where_is_said(slow):
    seconds, error = slow(lambda: time.sleep(5))
    assert seconds < 2
    assert error.startswith("TimedOut: Took longer than 0.1 s (tests/jobs/test_time_out.py:")


def test_a_handler_that_goes_on_after_any_exception_is_stopped_all_the_same(slow):
    def work():
        end = time.monotonic() + 5
        while time.monotonic() < end:
            with contextlib.suppress(Exception):
                time.sleep(0.01)

    seconds, error = slow(work)
    assert seconds < 2
    assert "TimedOut" in error


def test_cleaning_up_that_takes_too_long_is_stopped_as_well(slow, monkeypatch):
    """And the lease still holds then, so nobody else has begun the job."""
    assert worker.CLEANUP_SECONDS < worker.LEASE_MARGIN
    monkeypatch.setattr(worker, "CLEANUP_SECONDS", 0.1)

    def work():
        try:
            time.sleep(5)
        finally:
            time.sleep(5)

    seconds, error = slow(work)
    assert seconds < 2
    assert "TimedOut" in error


def test_an_alarm_just_after_the_work_was_done_changes_nothing(slow, monkeypatch):
    """It goes off in the line that turns it off: what was done would otherwise be done again, a mail sent twice."""
    setitimer, before, late = signal.setitimer, signal.getsignal(signal.SIGALRM), []

    def setitimer_with_a_late_alarm(which, seconds, *interval):
        if seconds == 0 and not late:
            late.append(True)
            signal.raise_signal(signal.SIGALRM)
        return setitimer(which, seconds, *interval)

    monkeypatch.setattr(signal, "setitimer", setitimer_with_a_late_alarm)
    _, error = slow(lambda: None)
    assert late
    assert error == ""
    assert Job.objects.get().done_at
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_stopped_here_and_in_the_database(slow, monkeypatch):
    deadline.install()
    options = connection.settings_dict["OPTIONS"]
    assert options["options"] == "-c client_connection_check_interval=10s"
    monkeypatch.setitem(options, "options", "-c client_connection_check_interval=50")
    connection.close()
    seconds, error = slow(lambda: connection.cursor().execute("SELECT pg_sleep(30)"))
    connection.close()
    assert seconds < 2
    assert "TimedOut" in error
    end = time.monotonic() + 5
    while "pg_sleep" in " ".join(running()):
        assert time.monotonic() < end, "The database goes on with it."
        time.sleep(0.05)


def running():
    """The statements that the database is at, but for this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
            " AND pid <> pg_backend_pid()"
        )
        return [query for (query,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("age", "is_pooled", "asks"), [("0", False, False), ("600", False, True), ("600", True, False)]
)
def test_what_pgbouncer_refuses_is_asked_of_postgresql_alone(monkeypatch, age, is_pooled, asks):
    """Nor may a cursor, or a prepared query, stay on a server that is another's a moment later."""
    monkeypatch.setenv("CONN_MAX_AGE", age)
    database = env_database("UNSET_URL", "postgres://user@host/name", is_pooled=is_pooled)
    assert ("options" in database["OPTIONS"]) is asks
    assert (database["CONN_MAX_AGE"], database["DISABLE_SERVER_SIDE_CURSORS"]) == (int(age), not asks)


def test_a_statement_may_take_as_long_as_its_job(slow, monkeypatch):
    """Longer than a request's may."""
    deadline.install()
    monkeypatch.setattr(deadline, "DEFAULT_SECONDS", 0.01)
    _, error = slow(lambda: connection.cursor().execute("SELECT pg_sleep(0.05)"))
    assert error == ""


def test_a_job_leaves_no_setting_in_its_session(slow):
    """Behind PgBouncer the session is another client's a moment later."""

    def settings():
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE source = 'session' ORDER BY name")
            return cursor.fetchall()

    seen = [settings()]
    slow(lambda: seen.append(settings()))
    assert seen == [seen[0], seen[0]]
    assert settings() == seen[0]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_takes_too_long_leaves_nothing_behind(slow):
    def work():
        with transaction.atomic():
            Job.objects.create(kind="left behind")
            time.sleep(5)

    _, error = slow(work)
    assert "TimedOut" in error
    assert not Job.objects.filter(kind="left behind").exists()


@pytest.mark.django_db(transaction=True)
def test_a_time_out_within_django_s_own_transaction_code_spoils_no_later_job(slow, kinds):
    """Struck there, Django goes on believing in a transaction that is none, also after close()."""

    def work():
        connection.in_atomic_block = connection.needs_rollback = True
        time.sleep(5)

    seen = []
    _, error = slow(work)
    assert "TimedOut" in error
    handler("test.next", "下一个")(lambda: seen.append(connection.in_atomic_block))
    enqueue("test.next")
    run_one()
    assert seen == [False]
