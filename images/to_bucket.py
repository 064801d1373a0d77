"""Copying the media of a disk into the bucket that takes its place, as often as it is asked: only what lacks is copied.

It goes by the rows, not by what lies on the disk: of a picture that is offline or deleted by now nothing comes into
public again.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from images.files import OFFLINE
from images.jobs import place
from images.models import Image

Thing = TypeVar("Thing")

#: Files that are on their way at once, and pictures between two reports.
AT_ONCE, BATCH = 8, 200
#: What moved in with an old site and is no picture; no row of ours names it.
DOCUMENTS = "documents"


@dataclass(frozen=True)
class Wanted:
    """A file, where it is to lie in the bucket, and its SHA-256 where a row says it."""

    name: str
    target: str
    sha256: str = ""


@dataclass
class Copied:
    """What became of all files: how many were copied, were there already; the names of those that could not be."""

    copied: int = 0
    there: int = 0
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def copy(directory: Path, tell: Callable[[Copied], None] = lambda so_far: None) -> Copied:
    """Have in the bucket what lies in `directory`; `tell` hears now and then how far it is. Raises BucketAway."""
    done = Copied()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for rows in _batches(Image.objects.order_by("pk").iterator(BATCH)):
            _take(done, pool.map(partial(_copied, directory), [each for row in rows for each in _files_of(row)]))
            # What was taken offline since it was read, or lies in public from an earlier time.
            offline = Image.objects.filter(pk__in=[row.pk for row in rows], offline_since__isnull=False)
            for pk in offline.values_list("pk", flat=True):
                place(pk)
            tell(done)
        for paths in _batches(sorted((directory / DOCUMENTS).rglob("*"))):
            names = [str(path.relative_to(directory)) for path in paths if path.is_file()]
            documents = [Wanted(name, name) for name in names if not Path(name).name.startswith(".")]
            _take(done, pool.map(partial(_copied, directory), documents))
            tell(done)
    return done


def _batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _files_of(row: Image) -> Iterator[Wanted]:
    for name in row.file_names():
        target = f"{OFFLINE}/{name}" if row.offline_since else name
        yield Wanted(name, target, row.sha256 if name == row.file.name else "")


def _take(done: Copied, outcomes: Iterable[tuple[str, str]]) -> None:
    for name, outcome in outcomes:
        if outcome == "copied":
            done.copied += 1
        elif outcome == "there":
            done.there += 1
        else:
            (done.missing if outcome == "missing" else done.wrong).append(name)


def _copied(directory: Path, wanted: Wanted) -> tuple[str, str]:
    """(name, "copied", "there", "missing" or "wrong"): wrong is what is damaged here or another file there."""
    data = _read(directory, wanted.name)
    present = _size(wanted.target)
    if data is None:
        return wanted.name, "missing" if present is None else "there"
    if wanted.sha256 and hashlib.sha256(data).hexdigest() != wanted.sha256:
        return wanted.name, "wrong" if present is None else "there"
    if present is None:
        default_storage.save(wanted.target, ContentFile(data))
        present = _size(wanted.target)
        return wanted.name, "copied" if present == len(data) else "wrong"
    return wanted.name, "there" if present == len(data) else "wrong"


def _read(directory: Path, name: str) -> bytes | None:
    for path in (directory / name, directory / OFFLINE / name):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            continue
    return None


def _size(name: str) -> int | None:
    try:
        return default_storage.size(name)
    except FileNotFoundError:
        return None
