"""Appointments: when a prospect is shown which places, who comes, and what became of it.

What is done to them is in leads.appointments.
"""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from leads.models.stage import CLOSED
from listings.models import Listing
from plumbing import masking
from plumbing.days import end_of_day, in_short
from staff.models import User
from zones.models import Zone

#: The longest text of one field: a line, or what was said in the car.
LONGEST_LINE, LONGEST_WORDS = 200, 2_000


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Sets of appointments."""

    def open(self) -> Self:
        """Those that are to be kept, or have no result yet, of leads that are still worked on."""
        return self.filter(state__in=Appointment.OPEN).exclude(lead__stage__in=CLOSED)

    def of(self, person: User) -> Self:
        """Those of the person's leads: whoever has the lead shows the places."""
        return self.filter(lead__owner=person)

    def without_result(self, now: datetime) -> Self:
        """Open ones that are over."""
        return self.open().filter(ends_at__lte=now)

    def soon(self, now: datetime) -> Self:
        """Open ones of today and tomorrow that are not over."""
        return self.open().filter(ends_at__gt=now, starts_at__lt=_after_tomorrow(now))

    def until(self, day: date, now: datetime) -> Self:
        """Open ones that are not over and begin on that day at the latest."""
        return self.open().filter(ends_at__gt=now, starts_at__lt=end_of_day(day))

    def on_today(self, now: datetime) -> Self:
        """Those that 今日 shows: open ones that are over, and those of today and tomorrow."""
        return self.open().filter(starts_at__lt=_after_tomorrow(now))

    def to_remind_of(self, now: datetime) -> Self:
        """Open ones of tomorrow, of whose hour nobody was reminded yet."""
        tomorrow = self.open().filter(starts_at__gte=end_of_day(timezone.localdate(now)))
        reminded = Q(reminded_for__isnull=False, reminded_for=F("starts_at"))
        return tomorrow.filter(starts_at__lt=_after_tomorrow(now)).exclude(reminded)

    def with_places(self) -> Self:
        """With the places, in the order in which they were chosen. One query more."""
        places = AppointmentPlace.objects.select_related("zone", "listing__zone")
        return self.prefetch_related(models.Prefetch("places", places))


def _after_tomorrow(now: datetime) -> datetime:
    return end_of_day(timezone.localdate(end_of_day(timezone.localdate(now))))


class Appointment(models.Model):
    """A visit that was agreed upon. It is kept by whoever has its lead, so it goes wherever the lead goes."""

    class State(models.TextChoices):
        PLANNED = "planned", "已约"
        MOVED = "moved", "已改期"
        DONE = "done", "已看"
        NO_SHOW = "no_show", "客户没来"
        CANCELLED = "cancelled", "已取消"

    #: States in which it is still to be kept.
    OPEN = (State.PLANNED, State.MOVED)

    lead = models.ForeignKey("Lead", models.PROTECT, related_name="appointments", verbose_name="线索")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="约的人")
    made_at = models.DateTimeField("约于", default=timezone.now)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    visitors = models.CharField("谁来", max_length=LONGEST_LINE, blank=True)
    meeting_point = models.CharField("在哪里碰头", max_length=LONGEST_LINE, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)
    # How often it was changed: the SEQUENCE of its calendar file, and what a form knows that was open meanwhile.
    version = models.PositiveIntegerField("改过几次", default=0)
    # The hour of which its person was reminded; of another one they are reminded anew.
    reminded_for = models.DateTimeField("提醒过", null=True, editable=False)
    liked = models.CharField("看中什么", max_length=LONGEST_WORDS, blank=True)
    objections = models.CharField("顾虑什么", max_length=LONGEST_WORDS, blank=True)
    next_step = models.CharField("下一步", max_length=LONGEST_LINE, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "约看"
        verbose_name_plural = "约看"
        ordering = ["starts_at", "pk"]
        default_permissions = ()
        indexes = [
            # Read by 今日, the inboxes' clock and the briefing: open ones by the day.
            models.Index(
                "starts_at", name="appointment_open", condition=Q(state__in=["planned", "moved"]), include=["lead"]
            ),
        ]
        constraints = [
            models.CheckConstraint(name="appointment_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="appointment_state_is_known",
                condition=Q(state__in=["planned", "moved", "done", "no_show", "cancelled"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} 约看"

    @property
    def hours(self) -> str:
        """From when to when, 12-02 14:00–16:00; the second day is named if it is another one."""
        starts, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return f"{in_short(starts)}–{ends:%H:%M}" if starts.date() == ends.date() else self._two_days

    @property
    def _two_days(self) -> str:
        return f"{in_short(self.starts_at)}–{in_short(self.ends_at)}"

    @property
    def day_in_words(self) -> str:
        """今天, 明天, or nothing for another day."""
        days = (timezone.localdate(self.starts_at) - timezone.localdate()).days
        return {0: "今天", 1: "明天"}.get(days, "")

    @property
    def weekday(self) -> str:
        """周一 to 周日."""
        return f"周{'一二三四五六日'[timezone.localdate(self.starts_at).weekday()]}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be kept, or has no result yet."""
        return self.state in self.OPEN

    @property
    def is_kept(self) -> bool:
        """Whether it takes place, or did: it was not cancelled, and its lead did not end before."""
        return self.state != self.State.CANCELLED and not (self.is_open and self.lead.is_closed)

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.ends_at <= timezone.now()

    @property
    def is_under_way(self) -> bool:
        """Whether people should be looking at something now."""
        return self.starts_at <= timezone.now() < self.ends_at

    @property
    def has_no_result(self) -> bool:
        """Whether it is over and nobody has written down what became of it."""
        return self.is_open and self.is_over

    @property
    def where(self) -> str:
        """The places in words, as they were chosen."""
        return "、".join(str(place) for place in self.places.all())

    @property
    def masked_visitors(self) -> str:
        """Who comes, without the numbers that people write there."""
        return masking.mask_in(self.visitors)

    @property
    def masked_meeting_point(self) -> str:
        """The same of the meeting point."""
        return masking.mask_in(self.meeting_point)

    @property
    def result_in_words(self) -> str:
        """What was written down about it, a line each."""
        fields = [("看中", self.liked), ("顾虑", self.objections), ("下一步", self.next_step)]
        return "\n".join(f"{label}：{words}" for label, words in fields if words)


class AppointmentPlace(models.Model):
    """A zone, or a listing of it, that is to be looked at, and whether it was."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="places", verbose_name="约看")
    zone = models.ForeignKey("zones.Zone", models.PROTECT, related_name="+", verbose_name="园区")
    listing = models.ForeignKey(
        "listings.Listing", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="房源"
    )
    was_seen = models.BooleanField("看了", null=True)

    class Meta:
        verbose_name = "看哪里"
        verbose_name_plural = "看哪里"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                "appointment", "zone", "listing", name="appointment_names_a_place_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing.number} {self.listing.name}".strip() if self.listing else str(self.zone)

    @property
    def place(self) -> Zone | Listing:
        """The listing, which says more than its zone."""
        return self.listing or self.zone
