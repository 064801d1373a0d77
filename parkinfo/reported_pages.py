"""Which page of ours a complaint or a mistake is about: by paths of today, by old ones, and by an article's number."""

import logging
import re
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import DatabaseError, InterfaceError
from django.urls import is_valid_path, resolve

from addresses import readings
from addresses.finding import find
from addresses.middleware import own_host
from addresses.models import Kind
from addresses.zblog import ParsedAddress, Reading
from articles.models import Article
from leads.reported_page import ReportedPage
from listings.models import Listing
from listings.models.listing import NUMBER
from plumbing import deadline
from plumbing.paths import path_of
from zones.models import City, Zone
from zones.site import Site

logger = logging.getLogger(__name__)

#: How an article's number is written by who read it below the article.
ARTICLE_NUMBER = re.compile(r"(?:(?:本文|文章)?编号)?\s*[:：]?\s*(\d{1,18})")
#: A page with its name is worth no longer wait; without it the form is drawn and sent as well.
DEADLINE_SECONDS = 2


def page_at(site: Site, address: str, host: str) -> ReportedPage | None:
    """What leads.reported_page.PageAt asks for, on a site. At most four queries; None as well when they fail."""
    try:
        with deadline.within(DEADLINE_SECONDS):
            return _by_number(address) or _at(address, host or own_host(site))
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The page of a report is not looked up: %s", type(error).__name__)
        return None


def _by_number(text: str) -> ReportedPage | None:
    if found := ARTICLE_NUMBER.fullmatch(text):
        old = ParsedAddress(Kind.POST, str(int(found[1])))
        return _of_article(int(found[1])) or _of_old(Reading(old, (old,)), "")
    return _of_listing(text) if re.fullmatch(NUMBER, text.upper()) else None


def _at(address: str, host: str) -> ReportedPage | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = unquote(parts.path)
    if not path.startswith("/") or "\0" in unquote(address):
        return None
    if found := _of_path(path):
        return found
    # As it came: it may be in GBK.
    old = readings.read(parts.path, dict(parse_qsl(parts.query)))
    return _of_old(old, host) if old else None


def _of_path(path: str) -> ReportedPage | None:
    """By the page itself, or by what belongs to it: its feed, its QR code."""
    whole = path if is_valid_path(path) else f"{path}/"
    if not is_valid_path(whole):
        return None
    match resolve(whole).kwargs:
        case {"city_slug": city, "zone_slug": zone}:
            found = Zone.objects.filter(city__slug__iexact=city, slug__iexact=zone)
            return _of_zone(found.select_related("city").first())
        case {"city_slug": city}:
            return _of_city(City.objects.filter(slug__iexact=city).first())
        case {"listing_number": number}:
            return _of_listing(number)
        case {"pk": number}:
            return _of_article(number)
    return None


def _of_article(number: int) -> ReportedPage | None:
    """Of an article that was public once."""
    if number >= 2**63:
        return None
    return _of_story(
        Article.objects.filter(pk=number).select_related("city", "zone").only(
            *("title", "status", "published_at", "expires_at", "first_published_at", "city__slug", "zone__slug")
        ).first()
    )  # fmt: skip


def _of_story(article: Article | None) -> ReportedPage | None:
    """Its title only while it is public."""
    if article is None or not article.was_public:
        return None
    city = article.city.slug if article.city else ""
    zone = f"{city}/{article.zone.slug}" if article.zone else ""
    path = path_of("articles:article", article.pk)
    return ReportedPage(path, article.title if article.is_public else "", city, zone)


def _of_listing(number: str) -> ReportedPage | None:
    found = Listing.objects.filter(number=number.upper()).select_related("city", "zone").first()
    if found is None:
        return None
    city = found.city.slug
    return ReportedPage(found.get_absolute_url(), found.number, city, f"{city}/{found.zone.slug}")


def _of_zone(zone: Zone | None) -> ReportedPage | None:
    if zone is None:
        return None
    name = zone.name if zone.is_listed and zone.city.is_listed else ""
    return ReportedPage(zone.get_absolute_url(), name, zone.city.slug, f"{zone.city.slug}/{zone.slug}")


def _of_city(city: City | None) -> ReportedPage | None:
    if city is None:
        return None
    return ReportedPage(city.get_absolute_url(), city.name if city.is_listed else "", city.slug)


def _of_old(reading: Reading, host: str) -> ReportedPage | None:
    """What an old address is now, a path of ours included. Two queries, and one for a story's zone."""
    if not (found := find(reading, host)):
        return None
    old, _ = found
    if old.article_id:
        return _of_story(old.article)
    return _of_zone(old.zone) or _of_city(old.city) or (_of_path(old.path) if old.path else None)
