"""The embedded PostgreSQL as a process of its own: ends with its server, continues one that was stopped."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time

import psycopg2
import pytest
from django.conf import settings

from bench.desk_server import children_of
from plumbing import postgres, postgres_process
from plumbing.postgres_process import State, state

PATIENCE_SECONDS = 60


@pytest.fixture
def start(tmp_path):
    """Starts the program for the cluster in `tmp_path`; afterwards neither it nor the server runs."""
    with contextlib.ExitStack() as stack:

        def start():
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "plumbing.postgres_process", tmp_path],
                    cwd=settings.BASE_DIR,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                )
            )
            stack.callback(process.terminate)
            return process

        yield start
    assert state(tmp_path) is State.GONE


def wait_until(is_so):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def is_watched(directory):
    """Whether the server answers, and the program has done with starting it.

    A kill before that is a start that fails, of which another sentence tells.
    """
    if state(directory) is not State.ANSWERS:
        return False
    with (directory / "start.lock").open() as starting:
        try:
            fcntl.flock(starting, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def server_pids(directory):
    """The server's processes, the postmaster's first."""
    try:
        postmaster = int((directory / "data/postmaster.pid").read_text().split()[0])
    except FileNotFoundError:
        return []
    return [postmaster, *children_of(postmaster)]


def test_where_no_server_is_its_state_is_gone(tmp_path):
    assert state(tmp_path) is State.GONE


def test_a_server_that_recovers_is_waited_for_however_long_it_takes(tmp_path, monkeypatch):
    """Given up and stopped it would begin its recovery again, for ever."""
    answers = iter(
        ["the database system is not yet accepting connections"] * 3 + ["the database system is starting up"]
    )

    def connect(**options):
        raise psycopg2.OperationalError(f"FATAL:  {next(answers, 'another answer')}")

    monkeypatch.setattr(postgres, "TIMEOUT_SECONDS", 0.01)
    monkeypatch.setattr(postgres.psycopg2, "connect", connect)
    with pytest.raises(postgres.ServerError, match="another answer"):
        postgres._Server(tmp_path, durable=True)._make_database(time.monotonic() - 1)


def test_a_server_that_does_not_listen_yet_is_stopped_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "TIMEOUT_SECONDS", 5)
    server = postgres._Server(tmp_path, durable=True)
    with subprocess.Popen(["sleep", "60"]) as server.process:
        server.stop()
    assert server.process.returncode == -signal.SIGINT


@pytest.mark.slow
def test_it_ends_when_its_server_is_killed_and_can_be_started_again(tmp_path, start):
    for _ in range(2):
        process = start()
        wait_until(lambda: is_watched(tmp_path))
        os.kill(server_pids(tmp_path)[0], signal.SIGKILL)
        assert process.wait(PATIENCE_SECONDS) == 1
        assert process.stdout.read() == "PostgreSQL has ended by itself; what it had committed is safe.\n"


@pytest.mark.slow
@pytest.mark.parametrize("whole", [True, False], ids=["all its processes", "the postmaster"])
def test_a_server_that_was_stopped_is_continued(tmp_path, start, whole):
    process = start()
    wait_until(lambda: is_watched(tmp_path))
    pids = server_pids(tmp_path)
    for pid in pids if whole else pids[:1]:
        os.kill(pid, signal.SIGSTOP)
    assert state(tmp_path) is State.SILENT
    wait_until(lambda: state(tmp_path) is State.ANSWERS)
    assert server_pids(tmp_path)[0] == pids[0]
    wait_until(lambda: "answers again" in process.stdout.readline())
    process.terminate()
    process.wait(PATIENCE_SECONDS)


@pytest.mark.slow
def test_told_to_end_it_ends_also_a_server_that_was_stopped(tmp_path, start):
    process = start()
    wait_until(lambda: is_watched(tmp_path))
    for pid in server_pids(tmp_path):
        os.kill(pid, signal.SIGSTOP)
    process.terminate()
    assert process.wait(PATIENCE_SECONDS) == 128 + signal.SIGTERM
    assert state(tmp_path) is State.GONE


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.2, 0.5, 1, 1.5, 2])
def test_told_to_end_while_it_starts_it_leaves_nothing(tmp_path, start, seconds):
    process = start()
    time.sleep(seconds)
    process.terminate()
    assert process.wait(PATIENCE_SECONDS) in {-signal.SIGTERM, 128 + signal.SIGTERM}
    assert server_pids(tmp_path) == []


@pytest.mark.slow
def test_the_server_outlives_it_while_somebody_else_uses_it(tmp_path, start):
    process = start()
    wait_until(lambda: is_watched(tmp_path))
    with postgres.running(tmp_path):
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        assert state(tmp_path) is State.ANSWERS


@pytest.mark.slow
def test_killed_itself_it_leaves_a_server_that_the_next_one_finds_and_stops(tmp_path, start):
    process = start()
    wait_until(lambda: is_watched(tmp_path))
    [pid, *_] = server_pids(tmp_path)
    process.kill()
    process.wait()
    process = start()
    time.sleep(2)
    assert server_pids(tmp_path)[0] == pid
    os.kill(pid, signal.SIGKILL)  # not its own child, and missed all the same
    assert process.wait(PATIENCE_SECONDS) == 1


@pytest.mark.slow
def test_its_questions_leave_no_line_in_the_servers_log(tmp_path, start):
    start()
    wait_until(lambda: state(tmp_path) is State.ANSWERS)
    time.sleep(1)
    before = (tmp_path / "server.log").read_text()
    time.sleep(3 * postgres_process.CHECK_SECONDS)
    assert (tmp_path / "server.log").read_text() == before
