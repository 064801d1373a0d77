"""Counts of several web processes as one: each has files of its own, which whoever is scraped adds up.

A scrape reaches any one of granian's workers. Were each told apart by a label, every second scrape would lack the
other's series; were nginx's log counted, what the content version says would not be in it, and a site without nginx had
no counts. So it is the multiprocess mode of prometheus_client, without two traps of it: what processes of before have
left is removed, and a full disk does not end a process at its first write into a file that has no room yet.
"""

import logging
import os
import shutil
import sys
from pathlib import Path

from plumbing import processes

logger = logging.getLogger(__name__)

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
#: What prometheus_client begins with, and far more than our few labels need.
FILE_BYTES = 1024 * 1024
KINDS = ("counter", "histogram")


def count_together(directory: Path) -> bool:
    """Have this process count into files below `directory`, beside the others of the same parent.

    To be called before prometheus_client is imported, which decides then. Returns False if it was, or if the disk takes
    no file: then this process counts for itself.
    """
    if "prometheus_client" in sys.modules:
        return False
    os.environ.pop(VARIABLE, None)
    ours = directory / processes.identity(os.getppid())
    try:
        for path in (directory, ours):
            path.mkdir(mode=0o700, exist_ok=True)
        _remove_left_behind(directory)
        for kind in KINDS:
            _reserve(ours / f"{kind}_{os.getpid()}.db")
    except OSError as error:
        logger.warning("Requests are counted by each process for itself: %s", error.strerror)
        return False
    os.environ[VARIABLE] = str(ours)
    return True


def _reserve(path: Path) -> None:
    """The file with all its room: into one with holes a write to its memory is a SIGBUS when the disk is full."""
    if not path.exists():
        try:
            path.write_bytes(bytes(FILE_BYTES))
        except OSError:
            path.unlink(missing_ok=True)
            raise


def _remove_left_behind(directory: Path) -> None:
    """What the workers of parents that are gone have counted. Of a parent that lives, also its dead workers' counts
    stay: a sum that falls looks like a restart.
    """
    for path in directory.iterdir():
        if not processes.is_alive(path.name):
            shutil.rmtree(path, ignore_errors=True)
