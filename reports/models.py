"""What a city is to reach in a month."""

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q

from plumbing.days import validate_year
from plumbing.periods import Period


class TargetQuerySet(models.QuerySet["Target"]):
    """Sets of targets."""

    def of(self, period: Period, city_ids: Collection[int] | None) -> Self:
        """Those of the months in which the period lies, of these cities or (None) of all, with their cities."""
        targets = (
            self.select_related("city")
            .order_by("month", "city")
            .filter(month__gte=period.first.replace(day=1), month__lte=period.last)
        )
        return targets if city_ids is None else targets.filter(city__in=city_ids)


class Target(models.Model):
    """A city's target of a month, which is named by its first day. What is empty has none."""

    city = models.ForeignKey("zones.City", models.PROTECT, related_name="targets", verbose_name="城市")
    month = models.DateField("月份", validators=[validate_year], help_text="填这个月的任意一天。")
    received = models.PositiveIntegerField("收到线索", null=True, blank=True)
    signed = models.PositiveIntegerField("签约", null=True, blank=True)
    area_m2 = models.PositiveIntegerField("签约面积（㎡）", null=True, blank=True)
    investment_10k = models.PositiveIntegerField("签约投资额（万元）", null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "招商目标"
        verbose_name_plural = "招商目标"
        ordering = ["-month", "city"]
        constraints = [
            models.UniqueConstraint(fields=["city", "month"], name="target_of_a_city_and_month_is_one"),
            models.CheckConstraint(name="target_is_of_a_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="target_is_of_something",
                condition=Q(received__isnull=False)
                | Q(signed__isnull=False)
                | Q(area_m2__isnull=False)
                | Q(investment_10k__isnull=False),
                violation_error_message="四样目标至少填一样。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.month:%Y-%m}"
