"""The network itself: one row."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from zones.models.validators import host_validator


class Portal(models.Model):
    """The network itself. One row, so that the owner changes it in the admin like anything else."""

    name = models.CharField("网站名称", max_length=60)
    tagline = models.CharField("一句话介绍", max_length=120, blank=True)
    host = models.CharField(
        "主域名", max_length=100, blank=True, validators=[host_validator], help_text="例如 www.example.com。"
    )
    company = models.CharField("公司名称", max_length=100, blank=True)
    registration_number = models.CharField("统一社会信用代码", max_length=30, blank=True)
    icp_number = models.CharField("ICP 备案号", max_length=60, blank=True)
    police_number = models.CharField("公安备案号", max_length=60, blank=True, help_text="例如“京公网安备 110000号”。")
    contact = models.ForeignKey(
        "zones.Contact", models.PROTECT, null=True, blank=True, related_name="portals", verbose_name="总部联系人"
    )
    email = models.EmailField("询盘通知邮箱", blank=True)
    complaint_email = models.EmailField("侵权投诉邮箱", blank=True)
    address = models.CharField("公司地址", max_length=200, blank=True)
    about = models.TextField("关于我们", blank=True, help_text="空行分段。")
    response_promise = models.CharField(
        "响应承诺", max_length=80, default="工作时间 2 小时内回电", help_text="显示在询盘按钮旁。"
    )
    response_minutes = models.PositiveSmallIntegerField(
        "首次联系时限（工作分钟）",
        default=120,
        db_default=120,
        validators=[MinValueValidator(5), MaxValueValidator(5_700)],
        help_text="询盘收到后，工作时间内这么多分钟要有第一次联系；过半和超时会催。与“响应承诺”写的一致。",
    )
    hero_image = models.ForeignKey(
        "images.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="分享图"
    )
    retention_months = models.PositiveSmallIntegerField("询盘保留期（月）", default=24)
    purges_enquiries = models.BooleanField(
        "每夜清除到期的个人信息",
        default=False,
        db_default=False,
        help_text="清除后无法找回，统计保留。先运行 manage.py purge_enquiries --dry-run 看会清除哪些，确认无误再勾选。",
    )

    listing_days = models.PositiveSmallIntegerField(
        "房源核实期（天）",
        default=90,
        db_default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3_650)],
        help_text="这么多天没有核实，房源页注明“待核实”；两倍的天数没有核实，就不再对外显示。",
    )

    class Meta:
        verbose_name = "网站信息"
        verbose_name_plural = "网站信息"
        constraints = [
            models.CheckConstraint(name="portal_is_one_row", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        self.pk = 1
        super().save(**kwargs)

    @classmethod
    def current_listing_days(cls) -> int:
        """`listing_days` as they are now, the usual ones while there is no row. One query."""
        days = cls.objects.values_list("listing_days", flat=True).first()
        return days if days is not None else cls().listing_days
