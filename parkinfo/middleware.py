"""Site-wide middleware: what is refused, which site was asked for, how long a response may be kept, and the desk's own.

Public pages pass none of the session, CSRF, log-in and message layers: they are the same bytes for everybody.
"""

import hashlib
import logging
import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from axes.middleware import AxesMiddleware
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django_otp.middleware import OTPMiddleware
from psycopg2 import errorcodes

from addresses.models import OldHost
from parkinfo.models import current_versions
from plumbing import deadline, error_pages, replica
from plumbing.release import RELEASE
from staff.middleware import SignInMiddleware
from zones.canonical import known_query_keys
from zones.models import Portal
from zones.site import Site, SiteRequest, network

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: Never cached and never tied to a site.
FOR_PROGRAMS = re.compile(r"/healthz/|/metrics$")

#: How long a request waits for a database that hangs before it does without.
DEADLINE_SECONDS = 3
#: For how long the requests after it do without at once.
PAUSE_SECONDS = 2
#: What PostgreSQL lacks when it is not migrated to this release yet.
LACKING = {errorcodes.UNDEFINED_TABLE, errorcodes.UNDEFINED_COLUMN, errorcodes.UNDEFINED_FUNCTION}
#: For those who are told to come back later.
RETRY_AFTER_SECONDS = 10
#: A message of some hundred characters that is put into a search box: each takes nine in an address.
MAX_QUERY_LENGTH = 6000
CACHE_CONTROL = "public, max-age=0, s-maxage=5, stale-while-revalidate=5, stale-if-error=86400"
CACHED_STATUSES = {200, 301, 404, 410}
#: The query key whose value is a visitor's own words: nobody keeps such a page, and no address leads back to it.
TYPED_KEY = "q"


class RetryLaterMiddleware:
    """Every 503, whoever answers it, says when to come back: search engines take it for a passing fault only then."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 503:
            response.headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
        return response


class CleanRequestMiddleware:
    """Refuses early what no browser sends, so that no layer behind has to expect it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return error_pages.bad_request(request)
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_LENGTH:
            return error_pages.bad_request(request, status=414)
        # Django answers 500 to a form in another charset that comes with a CSRF cookie.
        charset = (request.content_params or {}).get("charset", "utf-8").strip("\"'").lower()
        if charset not in {"utf-8", "utf8"}:
            return error_pages.bad_request(request, status=415)
        try:
            request.get_host()
        except DisallowedHost:
            return error_pages.bad_request(request)
        # Django believes this header from anybody; only our own proxy knows how the visitor came.
        if request.META.get("REMOTE_ADDR", "") not in settings.TRUSTED_PROXIES:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)


class SiteMiddleware:
    """Sets `request.site`, and answers a conditional GET: one query, and for an unchanged page nothing more.

    When the database is away `request.site` is None: the enquiry form goes on without it, and pages say so.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._retry_at = 0.0  # of the process's clock; 0 unless the database hung when last asked

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        try:
            site = None if FOR_PROGRAMS.match(request.path) else self._find(request)
        except UnknownHost:
            return error_pages.bad_request(request, status=421)
        # None only for views that work without the database.
        request.site = site  # type: ignore[assignment]
        if is_desk(request):
            # Staff sign in at one place: a city's host has no desk.
            elsewhere = site and (site.city or site.old_host)
            response = error_pages.not_found(request) if elsewhere else self.get_response(request)
            response["Cache-Control"] = "no-store"
            return response
        is_typed = bool(request.GET.get(TYPED_KEY))
        etag = page_etag(request) if site and request.method in {"GET", "HEAD"} and not is_typed else None
        if etag and request.headers.get("If-None-Match") == etag:
            unchanged = HttpResponseNotModified()
            unchanged["ETag"], unchanged["Cache-Control"] = etag, CACHE_CONTROL
            return unchanged
        response = self.get_response(request)
        if "Cache-Control" not in response:
            if etag and response.status_code in CACHED_STATUSES:
                response["Cache-Control"] = CACHE_CONTROL
                if response.status_code == 200 and not response.streaming:
                    response["ETag"] = etag
            else:
                response["Cache-Control"] = "no-store"
        if is_typed:
            response["Referrer-Policy"] = "strict-origin"
        return response

    def _find(self, request: HttpRequest) -> Site | None:
        """The request's Site; None without the database. While that hangs, one request at a time waits for it."""
        if replica.is_read():
            return self._find_in_replica(request)
        begun = time.monotonic()
        if begun < self._retry_at:
            return None
        if self._retry_at:
            self._retry_at = begun + DEADLINE_SECONDS + PAUSE_SECONDS
        try:
            with deadline.within(DEADLINE_SECONDS):
                site = find_site_reconnecting(request.get_host())
        except (DatabaseError, InterfaceError):
            hung = time.monotonic() - begun > DEADLINE_SECONDS - 0.5  # rather than refuse
            self._retry_at = time.monotonic() + PAUSE_SECONDS if hung else 0.0
            return None
        except UnknownHost:
            self._retry_at = 0.0
            raise
        self._retry_at = 0.0
        return site

    def _find_in_replica(self, request: HttpRequest) -> Site | None:
        """The request's Site; None when the replica fails, and ReplicaMiddleware asks the database."""
        try:
            return find_site_reconnecting(request.get_host())
        except (DatabaseError, InterfaceError):
            replica.give_up()
            return None

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """A page that needs the database is not tried without it."""
        if getattr(request, "site", None) is None and not getattr(view, "works_without_database", False):
            return error_pages.unavailable(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The database went away half-way through the page, or is not migrated: another day it will do."""
        if isinstance(exception, (OperationalError, InterfaceError)) or _is_of_unmigrated(exception):
            # %r: a path may hold a line break, and so a line of its own in the log.
            logger.error("Database unavailable at %r: %s", request.path, _name(exception))
            replica.give_up()
            # The page that says so asks it nothing; the stubs think of django.contrib.sites.
            request.site = None  # type: ignore[assignment]
            return error_pages.unavailable(request)
        return None


def _is_of_unmigrated(exception: Exception) -> bool:
    return isinstance(exception, ProgrammingError) and getattr(exception.__cause__, "pgcode", None) in LACKING


def _name(exception: Exception) -> str:
    """The error's class, of a database's error the driver's, which is finer."""
    return type(exception.__cause__ or exception).__name__


class UnknownHost(Exception):
    """A host that is neither the portal's, nor a city's, nor an old one of theirs, nor one of ALWAYS_HOSTS."""


def find_site_reconnecting(host_and_port: str) -> Site:
    """`find_site()`, once more on a new connection when the kept one turns out dead: no request checks it before."""
    connection = replica.connection()
    was_kept = connection.connection is not None and not connection.in_atomic_block
    try:
        return find_site(host_and_port)
    except (OperationalError, InterfaceError):
        if not was_kept:
            raise
        connection.close()
        return find_site(host_and_port)


def find_site(host_and_port: str) -> Site:
    """The Site of a request's host, or to which an old host leads. Raises UnknownHost, or the database's own errors."""
    host = host_and_port.lower()
    if not host.endswith("]"):
        host = host.rpartition(":")[0] or host
    if site := _own_site(host):
        return site
    # Two queries more, where the host is none that pages are shown at.
    old = OldHost.objects.filter(host=host).select_related("city").first()
    there = old and ((old.city and old.city.host) or Portal.objects.values_list("host", flat=True).first())
    if there and (site := _own_site(there)):
        return replace(site, old_host=host)
    raise UnknownHost(host)


def _own_site(host: str) -> Site | None:
    """The Site that is shown at a host; None at one that is not ours, or a hidden city's."""
    # Any city answers at <pinyin>.localhost, so that a fresh clone shows city hosts without any set-up.
    slug = host.removesuffix(".localhost") if host.endswith(".localhost") else ""
    versions = {version.city_id: version for version in current_versions(host, slug)}
    of_network = versions.pop(None)
    held = network(of_network.version)
    if versions:
        [of_city] = versions.values()
        version = f"{of_network.version}.{of_city.label}"
        return Site(held, held.city(of_city.city_id), host, version, is_canonical_host=not slug)
    if host in settings.ALWAYS_HOSTS:
        return Site(held, None, host, of_network.label, is_canonical_host=host == held.portal.host)
    return Site(held, None, host, of_network.label) if host == held.portal.host else None


def page_etag(request: SiteRequest) -> str:
    """The ETag of a public page: a hash of release, host, path with the known query keys, content version and day."""
    known = [(key, request.GET.getlist(key)) for key in known_query_keys() if key in request.GET]
    parts = (RELEASE, request.get_host(), request.path, known, request.site.version, timezone.localdate())
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def is_desk(request: HttpRequest) -> bool:
    """Whether an address of the desk was asked for."""
    return request.path.startswith(settings.DESK_PATH)


def desk_only(middleware: Any) -> Any:
    """A subclass of the middleware, which Django's checks still find, that acts on the desk's addresses alone."""

    class DeskOnly(middleware):
        def __call__(self, request: HttpRequest) -> Any:
            return super().__call__(request) if is_desk(request) else self.get_response(request)

        def process_view(self, request: HttpRequest, *args: Any) -> Any:
            inherited = getattr(super(), "process_view", None)
            return inherited(request, *args) if inherited and is_desk(request) else None

        def process_exception(self, request: HttpRequest, exception: Exception) -> Any:
            inherited = getattr(super(), "process_exception", None)
            return inherited(request, exception) if inherited and is_desk(request) else None

    DeskOnly.__name__ = f"Desk{middleware.__name__}"
    return DeskOnly


DeskSession = desk_only(SessionMiddleware)
DeskCsrf = desk_only(CsrfViewMiddleware)
DeskAuthentication = desk_only(AuthenticationMiddleware)
DeskSecondFactor = desk_only(OTPMiddleware)
DeskMessages = desk_only(MessageMiddleware)
DeskSignIn = desk_only(SignInMiddleware)
DeskThrottle = desk_only(AxesMiddleware)


class SecurityPolicyMiddleware(CSPMiddleware):
    """Content-Security-Policy: one fixed line for public pages; the desk's pages, made for one person, have a nonce."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and is_desk(request):
            parts.config = settings.DESK_SECURITY_POLICY
        return parts
