"""The files of an old site's uploads as ours: pictures of the library, documents among the media."""

import hashlib
import io
import re
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction

from addresses import zblog
from images import files, uploads
from images.models import Image
from moving.address_book import key_of
from moving.models import MovedFile, OldSite, Run
from moving.notes import Notes
from moving.old_rows import OldRows
from moving.source import Files

PICTURES = {"jpg", "jpeg", "jpe", "jfif", "png", "gif", "webp", "avif", "bmp"}
#: What is handed out as it came: nothing that a browser runs as a page of ours.
DOCUMENTS = {
    *("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "txt", "csv", "rtf", "ofd"),
    *(
        "zip",
        "rar",
        "7z",
        "tar",
        "gz",
        "tgz",
        "mp3",
        "mp4",
        "m4a",
        "wav",
        "mov",
        "avi",
        "wmv",
        "flv",
        "dwg",
        "psd",
        "ai",
    ),
}
MOST_DOCUMENT_BYTES = 300 * 1024 * 1024
_CODES = {"empty": "picture_fake", "too_large": "picture_too_large", "too_many_pixels": "picture_too_large",
          "offline": "picture_offline"}  # fmt: skip
_UNSAFE = re.compile(r"[^\w.\-()（）]+")


class Shelf:
    """Stores each file once, in the transaction of the story that needs it, and remembers it by its path.

    With `is_trial` everything happens but for the files on our disk: the transaction is to be rolled back.
    """

    def __init__(self, site: OldSite, source: Files, run: Run | None, rows: OldRows, *, is_trial: bool = False) -> None:
        self.site, self.source, self.run, self.rows, self.is_trial = site, source, run, rows, is_trial
        self._seen: dict[str, MovedFile] = {}

    def forget(self) -> None:
        """Ask for each file anew."""
        self._seen.clear()

    def picture(self, path: str, notes: Notes) -> int | None:
        """The id of the picture at a path below the old site's root; None, and a note, where there is none."""
        row = self._row(path, notes)
        return row.image_id if row else None

    def address(self, path: str, notes: Notes) -> str | None:
        """Where a picture's or a document's file is to be had here."""
        row = self._row(path, notes)
        return self._address(row) if row else None

    def pasted(self, data: bytes, notes: Notes) -> int | None:
        """The id of a picture that stood in the body itself."""
        try:
            return self._store(data, "").pk
        except uploads.NotStored:
            raise
        except ValidationError as refusal:
            notes.add(_CODES.get(refusal.code or "", "picture_fake"), "data:")
            return None

    def _row(self, path: str, notes: Notes) -> MovedFile | None:
        """The file's row, made now if need be; None when there is no such file or nothing of ours came of it."""
        row = self._seen.get(path) or self._found(path)
        if row is None:
            notes.add("picture_missing", path)
            return None
        if not self.is_trial:
            self._seen[path] = row
        if row.problem:
            notes.add(row.problem, path)
            return None
        return row

    def _found(self, path: str) -> MovedFile | None:
        file = self.source.open(path)
        if file is None:
            return None
        with file:
            data = file.read(MOST_DOCUMENT_BYTES + 1)
        digest = hashlib.sha256(data).hexdigest()
        row = MovedFile.objects.filter(site=self.site, path=path).first()
        if row is None or row.digest != digest or not self._is_here(row):
            row = self._bring_in(path, data, digest, row)
        return row

    def _is_here(self, row: MovedFile) -> bool:
        if row.image_id:
            return Image.objects.filter(pk=row.image_id).exists()
        return bool(row.problem) or default_storage.exists(row.document)

    @transaction.atomic
    def _bring_in(self, path: str, data: bytes, digest: str, row: MovedFile | None) -> MovedFile:
        row = row or MovedFile(site=self.site, path=path, run=self.run)
        row.digest, row.image_id, row.document, row.problem = digest, None, "", ""
        extension = PurePosixPath(path).suffix.lower().lstrip(".")
        try:
            if extension in DOCUMENTS:
                row.document = self._store_document(path, data, digest)
            else:
                image = self._store(data, PurePosixPath(path).stem)
                row.image_id, row.is_new = image.pk, row.is_new or image.is_new
        except uploads.NotStored:
            raise
        except ValidationError as refusal:
            row.problem = _CODES.get(refusal.code or "", "picture_fake")
        if address := self._address(row):
            self._keep_address(row, address)
        row.save()
        return row

    def _store(self, data: bytes, title: str) -> Image:
        file = io.BytesIO(data)
        return uploads.record(file, title=title) if self.is_trial else uploads.store(file, title=title)

    def _store_document(self, path: str, data: bytes, digest: str) -> str:
        if len(data) > MOST_DOCUMENT_BYTES or not data:
            raise ValidationError("", code="too_large" if data else "empty")
        name = _UNSAFE.sub("_", PurePosixPath(path).name).lstrip(".")[-80:]
        stored = f"documents/{digest[:16]}/{name}"
        if not self.is_trial and not default_storage.exists(stored):
            files.write(stored, data)
        return stored

    def _address(self, row: MovedFile) -> str | None:
        if row.image_id:
            return Image.objects.only("file").get(pk=row.image_id).url
        return settings.MEDIA_URL + quote(row.document) if row.document else None

    def _keep_address(self, row: MovedFile, address: str) -> None:
        """Have the old path lead to the file, where that is on this site."""
        parsed = zblog.parse(f"/{row.path}", {})
        if parsed and (row.image_id or not urlsplit(address).netloc):
            target: dict[str, Any] = {"image_id": row.image_id} if row.image_id else {"path": address}
            pages = (key_of(each, "").partition(":") for each in self.source.pages(row.path))
            keys = [(parsed.kind, parsed.key), *((kind, key) for kind, _, key in pages if kind == "path")]
            made, _ = self.rows.keep(keys, **target)
            row.rows = sorted({*row.rows, *made})
