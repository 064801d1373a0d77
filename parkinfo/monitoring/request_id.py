"""Gives each request the id that its log lines, its jobs and, where nobody keeps it, its answer bear."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from plumbing import request_ids


class RequestIdMiddleware:
    """Around all others, so that none logs a line without it.

    A page that is kept (nginx, CDN, browser) is the same bytes for everybody: it bears nobody's id.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = _of(request)
        request.request_id = request_id  # type: ignore[attr-defined] # for what Django logs of it
        with request_ids.within(request_id):
            response = self.get_response(request)
        if "no-store" in response.get("Cache-Control", ""):
            response[request_ids.HEADER] = request_id
        return response


def _of(request: HttpRequest) -> str:
    """What our own proxy calls it; from others, or in another form, nothing is taken over into the logs."""
    if request.META.get("REMOTE_ADDR", "") in settings.TRUSTED_PROXIES:
        given = request.headers.get(request_ids.HEADER, "")
        if request_ids.SANE.fullmatch(given):
            return given
    return request_ids.make()
