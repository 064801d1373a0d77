"""Uploads while they come in: one that the disk has no room for costs neither the request nor what else was typed."""

import contextlib
import io
from collections.abc import Iterator
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LostUpload(UploadedFile):
    """An upload that is known by name and size; reading it raises the OSError that it was lost by."""

    def __init__(self, error: OSError, **described: Any) -> None:
        super().__init__(io.BytesIO(), **described)
        self.error = error

    def read(self, *args: Any) -> NoReturn:
        raise self.error

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        raise self.error


class DiskUploadHandler(TemporaryFileUploadHandler):
    """Django's, but a disk that is full is a matter of whoever reads the file: here it would be an error page."""

    error: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.error = None
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._lose(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.error is None:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._lose(error)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        error = self.error
        if error is None:
            try:
                return super().file_complete(file_size)
            except OSError as at_last:
                self._lose(error := at_last)
        described = {"content_type": self.content_type, "charset": self.charset, "size": file_size}
        return LostUpload(error, name=self.file_name, **described)

    def _lose(self, error: OSError) -> None:
        self.error = error
        with contextlib.suppress(AttributeError, OSError):
            self.file.close()  # and with it goes what it takes of the disk
