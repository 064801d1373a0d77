"""What somebody gets who asks for an old address: one permanent redirect, or 410; else the 404 it was, noted."""

import re
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponsePermanentRedirect
from django.urls import is_valid_path, reverse
from django.utils.encoding import iri_to_uri

from addresses.models import OldAddress
from addresses.zblog import asks_for_old, old_address
from articles import archive as archives
from articles.models import Article
from articles.pagination import Page
from plumbing import deadline, error_pages
from zones.canonical import canonical_url, known_query, root
from zones.models import City, Zone

#: For looking an address up: who asks for a page that is none waits no longer.
DEADLINE_SECONDS = 2
#: Addresses that were never the old site's, and of which nobody is told when they are missing.
OURS = (settings.DESK_PATH, "/healthz/", "/wechat/", settings.STATIC_URL)
#: New misses noted in a day: a scan of a million addresses leaves this many rows, and then none.
MOST_NEW_MISSES = 300
#: What only scanners and browsers' own curiosity ask for.
NOISE = re.compile(
    r"\.(php\d?|aspx?|jsp|cgi|env|git|sql|bak|ya?ml|json|xml|zip|gz|rar|7z|map)\b|/\.|/wp-|/cgi-|/favicon\.ico|/apple-touch-icon"
)

# One statement: what the address is now or, when that is not known, a note that somebody asked. A known miss is counted
# once a minute, so a flood writes one row a minute; a new one only while the day's number lasts.
LOOK_UP = """
WITH found AS (
    SELECT id, key FROM addresses_oldaddress
    WHERE kind = %(kind)s AND key IN (%(key)s, %(list)s) AND host IN ('', %(host)s)
    ORDER BY length(key) DESC, host DESC LIMIT 1
), noted AS (
    INSERT INTO addresses_miss AS kept (host, kind, key, times, referrer, first_seen_at, last_seen_at)
    SELECT %(host)s, %(kind)s, %(key)s, 1, %(referrer)s, statement_timestamp(), statement_timestamp()
    WHERE %(note)s AND NOT EXISTS (SELECT FROM found) AND coalesce(
        (SELECT last_seen_at < statement_timestamp() - interval '1 minute' FROM addresses_miss
         WHERE kind = %(kind)s AND key = %(key)s AND host = %(host)s),
        (SELECT count(*) < %(most)s FROM addresses_miss WHERE first_seen_at > statement_timestamp() - interval '1 day'))
    ON CONFLICT (kind, key, host) DO UPDATE SET
        times = kept.times + 1, last_seen_at = EXCLUDED.last_seen_at,
        referrer = coalesce(nullif(EXCLUDED.referrer, ''), kept.referrer)
)
SELECT id, key FROM found
"""
FEED = "/feed.xml"
#: Kinds that lead somewhere also when the table says nothing of them.
UNDERSTOOD = {"date", "author", "page"}


class OldAddressMiddleware:
    """Asks the table only where nothing else answers; the home page, which always does, when its query looks old."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        may_be_old = _may_be_old(request)
        if may_be_old and request.path == "/" and asks_for_old(request.GET):
            old = old_address(request.path, request.GET)
            return (answer(request, old) or error_pages.not_found(request)) if old else self.get_response(request)
        response = self.get_response(request)
        if response.status_code == 404 and may_be_old and (old := old_address(request.path, request.GET)):
            return answer(request, old) or response
        return response


class OneHopMiddleware:
    """Sends who comes over http to https last: in the same redirect as to another host, slug, slash or form of address.

    Django's own redirect, which comes first and so would make two hops of these, is for static files alone
    (SECURE_REDIRECT_EXEMPT).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
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


def _may_be_old(request):
    return request.site and request.method in {"GET", "HEAD"} and not request.path.startswith(OURS)


def answer(request, old):
    """The redirect or the 410 for an Old; None when it is unknown, or the database is away."""
    site = request.site
    if address := _without_table(old):
        return _redirect(site, address)
    try:
        with deadline.within(DEADLINE_SECONDS):
            row, tail = _look_up(request, old)
            if row is None:
                return _redirect(site, _understood(old, site)) if old.kind in UNDERSTOOD else None
            if row.target is None:
                return error_pages.gone(request)
            if old.kind == "path" and not row.section_id:
                # Ours, changed: it had the pages its thing has now. The old site's pages were others.
                tail += known_query(request)
            return _to(request, row.target, tail)
    except (DatabaseError, InterfaceError):
        return None


def _without_table(old):
    if old.kind == "search":
        return reverse("articles:search") + (f"?{urlencode({'q': old.key})}" if old.key else "")
    return {"feed": reverse("articles:feed"), "home": reverse("home")}.get(old.kind)


def _look_up(request, old):
    """The row of an Old with its target, or None; and what of the path is left when a list's feed was asked for."""
    values = {
        "kind": old.kind,
        "key": old.key,
        "list": old.key.removesuffix(FEED) if old.kind == "path" else old.key,
        "host": own_host(request.site),
        "referrer": _referrer(request),
        "note": _is_worth_a_note(request, old),
        "most": MOST_NEW_MISSES,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, values)
        found = cursor.fetchone()
    if found is None:
        return None, ""
    row = OldAddress.objects.select_related("article__city", "zone__city", "city", "section", "tag").get(pk=found[0])
    return row, "" if found[1] == old.key else FEED.lstrip("/")


def own_host(site):
    """The host under which the table knows this site, whatever stands in for it; "" while it has no name of its own."""
    return (site.city.host if site.city else site.portal.host) or ""


def _is_worth_a_note(request, old):
    if old.kind != "path":
        return old.kind not in UNDERSTOOD
    # Without its slash an address of ours is not missing: Django adds that next.
    return not NOISE.search(old.key) and not is_valid_path(f"{request.path}/")


def _referrer(request):
    try:
        return (urlsplit(request.headers.get("Referer", "")).hostname or "")[:100]
    except ValueError:
        return ""


def _understood(old, site):
    """Where a date, an author or a numbered page leads that the table does not know: its archive, or the news."""
    if old.kind == "date":
        year, month, *day = map(int, old.key.split("-"))
        days = [each.day for each, _ in archives.days(site, year, month)] if 1990 <= year <= 2200 else []
        if not days:
            return reverse("articles:archive")
        if day and day[0] in days:
            return reverse("articles:archive_day", args=[year, month, day[0]])
        return reverse("articles:archive_month", args=[year, month])
    news = reverse("articles:latest")
    if old.kind == "page":
        last = Page(Article.objects.published().of_site(site)).last
        return f"{news}?page={min(old.page, last)}" if min(old.page, last) > 1 else news
    return news


def _to(request, target, tail):
    """The answer that leads to a thing of ours, `tail` behind its address, or a path; None for what nobody may see."""
    site = request.site
    if isinstance(target, str):
        return _redirect(site, target) if target.partition("?")[0] != request.path else None
    if isinstance(target, Article) and not target.is_public:
        return error_pages.gone(request) if target.was_public else None
    if isinstance(target, City | Zone) and not _is_listed(target):
        return None
    path = target.get_absolute_url() + tail
    if isinstance(target, Article | City | Zone) and site.is_canonical_host:
        return HttpResponsePermanentRedirect(iri_to_uri(canonical_url(target, site.portal) + tail))
    return _redirect(site, path)


def _is_listed(place):
    return place.is_listed and (isinstance(place, City) or place.city.is_listed)


def _redirect(site, path):
    """To a path of ours on the host that was asked."""
    return HttpResponsePermanentRedirect(iri_to_uri(root(site.host) + path))
