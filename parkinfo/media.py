"""Pictures where no nginx stands in front: the files below MEDIA_URL, and 410 for those that are gone."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.utils._os import safe_join

from images.files import OFFLINE

TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp"}
#: Names are hashes of the content, so what has one never changes; but a picture may be taken offline, and after a week
#: no visitor's own copy stands in its place. And whatever was uploaded, it runs nothing.
HEADERS = {
    "Cache-Control": "public, max-age=604800",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


class MediaMiddleware:
    """Answers for the media. Above the site: they are the same on every host and need no database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(settings.MEDIA_URL):
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return _file(request.path.removeprefix(settings.MEDIA_URL))


def _file(name: str) -> HttpResponse:
    """The file of that name. Read at once: a slow visitor then holds none of the few threads."""
    try:
        path = Path(safe_join(settings.MEDIA_ROOT, name))
        if not path.is_relative_to(Path(settings.MEDIA_ROOT, OFFLINE)):
            return HttpResponse(path.read_bytes(), TYPES.get(path.suffix, "application/octet-stream"), headers=HEADERS)
    except SuspiciousFileOperation:
        return HttpResponseNotFound()
    except OSError:  # no such file
        pass
    return HttpResponse(status=410, headers={"Cache-Control": "no-store"})
