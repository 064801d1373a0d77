"""Accounts with search engines, what waits to be sent to each, and what was sent."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from plumbing.days import start_of_day


class PushAccountQuerySet(models.QuerySet):
    """Queries over accounts."""

    def ready(self):
        """Those in use and not paused."""
        return self.filter(Q(paused_until__isnull=True) | Q(paused_until__lte=timezone.now()), is_active=True)

    def with_sent_today(self):
        """Each with `sent_today`: how many addresses were sent today (Asia/Shanghai)."""
        return self.annotate(sent_today=Count("pushes", filter=Q(pushes__sent_at__gte=start_of_day())))


class PushAccount(models.Model):
    """Our account with one search engine for one host: a city's own, or the main site's."""

    class Engine(models.TextChoices):
        BAIDU = "baidu", "百度"
        INDEXNOW = "indexnow", "IndexNow（必应等）"

    city = models.ForeignKey(
        "zones.City",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="push_accounts",
        verbose_name="城市域名",
        help_text="留空表示主站域名。",
    )
    engine = models.CharField("平台", max_length=10, choices=Engine)
    token = models.CharField(
        "密钥",
        max_length=128,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9-]{7,127}$", "8 到 128 个字母、数字或短横线。")],
        help_text="百度：普通收录里的 token。IndexNow：可留空，自动生成。保存后只显示结尾。",
    )
    daily_quota = models.PositiveIntegerField("每天最多", default=2000, help_text="条；超过的第二天再推。")
    is_active = models.BooleanField("启用", default=True)
    paused_until = models.DateTimeField("暂停到", null=True, blank=True, editable=False)
    fault = models.CharField("最近的问题", max_length=200, blank=True, editable=False)

    objects = PushAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "搜索推送"
        verbose_name_plural = "搜索推送"
        ordering = ["city", "engine"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "engine"], name="push_account_is_one_for_a_host", nulls_distinct=False
            ),
        ]

    def __str__(self):
        return f"{self.get_engine_display()} · {self.city or '主站'}"

    def clean(self):
        if self.city and not self.city.host:
            raise ValidationError({"city": "这个城市没有自己的域名，它的信息用主站的账号推送。"})

    def left_today(self):
        """How many addresses may still be sent today (Asia/Shanghai)."""
        return max(0, self.daily_quota - self.pushes.filter(sent_at__gte=start_of_day()).count())

    def pause(self, until, fault):
        """Send nothing until then (None: no pause), and let staff read why."""
        self.paused_until, self.fault = until, fault[:200]
        self.save(update_fields=["paused_until", "fault"])


class Push(models.Model):
    """One address for one account: waiting while `sent_at` is empty, then the log."""

    account = models.ForeignKey(PushAccount, models.CASCADE, related_name="pushes", verbose_name="账号")
    url = models.CharField("地址", max_length=300)
    is_gone = models.BooleanField("已下线", default=False)
    created_at = models.DateTimeField("登记时间", default=timezone.now)
    sent_at = models.DateTimeField("推送时间", null=True, blank=True)
    fault = models.CharField("问题", max_length=200, blank=True)

    class Meta:
        verbose_name = "推送记录"
        verbose_name_plural = "推送记录"
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["account", "url"], name="push_waits_once", condition=Q(sent_at__isnull=True)
            ),
        ]
        indexes = [
            # Read by each push: how many were sent today.
            models.Index("account", F("sent_at").desc(), name="push_sent", condition=Q(sent_at__isnull=False)),
        ]

    def __str__(self):
        return self.url


class PushQueue(models.Model):
    """An article that is, or at `due_at` will be, new, changed or gone for its readers; filled by triggers."""

    article_id = models.BigIntegerField()
    city_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "待推送"
        verbose_name_plural = "待推送"
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id} @ {self.due_at}"
