"""A scratch cluster leaves neither a server nor a file behind, whatever ends its user."""

import contextlib
import os
import signal
import subprocess
import sys

import psycopg2
import pytest
from django.conf import settings

from bench.desk_server import wait_until
from plumbing import postgres, postgres_programs
from plumbing.scratch_cluster import scratch_cluster

USER = """
import pathlib, sys
from plumbing.scratch_cluster import scratch_cluster
with scratch_cluster(pathlib.Path(sys.argv[1]), 18):
    print("in", flush=True)
    sys.stdin.read()
"""


def is_running(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe").endswith("postgres")
    except OSError:
        return False


def server_pid(directory):
    return int((directory / "data/postmaster.pid").read_text().split()[0])


@pytest.mark.slow
def test_it_serves_and_is_gone_afterwards(tmp_path):
    directory = tmp_path / "scratch"
    directory.mkdir()
    (directory / "left behind").touch()
    with scratch_cluster(directory, 18):
        with contextlib.closing(psycopg2.connect(postgres.url(directory))) as connection:
            assert connection.server_version // 10_000 == 18
        pid = server_pid(directory)
    assert not is_running(pid)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "number",
    [signal.SIGKILL, *(pytest.param(each, marks=pytest.mark.slow) for each in (signal.SIGTERM, signal.SIGINT))],
)
def test_it_is_gone_when_its_user_is_killed(tmp_path, number):
    directory = tmp_path / "scratch"
    with subprocess.Popen(
        [sys.executable, "-c", USER, directory],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as user:
        assert user.stdout.readline() == "in\n"
        pid = server_pid(directory)
        user.send_signal(number)
    wait_until(lambda: not directory.exists(), 20)
    assert not is_running(pid)


def test_what_keeps_it_from_starting_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(postgres_programs.ServerError, match="cannot be used: Not a directory"):
        scratch_cluster(tmp_path / "file/scratch", 18).__enter__()
