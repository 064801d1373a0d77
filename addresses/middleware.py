"""What a request for an old address gets: one permanent redirect, or 410; else the 404 it was, which is noted."""

import re
from collections.abc import Callable
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from addresses import folders, readings, wordpress, zblog
from addresses.finding import find
from addresses.models import OURS
from addresses.pasting import is_ours
from addresses.zblog import ParsedAddress, Reading
from articles import archive as archives
from articles.models import Article, Section, Tag
from articles.page_queries import read_tags
from articles.pagination import Page
from articles.story_page import render_gone
from images.models import Image
from plumbing import deadline, error_pages
from zones.canonical import canonical_url, known_query, root
from zones.models import City, Zone
from zones.site import Site, SiteRequest

#: What an old address is now: a thing of ours, or a path.
Target = Article | City | Zone | Section | Tag | Image | str

#: For looking an address up: who asks for a page that is none waits no longer.
DEADLINE_SECONDS = 2
#: What only scanners and browsers' own curiosity ask for.
NOISE = re.compile(
    r"\.(php\d?|aspx?|jsp|cgi|env|git|sql|bak|ya?ml|json|xml|zip|gz|rar|7z|map)\b|/\.|/wp-|/cgi-|/favicon\.ico|/apple-touch-icon"
)

#: Asked of each node by itself, where no TLS is.
METRICS_PATH = "/metrics"

#: How the key of a section of ours begins that changed its slug.
SECTION_OF_OURS = "/news?section="
#: What Django puts where a query is no UTF-8.
REPLACEMENT = "\ufffd"
#: Kinds that lead somewhere also when the table says nothing of them.
DERIVED = {"date", "author", "page"}
#: Kinds that stand in no table.
FIXED = {"search", "feed", "home"}


class OldAddressMiddleware:
    """Looks into the table only where there is no page, and for the home page, which is one, if its query looks old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        is_looked_up = may_be_old(request)
        if is_looked_up and request.path == "/" and zblog.has_old_keys(request.GET) and (reading := _read(request)):
            if answer := respond(request, reading):
                return answer
            return self.get_response(request) if reading.may_be_ours else error_pages.not_found(request)
        response = self.get_response(request)
        if response.status_code == 404 and is_looked_up and (reading := _read(request)):
            return respond(request, reading) or response
        return response


class OneHopMiddleware:
    """Sends who comes over http to https last: in the same redirect as to another host, slug, slash or form of address.

    Django's own redirect, which comes first and so would make two hops of these, is for static files alone
    (SECURE_REDIRECT_EXEMPT).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        if not settings.SECURE_SSL_REDIRECT or request.is_secure() or request.path == METRICS_PATH:
            return self.get_response(request)
        here = f"https://{request.get_host()}"
        # What is sent must not be taken twice, and the desk does nothing over http.
        if request.method in {"GET", "HEAD"} and not request.path.startswith(settings.DESK_PATH):
            response = self.get_response(request)
            if response.status_code == 301:
                response["Location"] = urljoin(f"{here}/", response["Location"])
            if response.status_code in {301, 410}:
                return response
        return HttpResponsePermanentRedirect(here + iri_to_uri(request.get_full_path()))


def may_be_old(request: SiteRequest) -> bool:
    """Whether a page for visitors was asked for, whose address may be an old one."""
    # With the slash that is added next: /admin is the desk as well.
    return bool(request.site) and request.method in {"GET", "HEAD"} and not f"{request.path}/".startswith(OURS)


def _read(request: HttpRequest) -> Reading | None:
    return readings.read(request.path, _query(request))


def _query(request: HttpRequest) -> QueryDict:
    """The query, in GBK where it is no UTF-8: the old search form, and links of old browsers."""
    if not any(REPLACEMENT in value for _, values in request.GET.lists() for value in values):
        return request.GET
    return QueryDict(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"), encoding="gb18030")


def respond(request: SiteRequest, reading: Reading) -> HttpResponse | None:
    """The redirect or the 410 for a Reading; None when it is unknown, or the database is away."""
    site, address = request.site, reading.address
    if path := _fixed_path(address):
        return _redirect_to_path(site, path)
    try:
        with deadline.within(DEADLINE_SECONDS):
            note = _is_worth_noting(request, reading)
            found = find(reading, own_host(site), old_host=site.old_host, note=note, referrer=_referrer(request))
            if found is None:
                return _without_table(site, reading)
            old, by = found
            if folders.is_folder(by) and (inner := folders.inside(request.path, _query(request), by, reading)):
                return respond(request, inner)
            if old.target is None:
                return error_pages.gone(request)
            return _redirect_to_target(request, old.target, _tail(request, old.target, by))
    except (DatabaseError, InterfaceError):
        return None


def _fixed_path(address: ParsedAddress) -> str | None:
    """Where the kinds lead that stand in no table; None for the others."""
    if address.kind == "search":
        return reverse("articles:search") + (f"?{urlencode({'q': address.key})}" if address.key else "")
    return {"feed": reverse("articles:feed"), "home": reverse("home")}.get(address.kind)


def _without_table(site: Site, reading: Reading) -> HttpResponse | None:
    """Where it leads though the table does not know it; None where it leads nowhere."""
    for each in reading.candidates:
        if path := _fixed_path(each):
            return _redirect_to_path(site, path)
        if each.kind in DERIVED and not reading.may_be_ours and (path := _derived_path(each, site, reading)):
            return _redirect_to_path(site, path)
    return None


def _tail(request: SiteRequest, target: Target, by: ParsedAddress) -> str:
    """What stands behind the target's own address: its feed where that was asked for, and the page of a list of ours.

    Ours, changed, has the same pages now; those of the site before this one were others.
    """
    path = request.path.lower()
    asked_for_feed = path.endswith(zblog.FEED) and not by.key.endswith(zblog.FEED)
    asked_for_feed |= wordpress.is_feed_of_list(path.rstrip("/")) or wordpress.is_feed_in_query(request.GET)
    feed = zblog.FEED.lstrip("/") if asked_for_feed and isinstance(target, City | Zone | Tag) else ""
    is_ours_changed = by.kind == "path" and readings.has_our_form(request.path) and not isinstance(target, Section)
    return feed + (known_query(request) if is_ours_changed else "")


def own_host(site: Site) -> str:
    """The host under which the table knows this site, whatever stands in for it; "" while it has no name of its own."""
    return (site.city.host if site.city else site.portal.host) or ""


def _is_worth_noting(request: HttpRequest, reading: Reading) -> bool:
    kind, key, _ = reading.address
    if kind == "upload":
        return True
    is_answered = any(each.kind in {*DERIVED, *FIXED} for each in reading.candidates)
    if reading.may_be_ours or is_answered or NOISE.search(key):
        return False
    if not readings.has_our_form(request.path):
        return True
    # Without its slash an address of ours is not missing: Django adds that next. Nor is a list without one section, nor
    # what is here and not for visitors yet.
    if key.startswith(SECTION_OF_OURS) or readings.has_our_form(f"{request.path}/"):
        return False
    return kind != "path" or not is_ours(key.partition("?")[0])


def _referrer(request: HttpRequest) -> str:
    try:
        return (urlsplit(request.headers.get("Referer", "")).hostname or "")[:100]
    except ValueError:
        return ""


def _derived_path(address: ParsedAddress, site: Site, reading: Reading) -> str:
    """Where a date, an author or a numbered page leads that the table does not know: its archive, or the news.

    Empty for /2020/09/12/, which may be post 12, where no story is of that day.
    """
    if address.kind == "date":
        if "-" not in address.key:
            return reverse("articles:archive")
        year, month, *day = map(int, address.key.split("-"))
        days = [each.day for each, _ in archives.days(site.city, year, month)] if 1990 <= year <= 2200 else []
        if reading.address.kind == "post" and reading.address.key.isdecimal() and day and day[0] not in days:
            return ""
        if not days:
            return reverse("articles:archive")
        if day and day[0] in days:
            return reverse("articles:archive_day", args=[year, month, day[0]])
        return reverse("articles:archive_month", args=[year, month])
    news = reverse("articles:latest")
    if address.kind == "page":
        last = Page(Article.objects.published().of_site(site)).last
        return f"{news}?page={min(address.page, last)}" if min(address.page, last) > 1 else news
    return news


def _redirect_to_target(request: SiteRequest, target: Target, tail: str) -> HttpResponse | None:
    """The redirect to a thing of ours, `tail` behind its address, or to a path; None for what nobody may see."""
    site = request.site
    if isinstance(target, str):
        return _redirect_to_path(site, target) if target.partition("?")[0] != request.path else None
    if isinstance(target, Image):
        if target.offline_since:
            return error_pages.gone(request)
        return HttpResponsePermanentRedirect(urljoin(f"{root(site.host)}/", iri_to_uri(target.url)))
    if isinstance(target, Article) and not target.is_public:
        if not target.is_gone:
            return None
        tagged = target.tagged_items.order_by("pk").values_list("tag", flat=True)
        return render_gone(request, target, read_tags(tagged, site))
    if isinstance(target, City | Zone) and not _is_listed(target):
        return None
    path = target.get_absolute_url() + tail
    if isinstance(target, Article | City | Zone) and site.is_canonical_host:
        return HttpResponsePermanentRedirect(iri_to_uri(canonical_url(target, site.portal) + tail))
    return _redirect_to_path(site, path)


def _is_listed(target: City | Zone) -> bool:
    return target.is_listed and (isinstance(target, City) or target.city.is_listed)


def _redirect_to_path(site: Site, path: str) -> HttpResponsePermanentRedirect:
    """To a path of ours on the host that was asked."""
    return HttpResponsePermanentRedirect(iri_to_uri(root(site.host) + path))
