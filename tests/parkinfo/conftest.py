"""A VAR_DIR of the test's own; `manage.py serve` in one, of which nothing is left running."""

import os
import shutil
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from tests.parkinfo.served import PATIENCE_SECONDS, SMALL, Served, left_running

COLLECT = "import django; django.setup(); from parkinfo.management.commands.serve import prepare_files; prepare_files()"
KEPT = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}


@pytest.fixture
def own_places(settings, tmp_path):
    """Directories of the test's own for what lies beside the database."""
    settings.VAR_DIR, settings.BACKUP_DIR = tmp_path, tmp_path / "backups"
    (tmp_path / "spool").mkdir()
    settings.BACKUP_DIR.mkdir()


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture
def environment(tmp_path, port):
    """A fresh checkout's: neither database nor anything else chosen."""
    # The start's own encoding must do; a message in Chinese is not the place to find out.
    own = {"VAR_DIR": str(tmp_path / "var"), "PORT": str(port), "LC_ALL": "C", "PYTHONFAULTHANDLER": "1"}
    return KEPT | own


@pytest.fixture(scope="session")
def collected(tmp_path_factory):
    """A VAR_DIR with the static files of this checkout and their stamp."""
    directory = tmp_path_factory.mktemp("collected")
    environment = KEPT | {"VAR_DIR": str(directory), "DJANGO_SETTINGS_MODULE": "parkinfo.settings"}
    subprocess.run([sys.executable, "-c", COLLECT], cwd=settings.BASE_DIR, env=environment, check=True)
    return directory


@pytest.fixture
def serve(tmp_path, environment):
    """Starts `manage.py serve`; afterwards nothing of it is running."""
    started = []

    def start(*arguments, **extra):
        # A small site has no static files.
        environ = environment | ({"DEBUG": "1"} if arguments else {}) | extra
        started.append(Served(tmp_path, environ, arguments))
        return started[-1]

    yield start
    for site in started:
        site.process.terminate()
        site.process.wait(PATIENCE_SECONDS)
    assert left_running(tmp_path) == []


@pytest.fixture
def serve_whole(serve, collected, tmp_path):
    """Starts it with all processes of the Procfile and the static files already there."""
    (tmp_path / "var").mkdir(exist_ok=True)
    shutil.copytree(collected / "static", tmp_path / "var/static")
    shutil.copy(collected / "static.stamp", tmp_path / "var")
    return serve


@pytest.fixture
def small(tmp_path):
    procfile = tmp_path / "Procfile"
    procfile.write_text(SMALL)
    return f"--procfile={procfile}"
