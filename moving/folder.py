"""The folder on the server in which old sites lie that are to move in: which files there are, and none besides."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from plumbing import durable

#: Folders in folders that are looked into, and entries that are offered.
DEPTH, MOST_OFFERED = 2, 500
#: Files of a folder that are counted before it is taken away.
MOST_COUNTED = 10_000
ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")
BACKUPS = (".sql", ".sql.gz", ".db", ".sqlite", ".sqlite3", ".xml", ".xml.gz", ".csv", ".xlsx", *ARCHIVES)
#: What nginx lets through to the desk, less what a form takes besides.
MOST_BYTES = 24 * 2**20
_UNUSUAL = re.compile(r"[^\w.()（）·-]+")


class NotThere(Exception):
    """No such file in the folder. Its text is for people."""


@dataclass(frozen=True)
class Entry:
    """A file or folder by its name below the folder."""

    name: str
    is_folder: bool
    size: int = 0

    @property
    def label(self) -> str:
        """As a list offers it."""
        return f"{self.name}/" if self.is_folder else f"{self.name}（{filesizeformat(self.size)}）"

    @property
    def may_be_uploads(self) -> bool:
        """Whether an upload folder could be it, or be in it."""
        return self.is_folder or self.name.lower().endswith(ARCHIVES)


def entries() -> list[Entry]:
    """What the folder holds, by name, at most MOST_OFFERED; nothing where there is no such folder."""
    root = settings.MOVING_DIR.resolve()
    found = [] if not root.is_dir() else list(_entries(root, root, DEPTH))
    return found[:MOST_OFFERED]


def path_of(name: str) -> Path:
    """Where the entry of that name lies. Raises NotThere: also for what a link leads out of the folder."""
    root = settings.MOVING_DIR.resolve()
    try:
        path = (root / name).resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise NotThere(f"服务器的搬家目录里没有“{name}”了。") from error
    if path == root or not path.is_relative_to(root):
        raise NotThere(f"“{name}”不在搬家目录里。")
    return path


def name_of(sent: UploadedFile) -> str:
    """The name that an uploaded file gets: no folder, nothing hidden, nothing a shell would stumble over."""
    return _UNUSUAL.sub("_", str(sent.name).replace("\\", "/").rpartition("/")[2]).lstrip(".")[-100:] or "backup"


def keep(sent: UploadedFile) -> str:
    """Put an uploaded file into the folder; the name it got. Raises OSError; FileExistsError for a taken name."""
    name = name_of(sent)
    durable.make_directory(settings.MOVING_DIR, mode=0o700, parents=True)
    path = settings.MOVING_DIR / name
    if path.exists():
        raise FileExistsError(name)
    with durable.replacing(path, mode=0o600, overwrite=False) as file:
        for chunk in sent.chunks():
            file.write(chunk)
    return name


def count_of(entry: Entry) -> int:
    """How many files a folder holds, or so many that counting them is no use."""
    if not entry.is_folder:
        return 0
    found = (name for *_, names in os.walk(settings.MOVING_DIR / entry.name) for name in names)
    return sum(1 for _ in islice(found, MOST_COUNTED))


def remove(entry: Entry) -> None:
    """Take a file, or a folder with all that is in it, away; of a link the link. Raises OSError, NotThere.

    A folder is gone by its name before it is taken apart, so that nobody reads half of it.
    """
    path_of(entry.name)
    path = settings.MOVING_DIR.resolve() / entry.name
    if path.is_symlink() or not path.is_dir():
        path.unlink()
        durable.flush_directory(path.parent)
        return
    gone = Path(tempfile.mkdtemp(prefix=durable.TEMPORARY_PREFIX, dir=path.parent)) / "gone"
    durable.move(path, gone)
    shutil.rmtree(gone.parent)


def _entries(root: Path, folder: Path, depth: int) -> Iterator[Entry]:
    try:
        inside = sorted(folder.iterdir())[:MOST_OFFERED]
    except OSError:
        return
    for path in inside:
        if path.name.startswith("."):
            continue
        name = path.relative_to(root).as_posix()
        try:
            there = path_of(name)
            if there.is_dir():
                yield Entry(name, is_folder=True)
                if depth and not path.is_symlink():
                    yield from _entries(root, path, depth - 1)
            elif there.is_file():
                yield Entry(name, is_folder=False, size=there.stat().st_size)
        except (NotThere, OSError, UnicodeError):
            continue
