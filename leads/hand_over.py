"""Handing over many leads at once: who may get which of them, in batches, and no more than a limit at a time."""

from dataclasses import dataclass

from leads.models import Lead
from leads.models.lead_queryset import LeadQuerySet
from staff.models import User

#: So many leads change hands by one action, and so many of them in one transaction.
MOST_LEADS, BATCH = 2_000, 200


@dataclass(frozen=True)
class HandedOver:
    """What became of the leads, in numbers."""

    moved: int
    unchanged: int  # the owner's already
    refused: int
    left: int  # for the next time, since they were too many for one


def sellers(city_id: int | None) -> list[int]:
    """Ids of the active people whose roles let them work on leads of that city (None: of head office's pool)."""
    everywhere_or_there = [None] if city_id is None else [None, city_id]
    found = User.objects.filter(
        is_active=True,
        grants__role__permissions__codename="change_lead",
        grants__role__permissions__content_type__app_label="leads",
    )
    return [
        pk for pk, granted in found.values_list("pk", "grants__city_id").distinct() if granted in everywhere_or_there
    ]


def hand_over(leads: LeadQuerySet, owner: User | None, actor: User) -> HandedOver:
    """Give the leads to `owner` or (None) back to the pool, MOST_LEADS of them at most.

    Refused are those that are closed, that `actor` does not supervise, or whose city is none of the owner's. Everything
    is counted before the first lead moves: a list of what is somebody's no longer holds it afterwards.
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
