"""How often visitors tapped a way to reach us, by page, for the pages of some cities or of all."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast

from articles import article_paths
from articles.models import Article, DailyTaps, TapHit
from listings.models import Listing
from listings.models.listing import NUMBER
from plumbing.paths import path_of
from plumbing.periods import Period
from zones.models import City

#: Pages in the report: those after them brought a tap or two.
MOST_PAGES = 15
ACTIONS = TapHit.Action.choices


def by_page(period: Period, city_ids: Collection[int] | None) -> list[tuple[str, list[int], int, int]]:
    """[(path, taps by ACTIONS, taps of the period, taps of the one before)], most first. Two queries.

    Of pages that show one of the cities, of its zones, articles or listings; of every page for None.
    """
    now, before = _within(period), _within(period.before)
    taps = _of_cities(city_ids).filter(now | before)
    sums = {action: Sum("taps", filter=now & Q(action=action), default=0) for action, _ in ACTIONS}
    pages = taps.values_list("path").annotate(
        **sums, now=Sum("taps", filter=now, default=0), before=Sum("taps", filter=before, default=0)
    )
    rows = pages.order_by("-now", "-before", "path")[:MOST_PAGES]
    return [(path, numbers[:-2], numbers[-2], numbers[-1]) for path, *numbers in rows]


def by_day(path: str, period: Period, city_ids: Collection[int] | None) -> dict[date, dict[str, int]]:
    """{day: {action: taps}} of a page, without days of none; of no page that shows none of the cities. Two queries."""
    found: dict[date, dict[str, int]] = defaultdict(dict)
    taps = _of_cities(city_ids).filter(_within(period), path=path).order_by("day")
    for day, action, number in taps.values_list("day", "action", "taps"):
        found[day][action] = number
    return dict(found)


def _within(period: Period) -> Q:
    return Q(day__gte=period.first, day__lte=period.last)


def _of_cities(city_ids: Collection[int] | None) -> QuerySet[DailyTaps]:
    if city_ids is None:
        return DailyTaps.objects.order_by()
    article, listing = (_named(pattern) for pattern in (article_paths.pattern().pattern, listing_pattern()))
    taps = DailyTaps.objects.order_by().alias(article=Cast(article, BigIntegerField()), listing=listing)
    pages = Q(article__in=Article.objects.filter(city__in=city_ids).values("pk"))
    pages |= Q(listing__in=Listing.objects.filter(city__in=city_ids).values("number"))
    for slug in City.objects.filter(pk__in=city_ids).values_list("slug", flat=True):
        pages |= Q(path__startswith=path_of("zones:city", slug))
    return taps.filter(pages)


def _named(pattern: str) -> Func:
    """What the pattern's group matches in the path; null where it does not match."""
    return Func(F("path"), Value(pattern), function="SUBSTRING", arg_joiner=" FROM ")


def listing_pattern() -> str:
    """Matches the path of a listing's page; group 1 is its number. PostgreSQL reads it alike."""
    return rf"^{path_of('listings:index')}({NUMBER})/"
