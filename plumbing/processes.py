"""Processes that a signal has stopped (SIGSTOP), and how they go on."""

import contextlib
import os
import signal
from pathlib import Path


def resume(pid: int) -> int:
    """Continues a process and its children; returns how many of them were stopped.

    Children are known on Linux only: elsewhere the process alone is continued, and none counts as stopped.
    """
    stopped = 0
    for each in [pid, *_children(pid)]:
        stopped += _status_letter(each) == "T"
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGCONT)  # to all: one that is about to stop does not look it yet
    return stopped


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _status_letter(pid: int) -> str:
    """ "R", "S", "D", "T" and so on of proc(5); empty where nothing is known."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
    except OSError:
        return ""
