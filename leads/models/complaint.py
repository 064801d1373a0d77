"""Complaints of infringement: leads that editors answer, and sales never see."""

from django.db import models, transaction
from django.utils import timezone

from jobs.queue import enqueue
from leads.models.enquiry import Kind
from leads.models.lead import Lead, WrongMove
from leads.models.lead_event import LeadEvent
from leads.models.lead_queryset import LeadQuerySet
from leads.models.stage import Stage

#: The stages of a complaint, in its own words.
STAGES = {Stage.NEW: "待处理", Stage.CONTACTED: "已答复", Stage.INVALID: "不成立"}


class ComplaintQuerySet(LeadQuerySet):
    """The words for sets of complaints."""

    def for_user(self, user):
        """Those of the person's cities; without a city, of those whose grant holds everywhere."""
        return user.within(self, "city_id")

    def waiting(self):
        """Nobody has answered or dismissed them."""
        return self.standing().filter(stage=Stage.NEW)


class ComplaintManager(models.Manager.from_queryset(ComplaintQuerySet)):  # type: ignore[misc]
    """Complaints, among the leads."""

    def get_queryset(self):
        return super().get_queryset().filter(kind=Kind.COMPLAINT)


class Complaint(Lead):
    """A lead of the kind complaint: new, then answered or dismissed."""

    # mypy knows Lead.objects by its class only.
    objects = ComplaintManager()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = "侵权投诉"
        verbose_name_plural = "侵权投诉"
        default_permissions = ("view", "change")

    @property
    def stage_label(self):
        """Its stage in the words of a complaint."""
        return STAGES.get(Stage(self.stage), self.get_stage_display())

    @property
    def source_path(self):
        """The page it is about, as far as the form knew."""
        # In Python, so that a list which has fetched the enquiries asks no more.
        first = min(self.enquiries.all(), key=lambda enquiry: enquiry.received_at, default=None)
        return first.source_path if first else ""

    @property
    def email(self):
        """Where an answer by mail goes; empty when the person left no address."""
        return self.enquiries.exclude(email="").values_list("email", flat=True).first() or ""

    @transaction.atomic
    def answer(self, text, actor, *, by_mail):
        """Write the answer down and, by mail, send it once this is committed. Raises WrongMove."""
        self._lock()
        if by_mail and not self.email:
            raise WrongMove("对方没有留邮箱，请电话答复后再记录。")
        self._turn(Stage.CONTACTED)
        event = self.record(LeadEvent.Kind.ANSWERED, actor, text, {"by": "mail" if by_mail else "phone"})
        if by_mail:
            enqueue("leads.send_answer", {"answer": event.pk}, dedupe_key=f"leads.send_answer:{event.pk}")
        return event

    @transaction.atomic
    def dismiss(self, reason, actor):
        """There is nothing in it: `reason` says why."""
        self._lock()
        self._turn(Stage.INVALID, reason)
        return self.record(LeadEvent.Kind.DISMISSED, actor, reason)

    def _turn(self, stage, reason=""):
        self.stage, self.stage_changed_at = stage, timezone.now()
        self.lost_reason, self.next_follow_up_at = reason.strip()[:200], None
        self.save(update_fields=["stage", "stage_changed_at", "lost_reason", "next_follow_up_at"])
