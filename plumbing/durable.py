"""Writing files that survive a crash: at a file's name stands its whole content, or whatever stood there before.

The content goes to a temporary file beside it, whose name begins with a dot; that is flushed to the disk, renamed, and
the directory, which holds the name, is flushed as well. What has returned is on the disk. A process killed meanwhile
leaves at most the temporary file.
"""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

#: Temporary files begin so: hidden from directory listings, and what backups leave out.
TEMPORARY_PREFIX = ".writing-"
#: What file systems without hard links answer to a request for one.
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


@contextlib.contextmanager
def replacing(path: Path, *, mode: int, overwrite: bool = True) -> Iterator[BinaryIO]:
    """A binary file to be written; when the block ends its content stands at `path`, on the disk.

    `mode` is its permissions. Without `overwrite` a file that stands there already stays. After any exception, ours
    (OSError) or the block's, the temporary file is gone.
    """
    handle, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            os.fchmod(file.fileno(), mode)
            flush(file)
        if overwrite:
            os.replace(temporary, path)
        else:
            _place_if_missing(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    flush_directory(path.parent)


def write(path: Path, content: bytes, *, mode: int, overwrite: bool = True) -> None:
    """Write `content` as `replacing()` does."""
    with replacing(path, mode=mode, overwrite=overwrite) as file:
        file.write(content)


def move(source: Path, target: Path) -> None:
    """Rename a file that is on the disk; both directories know of it when this returns. Raises OSError."""
    os.replace(source, target)
    flush_directory(target.parent)
    if source.parent != target.parent:
        flush_directory(source.parent)


def make_directory(path: Path, *, mode: int = 0o777, parents: bool = False) -> None:
    """The directory exists, with `parents` also those above it, and the ones made here are on the disk."""
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        return
    except FileNotFoundError:
        if not parents:
            raise
        make_directory(path.parent, mode=mode, parents=True)
        make_directory(path, mode=mode)
    else:
        flush_directory(path.parent)


def flush(file: BinaryIO) -> None:
    """Flush the content of an open file to the disk."""
    file.flush()
    os.fsync(file.fileno())


def flush_directory(path: Path) -> None:
    """Flush the entries of a directory to the disk: what was made, renamed or removed there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _place_if_missing(temporary: Path, path: Path) -> None:
    """Give the temporary file its name unless that is taken; of several processes at once one succeeds."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if not path.exists():
            os.replace(temporary, path)
    temporary.unlink(missing_ok=True)
