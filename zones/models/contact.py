"""The people a visitor can call, and their numbers."""

from collections.abc import Set
from typing import Self

from django.db import models
from django.db.models import Q

from zones.models.city import City
from zones.models.grants import GrantHolder
from zones.models.portal import Portal
from zones.models.validators import phone_validator
from zones.models.zone import Zone


class ContactQuerySet(models.QuerySet["Contact"]):
    """Queries over contacts."""

    def for_user(self, user: GrantHolder) -> Self:
        """Those of the cities (and their zones) in which the person may see contacts, and those in use nowhere yet."""
        cities = user.cities_for("zones.view_contact", "zones.change_contact")
        if cities is None:
            return self
        if not cities:
            return self.none()
        theirs = Q(id__in=City.objects.filter(id__in=cities).values("contact")) | Q(
            id__in=Zone.objects.filter(city__in=cities).values("contact")
        )
        owners = [owner.objects.filter(contact=models.OuterRef("pk")) for owner in (Portal, City, Zone)]
        unused = Q(*(~models.Exists(each) for each in owners), is_adviser=False)
        return self.filter(theirs | unused)


class Contact(models.Model):
    """Somebody a visitor can call: an adviser, or the desk of a city or zone."""

    name = models.CharField("名称", max_length=60, help_text="后台辨认用，例如“济南招商顾问”。")
    person = models.CharField("联系人", max_length=40, help_text="对外显示的称呼，例如“王经理”。")
    title = models.CharField("职务", max_length=60, blank=True)
    hotline = models.CharField("热线", max_length=20, blank=True, validators=[phone_validator])
    wechat_id = models.CharField("微信号", max_length=40, blank=True)
    wechat_qr = models.ForeignKey(
        "images.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="微信二维码",
        help_text="PNG，边长不小于 200 像素，访客长按识别。",
    )
    customer_service_url = models.URLField("微信客服链接", blank=True, help_text="https://work.weixin.qq.com/kfid/…")
    serving_hours = models.CharField("接听时间", max_length=60, blank=True, help_text="例如“工作日 8:30–18:00”。")
    is_adviser = models.BooleanField("在首页“招商顾问”中显示", default=False)
    order = models.PositiveSmallIntegerField("排序", default=100)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "联系人"
        verbose_name_plural = "联系人"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def phones(self) -> list[str]:
        """Every number, hotline first, as the list of strings typed by staff."""
        return ([self.hotline] if self.hotline else []) + [mobile.number for mobile in self.mobiles.all()]

    @property
    def has_wechat(self) -> bool:
        """Whether a visitor can reach them in WeChat: by the id, the QR code or the customer service."""
        return bool(self.wechat_id or self.wechat_qr_id or self.customer_service_url)

    def is_used_only_in(self, cities: Set[int]) -> bool:
        """Whether a change stays within these cities (a set of ids): no other city or zone uses it, nor the network."""
        return not (
            self.is_adviser
            or self.portals.exists()
            or self.cities.exclude(id__in=cities).exists()
            or self.zones.exclude(city__in=cities).exists()
        )


class Mobile(models.Model):
    """One mobile number of a contact: a row each, so that numbers never run together."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="mobiles", verbose_name="联系人")
    number = models.CharField("手机号", max_length=20, validators=[phone_validator])
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "手机号"
        verbose_name_plural = "手机号"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "number"], name="contact_lists_a_mobile_once"),
        ]

    def __str__(self) -> str:
        return self.number
