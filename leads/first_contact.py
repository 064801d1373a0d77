"""The promise that a prospect is contacted soon: when it is due, and who is reminded when it runs out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from leads import hours
from leads.models import FOR_EDITORS, Lead, LeadEvent
from zones.models import Portal

#: Reminders of one run: after an outage the rest waits a minute.
MOST_AT_ONCE = 20
#: Leads of one run that are looked at.
MOST_LOOKED_AT = 500


def promised() -> timedelta:
    """The working time within which a prospect is contacted."""
    minutes = Portal.objects.values_list("response_minutes", flat=True).first()
    return timedelta(minutes=minutes or Portal._meta.get_field("response_minutes").default)


def start(lead: Lead, received_at: datetime) -> None:
    """Set when the first contact of a lead is due, once. Complaints have a promise of their own."""
    if lead.kind not in FOR_EDITORS and lead.contact_by is None:
        Lead.objects.filter(pk=lead.pk, contact_by=None).update(contact_by=hours.later(received_at, promised()))


def remind(now: datetime) -> Iterator[LeadEvent]:
    """Write down, and yield, a reminder of each lead whose time is half gone, and one when it is over.

    In working hours alone. What is late for more than a working day is the alarm's to say. Each is yielded in a
    transaction in which the caller sees to it that people are told.
    """
    if not hours.is_open(now):
        return
    half, count = promised() / 2, 0
    # The last due first: however many lie about uncontacted, new ones are seen.
    leads = list(Lead.objects.uncontacted().order_by("-contact_by")[:MOST_LOOKED_AT])
    reminders = LeadEvent.objects.filter(kind=LeadEvent.Kind.REMINDED, lead__in=leads)
    said = set(reminders.values_list("lead", "data__is_late"))
    for lead in leads:
        contact_by = lead.contact_by or now
        is_late = contact_by <= now
        if (lead.pk, is_late) in said:
            continue
        if hours.later(contact_by) <= now or not (is_late or hours.later(lead.created_at, half) <= now):
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
