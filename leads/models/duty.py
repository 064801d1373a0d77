"""The rota: who is on duty in a city, for which needs, on which days and at which hours, and when they are away."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from leads import hours
from leads.hours import Hours
from leads.models.enquiry import OFFERED_KINDS
from plumbing.days import validate_year

#: As Python's `date.weekday()` has them.
WEEKDAYS = [(number, f"周{name}") for number, name in enumerate("一二三四五六日")]


class DutyQuerySet(models.QuerySet["Duty"]):
    """Sets of duties."""

    def of_active(self) -> Self:
        """Those of people who still work here."""
        return self.filter(user__is_active=True, user__is_staff=True).select_related("user")

    def away_on(self, day: date) -> models.QuerySet["Duty", int]:
        """The ids of those on leave that day, whichever of their rows says so."""
        return self.filter(away_from__lte=day, away_until__gte=day).values_list("user", flat=True)


class Duty(models.Model):
    """A person's duty in one city or, without a city, for leads that have none.

    Somebody may have several: mornings for factories, Saturdays for all. A leave in one of them counts for all.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="员工")
    city = models.ForeignKey(
        "zones.City",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="城市",
        help_text="留空表示没有城市的线索。",
    )
    kinds = ArrayField(
        models.CharField(max_length=10, choices=OFFERED_KINDS),
        default=list,
        blank=True,
        verbose_name="需求类型",
        help_text="不勾选：全部类型。",
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=WEEKDAYS),
        default=list,
        blank=True,
        verbose_name="星期",
        help_text="不勾选：每个工作日。勾选：只在这几天；勾了周六、周日的，休息的那两天也值班，节假日除外。",
    )
    begins = models.TimeField("从", null=True, blank=True)
    ends = models.TimeField("到", null=True, blank=True, help_text="留空：全天，按城市的上班时间。")
    away_from = models.DateField("请假从", null=True, blank=True, validators=[validate_year])
    away_until = models.DateField(
        "请假到",
        null=True,
        blank=True,
        validators=[validate_year],
        help_text="这一天也算；写在一行，他的几行都算请假；销假了清空。",
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "值班"
        verbose_name_plural = "值班表"
        ordering = ["city", "user", "pk"]
        constraints = [
            models.CheckConstraint(name="duty_begins_before_it_ends", condition=Q(begins__lt=F("ends"))),
            models.CheckConstraint(
                name="leave_is_whole",
                condition=Q(away_from__isnull=True, away_until__isnull=True)
                | Q(away_from__isnull=False, away_until__isnull=False, away_from__lte=F("away_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.city or '总部'}"

    def clean(self) -> None:
        """Raises ValidationError unless hours and leave begin before they end."""
        wrong: dict[str, str] = {}
        if self.begins and self.ends and self.begins >= self.ends:
            wrong["ends"] = "结束要晚于开始。"
        if bool(self.away_from) != bool(self.away_until):
            wrong["away_until"] = "请假的头一天和最后一天都要填。"
        elif self.away_from and self.away_until and self.away_from > self.away_until:
            wrong["away_until"] = "请假的最后一天不能早于头一天。"
        if wrong:
            raise ValidationError(wrong)

    def is_on(self, moment: datetime, there: Hours) -> bool:
        """Whether it is the time of this duty, in a city of these hours; who is on leave is another question.

        On a Saturday or Sunday that is not worked as well, if that day is chosen.
        """
        local = timezone.localtime(moment)
        day, time = local.date(), local.time()
        if day.weekday() in self.weekdays:
            is_day = hours.is_working_day(day) or hours.is_free_weekend(day)
        else:
            is_day = not self.weekdays and hours.is_working_day(day)
        return is_day and (self.begins or there.opens) <= time < (self.ends or there.closes)

    def takes(self, kind: str) -> bool:
        """Whether leads of that kind are for the person."""
        return not self.kinds or kind in self.kinds
