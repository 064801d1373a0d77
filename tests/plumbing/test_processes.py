"""Stopped processes go on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plumbing.processes import resume

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who was stopped")


def letter(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]


def test_a_stopped_process_and_its_stopped_children_go_on_and_are_counted():
    with subprocess.Popen(["sh", "-c", "sleep 60 & echo $!; wait"], stdout=subprocess.PIPE, text=True) as shell:
        child = int(shell.stdout.readline())
        for pid in (child, shell.pid):
            os.kill(pid, signal.SIGSTOP)
            while letter(pid) != "T":
                time.sleep(0.01)
        assert resume(shell.pid) == 2
        while "T" in (letter(child), letter(shell.pid)):
            time.sleep(0.01)
        assert resume(shell.pid) == 0
        os.kill(child, signal.SIGTERM)


def test_a_process_that_is_gone_is_no_error():
    with subprocess.Popen(["true"]) as gone:
        pass
    assert resume(gone.pid) == 0
