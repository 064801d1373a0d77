"""`make run`: what it starts and stops, and what it says when it cannot. Real processes, a VAR_DIR for each test."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from parkinfo.supervisor import read_procfile
from plumbing import postgres

pytestmark = pytest.mark.slow
TIMEOUT_SECONDS = 60
# A site of two processes without the work of ours, for what happens to processes.
SMALL = f"web: {sys.executable} -m http.server --bind 127.0.0.1 $PORT\nworker: sleep 600\n"


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture
def environment(tmp_path, port):
    """A fresh checkout's: neither database nor anything else chosen."""
    kept = {"PATH", "HOME", "TMPDIR"}
    return {name: value for name, value in os.environ.items() if name in kept} | {
        "VAR_DIR": str(tmp_path / "var"),
        "PORT": str(port),
        # The start's own encoding must do; a message in Chinese is not the place to find out.
        "LC_ALL": "C",
    }


@pytest.fixture
def serve(tmp_path, environment):
    """Starts `manage.py serve` with its output in a file; afterwards nothing of it is running."""
    started = []

    def start(*arguments, **extra):
        with (tmp_path / "output").open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *arguments],
                cwd=settings.BASE_DIR,
                env=environment | ({"DEBUG": "1"} if arguments else {}) | extra,  # no static files for a small site
                stdout=output,
                stderr=subprocess.STDOUT,
                # As at a terminal, also where the tests run in the background, whose children ignore Ctrl-C.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.wait(TIMEOUT_SECONDS)
    assert left_running(tmp_path) == []


@pytest.fixture
def small(tmp_path):
    procfile = tmp_path / "Procfile"
    procfile.write_text(SMALL)
    return f"--procfile={procfile}"


def left_running(tmp_path, seconds=10):
    """Command lines of processes that have our VAR_DIR in their environment, once they had time to end."""
    deadline = time.monotonic() + seconds
    while True:
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if os.fsencode(f"VAR_DIR={tmp_path}/") in (entry / "environ").read_bytes():
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


def wait_for(text, tmp_path, process):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while text not in (said := (tmp_path / "output").read_text()):
        assert process.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.05)


def get(port, path):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status


def pid_of(words):
    """The process whose command line has all the words."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if all(word in line for word in words) and "manage.py serve" not in line:
                return int(entry.name)
    raise AssertionError(f"No process of {words}")


def refused(process, tmp_path):
    """The one sentence with which it gave up."""
    assert process.wait(TIMEOUT_SECONDS) != 0
    said = (tmp_path / "output").read_text().strip()
    assert "Traceback" not in said
    assert "\n" not in said
    return said


def test_it_serves_pages_static_files_and_uploads_then_stops_all_and_starts_again_in_seconds(serve, port, tmp_path):
    process = serve()
    wait_for("ParkInfo is at", tmp_path, process)
    (tmp_path / "var/media/a.txt").write_text("上传")
    assert get(port, "/healthz/live") == 200
    assert get(port, "/static/admin/css/base.css") == 200
    assert get(port, "/media/a.txt") == 200
    assert get(port, "/media/../secret_key") in {400, 404}
    process.send_signal(signal.SIGINT)
    assert process.wait(TIMEOUT_SECONDS) == 0
    assert left_running(tmp_path) == []

    begun = time.monotonic()
    process = serve()
    wait_for("ParkInfo is at", tmp_path, process)
    assert time.monotonic() - begun < 10
    process.send_signal(signal.SIGTERM)
    process.wait(TIMEOUT_SECONDS)
    assert left_running(tmp_path) == []


def test_the_demo_is_loaded_the_first_time_only_and_its_log_ins_are_printed(serve, small, tmp_path):
    process = serve("--demo", small)
    wait_for("ParkInfo is at", tmp_path, process)
    assert "admin" in (tmp_path / "output").read_text()
    process.terminate()
    process.wait(TIMEOUT_SECONDS)
    process = serve("--demo", small)
    wait_for("ParkInfo is at", tmp_path, process)
    assert "Loading the demo" not in (tmp_path / "output").read_text()


def test_kill_9_of_it_ends_its_processes_and_the_database_with_them(serve, port, tmp_path):
    process = serve()
    wait_for("ParkInfo is at", tmp_path, process)
    process.kill()
    process.wait()
    assert left_running(tmp_path, seconds=30) == []


def test_a_process_that_dies_later_is_started_again(serve, small, port, tmp_path):
    process = serve(small)
    wait_for("ParkInfo is at", tmp_path, process)
    time.sleep(5)
    os.kill(pid_of(["http.server", str(port)]), signal.SIGKILL)
    wait_for("The web process ended with -9; it is started again.", tmp_path, process)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(ConnectionRefusedError):
            assert get(port, "/") == 200
            return
        time.sleep(0.1)
    pytest.fail("It did not come back.")


def test_a_process_that_dies_at_once_stops_everything(serve, tmp_path):
    (tmp_path / "Procfile").write_text(SMALL.replace("sleep 600", "false"))
    process = serve(f"--procfile={tmp_path}/Procfile")
    assert process.wait(TIMEOUT_SECONDS) == 1
    assert "The worker process ended with 1 as soon as it was started" in (tmp_path / "output").read_text()


def test_a_taken_port_is_one_sentence(serve, port, tmp_path):
    with socket.create_server(("127.0.0.1", port)):
        assert f"Port {port} cannot be used (Address already in use)" in refused(serve(), tmp_path)


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_one_sentence(serve, port, tmp_path):
    assert "PORT must be" in refused(serve(), tmp_path)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgres://u:secret@127.0.0.1:1/x", "The database refuses: "),
        ("mysql2://u:secret@127.0.0.1/x", "DATABASE_URL must look like"),
    ],
)
def test_a_database_that_refuses_is_one_sentence_without_its_password(serve, tmp_path, url, sentence):
    said = refused(serve(DATABASE_URL=url), tmp_path)
    assert sentence in said
    assert "secret" not in said


def test_a_directory_that_cannot_be_written_is_one_sentence(serve, tmp_path):
    (tmp_path / "file").touch()
    assert "Not a directory" in refused(serve(VAR_DIR=str(tmp_path / "file/var")), tmp_path)


def test_the_url_of_another_server_starts_none_of_ours(serve, small, tmp_path):
    """The run's own server stands for somebody else's."""
    with postgres.running(tmp_path / "theirs"):
        process = serve(small, DATABASE_URL=postgres.url(tmp_path / "theirs"))
        wait_for("ParkInfo is at", tmp_path, process)
        assert not (tmp_path / "var/postgres").exists()
        process.send_signal(signal.SIGINT)
        assert process.wait(TIMEOUT_SECONDS) == 0


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


def test_a_directory_with_a_space_stays_one_word_of_a_command(tmp_path):
    (tmp_path / "Procfile").write_text("web: serve --media $VAR_DIR/media --port $PORT\n")
    assert read_procfile(tmp_path / "Procfile", {"PORT": "80", "VAR_DIR": "/a b"}) == {
        "web": ["serve", "--media", "/a b/media", "--port", "80"]
    }
