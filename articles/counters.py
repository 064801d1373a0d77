"""What is counted: views and taps as they come in, their daily sums, and the archive's articles a day.

Counters are tables of their own, written by `INSERT` on the way in and by the worker's roll-up, so that no save of an
article can lose a count and no count rewrites an article.
"""

from datetime import timedelta

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.utils import timezone

#: How many of the most read are looked at, so that enough of them are still to be seen by visitors.
CANDIDATES = 60


def most_read(days, cities=None):
    """The ids of what was read most in the last `days` days, today included, and one article's views in them.

    Both as expressions for a query of articles, in `cities` or everywhere: at most CANDIDATES ids, at the cost of those
    days' own rows, and a number for the article of the outer query.
    """
    daily = ArticleDailyViews.objects.filter(day__gt=timezone.localdate() - timedelta(days=days))
    if cities is not None:
        daily = daily.filter(article__city__in=cities)
    sums = daily.order_by().values("article").annotate(total=Sum("views"))
    ids = sums.order_by("-total", "-article").values("article")[:CANDIDATES]
    return ids, Subquery(sums.filter(article=OuterRef("pk")).values("total"))


#: The years the archive has pages for; what is beyond fits no calendar of PostgreSQL's or Python's at its ends.
YEARS = range(1990, 2201)


class ArticleViews(models.Model):
    """How often an article was read: what an earlier site had counted, and what we have."""

    article = models.OneToOneField("Article", models.CASCADE, primary_key=True, related_name="views")
    baseline = models.PositiveBigIntegerField("迁入前阅读数", default=0)
    counted = models.PositiveBigIntegerField("本站阅读数", default=0)

    class Meta:
        verbose_name = "阅读数"
        verbose_name_plural = "阅读数"

    def __str__(self):
        return str(self.total)

    @property
    def total(self):
        return self.baseline + self.counted


class ArticleDailyViews(models.Model):
    """Readers of one article on one day (Asia/Shanghai)."""

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
            # Read by "most read in 7 days": a day's rows without touching the table.
            models.Index("day", "article", "views", name="daily_views_of_day"),
        ]

    def __str__(self):
        return f"{self.day} {self.article_id}: {self.views}"


class ViewHit(models.Model):
    """One visitor read one article on one day; the visitor is a hash under that day's salt, useless the day after."""

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
            # Read by the roll-up only.
            models.Index("id", name="view_hit_uncounted", condition=Q(counted=False)),
        ]

    def __str__(self):
        return f"{self.day} {self.article_id}"


class TapHit(models.Model):
    """One visitor tapped one of a page's ways to reach us, counted like a view and just as anonymous."""

    class Action(models.TextChoices):
        CALL = "call", "拨打电话"
        COPY = "copy", "复制"
        WECHAT = "wechat", "微信"
        ENQUIRE = "enquire", "提需求"

    path = models.CharField(max_length=200)
    action = models.CharField(max_length=8, choices=Action)
    day = models.DateField()
    visitor = models.CharField(max_length=32)
    counted = models.BooleanField(default=False)

    class Meta:
        verbose_name = "点击记录"
        verbose_name_plural = "点击记录"
        constraints = [
            models.UniqueConstraint(fields=["day", "path", "action", "visitor"], name="tap_hit_counts_once_a_day"),
        ]
        indexes = [
            # Read by the roll-up only.
            models.Index("id", name="tap_hit_uncounted", condition=Q(counted=False)),
        ]

    def __str__(self):
        return f"{self.day} {self.action} {self.path}"


class DailyTaps(models.Model):
    """Visitors who tapped an action on a page, a day (Asia/Shanghai)."""

    path = models.CharField("页面", max_length=200)
    action = models.CharField("动作", max_length=8, choices=TapHit.Action)
    day = models.DateField("日期")
    taps = models.PositiveIntegerField("人次")

    class Meta:
        verbose_name = "每日点击"
        verbose_name_plural = "每日点击"
        constraints = [
            models.UniqueConstraint(fields=["day", "path", "action"], name="daily_taps_are_one_row"),
        ]

    def __str__(self):
        return f"{self.day} {self.path} {self.action}: {self.taps}"


class ArchiveDay(models.Model):
    """Articles published on one day: differences to be summed, for one city or (city empty) for the network.

    A trigger on the articles adds a row a statement, day and city; the worker puts the day's rows together.
    """

    day = models.DateField()
    city = models.ForeignKey("zones.City", models.CASCADE, null=True, related_name="+")
    articles = models.IntegerField()

    class Meta:
        verbose_name = "归档计数"
        verbose_name_plural = "归档计数"
        indexes = [
            # Read by the archive: the days of one city, or of the network.
            models.Index("city", F("day").desc(), name="archive_of_city"),
        ]

    def __str__(self):
        return f"{self.day}: {self.articles:+d}"
