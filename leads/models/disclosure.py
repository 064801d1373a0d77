"""What of a prospect's data was handed over to a zone: by whom, to whom, which, and on which consent."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from leads.models.enquiry import ConsentBasis


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Sets of hand-overs to zones."""

    def of_lead(self, lead_id: int) -> Self:
        """Those of a lead and of what is merged into it."""
        theirs = self.filter(Q(lead=lead_id) | Q(lead__merged_into=lead_id))
        return theirs.select_related("actor", "zone__city", "listing", "lead")

    def to_be_told(self) -> Self:
        """Those whose data were erased here since, and whose recipients nobody has told so far."""
        return self.filter(erased_at__isnull=False, told_at__isnull=True)


class Disclosure(models.Model):
    """One hand-over. It is written once; an erasure empties `data` and `words`, and the fact stays."""

    class Field(models.TextChoices):
        CONTACT = "contact", "联系人与号码"
        COMPANY = "company", "公司"
        NEED = "need", "需求"
        FILES = "files", "附件"

    class Way(models.TextChoices):
        WECHAT = "wechat", "微信"
        MAIL = "mail", "邮件"
        PAPER = "paper", "打印件"
        PHONE = "phone", "电话口述"
        VISIT = "visit", "当面"

    lead = models.ForeignKey("Lead", models.PROTECT, related_name="disclosures", verbose_name="线索")
    at = models.DateTimeField("时间", default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作人")
    zone = models.ForeignKey("zones.Zone", models.PROTECT, related_name="+", verbose_name="园区")
    listing = models.ForeignKey(
        "listings.Listing", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="房源"
    )
    organisation = models.CharField("接收单位", max_length=100)
    recipient = models.CharField("接收人", max_length=40)
    way = models.CharField("方式", max_length=10, choices=Way)
    fields = ArrayField(models.CharField(max_length=10, choices=Field), verbose_name="内容")
    # [[label, value]]: the very words that were handed over.
    data = models.JSONField("移交的信息", default=list)
    basis = models.CharField("同意依据", max_length=10, choices=ConsentBasis)
    consent_version = models.CharField("同意文本版本", max_length=20, blank=True)
    consented_at = models.DateTimeField("同意时间")
    # What was said, when the consent was spoken.
    words = models.TextField("同意的原话", blank=True)
    erased_at = models.DateTimeField("个人信息清除时间", null=True, blank=True)
    told_at = models.DateTimeField("通知对方删除", null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="通知人"
    )

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = "移交园区"
        verbose_name_plural = "移交园区"
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(name="disclosure_says_what", condition=Q(fields__len__gt=0)),
            models.CheckConstraint(name="disclosure_says_to_whom", condition=~Q(organisation="") & ~Q(recipient="")),
            models.CheckConstraint(
                name="disclosure_rests_on_a_consent",
                condition=Q(basis="form") & ~Q(consent_version="")
                | Q(basis="spoken") & (~Q(words="") | Q(erased_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="disclosure_erased_holds_nothing", condition=Q(erased_at__isnull=True) | Q(data=[], words="")
            ),
            models.CheckConstraint(
                name="disclosure_is_told_by_somebody",
                condition=Q(told_at__isnull=True, told_by__isnull=True)
                | Q(told_at__isnull=False, told_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_whom} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"

    @property
    def to_whom(self) -> str:
        """The recipient with their organisation."""
        return f"{self.organisation} {self.recipient}"

    @property
    def fields_in_words(self) -> str:
        """What kinds of data were handed over."""
        return "、".join(field.label for field in self.Field if field in self.fields)

    @property
    def basis_in_words(self) -> str:
        """The consent it rests on, with its version and day, but not what was said."""
        version = f"，{self.consent_version} 版告知" if self.consent_version else ""
        return f"{self.get_basis_display()}（{timezone.localtime(self.consented_at):%Y-%m-%d}{version}）"
