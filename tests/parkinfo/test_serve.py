"""`make run`: what it starts and stops, and what it says when it cannot. Real processes, a VAR_DIR for each test."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import time

import pytest
from django.conf import settings

from plumbing import postgres
from tests.parkinfo.served import PATIENCE_SECONDS, SMALL, left_running

pytestmark = pytest.mark.slow


def get(port, path):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status


def test_it_serves_pages_static_files_and_uploads_then_stops_all_and_starts_again_in_seconds(serve, port, tmp_path):
    site = serve()
    site.wait_for("ParkInfo is at")
    (tmp_path / "var/media/a.txt").write_text("上传")
    assert get(port, "/healthz/live") == 200
    assert get(port, "/static/admin/css/base.css") == 200
    assert get(port, "/media/a.txt") == 200
    assert get(port, "/media/../secret_key") in {400, 404}
    assert site.stop(signal.SIGINT) == 0
    assert site.said.endswith("Stopped.\n")

    begun = time.monotonic()
    site = serve()
    site.wait_for("ParkInfo is at")
    assert time.monotonic() - begun < 10
    assert "trying again" not in site.said
    assert site.stop(signal.SIGTERM) == 128 + signal.SIGTERM


def test_the_demo_is_loaded_the_first_time_only_and_its_log_ins_are_printed(serve, small):
    site = serve("--demo", small)
    site.wait_for("ParkInfo is at")
    assert "admin" in site.said.partition("ParkInfo is at")[0]
    site.stop()
    site = serve("--demo", small)
    site.wait_for("ParkInfo is at")
    assert "Loading the demo" not in site.said


def test_the_processes_for_developers_start_before_their_database(serve, port):
    site = serve("--procfile=Procfile.dev")
    site.wait_for("ParkInfo is at")
    assert get(port, "/") == 200
    assert "Traceback" not in site.said


def test_kill_9_of_it_ends_its_processes_and_the_database_with_them(serve_whole, tmp_path):
    site = serve_whole()
    site.wait_for("ParkInfo is at")
    site.process.kill()
    site.process.wait()
    # A worker ends the job in hand first, which may wait for the database until its own time is over.
    left = left_running(tmp_path, patience=90)
    assert left == [], site.where_they_are()


def test_kill_9_of_it_and_of_who_watches_the_database_leaves_what_the_next_start_uses_and_stops(serve, small, tmp_path):
    site = serve(small)
    site.wait_for("ParkInfo is at")
    server = site.pid_of("bin/postgres -D")
    watcher = site.pid_of("postgres_process")
    os.kill(watcher, signal.SIGSTOP)  # or it would still end in good order
    site.process.kill()
    os.kill(watcher, signal.SIGKILL)
    site.process.wait()
    site = serve(small)
    site.wait_for("ParkInfo is at")
    assert site.pid_of("bin/postgres -D") == server
    assert site.stop() == 0


@pytest.mark.parametrize("seconds", [0.3, 1.5, 3, 5])
def test_ctrl_c_while_it_starts_leaves_nothing(serve, small, seconds):
    site = serve(small)
    time.sleep(seconds)
    assert site.stop() in {0, -signal.SIGINT, 1}


def test_a_web_process_that_ends_at_once_is_one_sentence_and_stops_everything(serve, tmp_path):
    (tmp_path / "Procfile").write_text("web: false\nworker: sleep 600\n")
    site = serve(f"--procfile={tmp_path}/Procfile")
    assert "The web process ended with status 1 and has never answered" in site.refused()
    assert left_running(tmp_path) == []


def test_another_that_ends_at_once_is_said_once_and_stops_nothing(serve, port, tmp_path):
    (tmp_path / "Procfile").write_text(SMALL.replace("sleep 600", "false"))
    site = serve(f"--procfile={tmp_path}/Procfile")
    site.wait_for("The worker process ended with status 1; trying again.")
    time.sleep(5)
    assert get(port, "/") == 200
    assert site.said.count("The worker process") == 1
    assert site.stop() == 0  # in its back-off


def test_a_taken_port_is_one_sentence(serve, port):
    with socket.create_server(("127.0.0.1", port)):
        assert f"Port {port} cannot be used (Address already in use)" in serve().refused()


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_one_sentence(serve, port):
    assert "PORT must be" in serve().refused()


def test_a_database_url_that_is_none_is_one_sentence_without_its_password(serve):
    said = serve(DATABASE_URL="mysql2://u:secret@127.0.0.1/x").refused()
    assert "DATABASE_URL must look like" in said
    assert "secret" not in said


def test_a_directory_that_cannot_be_written_is_one_sentence(serve, tmp_path):
    (tmp_path / "file").touch()
    assert "Not a directory" in serve(VAR_DIR=str(tmp_path / "file/var")).refused()


def test_the_url_of_another_server_starts_none_of_ours(serve, small, tmp_path):
    """The run's own server stands for somebody else's."""
    with postgres.running(tmp_path / "theirs"):
        site = serve(small, DATABASE_URL=postgres.url(tmp_path / "theirs"))
        site.wait_for("ParkInfo is at")
        assert not (tmp_path / "var/postgres").exists()
        site.process.send_signal(signal.SIGINT)
        assert site.process.wait(PATIENCE_SECONDS) == 0


def test_a_python_too_old_is_one_sentence_before_anything_is_made(tmp_path):
    shutil.copy(settings.BASE_DIR / "Makefile", tmp_path)
    (tmp_path / "bin").mkdir()
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (tmp_path / "bin" / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / "bin" / name).chmod(0o755)
    (tmp_path / "requirements.txt").touch()
    made = subprocess.run(
        [shutil.which("make"), "run"], cwd=tmp_path, env={"PATH": str(tmp_path / "bin")}, capture_output=True, text=True
    )
    assert made.returncode != 0
    assert made.stderr.startswith("ParkInfo needs Python 3.11 or newer")
    assert not (tmp_path / ".venv").exists()
