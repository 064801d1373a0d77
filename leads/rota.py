"""Giving new leads to those on duty: who has the fewest open ones gets the next, up to a number a person."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from leads.hand_over import sellers
from leads.models import FOR_EDITORS, Duty, Enquiry, Lead, LeadEvent, SalesRules, Stage
from leads.models.lead_event import BY_ROTA
from leads.models.lead_queryset import LeadQuerySet
from staff.models import User

#: Of one run: the rest waits a minute.
MOST_AT_ONCE = 200
# Of all workers one at a time: what one gives the next has to count.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('leads.rota', 0))"


def waiting(leads: LeadQuerySet, rules: SalesRules) -> LeadQuerySet:
    """Of leads under these rules those to be given to somebody: new, nobody's so far, and no suspects.

    Not those that somebody is just calling. What once had an owner, was contacted before or came with an old list is in
    the pool for who wants it.
    """
    if not rules.has_rota:
        return leads.none()
    new = leads.unclaimed().filter(stage=Stage.NEW, contacted_at=None).exclude(kind__in=FOR_EDITORS)
    lines = LeadEvent.objects.filter(lead=OuterRef("pk"))
    return new.filter(
        ~Exists(Enquiry.objects.unexamined().filter(lead=OuterRef("pk"))),
        ~Exists(lines.filter(kind=LeadEvent.Kind.OWNER)),
        ~Exists(LeadEvent.objects.dialled_of_late().filter(lead=OuterRef("pk"))),
    )


def on_duty(rules: SalesRules, now: datetime) -> list[Duty]:
    """The duties that count now where these rules hold, of people who may work there."""
    duties, away = Duty.objects.of_active(), set(Duty.objects.away_on(timezone.localdate(now)))
    if rules.city_id:
        duties = duties.filter(city=rules.city_id)
    present = [duty for duty in duties if duty.user_id not in away and duty.is_on(now, rules.hours)]
    allowed = {
        city_id: set(sellers(city_id).values_list("pk", flat=True)) for city_id in {duty.city_id for duty in present}
    }
    return [duty for duty in present if duty.user_id in allowed[duty.city_id]]


def held(leads: LeadQuerySet) -> Counter[int | None]:
    """{id of an owner: how many open ones of these leads they have}."""
    owned = leads.open().filter(owner__isnull=False).order_by().values_list("owner").annotate(count=Count("pk"))
    return Counter(dict(owned))


def assign(now: datetime, only: LeadQuerySet | None = None) -> Iterator[LeadEvent]:
    """Give what waits, of some leads `only`. Yields one line for each new owner and city, which people are told of.

    Each in the transaction of its change.
    """
    for rules, part in SalesRules.objects.book().parts():
        found = waiting((Lead.objects.all() if only is None else only).filter(part), rules)
        if not found.exists() or not (duties := on_duty(rules, now)):
            continue
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(LOCK)
            chosen = list(found.order_by("created_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
            # Somebody may just be taking one: once the rows are locked it is seen whether they did.
            list(Lead.objects.filter(pk__in=chosen).order_by("pk").select_for_update().values_list("pk"))
            leads = list(found.filter(pk__in=chosen).order_by("created_at", "pk"))
            yield from _give(_shared_out(leads, duties, rules, held(Lead.objects.filter(part))), now)


def _shared_out(
    leads: list[Lead], duties: list[Duty], rules: SalesRules, counts: Counter[int | None]
) -> list[tuple[Lead, User]]:
    """Who gets which, those on duty and their numbers of open leads given; what nobody may take is left out."""
    given = []
    for lead in leads:
        takers = [duty for duty in duties if duty.city_id == lead.city_id and duty.takes(lead.kind)]
        taker = min(takers, key=lambda duty: (counts[duty.user_id], duty.user_id), default=None)
        if taker and (rules.most_open is None or counts[taker.user_id] < rules.most_open):
            counts[taker.user_id] += 1
            given.append((lead, taker.user))
    return given


def _give(given: list[tuple[Lead, User]], now: datetime) -> Iterator[LeadEvent]:
    """Write down who has got what; yields a line of each person and city, which knows how many others there are."""
    for lead, owner in given:
        lead.owner = owner
    leads = sorted((lead for lead, _ in given), key=lambda lead: (lead.owner_id, lead.city_id or 0))
    Lead.objects.bulk_update(leads, ["owner"])
    for _, group in groupby(leads, key=attrgetter("owner_id", "city_id")):
        same = list(group)
        lines = [
            LeadEvent(
                lead=lead, kind=LeadEvent.Kind.OWNER, at=now, text=f"自动分派给{lead.owner.display_name}",
                data={"from": None, "to": lead.owner_id, "by": BY_ROTA, "others": len(same) - 1},
            )
            for lead in same if lead.owner
        ]  # fmt: skip
        yield LeadEvent.objects.bulk_create(lines)[0]
