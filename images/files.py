"""Writing a picture's files, so that nobody ever reads half of one, and moving them out of the public's reach."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from plumbing import durable

#: The folder of the media storage for what is offline, which nobody serves; below it, files have their own names.
OFFLINE = ".offline"
#: As what a file is served, by its suffix; others are bytes.
TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp"}


class BucketAway(OSError):
    """The bucket that takes the place of the disk cannot be reached, or refuses: another time it will not."""


def in_bucket() -> bool:
    """Whether the media lie in a store elsewhere rather than on this machine's disk."""
    return not isinstance(default_storage, FileSystemStorage)


class Bucket(Protocol):
    """What a store elsewhere can do beside Django's storages; all of it raises BucketAway."""

    bucket_name: str

    def sizes(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """(name, bytes) of each object whose name begins so, in the order of names."""

    def is_open(self, name: str) -> bool:
        """Whether anybody may read the object of that name."""


def bucket() -> Bucket | None:
    """The store elsewhere, if the media lie in one."""
    return cast(Bucket, default_storage) if in_bucket() else None


def write(name: str, data: bytes) -> None:
    """Put `data` (bytes) at `name` in the media storage: all of it or nothing, on disk before this returns.

    Names are made of the content's hash, so writing one that exists changes nothing.
    """
    if in_bucket():
        # Object storages put an object whole or not at all.
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(data))
        return
    path = Path(default_storage.path(name))
    durable.make_directory(path.parent, parents=True)
    durable.write(path, data, mode=settings.FILE_UPLOAD_PERMISSIONS)


def take_offline(name: str) -> None:
    """Move a file to where nobody serves it; one that is not there, because it has been moved already, is no error."""
    _move(name, f"{OFFLINE}/{name}", mode=0o700)


def bring_back(name: str) -> None:
    """The other way round."""
    _move(f"{OFFLINE}/{name}", name)


def open_offline(name: str) -> File:
    """A file to read that is offline, or that the worker has yet to take there. Raises FileNotFoundError."""
    try:
        return default_storage.open(f"{OFFLINE}/{name}")
    except FileNotFoundError:
        return default_storage.open(name)


def delete(name: str) -> None:
    """Delete a file, wherever it is."""
    default_storage.delete(name)
    default_storage.delete(f"{OFFLINE}/{name}")


def _move(source: str, target: str, *, mode: int = 0o777) -> None:
    """Rename a file of the media storage; `mode` is that of directories made for it."""
    if not default_storage.exists(source):
        return
    if not in_bucket():
        path = Path(default_storage.path(target))
        durable.make_directory(path.parent, mode=mode, parents=True)
        durable.move(Path(default_storage.path(source)), path)
        return
    # Killed in between, both are there, and the next attempt goes on.
    if not default_storage.exists(target):
        with default_storage.open(source) as file:
            default_storage.save(target, file)
    default_storage.delete(source)
