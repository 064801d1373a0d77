"""How long a stranger waits for the first page: `manage.py serve --demo` in an empty directory."""

import http.client
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.load import fetch
from bench.nginx import free_port

ROOT = Path(__file__).resolve().parent.parent


def starts(options):
    """From `manage.py serve --demo` to the first answer: in an empty directory, and again."""
    with tempfile.TemporaryDirectory() as directory:
        first, second = (start_seconds(Path(directory)) for _ in range(2))
    return [
        ("first_start_s", first, "libraries installed; database made, migrated, demo loaded, files collected"),
        ("second_start_s", second, "the same directory again"),
    ]


def start_seconds(directory):
    port = free_port()
    environment = os.environ | {"VAR_DIR": str(directory), "PORT": str(port)}
    environment.pop("DATABASE_URL", None)
    began = time.monotonic()
    command = [sys.executable, "manage.py", "serve", "--demo"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                fetch(port, "/healthz/live")
            except (OSError, http.client.HTTPException):
                if process.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                return round(time.monotonic() - began, 1)
    finally:
        process.terminate()
        process.wait(30)
