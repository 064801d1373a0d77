"""What was done because somebody asked for their personal data, or for their erasure."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class PrivacyRequest(models.Model):
    """A line of the log: who did what for whom, and how they made sure of who asked. It holds nothing personal."""

    class Kind(models.TextChoices):
        COPY = "copy", "给了副本"
        ERASURE = "erasure", "清除"

    at = models.DateTimeField("时间", default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作人")
    kind = models.CharField("处理", max_length=10, choices=Kind)
    known_by = models.CharField("号码或邮箱（打码）", max_length=100)
    verified = models.CharField("怎样核实的", max_length=200)
    extent = models.JSONField("涉及多少", default=dict)

    class Meta:
        verbose_name = "个人信息请求"
        verbose_name_plural = "个人信息请求"
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.known_by}"
