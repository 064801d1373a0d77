"""A message about a lead on its way to one channel."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from leads.models.channel import Channel


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Sets of notifications."""

    def undelivered(self) -> Self:
        """Those whose last attempt failed."""
        return self.filter(parked_at__isnull=False)


class Notification(models.Model):
    """One message for one channel or, without a channel, for the portal's own mail address."""

    lead = models.ForeignKey("Lead", models.CASCADE, related_name="notifications", verbose_name="线索")
    channel = models.ForeignKey(
        Channel, models.CASCADE, null=True, blank=True, related_name="notifications", verbose_name="渠道"
    )
    event = models.ForeignKey("LeadEvent", models.CASCADE, related_name="notifications", verbose_name="事件")
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    last_error = models.CharField("最近一次错误", max_length=300, blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    parked_at = models.DateTimeField("搁置时间", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        ordering = ["-created_at", "-id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "channel", "event"], name="notification_goes_out_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="notification_is_not_both_sent_and_parked",
                condition=Q(sent_at__isnull=True) | Q(parked_at__isnull=True),
            ),
        ]
        indexes = [
            # Read by the list of the undelivered only.
            models.Index("parked_at", name="notification_parked", condition=Q(parked_at__isnull=False)),
            # Read every minute by the worker: what was announced.
            models.Index("created_at", name="notification_created"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.channel or '总部邮箱'}"
