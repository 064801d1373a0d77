"""What a request for an old address gets: one permanent redirect, or 410; else the 404 it was, which is noted."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import is_valid_path, reverse
from django.utils.encoding import iri_to_uri

from addresses import zblog
from addresses.models import OURS, OldAddress
from addresses.pasting import is_ours
from addresses.zblog import MAX_KEY, ParsedAddress
from articles import archive as archives
from articles.models import Article, Section, Tag
from articles.page_queries import read_tags
from articles.pagination import Page
from articles.story_page import render_gone
from plumbing import deadline, error_pages
from zones.canonical import canonical_url, known_query, root
from zones.models import City, Zone
from zones.site import Site, SiteRequest

#: What an old address is now: a thing of ours, or a path.
Target = Article | City | Zone | Section | Tag | str

#: For looking an address up: who asks for a page that is none waits no longer.
DEADLINE_SECONDS = 2
#: New missing addresses noted in a day: a scan of a million leaves this many rows, and then none.
MOST_NEW = 300
#: What only scanners and browsers' own curiosity ask for.
NOISE = re.compile(
    r"\.(php\d?|aspx?|jsp|cgi|env|git|sql|bak|ya?ml|json|xml|zip|gz|rar|7z|map)\b|/\.|/wp-|/cgi-|/favicon\.ico|/apple-touch-icon"
)

# One statement: what the address is now or, when that is not known, a note that it is missing. One noted already is
# counted once a minute, so a flood writes one row a minute; a new one only while the day's number lasts.
LOOK_UP = """
WITH old AS (
    SELECT id, key FROM addresses_oldaddress
    WHERE kind = %(kind)s AND key IN (%(key)s, %(list)s) AND host IN ('', %(host)s)
    ORDER BY length(key) DESC, host DESC LIMIT 1
), noted AS (
    INSERT INTO addresses_missingaddress AS kept (host, kind, key, times, referrer, first_seen_at, last_seen_at)
    SELECT %(host)s, %(kind)s, %(key)s, 1, %(referrer)s, statement_timestamp(), statement_timestamp()
    WHERE %(note)s AND NOT EXISTS (SELECT FROM old) AND coalesce(
        (SELECT last_seen_at < statement_timestamp() - interval '1 minute' FROM addresses_missingaddress
         WHERE kind = %(kind)s AND key = %(key)s AND host = %(host)s),
        (SELECT count(*) < %(most)s FROM addresses_missingaddress
         WHERE first_seen_at > statement_timestamp() - interval '1 day'))
    ON CONFLICT (kind, key, host) DO UPDATE SET
        times = kept.times + 1, last_seen_at = EXCLUDED.last_seen_at,
        referrer = coalesce(nullif(EXCLUDED.referrer, ''), kept.referrer)
)
SELECT id, key FROM old
"""
FEED = "/feed.xml"
#: Kinds that lead somewhere also when the table says nothing of them.
DERIVED = {"date", "author", "page"}


class OldAddressMiddleware:
    """Looks into the table only where there is no page, and for the home page, which is one, if its query looks old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        may_be_old = _may_be_old(request)
        if may_be_old and request.path == "/" and zblog.has_old_keys(request.GET):
            if (address := _parse(request)) is None:
                return self.get_response(request)
            return respond(request, address) or error_pages.not_found(request)
        response = self.get_response(request)
        if response.status_code == 404 and may_be_old and (address := _parse(request)):
            return respond(request, address) or response
        return response


class OneHopMiddleware:
    """Sends who comes over http to https last: in the same redirect as to another host, slug, slash or form of address.

    Django's own redirect, which comes first and so would make two hops of these, is for static files alone
    (SECURE_REDIRECT_EXEMPT).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        if not settings.SECURE_SSL_REDIRECT or request.is_secure():
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


def _may_be_old(request: SiteRequest) -> bool:
    # With the slash that is added next: /admin is the desk as well.
    return bool(request.site) and request.method in {"GET", "HEAD"} and not f"{request.path}/".startswith(OURS)


def _parse(request: HttpRequest) -> ParsedAddress | None:
    """What the request asks for; of a list of ours whose section is none of ours, that section."""
    address, section = zblog.parse(request.path, request.GET), request.GET.get("section")
    if address and address.kind == "path" and section and is_valid_path(request.path):
        return ParsedAddress("path", f"/news?section={section.lower()}"[:MAX_KEY])
    return address


def respond(request: SiteRequest, address: ParsedAddress) -> HttpResponse | None:
    """The redirect or the 410 for a ParsedAddress; None when it is unknown, or the database is away."""
    site = request.site
    if path := _fixed_path(address):
        return _redirect_to_path(site, path)
    try:
        with deadline.within(DEADLINE_SECONDS):
            old, tail = _look_up(request, address)
            if old is None:
                return _redirect_to_path(site, _derived_path(address, site)) if address.kind in DERIVED else None
            if old.target is None:
                return error_pages.gone(request)
            if old.section and "?" in address.key:
                # The same list of ours, of the section as it is called now.
                page = {"page": request.GET["page"]} if "page" in request.GET else {}
                return _redirect_to_path(site, f"{request.path}?{urlencode({'section': old.section.slug} | page)}")
            if address.kind == "path" and not old.section_id:
                # Ours, changed: its list has the same pages now. Those of the site before this one were others.
                tail += known_query(request)
            return _redirect_to_target(request, old.target, tail)
    except (DatabaseError, InterfaceError):
        return None


def _fixed_path(address: ParsedAddress) -> str | None:
    """Where the kinds lead that stand in no table; None for the others."""
    if address.kind == "search":
        return reverse("articles:search") + (f"?{urlencode({'q': address.key})}" if address.key else "")
    return {"feed": reverse("articles:feed"), "home": reverse("home")}.get(address.kind)


def _look_up(request: SiteRequest, address: ParsedAddress) -> tuple[OldAddress | None, str]:
    """The OldAddress with its target, or None; and what of the path is left when a list's feed was asked for."""
    values: dict[str, Any] = {
        "kind": address.kind,
        "key": address.key,
        "list": address.key.removesuffix(FEED) if address.kind == "path" else address.key,
        "host": own_host(request.site),
        "referrer": _referrer(request),
        "note": _is_worth_noting(request, address),
        "most": MOST_NEW,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, values)
        row = cursor.fetchone()
    if row is None:
        return None, ""
    pk, key = row
    old = OldAddress.objects.select_related("article__city", "zone__city", "city", "section", "tag").get(pk=pk)
    return old, "" if key == address.key else FEED.lstrip("/")


def own_host(site: Site) -> str:
    """The host under which the table knows this site, whatever stands in for it; "" while it has no name of its own."""
    return (site.city.host if site.city else site.portal.host) or ""


def _is_worth_noting(request: HttpRequest, address: ParsedAddress) -> bool:
    if address.kind != "path":
        return address.kind not in DERIVED
    # Without its slash an address of ours is not missing: Django adds that next. Nor is a list without one section.
    is_odd = "?" in address.key or NOISE.search(address.key) or is_valid_path(f"{request.path}/")
    # Nor is what is here and not for visitors yet.
    return not is_odd and not is_ours(address.key)


def _referrer(request: HttpRequest) -> str:
    try:
        return (urlsplit(request.headers.get("Referer", "")).hostname or "")[:100]
    except ValueError:
        return ""


def _derived_path(address: ParsedAddress, site: Site) -> str:
    """Where a date, an author or a numbered page leads that the table does not know: its archive, or the news."""
    if address.kind == "date":
        year, month, *day = map(int, address.key.split("-"))
        days = [each.day for each, _ in archives.days(site.city, year, month)] if 1990 <= year <= 2200 else []
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
    if isinstance(target, Article) and not target.is_public:
        return render_gone(request, target, read_tags(target)) if target.is_gone else None
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
