"""The archive: how many articles a month or a day has, from a daily table, so that old ones cost no more than new."""

from datetime import date

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from articles.models import ArchiveDay, Article
from zones.site import Site


def months(site: Site) -> list[tuple[int, list[tuple[date, int]]]]:
    """[(year, [(first day of month, articles), ...]), ...], newest first, without empty ones."""
    counts = {
        row["month"]: row["total"]
        for row in _days_before_today(site)
        .annotate(month=TruncMonth("day"))
        .values("month")
        .annotate(total=Sum("articles"))
    }
    today = timezone.localdate()
    counts[today.replace(day=1)] = counts.get(today.replace(day=1), 0) + _today(site)
    years = {}
    for month in sorted(counts, reverse=True):
        if counts[month] > 0:
            years.setdefault(month.year, []).append((month, counts[month]))
    return list(years.items())


def days(site: Site, year: int, month: int) -> list[tuple[date, int]]:
    """[(day, articles), ...] of one month, newest first, without empty days."""
    first = date(year, month, 1)
    rows = (
        _days_before_today(site).filter(day__year=year, day__month=month).values("day").annotate(total=Sum("articles"))
    )
    counts = {row["day"]: row["total"] for row in rows}
    today = timezone.localdate()
    if first == today.replace(day=1):
        counts[today] = _today(site)
    return [(day, counts[day]) for day in sorted(counts, reverse=True) if counts[day] > 0]


def _days_before_today(site: Site) -> QuerySet[ArchiveDay]:
    return ArchiveDay.objects.filter(city=site.city, day__lt=timezone.localdate())


def _today(site: Site) -> int:
    """Today's articles, counted themselves: the daily table already has those scheduled for this evening."""
    today = timezone.localdate()
    return Article.objects.published().of_site(site).published_between(today, today).count()
