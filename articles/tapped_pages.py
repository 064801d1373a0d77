"""The pages that taps are counted of: those with a way to reach us on them, as far as visitors can open them."""

from collections.abc import Callable
from functools import cache
from urllib.parse import unquote

from django.apps import apps
from django.urls import Resolver404, resolve, reverse

from articles.models import ArchiveDay, Article
from articles.sections import public_tags
from plumbing.days import YEARS
from zones.models import City, Zone


def _article(pk: int) -> bool:
    return Article.objects.published().filter(pk=pk).exists()


def _archive(year: int, month: int, day: int | None = None) -> bool:
    if year not in YEARS:
        return False
    days = ArchiveDay.objects.filter(city=None, day__year=year, day__month=month)
    return (days if day is None else days.filter(day__day=day)).exists()


def _tag(slug: str) -> bool:
    return public_tags().filter(slug=slug).exists()


def _city(city_slug: str) -> bool:
    return City.objects.listed().filter(slug=city_slug).exists()


def _zone(city_slug: str, zone_slug: str) -> bool:
    return Zone.objects.listed().filter(city__slug=city_slug, slug=zone_slug).exists()


#: By the name of a page's address: whether the page is there for visitors, asked with what its address holds.
_PAGES: dict[str, Callable[..., bool]] = {
    **dict.fromkeys(
        (
            *("home", "about", "contact", "zones:index", "zones:compare", "leads:new", "leads:thanks", "leads:privacy"),
            *("articles:latest", "articles:archive", "articles:tags", "articles:search"),
        ),
        lambda: True,
    ),
    "articles:article": _article,
    "articles:archive_month": _archive,
    "articles:archive_day": _archive,
    "articles:tag": _tag,
    "zones:city": _city,
    "zones:zone": _zone,
}


@cache
def _pages() -> dict[str, Callable[..., bool]]:
    """With those that other apps name in their configuration (`tapped_pages()`)."""
    others = (app.tapped_pages() for app in apps.get_app_configs() if hasattr(app, "tapped_pages"))
    return {**_PAGES, **{name: check for pages in others for name, check in pages.items()}}


def tapped_page(path: str) -> str | None:
    """The one way we write the path (without percent-encoding) if visitors can open its page, else None.

    At most one query, answered by an index.
    """
    try:
        match = resolve(path)
    except Resolver404:
        return None
    is_there = _pages().get(match.view_name)
    if is_there is None or not is_there(**match.kwargs):
        return None
    return unquote(reverse(match.view_name, kwargs=match.kwargs))
