"""Pictures where no nginx reads them from a disk: the files below MEDIA_URL, and 410 for those that are gone.

Of a bucket they are read here as well, with its key: so the bucket is open to nobody, and what is offline in it to no
visitor. nginx keeps what it is given for some seconds, and goes on serving it while the bucket is away.
"""

import hashlib
import posixpath
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils._os import safe_join

from images.files import OFFLINE, TYPES, BucketAway, in_bucket

#: Names are hashes of the content, so what has one never changes; but a picture may be taken offline, and after a week
#: no visitor's own copy stands in its place. And whatever was uploaded, it runs nothing.
HEADERS = {
    "Cache-Control": "public, max-age=604800",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
#: Of a bucket's: what nginx keeps it asks for again as soon as for a page, so that offline is offline at once.
KEPT = {**HEADERS, "Cache-Control": "public, max-age=604800, s-maxage=5, stale-if-error=86400"}
#: Kept as well, so that it takes the place of what was kept before; by no visitor's browser.
GONE = {"Cache-Control": "public, max-age=0, s-maxage=5, stale-if-error=86400"}
#: Bytes; no store knows longer ones.
LONGEST_NAME = 1024
#: So many of a process's threads read from a bucket at once, and for so many seconds others wait for their turn: pages
#: are made by those that are left.
READERS, TURN_SECONDS = 4, 1.0

_turns = threading.BoundedSemaphore(READERS)


class MediaMiddleware:
    """Answers for the media. Above the site: they are the same on every host and need no database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(settings.MEDIA_URL):
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        name = request.path.removeprefix(settings.MEDIA_URL)
        return _object(name, request.headers.get("If-None-Match", "")) if in_bucket() else _file(name)


def _file(name: str) -> HttpResponse:
    """The file of that name. Read at once: a slow visitor then holds none of the few threads."""
    try:
        path = Path(safe_join(settings.MEDIA_ROOT, name))
        if not path.is_relative_to(Path(settings.MEDIA_ROOT, OFFLINE)):
            return HttpResponse(path.read_bytes(), _type(name), headers=HEADERS)
    except SuspiciousFileOperation:
        return HttpResponseNotFound()
    except OSError:  # no such file
        pass
    return HttpResponse(status=410, headers={"Cache-Control": "no-store"})


def _object(name: str, kept: str) -> HttpResponse:
    """The bucket's object of that name, or that the copy tagged `kept` still stands for it."""
    name = posixpath.normpath(name)
    if name.startswith((".", "/")) or len(name.encode()) > LONGEST_NAME:  # offline, outside, or nothing
        return HttpResponse(status=410, headers=GONE)
    # Of the name, which is one of the content.
    headers = {**KEPT, "ETag": f'"{hashlib.sha256(name.encode()).hexdigest()[:32]}"'}
    if not _turns.acquire(timeout=TURN_SECONDS):
        return _away()
    try:
        if kept == headers["ETag"] and default_storage.exists(name):
            return HttpResponseNotModified(headers=headers)
        with default_storage.open(name) as file:
            return HttpResponse(file.read(), _type(name), headers=headers)
    except (FileNotFoundError, SuspiciousFileOperation):
        return HttpResponse(status=410, headers=GONE)
    except BucketAway:
        return _away()
    finally:
        _turns.release()


def _type(name: str) -> str:
    return TYPES.get(posixpath.splitext(name)[1], "application/octet-stream")


def _away() -> HttpResponse:
    return HttpResponse(status=503, headers={"Cache-Control": "no-store"})
