"""Files that came with a form that has to be mended: kept for some hours, so that nobody chooses them again.

They lie beside the private files (leads.attachments) under names that backups leave out and no page serves. The form
that comes back names each in a signed token, which is all that leads to one; sweeping takes what is older.
"""

import logging
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from leads import attachments
from leads.models import WrongMove
from leads.submission import EvidenceFile

logger = logging.getLogger(__name__)

#: With a dot: no backup takes them along, and no listing shows them.
PREFIX = ".held-"
#: For so long a form may lie open; half of what sweeping leaves alone.
SECONDS = 12 * 3600
#: Of all that is held at once; where there is more, files have to be chosen again.
MOST_FILES, MOST_BYTES = 500, 1024 * 1024 * 1024
_SALT, _CHUNK = "leads.held_files", 64 * 1024
_KEY = re.compile(rf"{re.escape(PREFIX)}[0-9a-f]{{32}}")


@dataclass(frozen=True)
class Held:
    """A file that is held: how a submission describes it, where it lies, and what stands for it in the form."""

    described: EvidenceFile
    key: str
    token: str

    @property
    def path(self) -> Path:
        return attachments.directory() / self.key

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, as an upload gives them. Raises OSError."""
        with self.path.open("rb") as file:
            yield from iter(partial(file.read, _CHUNK), b"")


class Gone(Exception):
    """A token that leads to no file any more, or was never ours; `name` is the file's own as far as it is known."""

    def __init__(self, name: str) -> None:
        self.name = name


def hold(upload: UploadedFile, described: EvidenceFile) -> Held | None:
    """Keep a file until its form is mended; None where there is no room, or nothing of it arrived."""
    if not described.sha256 or not _has_room(upload.size or 0):
        return None
    key = f"{PREFIX}{secrets.token_hex(16)}"
    try:
        attachments.write(key, upload)
    except WrongMove:
        return None
    return Held(described, key, signing.dumps({"key": key, **asdict(described)}, salt=_SALT))


def read(token: str) -> Held:
    """What a token stands for. Raises Gone."""
    try:
        data = signing.loads(token, salt=_SALT)
        held = Held(EvidenceFile(data["name"], data["sha256"], data["suffix"]), data["key"], token)
    except (signing.BadSignature, ValueError, KeyError, TypeError) as error:
        raise Gone("") from error
    try:
        signing.loads(token, salt=_SALT, max_age=SECONDS)
    except signing.SignatureExpired as error:
        raise Gone(held.described.name) from error
    if not (_KEY.fullmatch(str(held.key)) and held.path.is_file()):
        raise Gone(held.described.name)
    return held


def _has_room(size: int) -> bool:
    """Whether one more file may be held; those that no token leads to any more make room first."""
    count = total = 0
    for path in attachments.directory().glob(f"{PREFIX}*"):
        try:
            found = path.stat()
            if found.st_mtime < time.time() - SECONDS:
                path.unlink()
                continue
        except FileNotFoundError:
            continue
        count, total = count + 1, total + found.st_size
    has_room = count < MOST_FILES and total + size <= MOST_BYTES
    if not has_room:
        logger.warning("%d files of forms that came back are held; no more are taken for now", count)
    return has_room
