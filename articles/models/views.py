"""How often articles were read: hits as they come in, daily sums, and totals.

They have tables of their own, so that saving an article loses no count and counting rewrites no article.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.utils import timezone

#: How many of the most read are looked at, to have enough that visitors can still see.
CANDIDATES = 60


def most_read(days: int, cities: Iterable[Any] | None = None) -> tuple[models.QuerySet[Any, Any], Subquery]:
    """(ids, views), as expressions for a query of articles: at most CANDIDATES ids of those read most in the last
    `days` days, today included, in `cities` or everywhere; and the outer query's article's views in those days.

    They read the rows of those days alone.
    """
    daily = ArticleDailyViews.objects.filter(day__gt=timezone.localdate() - timedelta(days=days))
    if cities is not None:
        daily = daily.filter(article__city__in=cities)
    sums = daily.order_by().values("article").annotate(total=Sum("views"))
    ids = sums.order_by("-total", "-article").values("article")[:CANDIDATES]
    return ids, Subquery(sums.filter(article=OuterRef("pk")).values("total"))


class ArticleViews(models.Model):
    """How often an article was read in all: as an earlier site had counted, and as we have."""

    article = models.OneToOneField("Article", models.CASCADE, primary_key=True, related_name="views")
    baseline = models.PositiveBigIntegerField("迁入前阅读数", default=0)
    counted = models.PositiveBigIntegerField("本站阅读数", default=0)

    class Meta:
        verbose_name = "阅读数"
        verbose_name_plural = "阅读数"

    def __str__(self) -> str:
        return str(self.total)

    @property
    def total(self) -> int:
        return self.baseline + self.counted


class ArticleDailyViews(models.Model):
    """How many visitors read one article on one day (Asia/Shanghai)."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="daily_views")
    day = models.DateField()
    views = models.PositiveIntegerField()

    class Meta:
        verbose_name = "每日阅读"
        verbose_name_plural = "每日阅读"
        constraints = [
            models.UniqueConstraint(fields=["article", "day"], name="daily_views_are_one_row"),
        ]
        indexes = [
            # Read by `most_read`, without the table itself.
            models.Index("day", "article", "views", name="daily_views_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.article_id}: {self.views}"


class ViewHit(models.Model):
    """One visitor read one article on one day; the visitor is a hash under that day's VisitorSalt."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="+")
    day = models.DateField()
    visitor = models.CharField(max_length=32)
    counted = models.BooleanField(default=False)

    class Meta:
        verbose_name = "阅读记录"
        verbose_name_plural = "阅读记录"
        constraints = [
            models.UniqueConstraint(fields=["day", "article", "visitor"], name="view_hit_counts_once_a_day"),
        ]
        indexes = [
            # Read by the roll-up.
            models.Index("id", name="view_hit_uncounted", condition=Q(counted=False)),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.article_id}"
