"""What is known of a lead: its columns, and how they are shown to whom has not dialled."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from leads.models.enquiry import Kind
from leads.models.stage import Stage
from plumbing import masking


class LeadFields(models.Model):
    """The columns of a lead."""

    kind = models.CharField("需求类型", max_length=10, choices=Kind)
    stage = models.CharField("阶段", max_length=12, choices=Stage, default=Stage.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name="负责人"
    )
    city = models.ForeignKey(
        "zones.City",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name="城市",
        help_text="留空由总部跟进。",
    )
    company = models.CharField("公司", max_length=100, blank=True)
    # Whom to call first, for lists: copies of the contacts, which triggers alone write once the lead is made.
    name = models.CharField("联系人", max_length=40, editable=False)
    phone = models.CharField("电话", max_length=20, blank=True, editable=False)
    extension = models.CharField("分机", max_length=8, blank=True, editable=False)
    wechat = models.CharField("微信", max_length=40, blank=True, editable=False)
    taught = models.TextField("通话了解到的情况", blank=True, help_text="客户补充或更正的内容写在这里，原话不改。")
    next_follow_up_at = models.DateTimeField("下次跟进", null=True, blank=True)
    lost_reason = models.CharField("无效或流失原因", max_length=200, blank=True)
    receipt = models.CharField("回执号", max_length=12, editable=False)
    same_phone_as = models.ForeignKey(
        "leads.Lead", models.SET_NULL, null=True, blank=True, related_name="same_phone_leads", verbose_name="同号线索"
    )
    merged_into = models.ForeignKey(
        "leads.Lead", models.PROTECT, null=True, blank=True, related_name="merged_leads", verbose_name="已并入"
    )
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)
    stage_changed_at = models.DateTimeField("阶段变更时间", default=timezone.now, editable=False)
    # The worker sets when the first contact is due; of what staff wrote down themselves there is none.
    contact_by = models.DateTimeField("应联系时间", null=True, blank=True, editable=False)
    # Of what came with an old list it is the day that stands there: whoever kept it knew them.
    contacted_at = models.DateTimeField("首次联系", null=True, blank=True, editable=False)
    # Until then a manager lets it stay with its owner, whatever the rules of its city say.
    exempt_until = models.DateTimeField("保护豁免到", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def exempt_day(self) -> date | None:
        """The last day on which it stays with its owner."""
        return timezone.localdate(self.exempt_until - timedelta(microseconds=1)) if self.exempt_until else None

    @property
    def days_in_stage(self) -> int:
        """Since it came to its stage, by the calendar: 0 on the day itself. A step that was taken back never was."""
        return max((timezone.localdate() - timezone.localdate(self.stage_changed_at)).days, 0)

    @property
    def masked_phone(self) -> str:
        """For lists and pages on which nobody asked for the number."""
        return masking.mask(self.phone)

    @property
    def masked_name(self) -> str:
        """Name and company, into which people write their numbers as well."""
        return masking.mask_in(" · ".join(filter(None, (self.name, self.company))))

    @property
    def masked_wechat(self) -> str:
        """The same of the WeChat id."""
        return masking.mask_name(self.wechat)
