"""Which private files wait for their rows in the spool of a node: a mark a submission, in the directory of the files.

Where several nodes share that directory, only the marks tell a node of what lies in the spool of another one.
"""

import contextlib
import time

from leads import attachments
from leads.submission import Submission, file_prefix

#: How the names of marks begin; what follows is how the files begin.
PREFIX = ".spooled-"
#: A node that is away for longer is not expected back, and nobody may keep what it has left behind.
LONGEST_SECONDS = 30 * 24 * 3600


def mark(submission: Submission) -> None:
    """Before a submission is put into the spool, where it goes without a mark as well."""
    if submission.files:
        with contextlib.suppress(OSError):  # a disk that does not take it says so elsewhere
            (attachments.directory() / _name(submission)).touch(mode=0o600)


def unmark(submission: Submission) -> None:
    """Once it lies in the spool no more."""
    if submission.files:
        with contextlib.suppress(OSError):  # it is too old one day
            (attachments.directory() / _name(submission)).unlink()


def prefixes() -> tuple[str, ...]:
    """How the files begin that wait; marks that are too old are removed."""
    waiting = []
    for path in attachments.directory().glob(f"{PREFIX}*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime > time.time() - LONGEST_SECONDS:
                waiting.append(path.name.removeprefix(PREFIX))
            else:
                path.unlink()
    return tuple(waiting)


def _name(submission: Submission) -> str:
    return f"{PREFIX}{file_prefix(submission.digest)}"
