"""An old list that somebody uploaded, and what became of each of its rows."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from leads.models import Lead, LeadEvent
from staff.models import User

#: How long the file is kept, with its name, its headings and its words: it holds people's numbers, and a heading may be
#: somebody's. What became of its rows stays.
KEPT = timedelta(days=7)
RIGHT = "leads.supervise_lead"


class Outcome(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", "新线索"
    KNOWN = "known", "系统里已有"
    TWIN = "twin", "表里重复"
    REFUSED = "refused", "不能导入"
    SUM = "sum", "合计、表头"
    BLANK = "blank", "没有内容"


class OldListQuerySet(models.QuerySet["OldList"]):
    """Sets of lists."""

    def for_user(self, user: User) -> Self:
        """The person's own; all for those who supervise everywhere, none for those who supervise nowhere."""
        cities = user.cities_for(RIGHT)
        if cities is None:
            return self
        return self.filter(user=user) if cities else self.none()


class OldList(models.Model):
    """One upload, from the first look until it is brought in or taken back.

    `columns` is {heading: field of columns.FIELDS}, `wishes` what was said of the whole file (reading.Wishes), `words`
    {field: {word of the file: what it stands for}}, `shown` what was shown of each row (planning.Planned.shown).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    name = models.CharField("文件名", max_length=120)
    file = models.BinaryField("文件")
    columns = models.JSONField("列", default=dict)
    wishes = models.JSONField("对整份文件的要求", default=dict)
    words = models.JSONField("词", default=dict)
    shown = models.JSONField("每行", default=list)
    notes_known = models.BooleanField("备注记到已有的线索", default=True)
    created_at = models.DateTimeField("上传时间", default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    done_at = models.DateTimeField("完成时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="撤销人"
    )

    objects = OldListQuerySet.as_manager()

    class Meta:
        verbose_name = "老名单"
        verbose_name_plural = "老名单"
        ordering = ["-created_at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def is_forgotten(self) -> bool:
        """Whether the file is gone."""
        return not self.file

    @property
    def state(self) -> str:
        """How far it has come, for people."""
        if self.undone_at:
            return "已撤销"
        if self.done_at:
            return "已导入"
        return "正在导入" if self.confirmed_at else "还没有导入"


class OldListRow(models.Model):
    """What became of a row: the lead that it became or that was there already, and the note that was added to it.

    `key` is the row's place in the file, as table.Row has it.
    """

    old_list = models.ForeignKey(OldList, models.CASCADE, related_name="rows")
    key = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField(blank=True)
    lead = models.ForeignKey(Lead, models.SET_NULL, null=True, related_name="+")
    note = models.ForeignKey(LeadEvent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "老名单的一行"
        verbose_name_plural = "老名单的行"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["old_list", "key"], name="old_list_row_is_done_once"),
        ]

    def __str__(self) -> str:
        return self.key
