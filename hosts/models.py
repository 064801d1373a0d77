"""What is known of each host: whether it is ours, and what it shows to prove it."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

#: Of a file at the root of a host.
FILE_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{3,80}\.(txt|html)$"
#: Files of our own there.
RESERVED_NAMES = {"robots.txt", "index.html", "offline.html"}
TAG_NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]{2,60}$"
#: Codes are letters, digits and a little punctuation: nothing that means anything to HTML.
CONTENT = r"^[A-Za-z0-9_+/=:.,@ -]+$"
#: The whole tag, as a search engine's page gives it to copy.
WHOLE_TAG = re.compile(r"""<meta\s+name=["']([^"'<>]+)["']\s+content=["']([^"'<>]+)["']\s*/?>""", re.I)


class HostCheck(models.Model):
    """The last check of whether a city's host is ours; written by the worker."""

    city = models.OneToOneField("zones.City", models.CASCADE, related_name="host_check", verbose_name="城市")
    host = models.CharField("域名", max_length=100)
    checked_at = models.DateTimeField("检查时间", default=timezone.now)
    fault = models.CharField("问题", max_length=200, blank=True)

    class Meta:
        verbose_name = "域名检查"
        verbose_name_plural = "域名检查"
        default_permissions = ()

    def __str__(self):
        return f"{self.host}：{self.fault or '正常'}"


class VerificationQuerySet(models.QuerySet):
    """Queries over verifications."""

    def of_site(self, site):
        """Those of the host that was asked for: a city's own, or the main site's."""
        return self.filter(city=site.city)


class Verification(models.Model):
    """A file at the root of a host, or a meta tag on its home page, by which somebody sees that the host is ours."""

    class Kind(models.TextChoices):
        FILE = "file", "文件"
        TAG = "tag", "meta 标签"

    city = models.ForeignKey(
        "zones.City",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="verifications",
        verbose_name="城市域名",
        help_text="留空表示主站域名。",
    )
    kind = models.CharField("方式", max_length=4, choices=Kind, default=Kind.FILE)
    name = models.CharField(
        "文件名或标签名",
        max_length=90,
        help_text="例如 MP_verify_AbCd1234.txt、baidu_verify_codeva-AbCd.html 或 baidu-site-verification。",
    )
    content = models.CharField(
        "内容", max_length=500, validators=[RegexValidator(CONTENT, "只能是一行验证码，不能有尖括号和引号。")]
    )
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = "站点验证"
        verbose_name_plural = "站点验证"
        ordering = ["city", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "kind", "name"], name="verification_is_once_on_a_host", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="verification_name_fits_its_kind",
                condition=Q(kind="file", name__regex=FILE_NAME) | Q(kind="tag", name__regex=TAG_NAME),
            ),
            models.CheckConstraint(name="verification_is_a_plain_code", condition=Q(content__regex=CONTENT)),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """The constraints in kinder words; refuses files and tags that mean something else."""
        if self.kind == self.Kind.FILE:
            if not re.fullmatch(FILE_NAME, self.name) or self.name.lower() in RESERVED_NAMES:
                raise ValidationError({"name": "文件名照平台给的写，只能是字母、数字、_ 和 -，以 .txt 或 .html 结尾。"})
        elif not re.fullmatch(TAG_NAME, self.name) or not re.search("verif|validate", self.name, re.I):
            raise ValidationError({"name": "标签名照平台给的写，例如 baidu-site-verification。"})
