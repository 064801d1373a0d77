"""Writing a picture's files, so that nobody ever reads half of one."""

from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from plumbing import durable


def write(name: str, data: bytes) -> None:
    """Put `data` (bytes) at `name` in the media storage: all of it or nothing, on disk before this returns.

    Names are made of the content's hash, so writing one that exists changes nothing.
    """
    if not isinstance(default_storage, FileSystemStorage):
        # Object storages put an object whole or not at all.
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(data))
        return
    path = Path(default_storage.path(name))
    durable.make_directory(path.parent, parents=True)
    durable.write(path, data, mode=settings.FILE_UPLOAD_PERMISSIONS)
