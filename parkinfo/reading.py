"""Which requests read from the replica, and what becomes of one that the replica fails."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from plumbing import deadline, replica

#: For all that a page asks of the replica. The database is asked after it, and nginx waits for fifteen seconds.
DEADLINE_SECONDS = 5
#: What no cache keeps (deploy/nginx): the desk, and pages shown to somebody who has just written or sent something.
NEVER_KEPT = (settings.DESK_PATH, "/preview/", "/wechat/", "/healthz/", "/metrics", "/enquiries/thanks/")


class ReplicaMiddleware:
    """Answers public GETs from the replica while it is fresh; where it fails, the same once more from the database.

    Stands around SiteMiddleware, which reads the content version first: version and content have one source.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if may_be_behind(request) and replica.lag.is_within(settings.REPLICA_MAX_LAG):
            with replica.reading() as use, deadline.within(DEADLINE_SECONDS):
                response = self.get_response(request)
            if not use.has_failed:
                return response
        return self.get_response(request)


def may_be_behind(request: HttpRequest) -> bool:
    """Whether the request only reads, and reads what may be some seconds old."""
    return request.method in {"GET", "HEAD"} and not f"{request.path}/".startswith(NEVER_KEPT)
