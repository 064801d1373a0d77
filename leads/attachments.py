"""Private files on a lead's timeline. They lie below VAR_DIR, outside the media that everybody may fetch."""

import logging
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404

from leads.models import LeadEvent, WrongMove
from plumbing import durable

logger = logging.getLogger(__name__)


class Chunks(Protocol):
    """What is written: an uploaded file, or one of our own."""

    def chunks(self) -> Iterable[bytes]: ...


NO_ROOM = "服务器的磁盘写不进去，附件没有保存，请联系管理员。"


def directory() -> Path:
    """Where the files lie."""
    return settings.VAR_DIR / "private"


def keep(upload: UploadedFile) -> str:
    """Write an uploaded file, durably, under a name nobody can guess, and return that name.

    Raises WrongMove when the disk does not take it.
    """
    name = f"{secrets.token_hex(16)}{Path(upload.name or '').suffix.lower()}"
    write(name, upload)
    return name


def write(name: str, upload: Chunks) -> None:
    """Write a file, durably, under a name of our own. Raises WrongMove when the disk does not take it."""
    try:
        durable.make_directory(directory(), mode=0o700)
        with durable.replacing(directory() / name, mode=0o600) as file:
            for chunk in upload.chunks():
                file.write(chunk)
    except OSError as error:
        logger.critical("A file of a lead cannot be stored: %s", error.strerror)
        raise WrongMove(NO_ROOM) from error


def is_kept(name: str) -> bool:
    """Whether there is a file of that name."""
    return (directory() / Path(name).name).is_file()


def serve(event: LeadEvent, filename: str = "") -> FileResponse:
    """The response that downloads the file of a LeadEvent; without a `filename` under the name it was uploaded with.

    Raises Http404.
    """
    try:
        file = (directory() / Path(event.file).name).open("rb")
    except OSError as error:
        raise Http404 from error
    name = filename or event.text
    # Whatever it is, no browser opens it in our name.
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(file, as_attachment=True, filename=name, headers=headers)


def forget(name: str) -> None:
    """Remove a file by the name that `keep` returned, if it is still there."""
    (directory() / Path(name).name).unlink(missing_ok=True)
