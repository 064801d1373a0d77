"""The addresses to which messages about leads are sent."""

from typing import Self

from django.db import models
from django.db.models import Q

#: Of an application: 企业 ID and AgentId.
APP_ADDRESS = r"^[A-Za-z0-9_-]{6,64}/[0-9]{1,12}$"


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Sets of channels."""

    def for_city(self, city_id: int | None) -> Self:
        """The channels for a city's leads: its own active ones, else head office's."""
        active = self.filter(is_active=True).exclude(kind=Channel.Kind.APP)
        return (
            active.filter(city=city_id)
            if city_id and active.filter(city=city_id).exists()
            else active.filter(city__isnull=True)
        )

    def app(self) -> "Channel | None":
        """The application by which 企业微信 tells single people; None without one."""
        return self.filter(kind=Channel.Kind.APP, is_active=True).order_by("pk").first()

    def robots_for(self, cities: set[int] | None) -> Self:
        """The active robots of 企业微信 in these cities (None: in all) and of head office, which can call somebody."""
        robots = self.filter(kind=Channel.Kind.WECOM, is_active=True)
        return robots if cities is None else robots.filter(Q(city__isnull=True) | Q(city__in=cities))


class Channel(models.Model):
    """An address for messages about a city's leads; without a city, for the leads of cities that have no channel."""

    class Kind(models.TextChoices):
        EMAIL = "email", "邮件"
        WECOM = "wecom", "企业微信群机器人"
        APP = "app", "企业微信应用（发给个人）"
        DINGTALK = "dingtalk", "钉钉群机器人"
        FEISHU = "feishu", "飞书群机器人"
        WEBHOOK = "webhook", "签名回调"

    city = models.ForeignKey(
        "zones.City",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="channels",
        verbose_name="城市",
        help_text="留空表示总部：接收没有自己渠道的城市的通知。",
    )
    kind = models.CharField("方式", max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=40, help_text="后台辨认用，例如“济南招商群”。")
    target = models.CharField(
        "地址",
        max_length=500,
        help_text="邮箱，群机器人、回调的 https 地址，或应用的“企业 ID/AgentId”。保存后只显示结尾。",
    )
    secret = models.CharField(
        "密钥", max_length=200, blank=True, help_text="加签密钥，或应用的 Secret；保存后不再显示，留空表示不改。"
    )
    is_active = models.BooleanField("启用", default=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = "通知渠道"
        verbose_name_plural = "通知渠道"
        ordering = ["city", "id"]
        constraints = [
            models.CheckConstraint(
                name="channel_address_fits_its_kind",
                condition=Q(kind="email", target__contains="@")
                | Q(kind="app", target__regex=APP_ADDRESS, city__isnull=True)
                | ~Q(kind__in=["email", "app"]) & Q(target__startswith="https://"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
