"""Counts every request by what was asked for and how it ended. Never by address, host or person."""

import re
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, values
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

#: By path, since an unchanged page (304) and a static file never meet a view. The first that fits counts.
ROUTES = {
    "static": rf"{settings.STATIC_URL}|{settings.MEDIA_URL}",
    "desk": rf"{settings.DESK_PATH.rstrip('/')}(?:/|$)",
    "health": r"/healthz/|/metrics$",
    "feed": r".*/?(?:feed|sitemap)\.xml$|/sitemaps/|/robots\.txt$|/\.well-known/",
    "code": r".*/qr\.png$",
    "form": r"/enquiries/",
    "article": r"/news/\d+/",
    "finder": r"/listings/(?:compare/)?$",
    "listing": r"/listings/",
    "search": r"/search/",
    "list": r"/news/|/tags/",
    "place": r"/zones/",
    "home": r"/$",
    "count": r"/count/",
    "preview": r"/preview/",
    "wechat": r"/wechat/",
    "text": r"/(?:about|contact|privacy)/",
}
OTHER = "other"
_ROUTE = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in ROUTES.items()))
#: Seconds. Cold pages take some hundredths; nginx gives up after 15.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)

disable_created_metrics()
_own = CollectorRegistry()
_requests = Counter(
    "parkinfo_requests", "Requests answered, by route and class of status.", ["route", "status"], registry=_own
)
_seconds = Histogram(
    "parkinfo_request_seconds", "Seconds until a response was made.", ["route"], buckets=BUCKETS, registry=_own
)
_versions = Counter(
    "parkinfo_content_version",
    "Public pages by what the content version said: unchanged (304, one query) or made anew.",
    ["state"],
    registry=_own,
)


class CountingMiddleware:
    """Outermost, so that it sees what every other layer made of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun, route, status = time.perf_counter(), route_of(request.path), 500
        try:
            response = self.get_response(request)
            status = response.status_code
        finally:  # nothing comes back where even the page that says so fails
            _seconds.labels(route).observe(time.perf_counter() - begun)
            _requests.labels(route, f"{status // 100}xx").inc()
        if route != "static" and "ETag" in response and response.status_code in {200, 304}:
            _versions.labels("unchanged" if response.status_code == 304 else "made").inc()
        return response


def route_of(path: str) -> str:
    """The class of a path: a key of ROUTES, or OTHER, which is where old addresses and scanners end."""
    match = _ROUTE.match(path)
    return match.lastgroup or OTHER if match else OTHER


class Counted(Collector):
    """What was counted: by all processes of the same parent, or by this one where it counts for itself."""

    def collect(self) -> Iterable[Metric]:
        if values.ValueClass._multiprocess:
            return MultiProcessCollector(None).collect()
        return _own.collect()
