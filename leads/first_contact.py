"""The promise that a prospect is contacted soon: when it is due, and who is reminded when it runs out.

An attempt keeps it: who was called in time and did not answer was called in time. Whether anybody was reached is
counted beside it (`leads.statistics`), so that the promise is not taken for a talk.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, transaction

from leads import hours
from leads.models import FOR_EDITORS, Lead, LeadEvent, SalesRules
from plumbing import deadline
from zones.models import Portal
from zones.site import fragments

#: A prospect whose enquiry is in waits no longer to read by when.
DEADLINE_SECONDS = 1
#: Reminders of one run: after an outage the rest waits a minute.
MOST_AT_ONCE = 20
#: Leads of one run that are looked at.
MOST_LOOKED_AT = 500


def promised() -> timedelta:
    """The working time within which a prospect is contacted."""
    minutes = Portal.objects.values_list("response_minutes", flat=True).first()
    return timedelta(minutes=minutes or Portal._meta.get_field("response_minutes").default)


def promised_by(city_slug: str, now: datetime) -> datetime | None:
    """When the first contact of what comes now from a city is due; None where that cannot be known just now.

    What it needs is kept for minutes, so that the page after the form asks nothing of the database.
    """
    try:
        with deadline.within(DEADLINE_SECONDS):
            kept = fragments.get_each(["first contact"], "", lambda _: {"first contact": _promise()})
        minutes, there = kept["first contact"]
        return hours.later(now, minutes, there.get(city_slug, there[""]))
    except (DatabaseError, InterfaceError):
        return None


def _promise() -> tuple[timedelta, dict[str, hours.Hours]]:
    """The working time promised, and {slug of a city: its hours}, "" for those that have none of their own."""
    rules = SalesRules.objects.select_related("city")
    there = {each.city.slug if each.city else "": each.hours for each in rules}
    return promised(), {"": hours.OFFICE} | there


def start(lead: Lead, received_at: datetime) -> None:
    """Set when the first contact of a lead is due, once. Complaints have a promise of their own."""
    if lead.kind not in FOR_EDITORS and lead.contact_by is None:
        due = hours.later(received_at, promised(), SalesRules.objects.for_city(lead.city_id).hours)
        Lead.objects.filter(pk=lead.pk, contact_by=None).update(contact_by=due)


def remind(now: datetime) -> Iterator[LeadEvent]:
    """Write down, and yield, a reminder of each lead whose time is half gone, and one when it is over.

    In the working hours of its city alone. What is late for more than a working day is the alarm's to say. Each is
    yielded in a transaction in which the caller sees to it that people are told.
    """
    book, half, count = SalesRules.objects.book(), promised() / 2, 0
    # The last due first: however many lie about uncontacted, new ones are seen.
    leads = list(Lead.objects.uncontacted().order_by("-contact_by")[:MOST_LOOKED_AT])
    reminders = LeadEvent.objects.filter(kind=LeadEvent.Kind.REMINDED, lead__in=leads)
    said = set(reminders.values_list("lead", "data__is_late"))
    for lead in leads:
        there = book.of(lead.city_id).hours
        contact_by = lead.contact_by or now
        is_late = contact_by <= now
        if (lead.pk, is_late) in said or not hours.is_open(now, there):
            continue
        is_half_gone = is_late or hours.later(lead.created_at, half, there) <= now
        if not is_half_gone or hours.later(contact_by, hours=there) <= now:
            continue
        with transaction.atomic():
            if event := _reminder(lead, is_late=is_late):
                yield event
                count += 1
        if count == MOST_AT_ONCE:
            return


def _reminder(lead: Lead, *, is_late: bool) -> LeadEvent | None:
    """The new line on the timeline; None where it stands there already or somebody was faster."""
    lead.lock()
    reminders = lead.events.filter(kind=LeadEvent.Kind.REMINDED)
    if lead.contacted_at or lead.is_closed or lead.is_merged or reminders.filter(data__is_late=is_late).exists():
        return None
    enquiry = lead.enquiries.order_by("received_at").first()
    return lead.events.create(kind=LeadEvent.Kind.REMINDED, data={"is_late": is_late}, enquiry=enquiry)
