"""Our 公众号, in whose name pages inside WeChat use its JS-SDK."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone


class WeChatAccountQuerySet(models.QuerySet):
    """Queries over the account, which is one row or none."""

    def in_use(self):
        return self.filter(is_active=True).first()


class WeChatAccount(models.Model):
    """One row: the account's credentials, and the ticket that signs our pages, fetched by the worker."""

    app_id = models.CharField(
        "AppID", max_length=18, validators=[RegexValidator(r"^wx[0-9a-f]{16}$", "wx 开头，共 18 位。")]
    )
    secret = models.CharField(
        "AppSecret",
        max_length=32,
        validators=[RegexValidator(r"^[0-9a-f]{32}$", "32 位小写字母和数字。")],
        help_text="保存后不再显示，留空表示不改。",
    )
    is_active = models.BooleanField("启用", default=True)
    ticket = models.CharField(max_length=200, blank=True, editable=False)
    ticket_expires_at = models.DateTimeField("签名有效期至", null=True, blank=True, editable=False)
    fault = models.CharField("最近的问题", max_length=200, blank=True, editable=False)

    objects = WeChatAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "微信公众号"
        verbose_name_plural = "微信公众号"
        constraints = [
            models.CheckConstraint(name="wechat_account_is_one_row", condition=Q(id=1)),
        ]

    def __str__(self):
        return self.app_id

    def save(self, **kwargs):
        self.pk = 1
        super().save(**kwargs)

    @property
    def has_ticket(self):
        return bool(self.ticket) and self.ticket_expires_at > timezone.now()
