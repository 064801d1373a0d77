"""How often visitors tapped a way to reach us: hits as they come in, and daily sums."""

from django.db import models
from django.db.models import Q

#: Characters of a path, at most: more than any page of ours has.
MAX_PATH = 200


class TapHit(models.Model):
    """One visitor tapped one way to reach us on one page and day; as anonymous as a ViewHit."""

    class Action(models.TextChoices):
        CALL = "call", "拨打电话"
        COPY = "copy", "复制"
        WECHAT = "wechat", "微信"
        ENQUIRE = "enquire", "提需求"

    path = models.CharField(max_length=MAX_PATH)
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
            # Read by the roll-up.
            models.Index("id", name="tap_hit_uncounted", condition=Q(counted=False)),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.action} {self.path}"


class DailyTaps(models.Model):
    """How many visitors tapped a way to reach us on a page, on one day (Asia/Shanghai)."""

    path = models.CharField("页面", max_length=MAX_PATH)
    action = models.CharField("动作", max_length=8, choices=TapHit.Action)
    day = models.DateField("日期")
    taps = models.PositiveIntegerField("人次")

    class Meta:
        verbose_name = "每日点击"
        verbose_name_plural = "每日点击"
        constraints = [
            models.UniqueConstraint(fields=["day", "path", "action"], name="daily_taps_are_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.path} {self.action}: {self.taps}"
