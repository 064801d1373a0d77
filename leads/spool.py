"""Submissions the database would not take, one file each, until it does.

A file is named by the submission's digest, so that sending again writes the same file; it is open to nobody else, and
is whole and on the disk before the receipt is shown. It is removed only after the commit of what it says.
"""

import contextlib
import logging
import os
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError

from leads.submission import Submission

logger = logging.getLogger(__name__)

#: A flood while the database is away must not fill the disk for everybody.
MOST_FILES = 20_000
SUFFIX, BROKEN_SUFFIX = ".json", ".broken"


class Full(Exception):
    """The spool cannot keep it: its disk or its limit is full, or the directory cannot be written."""


@dataclass(frozen=True)
class Depth:
    """How many submissions wait, how many files cannot be read, and how long (seconds) the oldest has waited."""

    waiting: int
    broken: int
    oldest_seconds: int


def directory():
    return settings.VAR_DIR / "spool"


def put(submission):
    """Keep a submission: on the disk, file and directory, when this returns. Raises Full."""
    place, name = directory(), submission.digest
    temporary = place / f".{name}.{os.getpid()}.{time.monotonic_ns()}"
    try:
        _make(place)
        if sum(1 for _ in os.scandir(place)) >= MOST_FILES:
            raise Full
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(submission.to_json())
            file.flush()
            os.fsync(file.fileno())
        if (final := place / f"{name}{SUFFIX}").exists():
            temporary.unlink()  # sent twice while the database is away: the first time counts
        else:
            temporary.replace(final)
        _sync(place)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        logger.critical("The spool cannot keep a submission: %s", error.strerror)
        raise Full from error


def take_in(store):
    """Give every submission to `store`, oldest first, and remove its file once that has returned.

    Returns how many were taken in. When the database is away the round ends; any other failure leaves the one file
    for the next round and goes on.
    """
    taken = 0
    for path in _files(SUFFIX):
        try:
            submission = Submission.from_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue  # another worker was quicker
        except (ValueError, KeyError, TypeError):
            logger.critical("A spooled submission cannot be read: %s", path.name[:12])
            path.rename(path.with_suffix(BROKEN_SUFFIX))
            continue
        try:
            store(submission)
        except (OperationalError, InterfaceError) as error:
            logger.error("The spool waits for the database: %s", type(error).__name__)
            break
        except Exception as error:  # whatever is wrong with this one must not hold up the others
            logger.critical("A spooled submission is not taken in: %s %s", path.name[:12], type(error).__name__)
            continue
        path.unlink(missing_ok=True)
        taken += 1
    if taken:
        _sync(directory())
    return taken


def depth():
    """The spool's Depth; reads the directory, never the files."""
    waiting, oldest = _files(SUFFIX), 0
    with contextlib.suppress(FileNotFoundError, IndexError):
        oldest = max(0, int(time.time() - waiting[0].stat().st_mtime))
    return Depth(len(waiting), len(_files(BROKEN_SUFFIX)), oldest)


def forget_broken(before):
    """Remove files nobody could read that are older than `before` (seconds since 1970). Returns how many."""
    old = [path for path in _files(BROKEN_SUFFIX) if path.stat().st_mtime < before]
    for path in old:
        path.unlink()
    return len(old)


def can_keep():
    """Whether `put` would probably succeed: for /healthz/ready, without writing anything."""
    place = directory()
    if not place.exists():
        return os.access(place.parent, os.W_OK)
    room = os.statvfs(place)
    return os.access(place, os.W_OK) and room.f_bavail * room.f_frsize > 1_000_000


def _files(suffix):
    """The spool's files of that suffix, oldest first."""
    found = []
    with contextlib.suppress(FileNotFoundError), os.scandir(directory()) as entries:
        for entry in entries:
            if entry.name.endswith(suffix):
                with contextlib.suppress(FileNotFoundError):  # another worker took it in
                    found.append((entry.stat().st_mtime, entry.name))
    return [directory() / name for _, name in sorted(found)]


def _make(place):
    """The directory exists, also after a power cut."""
    try:
        place.mkdir(mode=0o700)
    except FileExistsError:
        return
    _sync(place.parent)


def _sync(place):
    """Flush a directory's own entries."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
