"""The days on which the desk works, or does not, whatever the calendar says."""

from datetime import date

from django.db import models

from plumbing.days import validate_year


class SpecialDayQuerySet(models.QuerySet["SpecialDay"]):
    """Sets of such days."""

    def works_by_day(self) -> dict[date, bool]:
        """{day: whether people work}."""
        return dict(self.values_list("day", "is_working"))


class SpecialDay(models.Model):
    """One day: the house's own holiday, a year that the calendar does not know yet, a Sunday of a fair."""

    day = models.DateField("日期", unique=True, validators=[validate_year])
    is_working = models.BooleanField("上班", default=False, help_text="不勾选：放假，时限和提醒都跳过这一天。")
    note = models.CharField("说明", max_length=40, blank=True)

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        verbose_name = "放假与调休"
        verbose_name_plural = "放假与调休"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'上班' if self.is_working else '放假'}"
