"""Complaints of infringement and mistakes pointed out: leads that editors answer and sales do not see."""

from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.utils import timezone

from jobs.queue import enqueue
from leads import hours
from leads.models.enquiry import FOR_EDITORS, Kind
from leads.models.lead import Lead, WrongMove
from leads.models.lead_event import LeadEvent
from leads.models.lead_queryset import LeadQuerySet
from leads.models.stage import Stage
from plumbing.paths import local_path
from staff.models import User

#: What the stages are called for a complaint.
STAGES = {Stage.NEW: "待处理", Stage.CONTACTED: "已答复", Stage.INVALID: "不成立"}


class ComplaintQuerySet(LeadQuerySet):
    """Sets of complaints."""

    def for_user(self, user: User) -> Self:
        """The complaints of the person's cities; those without a city are for people whose grant is for all cities."""
        return user.within(self, "city_id")

    def waiting(self) -> Self:
        """Neither answered nor dismissed."""
        return self.standing().filter(stage=Stage.NEW)


class ComplaintManager(models.Manager.from_queryset(ComplaintQuerySet)):  # type: ignore[misc]
    """Of all leads, the complaints."""

    def get_queryset(self) -> ComplaintQuerySet:
        return super().get_queryset().filter(kind__in=FOR_EDITORS)


class Complaint(Lead):
    """A lead that says something of a page of ours: it is new, then answered or dismissed."""

    # mypy knows Lead.objects by its class only.
    objects = ComplaintManager()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = "投诉与纠错"
        verbose_name_plural = "投诉与纠错"
        default_permissions = ("view", "change")

    @property
    def stage_label(self) -> str:
        """What its stage is called."""
        return STAGES.get(Stage(self.stage), self.get_stage_display())

    @property
    def answer_by(self) -> datetime | None:
        """By when an answer was promised; None to who pointed out a mistake, and was promised none."""
        return hours.later(self.created_at, hours.ANSWERING) if self.kind == Kind.COMPLAINT else None

    @property
    def is_overdue(self) -> bool:
        """Whether it waits for an answer longer than was promised."""
        return self.stage == Stage.NEW and self.answer_by is not None and self.answer_by < timezone.now()

    @property
    def source_path(self) -> str:
        """The path of the page it is about; empty if the form did not know."""
        # Not by a query: a list has prefetched the enquiries.
        first = min(self.enquiries.all(), key=lambda enquiry: enquiry.received_at, default=None)
        return first.source_path if first else ""

    @property
    def source_link(self) -> str:
        """The same as a link for staff, empty if it may lead elsewhere: anybody may write it into the address."""
        return local_path(self.source_path)

    @property
    def email(self) -> str:
        """The address for an answer by mail; empty if the complainant left none."""
        return self.enquiries.exclude(email="").values_list("email", flat=True).first() or ""

    @transaction.atomic
    def answer(self, text: str, actor: User, *, by_mail: bool) -> LeadEvent:
        """Record an answer; one by mail is sent when this is committed. Raises WrongMove without an address for it."""
        if by_mail and not self.email:
            raise WrongMove("对方没有留邮箱，请电话答复后再记录。")
        self._set_stage(Stage.CONTACTED)
        event = self.record(LeadEvent.Kind.ANSWERED, actor, text, {"by": "mail" if by_mail else "phone"})
        if by_mail:
            enqueue("leads.send_answer", {"answer": event.pk}, dedupe_key=f"leads.send_answer:{event.pk}")
        return event

    @transaction.atomic
    def settle(self, text: str, actor: User) -> LeadEvent:
        """Record that what was wrong is put right, with what was done."""
        self._set_stage(Stage.CONTACTED)
        return self.record(LeadEvent.Kind.ANSWERED, actor, text, {"by": "correction"})

    @transaction.atomic
    def dismiss(self, reason: str, actor: User) -> LeadEvent:
        """Close it as unfounded, for the reason given."""
        self._set_stage(Stage.INVALID, reason)
        return self.record(LeadEvent.Kind.DISMISSED, actor, reason)

    def _set_stage(self, stage: Stage, reason: str = "") -> None:
        self.stage, self.stage_changed_at = stage, timezone.now()
        self.lost_reason, self.next_follow_up_at = reason.strip()[:200], None
        self.save(update_fields=["stage", "stage_changed_at", "lost_reason", "next_follow_up_at"])
