"""Processes: those that a signal has stopped (SIGSTOP) and how they go on, and which are still there."""

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


def identity(pid: int) -> str:
    """A name for a process that no later one with its number has, where the system tells when it began (Linux)."""
    try:
        begun = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[19]
    except OSError:
        begun = "0"
    return f"{pid}-{begun}"


def is_alive(name: str) -> bool:
    """Whether the process of an `identity()` is there; False for what is none."""
    pid = name.partition("-")[0]
    if not pid.isdecimal() or name != identity(int(pid)):
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
