"""Submissions that the database would not take, a file each, until it does.

A file is named after the submission's digest, so that the same sent again is the same file. Nobody else can open it; it
is whole and on the disk before the receipt is shown. It is removed only after the enquiry in it is committed. What
cannot be read, or what the tables refuse, is set aside in a directory of its own until `manage.py take_in` tries again.
"""

import contextlib
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError

from leads import evidence, spooled_files
from leads.submission import Submission
from plumbing import durable

logger = logging.getLogger(__name__)

#: However many are sent while the database is away: the disk must not become full.
MOST_FILES = 20_000
#: With less room on the disk no submission may be promised a place.
LEAST_FREE_BYTES = 1_000_000
SUFFIX = ".json"


class Full(Exception):
    """The spool cannot keep a submission: the disk is full, the limit is reached, or the directory is not writable."""


@dataclass(frozen=True)
class Depth:
    """How many submissions wait, how many were set aside, and how long (seconds) the oldest has waited."""

    waiting: int
    aside: int
    oldest_seconds: int


def directory() -> Path:
    """Where submissions wait for the database."""
    return settings.VAR_DIR / "spool"


def aside() -> Path:
    """Where submissions wait for a person to look at them, since another round would not take them in either."""
    return directory() / "aside"


def put(submission: Submission) -> None:
    """Keep a submission: on the disk, file and directory, when this returns. Raises Full."""
    path = directory() / f"{submission.digest}{SUFFIX}"
    try:
        durable.make_directory(path.parent, mode=0o700)
        if not path.exists() and len(os.listdir(path.parent)) >= MOST_FILES:
            raise Full
        spooled_files.mark(submission)
        # Sent twice while the database is away: the first time counts.
        durable.write(path, submission.to_json().encode(), mode=0o600, overwrite=False)
    except OSError as error:
        logger.critical("The spool cannot keep a submission: %s", error.strerror)
        raise Full from error


def take_in(store: Callable[[Submission], object]) -> int:
    """Call `store` with every submission, the oldest first, and remove its file when that has returned.

    Returns how many were taken in. While the database is away the round ends; while it is in disorder (tables missing,
    read-only) the file waits for the next round; a file with which something itself is wrong is set aside.
    """
    taken = 0
    for path in _files(directory()):
        try:
            submission = Submission.from_json(path.read_text(encoding="utf-8"))
            store(submission)
        except FileNotFoundError:
            continue  # another worker was quicker
        except (OperationalError, InterfaceError) as error:
            logger.error("The spool waits for the database: %s", type(error).__name__)
            break
        except Exception as error:  # whatever is wrong with one, the others go on
            logger.critical("A spooled submission is not taken in: %s %s", path.name[:12], _reason(error))
            if not isinstance(error, DatabaseError) or isinstance(error, DataError | IntegrityError):
                _set_aside(path)
            continue
        path.unlink(missing_ok=True)
        spooled_files.unmark(submission)
        taken += 1
    if taken:
        durable.flush_directory(directory())
    return taken


def put_back() -> int:
    """Move what was set aside back, for another round. Returns how many."""
    paths = _files(aside())
    for path in paths:
        path.replace(directory() / path.name)
    return len(paths)


def depth() -> Depth:
    """How full the spool is; reads the directories, never the files."""
    waiting, oldest_seconds = _files(directory()), 0
    with contextlib.suppress(FileNotFoundError, IndexError):
        oldest_seconds = max(0, int(time.time() - waiting[0].stat().st_mtime))
    return Depth(len(waiting), len(_files(aside())), oldest_seconds)


def digests() -> set[str]:
    """The digests of all submissions here, also of those whose files cannot be read."""
    # The first directory once more: what is put back meanwhile is seen in one of them.
    paths = _files(directory()) + _files(aside()) + _files(directory())
    return {path.name.removesuffix(SUFFIX) for path in paths}


def forget_aside(before: float) -> int:
    """Remove what was set aside and was sent before `before` (seconds since 1970). Returns how many."""
    return _forget(path for path in _files(aside()) if path.stat().st_mtime < before)


def people() -> set[str]:
    """The phones (E.164) and mail addresses (in lower case) of all submissions here whose files can be read."""
    return set().union(*(_known_by(read) for _, read in _readable()))


def forget_person(known_by: str, until: datetime) -> int:
    """Remove the submissions with a phone (E.164) or a mail address that were sent by then. Returns how many.

    Those that cannot be read stay.
    """
    theirs = known_by.lower()
    return _forget(path for path, read in _readable() if theirs in _known_by(read) and read.received_at <= until)


def count_of(known_by: str) -> int:
    """How many submissions here have this phone (E.164) or mail address, of those that can be read."""
    return sum(known_by.lower() in _known_by(read) for _, read in _readable())


def _forget(paths: Iterable[Path]) -> int:
    forgotten = list(paths)
    for path in forgotten:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            submission = Submission.from_json(path.read_text(encoding="utf-8"))
            evidence.forget(submission)
            spooled_files.unmark(submission)
        path.unlink(missing_ok=True)
    return len(forgotten)


def _readable() -> Iterator[tuple[Path, Submission]]:
    """Each file, waiting or set aside, and its Submission, where it has a phone."""
    for path in _files(directory()) + _files(aside()):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            read = Submission.from_json(path.read_text(encoding="utf-8"))
            if isinstance(read.answers["phone"], str):
                yield path, read


def _known_by(submission: Submission) -> set[str]:
    """Its numbers, of a person who left two both, and its mail address in lower case."""
    names = ("phone", "other_phone", "email")
    return {each.lower() for name in names if (each := submission.answers.get(name))}


def _set_aside(path: Path) -> None:
    """Out of the way of the others, whole, and as durable as before."""
    durable.make_directory(aside(), mode=0o700)
    with contextlib.suppress(FileNotFoundError):  # another worker has done so
        durable.move(path, aside() / path.name)


def _reason(error: Exception) -> str:
    """The error's name and the rule or column that refused; never its message, which quotes what was typed."""
    diagnostics = getattr(error.__cause__, "diag", None)
    rule = diagnostics and (diagnostics.constraint_name or diagnostics.column_name)
    return f"{type(error).__name__} {rule}" if rule else type(error).__name__


def can_keep() -> bool:
    """Whether `put` would probably succeed: for /healthz/ready, which writes nothing."""
    if not directory().exists():
        return os.access(directory().parent, os.W_OK)
    disk = os.statvfs(directory())
    return os.access(directory(), os.W_OK) and disk.f_bavail * disk.f_frsize > LEAST_FREE_BYTES


def _files(folder: Path) -> list[Path]:
    """The paths of the submissions in a directory of the spool, the oldest first."""
    dated = []
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(SUFFIX):
                with contextlib.suppress(FileNotFoundError):  # another worker took it in
                    dated.append((entry.stat().st_mtime, entry.name))
    return [folder / name for _, name in sorted(dated)]
