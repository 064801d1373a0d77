"""What is kept of a person, found by a number or a mail address: their copy of it, and what an erasure would take."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q

from leads import erasure, spool
from leads.models import (
    Appointment,
    Contact,
    ContactWay,
    Disclosure,
    Enquiry,
    LeadEvent,
    Notification,
    Signing,
)
from leads.models.disclosure import DisclosureQuerySet

#: What a person gets of their own enquiries; what was thought of them as spam is not theirs.
FIELDS = [
    "receipt", "received_at", "kind", "need", "name", "company", "phone_typed", "phone", "extension", "other_phone",
    "wechat", "email", "industry", "area_typed", "area_unit", "area_m2", "clear_height_typed", "clear_height_m",
    "budget_typed", "budget_10k", "investment_typed", "investment_10k", "yearly_tax_typed", "yearly_tax_10k", "timing",
    "city__name", "zone__name", "city_text", "zone_text", "other_words", "consent_version", "consented_at",
    "third_party_consent", "source_path", "landing_path", "referrer", "user_agent", "address",
]  # fmt: skip
#: Of visits that were agreed upon; what was thought of the talk is not theirs.
VISIT = ["starts_at", "ends_at", "visitors", "meeting_point", "state"]
#: What was agreed with them.
SIGNED = [
    "lead__receipt", "zone__name", "listing__number", "area_typed", "area_m2", "price", "term", "investment_typed",
    "investment_10k", "yearly_tax_typed", "yearly_tax_10k", "signed_on", "settled_on",
]  # fmt: skip


@dataclass(frozen=True)
class Extent:
    """How much there is of a person, each a number of rows or files."""

    leads: int
    enquiries: int
    contacts: int
    appointments: int
    lines: int
    files: int
    notices: int
    disclosures: int
    signings: int
    spooled: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not any(asdict(self).values())


def copy_of(known_by: str) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of a number (E.164) or a mail address, and to whom it was handed over.

    {"enquiries": [...], "contacts": [...]}, and where there are any "companies", "appointments", "signings" and
    "disclosures" of their leads.
    """
    is_mail = "@" in known_by
    theirs = Q(email__iexact=known_by) if is_mail else Q(phone=known_by) | Q(other_phone=known_by)
    found: dict[str, list[dict[str, Any]]] = {
        "enquiries": list(Enquiry.objects.filter(theirs).order_by("received_at").values(*FIELDS))
    }
    if not is_mail:  # noted by staff, as somebody to be called about a lead
        ways = ContactWay.objects.filter(value__iexact=known_by).order_by("pk")
        columns = ("contact__name", "contact__role", "value", "extension")
        found["contacts"] = [dict(way) for way in ways.values(*columns)]
    leads = erasure.of_person(known_by).order_by("pk")
    named, theirs = leads.exclude(company="", credit_code=""), Q(lead__in=leads.order_by().values("pk"))
    more: dict[str, list[dict[str, Any]]] = {
        "companies": [dict(row) for row in named.values("receipt", "company", "credit_code")],
        "appointments": list(Appointment.objects.filter(theirs).order_by("starts_at", "pk").values(*VISIT)),
        "signings": list(Signing.objects.filter(theirs).order_by("pk").values(*SIGNED)),
        "disclosures": [_disclosed(each) for each in disclosures_of(known_by).order_by("at")],
    }
    return found | {name: rows for name, rows in more.items() if rows}


def disclosures_of(known_by: str) -> DisclosureQuerySet:
    """What was handed over to zones of the leads of a number or a mail address."""
    theirs = Disclosure.objects.filter(lead__in=erasure.of_person(known_by).order_by().values("pk"))
    return theirs.select_related("actor", "zone__city", "listing", "lead", "told_by")


def _disclosed(made: Disclosure) -> dict[str, Any]:
    """In words, for the person: what went to whom, when, how, and on which consent of theirs."""
    return {
        "at": made.at,
        "zone": f"{made.zone.city} {made.zone}",
        "organisation": made.organisation,
        "recipient": made.recipient,
        "way": made.get_way_display(),
        "fields": made.fields_in_words,
        "data": made.data,
        "consent": made.basis_in_words,
        "consent_version": made.consent_version,
        "consented_at": made.consented_at,
        "consent_words": made.words,
        "erased_at": made.erased_at,
        "recipient_told_at": made.told_at,
    }


def extent_of(known_by: str) -> Extent:
    """What `erasure.erase_person` would take of a number (E.164) or a mail address."""
    leads = erasure.of_person(known_by).order_by().values("pk")
    lines = LeadEvent.objects.filter(lead__in=leads)
    return Extent(
        leads=len(leads),
        enquiries=Enquiry.objects.filter(lead__in=leads).count(),
        contacts=Contact.objects.filter(lead__in=leads).count(),
        appointments=Appointment.objects.filter(lead__in=leads).count(),
        lines=lines.count(),
        files=lines.exclude(file="").count(),
        notices=Notification.objects.filter(lead__in=leads).count(),
        disclosures=Disclosure.objects.filter(lead__in=leads).count(),
        signings=Signing.objects.filter(lead__in=leads).count(),
        spooled=spool.count_of(known_by),
    )
