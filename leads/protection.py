"""保护期: a lead that its owner has left alone for so many working days goes back to the pool, after a warning.

What is counted for a page and what the worker does are the same sets. All are moments of working time in the lead's
city, so that nobody loses a lead at night.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from leads import hours
from leads.models import Lead, LeadEvent, SalesRules, Stage, WrongMove
from leads.models.lead_event import BY_PROTECTION, CONTACTS, RESERVED
from leads.models.lead_queryset import LeadQuerySet
from leads.models.sales_rules import WARNED_BEFORE
from plumbing.days import end_of_day
from staff.models import User

#: With these the time begins anew: a contact, a visit agreed upon, another owner, another stage, another lead that
#: became part of it.
RENEWING = (
    *CONTACTS, LeadEvent.Kind.APPOINTED, LeadEvent.Kind.OWNER, LeadEvent.Kind.STAGE, LeadEvent.Kind.MERGED,
)  # fmt: skip
#: Of one run: after an outage the rest waits a minute.
MOST_AT_ONCE = 200

#: Which of some leads, by the rules of their city and at a moment.
Found = Callable[[LeadQuerySet, SalesRules, datetime], LeadQuerySet]


def over(leads: LeadQuerySet, rules: SalesRules, moment: datetime) -> LeadQuerySet:
    """Of leads under these rules those whose protection is over at that moment, warned or not.

    A promise, or an exemption, protects until a working day after it; a promise no longer than `promise_days` more.
    """
    if rules.protection_days is None:
        return leads.none()
    a_day, days, most = (_back(rules, moment, count) for count in _lengths(rules))
    held = leads.open().filter(owner__isnull=False).exclude(stage=Stage.SIGNED)
    return held.filter(
        _left_alone_since(days),
        Q(exempt_until=None) | Q(exempt_until__lte=a_day),
        Q(next_follow_up_at=None) | Q(next_follow_up_at__lte=a_day) | _left_alone_since(most),
    )


def expiring(leads: LeadQuerySet, rules: SalesRules, now: datetime) -> LeadQuerySet:
    """Those that are over by the time a warning of now has run out."""
    return over(leads, rules, warned_until(rules, now))


def to_warn(leads: LeadQuerySet, rules: SalesRules, now: datetime) -> LeadQuerySet:
    """Of these, those whose owner does not know yet."""
    return expiring(leads, rules, now).filter(~Exists(_standing_warnings()))


def returning(leads: LeadQuerySet, rules: SalesRules, moment: datetime) -> LeadQuerySet:
    """Those that go back to the pool by that moment, if nothing happens: over, and warned of long enough ago.

    Not while the owner may be on the phone.
    """
    if rules.protection_days is None:
        return leads.none()
    dialled = LeadEvent.objects.filter(
        lead=OuterRef("pk"), actor=OuterRef("owner"), kind=LeadEvent.Kind.REVEALED, at__gt=moment - RESERVED
    )
    warned = _standing_warnings().filter(at__lte=_back(rules, moment, WARNED_BEFORE))
    return over(leads, rules, moment).filter(Exists(warned), ~Exists(dialled))


def returning_today(leads: LeadQuerySet, rules: SalesRules, now: datetime) -> LeadQuerySet:
    """Those that go back before the day is over."""
    return returning(leads, rules, end_of_day(timezone.localdate(now)))


def of_all_cities(leads: LeadQuerySet, found: Found, now: datetime) -> LeadQuerySet:
    """The leads that are `found` by the rules of their own city."""
    parts = SalesRules.objects.book().parts()
    rows = [Q(pk__in=found(Lead.objects.filter(part), rules, now).order_by().values("pk")) for rules, part in parts]
    return leads.filter(Q(*rows, _connector=Q.OR))


def warned_until(rules: SalesRules, now: datetime) -> datetime:
    """When a warning of now has run out."""
    return hours.later(now, rules.days(WARNED_BEFORE), rules.hours)


def ends_at(lead: Lead, rules: SalesRules, now: datetime) -> datetime | None:
    """When it goes back to the pool, if nothing happens; None if it does not."""
    if rules.protection_days is None or lead.owner_id is None or lead.is_merged:
        return None
    if lead.is_closed or lead.stage == Stage.SIGNED:
        return None
    lines = LeadEvent.objects.standing().filter(lead=lead).order_by("-at").values_list("at", flat=True)
    begins = max(lead.created_at, lines.filter(kind__in=RENEWING).first() or lead.created_at)
    a_day, days, most = (rules.days(count) for count in _lengths(rules))
    ends = hours.later(begins, days, rules.hours)
    if lead.next_follow_up_at:
        promised = hours.later(lead.next_follow_up_at, a_day, rules.hours)
        ends = max(ends, min(promised, hours.later(begins, most, rules.hours)))
    if lead.exempt_until:
        ends = max(ends, hours.later(lead.exempt_until, a_day, rules.hours))
    warned = lines.filter(kind=LeadEvent.Kind.EXPIRING, at__gt=begins).last()
    return max(ends, warned_until(rules, warned or now))


@transaction.atomic
def exempt(lead: Lead, until: date | None, reason: str, actor: User) -> LeadEvent:
    """Let it stay with its owner to the end of a day or, with None, no longer. Raises WrongMove if it is closed."""
    lead.lock()
    if lead.is_closed or lead.is_merged:
        raise WrongMove("已结束的线索没有保护期。")
    lead.exempt_until = end_of_day(until) if until else None
    lead.save(update_fields=["exempt_until"])
    return lead.record(LeadEvent.Kind.EXEMPTED, actor, reason, {"until": until and until.isoformat()})


def warn(now: datetime) -> Iterator[LeadEvent]:
    """Warn of what goes back to the pool soon. Yields one line for each owner and city, which people are told of.

    In working hours alone. Each is yielded in the transaction of its change, as by `give_back`.
    """
    for rules, leads in _in_groups(to_warn, now):
        if not hours.is_open(now, rules.hours):
            continue
        data = {"at": warned_until(rules, now).isoformat(), "owner": leads[0].owner_id}
        yield _record(leads, now, LeadEvent.Kind.EXPIRING, "", data)


def give_back(now: datetime) -> Iterator[LeadEvent]:
    """Put back to the pool what is due. Yields one line for each former owner and city, which people are told of."""
    for rules, leads in _in_groups(returning, now):
        Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(owner=None)
        text = f"{rules.protection_days} 个工作日没有联系，收回公共池"
        data = {"from": leads[0].owner_id, "to": None, "by": BY_PROTECTION}
        yield _record(leads, now, LeadEvent.Kind.OWNER, text, data)


def _in_groups(found: Found, now: datetime) -> Iterator[tuple[SalesRules, list[Lead]]]:
    """Yields (rules, leads of one owner in one city), locked, in a transaction each, once they are looked at again."""
    for rules, part in SalesRules.objects.book().parts():
        rows = found(Lead.objects.filter(part), rules, now).order_by("owner", "city", "pk")
        ids = rows.values_list("owner_id", "city_id", "pk")[:MOST_AT_ONCE]
        for _, group in groupby(list(ids), key=lambda row: row[:2]):
            with transaction.atomic():
                chosen = Lead.objects.filter(pk__in=[pk for _, _, pk in group])
                # Somebody may just be writing down a call: their line is there, or waits, once the row is locked.
                list(chosen.order_by("pk").select_for_update().values_list("pk"))
                if leads := list(found(chosen, rules, now).order_by("pk")):
                    yield rules, leads


def _record(leads: list[Lead], now: datetime, kind: LeadEvent.Kind, text: str, data: dict[str, Any]) -> LeadEvent:
    """A line for each, all of which know how many others there are; returns the first, which is told of."""
    data |= {"others": len(leads) - 1}
    lines = [LeadEvent(lead=each, kind=kind, at=now, text=text, data=data) for each in leads]
    return LeadEvent.objects.bulk_create(lines)[0]


def _lengths(rules: SalesRules) -> tuple[int, int, int]:
    """In working days: after a promise, without one, and with one at most."""
    days = rules.protection_days or 0
    return 1, days, days + rules.promise_days


def _back(rules: SalesRules, moment: datetime, days: int) -> datetime:
    return hours.earlier(moment, rules.days(days), rules.hours)


def _left_alone_since(moment: datetime) -> Q:
    renewed = LeadEvent.objects.standing().filter(lead=OuterRef("pk"), kind__in=RENEWING, at__gt=moment)
    return Q(created_at__lte=moment) & ~Q(Exists(renewed))


def _standing_warnings() -> QuerySet[LeadEvent]:
    """The warnings of a lead after which nothing began anew."""
    since = LeadEvent.objects.standing().filter(lead=OuterRef("lead"), kind__in=RENEWING, at__gte=OuterRef("at"))
    warnings = LeadEvent.objects.filter(lead=OuterRef("pk"), kind=LeadEvent.Kind.EXPIRING)
    return warnings.filter(~Exists(since))
