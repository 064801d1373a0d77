"""The archive: how many articles a month or a day has, from a daily table, so that old ones cost no more than new."""

from calendar import monthrange
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from articles.models import ArchiveDay, Article
from articles.models.article_state import ArticleState
from plumbing.days import start_of_day
from plumbing.tolerance import having_addresses
from zones.models import City


def months(city: City | None) -> list[tuple[int, list[tuple[date, int]]]]:
    """[(year, [(first day of month, articles), ...]), ...], newest first, without empty ones."""
    days, gone = _days_before_today(city), _expired(city)
    counts = _counts(days.annotate(at=TruncMonth("day")), gone.annotate(at=TruncMonth("published_at")))
    today = timezone.localdate()
    counts[today.replace(day=1)] = counts.get(today.replace(day=1), 0) + _today(city)
    years = {}
    for month in sorted(counts, reverse=True):
        if counts[month] > 0:
            years.setdefault(month.year, []).append((month, counts[month]))
    return list(years.items())


def days(city: City | None, year: int, month: int) -> list[tuple[date, int]]:
    """[(day, articles), ...] of one month, newest first, without empty days."""
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    rows = _days_before_today(city).filter(day__gte=first, day__lt=following)
    gone = _expired(city).filter(published_at__gte=start_of_day(first), published_at__lt=start_of_day(following))
    counts = _counts(rows.annotate(at=F("day")), gone.annotate(at=TruncDate("published_at")))
    today = timezone.localdate()
    if first == today.replace(day=1):
        counts[today] = _today(city)
    return [(day, counts[day]) for day in sorted(counts, reverse=True) if counts[day] > 0]


def stories(city: City | None, year: int, month: int) -> list[Article]:
    """The articles of one month with what a headline needs, newest first. One query."""
    first = date(year, month, 1)
    published = Article.objects.published().published_between(first, date(year, month, monthrange(year, month)[1]))
    of_city = published.filter(city=city) if city else published
    return having_addresses(of_city.newest_first().only("title", "published_at"))


def _counts(published: QuerySet[Any, Any], gone: QuerySet[Any, Any]) -> dict[date, int]:
    """{day or month: articles}, where both sets are annotated with the time they are counted under, `at`."""
    counts = dict(published.values_list("at").annotate(total=Sum("articles")))
    for at, total in gone.order_by().values_list("at").annotate(total=Count("pk")):
        day = at.date() if isinstance(at, datetime) else at
        counts[day] = counts.get(day, 0) - total
    return counts


def _days_before_today(city: City | None) -> QuerySet[ArchiveDay]:
    return ArchiveDay.objects.filter(city=city, day__lt=timezone.localdate())


def _expired(city: City | None) -> QuerySet[Article]:
    """Those published before today whose time is over: the daily table still counts them."""
    expired = Article.objects.in_state(ArticleState.EXPIRED).filter(published_at__lt=start_of_day(timezone.localdate()))
    return expired.filter(city=city) if city else expired


def _today(city: City | None) -> int:
    """Today's articles, counted themselves: the daily table already has those scheduled for this evening."""
    today = timezone.localdate()
    published = Article.objects.published().published_between(today, today)
    return (published.filter(city=city) if city else published).count()
