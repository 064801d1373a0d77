"""Submissions the database would not take, one file each, until it does.

A file is named by the submission's digest, so that sending again writes the same file; it is open to nobody else, and
is whole and on the disk before the receipt is shown. It is removed only after the commit of what it says. What cannot
be read, or what the tables refuse, is set aside in a directory of its own until `manage.py take_in` tries it again.
"""

import contextlib
import logging
import os
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError

from leads.submission import Submission
from plumbing import durable

logger = logging.getLogger(__name__)

#: A flood while the database is away must not fill the disk for everybody.
MOST_FILES = 20_000
SUFFIX = ".json"


class Full(Exception):
    """The spool cannot keep it: its disk or its limit is full, or the directory cannot be written."""


@dataclass(frozen=True)
class Depth:
    """How many submissions wait, how many were set aside, and how long (seconds) the oldest has waited."""

    waiting: int
    aside: int
    oldest_seconds: int


def directory():
    return settings.VAR_DIR / "spool"


def aside():
    """Where what another round would not take in either waits for a person."""
    return directory() / "aside"


def put(submission):
    """Keep a submission: on the disk, file and directory, when this returns. Raises Full."""
    path = directory() / f"{submission.digest}{SUFFIX}"
    try:
        durable.make_directory(path.parent, mode=0o700)
        if len(os.listdir(path.parent)) >= MOST_FILES:
            raise Full
        # Sent twice while the database is away: the first time counts.
        durable.write(path, submission.to_json().encode(), mode=0o600, overwrite=False)
    except OSError as error:
        logger.critical("The spool cannot keep a submission: %s", error.strerror)
        raise Full from error


def take_in(store):
    """Give every submission to `store`, oldest first, and remove its file once that has returned.

    Returns how many were taken in. When the database is away the round ends; when it is not as it should be (tables
    missing, read-only) the file waits for the next round; what is wrong with a file itself sets it aside.
    """
    taken = 0
    for path in _files(directory()):
        try:
            store(Submission.from_json(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            continue  # another worker was quicker
        except (OperationalError, InterfaceError) as error:
            logger.error("The spool waits for the database: %s", type(error).__name__)
            break
        except Exception as error:  # whatever is wrong with this one must not hold up the others
            logger.critical("A spooled submission is not taken in: %s %s", path.name[:12], _reason(error))
            if not isinstance(error, DatabaseError) or isinstance(error, DataError | IntegrityError):
                _set_aside(path)
            continue
        path.unlink(missing_ok=True)
        taken += 1
    if taken:
        durable.flush_directory(directory())
    return taken


def put_back():
    """Let what was set aside have another round. Returns how many."""
    found = _files(aside())
    for path in found:
        path.replace(directory() / path.name)
    return len(found)


def depth():
    """The spool's Depth; reads the directories, never the files."""
    waiting, oldest = _files(directory()), 0
    with contextlib.suppress(FileNotFoundError, IndexError):
        oldest = max(0, int(time.time() - waiting[0].stat().st_mtime))
    return Depth(len(waiting), len(_files(aside())), oldest)


def forget_aside(before):
    """Remove what was set aside and is older than `before` (seconds since 1970). Returns how many."""
    return _forget(path for path in _files(aside()) if path.stat().st_mtime < before)


def forget_phone(number):
    """Remove what is readable and of this phone (E.164). Returns how many."""
    return _forget(path for path in _files(directory()) + _files(aside()) if _phone_of(path) == number)


def _forget(paths):
    found = list(paths)
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _phone_of(path):
    try:
        return Submission.from_json(path.read_text(encoding="utf-8")).words["phone"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _set_aside(path):
    """Out of the way of the others, whole, and as durable as before."""
    durable.make_directory(aside(), mode=0o700)
    with contextlib.suppress(FileNotFoundError):  # another worker has done so
        durable.move(path, aside() / path.name)


def _reason(error):
    """What was refused and by which rule; never the message, which quotes what was typed."""
    told = getattr(error.__cause__, "diag", None)
    rule = told and (told.constraint_name or told.column_name)
    return f"{type(error).__name__} {rule}" if rule else type(error).__name__


def can_keep():
    """Whether `put` would probably succeed: for /healthz/ready, without writing anything."""
    place = directory()
    if not place.exists():
        return os.access(place.parent, os.W_OK)
    room = os.statvfs(place)
    return os.access(place, os.W_OK) and room.f_bavail * room.f_frsize > 1_000_000


def _files(place):
    """The submissions in a directory of the spool, oldest first."""
    found = []
    with contextlib.suppress(FileNotFoundError), os.scandir(place) as entries:
        for entry in entries:
            if entry.name.endswith(SUFFIX):
                with contextlib.suppress(FileNotFoundError):  # another worker took it in
                    found.append((entry.stat().st_mtime, entry.name))
    return [place / name for _, name in sorted(found)]
