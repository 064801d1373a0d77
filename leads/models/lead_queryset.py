"""Sets of leads: whose they are, what is to be done with them, and in which order."""

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.db.models.lookups import IsNull

from leads.models.enquiry import Enquiry, Kind
from leads.models.lead_event import LeadEvent
from leads.models.stage import CLOSED
from plumbing.days import end_of_day


class LeadQuerySet(models.QuerySet):
    """Which leads are meant, in words that chain."""

    def for_user(self, user):
        """One's own and the pool of one's cities; a manager's cities whole.

        The pool without a city is head office's: of those whose grant holds everywhere. Complaints are the editors'.
        """
        enquiries = self.exclude(kind=Kind.COMPLAINT)
        supervised = user.cities_for("leads.supervise_lead")
        if supervised is None:
            return enquiries
        pool = user.cities_for("leads.view_lead", "leads.change_lead")
        if pool is not None and not pool:
            return self.none()
        unclaimed = Q(owner__isnull=True) if pool is None else Q(owner__isnull=True, city__in=pool)
        return enquiries.filter(Q(owner=user) | unclaimed | Q(city__in=supervised))

    def supervised_by(self, user):
        """Which the person may hand over and merge, whoever owns them."""
        cities = user.cities_for("leads.supervise_lead")
        return self if cities is None else self.filter(city__in=cities)

    def sold_by(self, user):
        """Which the person may be given: those of the cities where they work on leads."""
        cities = user.permission_cities.get("leads.change_lead", set())
        return self if cities is None else self.filter(city__in=cities)

    def standing(self):
        """Without those merged into another."""
        return self.filter(merged_into__isnull=True)

    def open(self):
        """Still to be worked on."""
        return self.standing().exclude(stage__in=CLOSED)

    def in_hand(self, number, extension="", wechat=""):
        """Whose very number (E.164) or WeChat id is already worked with; a complaint is nobody's customer."""
        same = Q()
        if number:
            same |= Q(phone=number, extension=extension)
        if wechat:  # upper or lower case is the same id
            same |= Q(wechat__iexact=wechat) & ~Q(wechat="")
        return self.open().exclude(kind=Kind.COMPLAINT).filter(same) if same else self.none()

    def owned_first(self):
        """Those that somebody works with before the others, the oldest first."""
        # No index is in this order: PostgreSQL, as long as it takes the table for small, would read all of one for it.
        return self.order_by(IsNull(F("owner"), True), "created_at")

    def like(self, lead):
        """Other leads, in whatever stage, of the same number or WeChat id."""
        same = Q(phone=lead.phone) & ~Q(phone="") | Q(wechat__iexact=lead.wechat) & ~Q(wechat="")
        return self.standing().filter(same).exclude(pk=lead.pk)

    def unclaimed(self):
        return self.open().filter(owner__isnull=True)

    def overdue(self):
        """Promised for a moment that has passed."""
        return self.open().filter(next_follow_up_at__lt=Now())

    def for_today(self):
        """Promised for today or before, or for no day yet."""
        return self.exclude(next_follow_up_at__gte=end_of_day())

    def for_later(self):
        return self.filter(next_follow_up_at__gte=end_of_day())

    def suspected(self):
        """With an enquiry in quarantine that nobody has looked at."""
        return self.filter(models.Exists(Enquiry.objects.unexamined().filter(lead=models.OuterRef("pk"))))

    def same_phone(self):
        return self.filter(same_phone_as__isnull=False)

    def for_cards(self):
        """With what a card shows: city, owner, the words of its enquiries. Two queries."""
        return self.select_related("city", "owner").prefetch_related("enquiries")

    def most_urgent_first(self):
        """Who waits longest past the promise, then who was never called, newest first."""
        return self.order_by(F("next_follow_up_at").asc(nulls_last=True), "-created_at")

    @transaction.atomic
    def hand_over(self, owner, actor):
        """Give those that are open to somebody else or (owner None) back to the pool, and return how many that were.

        Three statements, however many leads: callers take them in batches, since each stays locked until all are done.
        """
        rows = self.open().exclude(owner=owner).order_by("pk").select_for_update().values_list("pk", "owner_id")
        owner_ids = dict(rows)
        self.filter(pk__in=owner_ids).order_by().update(owner=owner)
        LeadEvent.objects.bulk_create(
            LeadEvent.of_owner(lead_id, owner_id, owner, actor) for lead_id, owner_id in owner_ids.items()
        )
        return len(owner_ids)
