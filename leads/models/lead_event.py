"""The timeline of a lead: who did what when."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import BigIntegerField, F, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from leads.models.enquiry import Enquiry
from leads.models.stage import WAY, Stage
from plumbing.days import in_short
from staff.models import User


class Outcome(models.TextChoices):
    """How a call went."""

    MISSED = "missed", "未接"
    TALKED = "talked", "已沟通"
    WECHAT = "wechat", "已加微信"
    VISIT = "visit", "约看"
    INVALID = "invalid", "无效"


#: Those in which somebody was reached, of a number that is theirs.
REACHED = (Outcome.TALKED.value, Outcome.WECHAT.value, Outcome.VISIT.value)

#: How a complaint was answered, by `data["by"]`.
ANSWERED_BY = {"mail": "邮件", "phone": "电话", "correction": "已改正"}


#: What was done to an appointment, by `data["change"]`; that it was made needs no word.
APPOINTMENTS = {
    "moved": "改期", "changed": "改地点或来人", "cancelled": "取消", "no_show": "客户没来", "reopened": "恢复",
}  # fmt: skip
#: For so long a lead of the pool is left to whoever has dialled it.
RESERVED = timedelta(minutes=20)
#: What the line of a lead says that somebody took from the pool.
CLAIMED = "领取"
#: `data["by"]` of one that changed hands by itself: back to the pool, or to who is on duty.
BY_PROTECTION, BY_ROTA = "protection", "rota"
#: `data["by"]` of what an old list brought along: no contact with the prospect.
BY_OLD_LIST = "old_list"
#: Of a stage that was passed on the way to a further one: that is counted, and how many days it took is not.
BY_PASSING = "passing"
#: The same as a part of `data`, by which lines are left out: of a line without the key no comparison is true or false.
BROUGHT = {"by": BY_OLD_LIST}


#: The kinds of lines of which inboxes tell; their index has them in this order.
HEARD_OF = ["appointed", "expiring", "note", "owner", "received", "reminded", "resubmitted", "visit_soon"]


class LeadEventQuerySet(models.QuerySet["LeadEvent"]):
    """Sets of lines."""

    def standing(self) -> Self:
        """Those that nobody has marked as written down by mistake: they alone count."""
        mistaken = LeadEvent.objects.filter(kind=LeadEvent.Kind.MISTAKEN, data__line__regex=r"^[0-9]{1,18}$").order_by()
        return self.exclude(pk__in=mistaken.values(named=Cast(KeyTextTransform("line", "data"), BigIntegerField())))

    def dialled_of_late(self) -> Self:
        """Of who has looked at the number within RESERVED, the last first."""
        since = timezone.now() - RESERVED
        dials = self.filter(kind=LeadEvent.Kind.REVEALED, at__gt=since, actor__isnull=False)
        return dials.select_related("actor").order_by("-at", "-pk")


#: Which stage of WAY, counted from 1, a line of stages leads to; null for one beside the way. The index has it, too.
STEP = models.Func(
    KeyTextTransform("to", "data"),
    template=f"array_position('{{{','.join(WAY)}}}'::text[], %(expressions)s)",
    output_field=models.IntegerField(),
)

#: Of lines: somebody was talked to. The index has it, too.
TALKED = Q(kind__in=["wechat", "visit"], actor__isnull=False) | Q(kind="call", data__outcome__in=REACHED)


class LeadEvent(models.Model):
    """A line of a lead's timeline. Lines are added, never changed."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "收到询盘"
        RESUBMITTED = "resubmitted", "再次提交"
        CALL = "call", "电话"
        WECHAT = "wechat", "微信"
        VISIT = "visit", "带看考察"
        APPOINTED = "appointed", "约看"
        VISIT_SOON = "visit_soon", "约看提醒"
        NOTE = "note", "备注"
        FILE = "file", "附件"
        CORRECTED = "corrected", "更正"
        MISTAKEN = "mistaken", "误记"
        STAGE = "stage", "阶段"
        OWNER = "owner", "负责人"
        REMINDED = "reminded", "催办"
        EXPIRING = "expiring", "保护期提醒"
        EXEMPTED = "exempted", "保护期豁免"
        FOLLOW_UP = "follow_up", "约定跟进"
        REVEALED = "revealed", "查看电话"
        RELEASED = "released", "解除疑似"
        CONSENTED = "consented", "同意转给园区"
        RECOMMENDED = "recommended", "推荐"
        DISCLOSED = "disclosed", "移交园区"
        UNSUITABLE = "unsuitable", "不合适"
        MERGED = "merged", "合并"
        ERASED = "erased", "清除个人信息"
        ANSWERED = "answered", "答复投诉"
        ANSWER_SENT = "answer_sent", "答复已发出"
        ANSWER_LOST = "answer_lost", "答复没有发出"
        DISMISSED = "dismissed", "投诉不成立"

    lead = models.ForeignKey("Lead", models.PROTECT, related_name="events", verbose_name="线索")
    kind = models.CharField("类型", max_length=12, choices=Kind)
    at = models.DateTimeField("时间", default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="操作人"
    )
    text = models.TextField("内容", blank=True)
    data = models.JSONField("详情", default=dict, blank=True)
    enquiry = models.ForeignKey(Enquiry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="询盘")
    zone = models.ForeignKey("zones.Zone", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="园区")
    listing = models.ForeignKey(
        "listings.Listing",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="房源",
        db_index=False,  # its own, made without a lock
    )
    file = models.CharField("附件", max_length=200, blank=True, editable=False)

    objects = LeadEventQuerySet.as_manager()

    class Meta:
        verbose_name = "跟进记录"
        verbose_name_plural = "跟进记录"
        ordering = ["-at", "-id"]
        default_permissions = ("add", "view")
        indexes = [
            # Read by a lead's timeline.
            models.Index("lead", F("at").desc(), name="lead_timeline"),
            # Read before a listing is deleted.
            models.Index("listing", name="lead_event_of_listing", condition=Q(listing__isnull=False)),
            # Read by the report, which reads nothing but the index: when the leads came to each stage.
            models.Index("lead", STEP, name="lead_event_steps", include=["at", "data"], condition=Q(kind="stage")),
            # Read by the report: what was signed in a period, and what went back to the pool.
            models.Index("at", name="lead_event_of_signing", condition=Q(kind="stage", data__to="signed")),
            models.Index("at", name="lead_event_of_owners", condition=Q(kind="owner")),
            # Read by the report: whom somebody talked to.
            models.Index("lead", name="lead_event_of_talks", condition=TALKED),
            # Read by the report: what was shown in a period.
            models.Index("at", name="lead_event_of_visits", condition=Q(kind="visit"), include=["lead"]),
            # Read by the report: who called whom in a period.
            models.Index("at", name="lead_event_of_calls", condition=Q(kind="call"), include=["lead", "actor"]),
            # Read wherever contacts are counted: which of them were none.
            models.Index("lead", name="lead_event_of_mistakes", condition=Q(kind="mistaken")),
            # Read by the inboxes: who was named in a note, and what managers hear of.
            models.Index("at", name="lead_event_of_mentions", condition=Q(kind="note", data__has_key="mentions")),
            models.Index("at", name="lead_event_of_reminders", condition=Q(kind="reminded")),
            # Read every minute by the worker: who may have something new in their inbox.
            models.Index("at", name="lead_event_of_inboxes", condition=Q(kind__in=HEARD_OF)),
        ]
        constraints = [
            models.CheckConstraint(
                name="lead_event_about_a_zone_names_it", condition=~Q(kind="recommended") | Q(zone__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"

    @classmethod
    def of_owner(cls, lead_id: int, owner_id: int | None, owner: User | None, actor: User) -> Self:
        """The line, not saved yet, that a lead goes from `owner_id` to `owner` (either None for the pool)."""
        text = f"移交给 {owner.display_name}" if owner else "放回公共池"
        data = {"from": owner_id, "to": owner and owner.pk}
        return cls(lead_id=lead_id, kind=cls.Kind.OWNER, actor=actor, text=text, data=data)

    @property
    def reaches(self) -> bool:
        """Whether somebody was talked to; TALKED says the same of many."""
        if self.kind == self.Kind.CALL:
            return isinstance(self.data, dict) and self.data.get("outcome") in REACHED
        return self.kind in (self.Kind.WECHAT, self.Kind.VISIT) and self.actor_id is not None

    @property
    def promise_to_come(self) -> datetime | None:
        """The promise that there was before this line, unless it is past."""
        moment = datetime.fromisoformat(at) if (at := self.data.get("promise")) else None
        return moment if moment and moment > timezone.now() else None

    @property
    def details(self) -> str:
        """The part of `data` that staff read; of an odd line nothing, so that the others of its page are shown."""
        try:
            return self._in_words()
        except (AttributeError, KeyError, TypeError, ValueError):
            return ""

    def _in_words(self) -> str:
        if self.kind == self.Kind.CALL:
            label, dialled = Outcome(self.data["outcome"]).label, self.data.get("dialled")
            return f"{label}，打的 {dialled}" if dialled else label
        if self.kind == self.Kind.MISTAKEN:
            return self._mistake_in_words()
        if self.kind == self.Kind.FOLLOW_UP:
            at = self.data.get("at")
            return in_short(datetime.fromisoformat(at)) if at else "取消"
        if self.kind == self.Kind.STAGE:
            stages = " → ".join(Stage(self.data[end]).label for end in ("from", "to"))
            place = self._place_in_words
            stages += "（一并）" if self.data.get("by") == BY_PASSING else ""
            return f"{stages}，签下 {place}" if place and self.data["to"] == Stage.SIGNED else stages
        if self.kind == self.Kind.REMINDED:
            return "超时未联系" if self.data["is_late"] else "时限过半"
        if self.kind == self.Kind.EXPIRING:
            return f"{in_short(datetime.fromisoformat(self.data['at']))} 收回公共池"
        if self.kind == self.Kind.EXEMPTED:
            until = self.data["until"]
            return f"到 {datetime.fromisoformat(until):%Y-%m-%d}" if until else "取消"
        if self.kind in (self.Kind.APPOINTED, self.Kind.VISIT_SOON):
            return self._visit_in_words()
        if self.kind == self.Kind.ANSWERED:
            return ANSWERED_BY[self.data["by"]]
        return self._place_in_words

    @property
    def _place_in_words(self) -> str:
        """What the line is about, as it was called then; of older lines as it is called now."""
        return str(self.data.get("place") or self.listing or self.zone or "")

    def _mistake_in_words(self) -> str:
        kind = self.Kind(self.data["of"])
        if kind == self.Kind.STAGE:
            return "阶段一并退回：" + " → ".join(Stage(self.data[end]).label for end in ("from", "to"))
        outcome = f" {Outcome(self.data['outcome']).label}" if "outcome" in self.data else ""
        return f"{in_short(datetime.fromisoformat(self.data['at']))} 的{kind.label}{outcome}，不计入统计"

    def _visit_in_words(self) -> str:
        what, moment, before = self.data.get("change"), self.data["at"], self.data.get("before")
        at = in_short(datetime.fromisoformat(moment))
        if what == "moved" and before:
            at = f"{in_short(datetime.fromisoformat(before))} → {at}"
        return " ".join(filter(None, (APPOINTMENTS.get(what), at, self.data["where"])))


#: What is a contact with the prospect, whoever answers it.
CONTACTS = (LeadEvent.Kind.CALL, LeadEvent.Kind.WECHAT, LeadEvent.Kind.VISIT)
