"""Handing over many leads at once, in batches and up to a limit, and who may be given leads."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from leads.models import Lead
from leads.models.lead_queryset import LeadQuerySet
from staff.models import User

#: The most leads that one action hands over, and that one transaction does.
MOST_LEADS, BATCH = 2_000, 200


@dataclass(frozen=True)
class HandedOver:
    """How many leads were handed over, and what became of the others."""

    moved: int
    unchanged: int  # the owner had them already
    refused: int
    left: int  # beyond MOST_LEADS: another call would hand them over


def sellers(city_id: int | None) -> QuerySet[User]:
    """The active people whose roles let them work on leads of that city (None: on those without a city)."""
    may_work = Q(
        grants__role__permissions__codename="change_lead",
        grants__role__permissions__content_type__app_label="leads",
    )
    there = Q(grants__city__isnull=True) | Q(grants__city=city_id)
    return User.objects.filter(may_work, there, is_active=True).distinct()


def hand_over(leads: LeadQuerySet, owner: User | None, actor: User) -> HandedOver:
    """Give the leads to `owner` or (None) back to the pool, MOST_LEADS of them at most.

    Refused are those that are closed, that `actor` does not supervise, or whose city the owner does not work in. They
    are counted before the first lead moves, since afterwards the queryset may no longer find those that did.
    """
    allowed = leads.open().supervised_by(actor)
    if owner is not None:
        allowed = allowed.sold_by(owner)
    movable = allowed.exclude(owner=owner)
    total, allowed_count, movable_count = leads.count(), allowed.count(), movable.count()
    chosen = list(movable.order_by("pk").values_list("pk", flat=True)[:MOST_LEADS])
    moved = 0
    for start in range(0, len(chosen), BATCH):
        moved += Lead.objects.filter(pk__in=chosen[start : start + BATCH]).hand_over(owner, actor)
    return HandedOver(
        moved=moved,
        unchanged=allowed_count - movable_count,
        refused=total - allowed_count + len(chosen) - moved,  # some may have been closed meanwhile
        left=movable_count - len(chosen),
    )
