"""What is known of a lead: its columns, how they are shown to whom has not dialled, and where it may go."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from leads import company_names, credit_codes
from leads.models.enquiry import Kind
from leads.models.stage import CLOSED, GIVEN_UP, NEXT, WAY, Stage
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
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        blank=True,
        default="",
        db_default="",
        validators=[credit_codes.validate],
        help_text="营业执照上的 18 位，可不填。同一家公司的线索按它和公司名称认。",
    )
    # `company` as it is compared, kept by `save`; null until it was made of a name that an older release wrote.
    company_key = models.CharField(max_length=100, null=True, editable=False)
    # Whom to call first, for lists: copies of the contacts, which triggers alone write once the lead is made.
    name = models.CharField("联系人", max_length=40, editable=False)
    phone = models.CharField("电话", max_length=20, blank=True, editable=False)
    extension = models.CharField("分机", max_length=8, blank=True, editable=False)
    wechat = models.CharField("微信", max_length=40, blank=True, editable=False)
    taught = models.TextField("通话了解到的情况", blank=True, help_text="客户补充或更正的内容写在这里，原话不改。")
    next_follow_up_at = models.DateTimeField("下次跟进", null=True, blank=True)
    # As it is shown: the chosen reason with the words added, or the mere words of before there was a list.
    lost_reason = models.CharField("无效或流失原因", max_length=200, blank=True)
    loss_reason = models.ForeignKey(
        "leads.LossReason",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="leads",
        verbose_name="原因",
        db_index=False,  # its own, made without a lock
    )
    receipt = models.CharField("回执号", max_length=12, editable=False)
    same_phone_as = models.ForeignKey(
        "leads.Lead", models.SET_NULL, null=True, blank=True, related_name="same_phone_leads", verbose_name="同号线索"
    )
    merged_into = models.ForeignKey(
        "leads.Lead", models.PROTECT, null=True, blank=True, related_name="merged_leads", verbose_name="已并入"
    )
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)
    # From an old list that has no day for it: `created_at` is when it was brought in, and no day on which it came.
    is_undated = models.BooleanField("日期不详", default=False, db_default=False, editable=False)
    stage_changed_at = models.DateTimeField("阶段变更时间", default=timezone.now, editable=False)
    # The worker sets when the first contact is due; of what staff wrote down themselves there is none.
    contact_by = models.DateTimeField("应联系时间", null=True, blank=True, editable=False)
    # Of what came with an old list it is the day that stands there: whoever kept it knew them.
    contacted_at = models.DateTimeField("首次联系", null=True, blank=True, editable=False)
    # Until then a manager lets it stay with its owner, whatever the rules of its city say.
    exempt_until = models.DateTimeField("保护豁免到", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """With the company as it is compared."""
        if update_fields is None or "company" in update_fields:
            self.company_key = company_names.key(self.company)
            update_fields = None if update_fields is None else {*update_fields, "company_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is to be done."""
        return self.stage in CLOSED

    @property
    def is_late(self) -> bool:
        """Whether nobody contacted the prospect in time, and still has not."""
        return bool(self.contact_by and not self.contacted_at and self.contact_by <= timezone.now())

    @property
    def is_given_up(self) -> bool:
        """Whether it ended without a plant, and may be taken up again."""
        return self.stage in GIVEN_UP

    @property
    def is_merged(self) -> bool:
        """Whether it became part of another lead."""
        return self.merged_into_id is not None

    @property
    def next_stages(self) -> tuple[Stage, ...]:
        """The stages it may go to now."""
        return () if self.merged_into_id else NEXT[Stage(self.stage)]

    @property
    def end(self) -> Stage | None:
        """How it ends when a call finds that nothing will come of it: as invalid, or having come too far, as lost."""
        return next((stage for stage in GIVEN_UP if stage in self.next_stages), None)

    @property
    def earlier_stages(self) -> tuple[Stage, ...]:
        """The stages it may go back to, with a reason."""
        if self.merged_into_id or self.stage in GIVEN_UP:
            return ()
        return tuple(stage for stage in WAY[: WAY.index(Stage(self.stage))] if stage not in self.next_stages)

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
