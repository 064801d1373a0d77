"""Handing over many leads at once, in batches and up to a limit, and who may be given leads."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from leads.models import Lead
from leads.models.lead_queryset import LeadQuerySet
from staff.models import User
from zones.models import City

#: The most leads that one action hands over, and that one transaction does.
MOST_LEADS, BATCH = 2_000, 200
#: Of those that were not handed over.
MOST_NAMED = 20


@dataclass(frozen=True)
class HandedOver:
    """How many leads were handed over, and what became of the others."""

    moved: int
    unchanged: int  # the owner had them already
    refused: int
    left: int  # beyond MOST_LEADS: another call would hand them over
    named: Sequence[Lead] = ()  # of the refused, MOST_NAMED at most


def at_the_desk() -> QuerySet[User]:
    """The active people who may see leads of some city."""
    may_see = Q(
        grants__role__permissions__codename="view_lead",
        grants__role__permissions__content_type__app_label="leads",
    )
    return User.objects.filter(may_see | Q(is_superuser=True), is_active=True, is_staff=True).distinct()


def sellers(*city_ids: int | None) -> QuerySet[User]:
    """The active people whose roles let them work on leads of one of the cities (None: on those without a city)."""
    may_work = Q(
        grants__role__permissions__codename="change_lead",
        grants__role__permissions__content_type__app_label="leads",
    )
    there = Q(grants__city__isnull=True) | Q(grants__city__in=[each for each in city_ids if each])
    return User.objects.filter(may_work, there, is_active=True, is_staff=True).distinct()


def open_by_city(person: User) -> list[tuple[City | None, int]]:
    """[(city, how many open leads the person has there)]; the city is None for leads without one, which come last."""
    leads = Lead.objects.open().filter(owner=person)
    counts = dict(leads.order_by().values_list("city").annotate(count=Count("pk")))
    cities: list[City | None] = [*City.objects.filter(pk__in=[each for each in counts if each])]
    return [(city, counts[city and city.pk]) for city in [*cities, *([None] if None in counts else [])]]


@transaction.atomic
def hand_on(leaver: User, heirs: Mapping[int | None, User | None], actor: User) -> list[tuple[User | None, int]]:
    """Give all the open leads of somebody who leaves to the heir of their city, or to the pool where that is None.

    Returns [(heir, how many they got)]. All or nothing.
    """
    counts: Counter[User | None] = Counter()
    for city_id, heir in heirs.items():
        leads = Lead.objects.filter(owner=leaver, city=city_id).open().order_by("pk")
        chosen = list(leads.values_list("pk", flat=True))
        for start in range(0, len(chosen), BATCH):
            counts[heir] += Lead.objects.filter(pk__in=chosen[start : start + BATCH], owner=leaver).hand_over(
                heir, actor
            )
    return [(heir, count) for heir, count in counts.items() if count]


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
    others = leads.exclude(pk__in=allowed.order_by().values("pk")).select_related("city").order_by("pk")
    named = list(others[:MOST_NAMED]) if total > allowed_count else []
    chosen = list(movable.order_by("pk").values_list("pk", flat=True)[:MOST_LEADS])
    moved = 0
    for start in range(0, len(chosen), BATCH):
        moved += Lead.objects.filter(pk__in=chosen[start : start + BATCH]).hand_over(owner, actor)
    return HandedOver(
        moved=moved,
        unchanged=allowed_count - movable_count,
        refused=total - allowed_count + len(chosen) - moved,  # some may have been closed meanwhile
        left=movable_count - len(chosen),
        named=named,
    )
