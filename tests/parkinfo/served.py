"""`manage.py serve` as a process that a test watches and breaks."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

#: Static files are collected anew by a fresh checkout, which takes a busy machine a minute.
PATIENCE_SECONDS = 180
# A site of two processes without the work of ours, for what happens to processes.
SMALL = f"web: {sys.executable} -m http.server --bind 127.0.0.1 $PORT\nworker: sleep 600\n"


class Served:
    """A start of `manage.py serve`, which writes into `output`."""

    def __init__(self, directory, environment, arguments):
        self.directory, self.output = directory, directory / "output"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *arguments],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                # As at a terminal, also where the tests run in the background, whose children ignore Ctrl-C.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    @property
    def said(self):
        return self.output.read_text()

    def wait_for(self, text, times=1):
        """Until it has said the text so many times."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (said := self.said).count(text) < times:
            assert self.process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.05)

    def stop(self, number=signal.SIGINT):
        """Its exit status once it has ended, and all that it started with it."""
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE_SECONDS)
        assert left_running(self.directory) == []
        return status

    def refused(self):
        """The one sentence with which it gave up."""
        assert self.process.wait(PATIENCE_SECONDS) != 0
        said = self.said.strip()
        assert "Traceback" not in said
        assert "\n" not in said
        return said

    def where_they_are(self):
        """What those that still run are at, line by line, for who reads why a test failed. It ends them."""
        for pid, _ in running(self.directory):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGABRT)  # PYTHONFAULTHANDLER has them say it
        left_running(self.directory)
        return self.said

    def pid_of(self, pattern):
        """The process of this site in whose command line the pattern is found; waited for. No child of another's."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for pid, line in running(self.directory):
                with contextlib.suppress(ProcessLookupError):
                    if re.search(pattern, line) and os.getsid(pid) == pid:
                        return pid
            time.sleep(0.02)
        raise AssertionError(f"No process of {pattern}")


def running(directory):
    """(pid, command line) of the processes that have a VAR_DIR in the directory, as their environment says."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.fsencode(f"VAR_DIR={directory}/") in (entry / "environ").read_bytes():
                yield int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().rstrip()


def left_running(directory, patience=10):
    """Command lines of what still runs, once it had time to end."""
    deadline = time.monotonic() + patience
    while (found := [line for _, line in running(directory)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found
