"""What a request for an old host gets: one permanent redirect to the same page at the host that it leads to."""

from collections.abc import Callable
from urllib.parse import urljoin

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.encoding import iri_to_uri

from addresses.models import OldHost
from zones.canonical import canonical_url, known_query, root
from zones.site import SiteRequest

#: What is shown at the old host itself: search engines look there for their files before they believe in a move.
AT_HOME = {"verification"}


class OldHostMiddleware:
    """Has the request answered as if the new host had been asked, and sends people there.

    So whatever is decided further in (another slug, another city, an address of the site before this one, https) is in
    the same redirect, and what is nowhere is a 404 at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        site = request.site
        if site is None or not site.old_host:
            return self.get_response(request)
        there = root(site.host)
        request.META["HTTP_HOST"] = there.partition("://")[2]
        if request.method not in {"GET", "HEAD"}:
            return HttpResponsePermanentRedirect(there + iri_to_uri(request.get_full_path()), preserve_request=True)
        response = self.get_response(request)
        if response.status_code in {301, 302}:
            response["Location"] = urljoin(f"{there}/", response["Location"])
            return response
        match = request.resolver_match
        if response.status_code != 200 or (match and match.url_name in AT_HOME):
            return response
        return HttpResponsePermanentRedirect(_address(request, there))


def _address(request: SiteRequest, there: str) -> str:
    """Of the page that was asked for; of a city without a host of its own its page, where the home page was."""
    site = request.site
    if request.path == "/" and site.city is None:
        old = OldHost.objects.filter(host=site.old_host).select_related("city").first()
        if old and old.city and old.city.is_listed:
            return iri_to_uri(canonical_url(old.city, site.portal))
    return there + iri_to_uri(request.path) + known_query(request)
