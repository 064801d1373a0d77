"""Sets of leads: whose they are, what is to be done with them, and in which order."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models, transaction
from django.db.models import Count, F, Func, Q
from django.db.models.functions import Now, Upper
from django.db.models.lookups import IsNull
from django.utils import timezone

from leads import claims
from leads.models.appointment import Appointment
from leads.models.contact import Contact
from leads.models.contact_way import ContactWay
from leads.models.enquiry import FOR_EDITORS, Enquiry
from leads.models.lead_event import LeadEvent
from leads.models.stage import CLOSED, Stage
from plumbing.days import end_of_day, start_of_day
from staff.models import User

if TYPE_CHECKING:
    from leads.models.lead import Lead


#: Leads of one number that are taken together.
MOST_ALONG = 20
#: What ended within so many days, today's among them, ended of late.
ENDED_DAYS = 30
#: What stands for a name once it is erased.
ERASED = "（已清除）"


#: Of open leads those whose promised moment has passed, and those whom nobody has contacted in time.
OVERDUE = Q(next_follow_up_at__lt=Now())
TOO_LATE = Q(contacted_at=None, contact_by__lte=Now())
#: Nobody has called them yet: neither since they wrote to us, nor whoever kept them in an old list.
_UNCALLED = Q(stage=Stage.NEW, contacted_at=None)
_UNDATED = Q(next_follow_up_at=None) & ~_UNCALLED


def _for_today() -> Q:
    return Q(next_follow_up_at__lt=end_of_day()) | Q(next_follow_up_at=None) & _UNCALLED


def _for_later() -> Q:
    return Q(next_follow_up_at__gte=end_of_day())


def _is_any_of(value: str | Func, rows: models.QuerySet) -> Func:
    """Whether a value is in a query of one column, which is done first and once.

    As a join, of which PostgreSQL chooses the order, it reads all rows for each row of a table that has just grown.
    """
    array = ArraySubquery(rows)
    return Func(value, array, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=models.BooleanField())


class LeadQuerySet(models.QuerySet["Lead"]):
    """Sets of leads."""

    def for_user(self, user: User) -> Self:
        """The leads that the person may see: their own, the pool of their cities, and all of the cities they supervise.

        The pool of leads without a city is for people whose grant is for all cities. Complaints are for editors only.
        """
        leads = self.exclude(kind__in=FOR_EDITORS)
        supervised = user.cities_for("leads.supervise_lead")
        if supervised is None:
            return leads
        pool = user.cities_for("leads.view_lead", "leads.change_lead")
        if pool is not None and not pool:
            return self.none()
        unclaimed = Q(owner__isnull=True) if pool is None else Q(owner__isnull=True, city__in=pool)
        return leads.filter(Q(owner=user) | unclaimed | Q(city__in=supervised))

    def supervised_by(self, user: User) -> Self:
        """Leads that the person may hand over and merge, whoever owns them."""
        cities = user.cities_for("leads.supervise_lead")
        return self if cities is None else self.filter(city__in=cities)

    def sold_by(self, user: User) -> Self:
        """Leads that the person may be given: those of the cities in which they work on leads."""
        cities = user.permission_cities.get("leads.change_lead", set())
        return self if cities is None else self.filter(city__in=cities)

    def to_visit(self, appointments: models.QuerySet[Appointment]) -> Self:
        """The leads of these appointments, each once."""
        return self.filter(pk__in=appointments.order_by().values("lead"))

    def standing(self) -> Self:
        """Leads that are not merged into another."""
        return self.filter(merged_into__isnull=True)

    def open(self) -> Self:
        """Leads that are still worked on: neither closed nor erased."""
        return self.standing().exclude(stage__in=CLOSED).exclude(name=ERASED)

    def reached_by(self, ways: models.QuerySet[ContactWay]) -> Self:
        """Leads of whose contacts one has one of these numbers and ids."""
        contacts = Contact.objects.filter(_is_any_of("pk", ways.order_by().values("contact")))
        return self.filter(_is_any_of("pk", contacts.order_by().values("lead")))

    def known_by(self, ways: models.QuerySet[ContactWay]) -> Self:
        """Of these, those that are no part of another and no complaints."""
        return self.standing().exclude(kind__in=FOR_EDITORS).reached_by(ways)

    def of_number(self, number: str, extension: str = "", other_number: str = "", wechat: str = "") -> Self:
        """Leads with exactly this number (E.164, with its extension), a second one or WeChat id; no complaints."""
        numbers = [(number, extension), (other_number, None)]
        return self.known_by(ContactWay.objects.of([each for each in numbers if each[0]], wechat))

    def in_hand(self, number: str, extension: str = "", other_number: str = "", wechat: str = "") -> Self:
        """The open ones of these."""
        return self.of_number(number, extension, other_number, wechat).open()

    def ended_of_late(self) -> Self:
        """Leads that were closed within ENDED_DAYS, and are."""
        since = start_of_day(timezone.localdate() - timedelta(days=ENDED_DAYS - 1))
        return self.standing().exclude(name=ERASED).filter(stage__in=CLOSED, stage_changed_at__gte=since)

    def whose(self, user: User, whose: str) -> Self:
        """The person's own (`me`), with what nobody has claimed (`at_hand`), or (anything else) none."""
        if whose not in {"me", "at_hand"}:
            return self.none()
        return self.filter(Q(owner=user) | Q(owner__isnull=True) if whose == "at_hand" else Q(owner=user))

    def left_behind(self) -> Self:
        """Open leads of people who have left, or may no longer sign in."""
        return self.open().filter(Q(owner__is_active=False) | Q(owner__is_staff=False))

    def owned_first(self) -> Self:
        """Leads with an owner before those without, the oldest first."""
        # By an expression that no index has: else PostgreSQL, while it takes the table for small, reads a whole index.
        return self.order_by(IsNull(F("owner"), True), "created_at")

    def like(self, lead: "Lead") -> Self:
        """Other leads, in whatever stage, with a number or a WeChat id of one."""
        theirs = ContactWay.objects.filter(contact__lead=lead).order_by().values(same=Upper("value"))
        same = ContactWay.objects.filter(_is_any_of(Upper("value"), theirs))
        return self.standing().reached_by(same).exclude(pk=lead.pk)

    def unclaimed(self) -> Self:
        """Open leads without an owner: the pool."""
        return self.open().filter(owner__isnull=True)

    def overdue(self) -> Self:
        """Open leads whose promised moment has passed."""
        return self.open().filter(OVERDUE)

    def uncontacted(self) -> Self:
        """Open leads that nobody has contacted yet, but those that are taken for spam."""
        waiting = self.open().filter(contacted_at=None, contact_by__isnull=False)
        return waiting.exclude(models.Exists(Enquiry.objects.unexamined().filter(lead=models.OuterRef("pk"))))

    def too_late(self) -> Self:
        """Of these, those that should have been contacted by now."""
        return self.uncontacted().filter(TOO_LATE)

    def for_today(self) -> Self:
        """Leads promised for today or before, and those nobody has called yet."""
        return self.filter(_for_today())

    def undated(self) -> Self:
        """Leads that were called and are promised for no day."""
        return self.filter(_UNDATED)

    def counts_by_promise(self) -> dict[str, int]:
        """How many are for `today`, for `later` and `undated`. One query."""
        conditions = {"today": _for_today(), "later": _for_later(), "undated": _UNDATED}
        return self.order_by().aggregate(**{name: Count("pk", filter=each) for name, each in conditions.items()})

    def for_later(self) -> Self:
        """Leads promised for a day after today."""
        return self.filter(_for_later())

    def suspected(self) -> Self:
        """Leads with an enquiry in quarantine that nobody has looked at."""
        return self.filter(models.Exists(Enquiry.objects.unexamined().filter(lead=models.OuterRef("pk"))))

    def with_suspicion(self) -> Self:
        """Leads with whether an enquiry of theirs is in quarantine, as `is_suspect`."""
        return self.annotate(is_suspect=models.Exists(Enquiry.objects.quarantined().filter(lead=models.OuterRef("pk"))))

    def same_phone(self) -> Self:
        """Leads that came while another one of the same phone was open."""
        return self.filter(same_phone_as__isnull=False)

    def for_cards(self) -> Self:
        """Leads with what a card shows: city, owner, enquiries with what they ask about, `has_same` and `visit_at`.

        That is whether an open one of the same number came since, and when the next visit is. Two queries.
        """
        visits = Appointment.objects.open().filter(lead=models.OuterRef("pk")).order_by("starts_at")
        enquiries = models.Prefetch("enquiries", Enquiry.objects.select_related("listing__zone"))
        later = self.model.objects.open().filter(same_phone_as=models.OuterRef("pk"))
        cards = self.select_related("city", "owner").prefetch_related(enquiries)
        return cards.annotate(has_same=models.Exists(later), visit_at=models.Subquery(visits.values("starts_at")[:1]))

    def with_people(self) -> Self:
        """Leads with their contacts and these with their numbers and ids, as `Lead.people` has them. Two queries."""
        return self.prefetch_related("contacts__ways")

    def with_dials(self) -> Self:
        """Leads with who has dialled them of late, as `dialled`. One query."""
        return self.prefetch_related(models.Prefetch("events", LeadEvent.objects.dialled_of_late(), "dialled"))

    def with_calls(self) -> Self:
        """Leads with how their calls went, the last first, as `calls`, without mistaken ones. One query."""
        calls = LeadEvent.objects.standing().filter(kind=LeadEvent.Kind.CALL).order_by("-at", "-pk")
        return self.prefetch_related(models.Prefetch("events", calls, "calls"))

    def most_urgent_first(self) -> Self:
        """Leads by the moment promised, then those without one, whose first contact is due first, known ones last."""
        promises = [F(name).asc(nulls_last=True) for name in ("next_follow_up_at", "contact_by")]
        return self.order_by(*promises, F("contacted_at").asc(nulls_first=True), "created_at", "pk")

    def waiting_first(self) -> Self:
        """Leads of the pool: whose first contact is due, the soonest first, and thereafter what others promised."""
        moments = [F(name).asc(nulls_last=True) for name in ("contact_by", "next_follow_up_at")]
        is_called = IsNull(F("contacted_at"), False)
        return self.order_by(is_called, *moments, "created_at", "pk")

    def claim_along(self, lead: "Lead", actor: User) -> None:
        """Take what is in the pool of the lead's city: who goes on with a number has all of it.

        What somebody else is just taking, or the person may not take now, stays there.
        """
        others = self.unclaimed().exclude(kind__in=FOR_EDITORS).filter(city=lead.city_id).order_by("pk")
        for other in others.select_for_update(skip_locked=True, of=("self",))[:MOST_ALONG]:
            if not claims.refusal(other.pk, other.city_id, actor):
                other.owner = actor
                other.save(update_fields=["owner"])
                data = {"from": None, "to": actor.pk}
                other.record(LeadEvent.Kind.OWNER, actor, f"同号，随 {lead} 一起领取", data)

    @transaction.atomic
    def hand_over(self, owner: User | None, actor: User) -> int:
        """Give the open leads to somebody else or (owner None) back to the pool. Returns how many were given.

        Three statements, however many leads. They stay locked until all are done: pass no more than a batch.
        """
        rows = self.open().exclude(owner=owner).order_by("pk").select_for_update().values_list("pk", "owner_id")
        owner_ids = dict(rows)
        self.filter(pk__in=owner_ids).order_by().update(owner=owner)
        LeadEvent.objects.bulk_create(
            LeadEvent.of_owner(lead_id, owner_id, owner, actor) for lead_id, owner_id in owner_ids.items()
        )
        return len(owner_ids)

    def exclude_promised(self, moment: datetime) -> Self:
        """Leads that are not promised for just this moment."""
        return self.filter(Q(next_follow_up_at=None) | ~Q(next_follow_up_at=moment))

    @transaction.atomic
    def follow_up(self, moment: datetime, actor: User) -> int:
        """Promise the next contact of the open leads for a moment. Returns of how many.

        Three statements, however many leads. They stay locked until all are done: pass no more than a batch.
        """
        chosen = list(self.open().order_by("pk").select_for_update().values_list("pk", flat=True))
        self.filter(pk__in=chosen).order_by().update(next_follow_up_at=moment)
        kind, data = LeadEvent.Kind.FOLLOW_UP, {"at": moment.isoformat()}
        LeadEvent.objects.bulk_create(LeadEvent(lead_id=pk, kind=kind, actor=actor, data=data) for pk in chosen)
        return len(chosen)
