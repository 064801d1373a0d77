"""Forgetting: a lead's personal data go, what it counts for in the statistics stays."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from leads import attachments, consent, spool
from leads.models import Enquiry, Lead, LeadEvent, Notification, Stage
from zones.models import Portal

ERASED = "（已清除）"
#: Of an enquiry everything personal; kind, area, city, zone, channel, source, campaign and dates stay.
ENQUIRY = {
    "need": ERASED, "name": ERASED, "company": "", "phone_typed": "", "phone": "", "extension": "", "wechat": "",
    "email": "", "industry": "", "city_text": "", "zone_text": "", "user_agent": "", "address": "", "referrer": "",
}  # fmt: skip
LEAD = {"name": ERASED, "company": "", "phone": "", "extension": "", "wechat": "", "taught": ""}
#: Months after the last contact, by how it ended; nobody waits longer than the consent says.
INVALID_MONTHS, CLOSED_MONTHS = 6, consent.RETENTION_MONTHS
#: Who has signed is a party to a contract, whose data are kept for it (个人信息保护法, article 13) until they ask.
#: The privacy page and docs/sales.zh-CN.md say the same of each stage.
KEPT = (Stage.SIGNED, Stage.SETTLED)


def due(now):
    """Leads whose time is over: with no line on the timeline for as long as their stage allows."""
    touched_since = LeadEvent.objects.values("lead")
    short = now - timedelta(days=INVALID_MONTHS * 30)
    long = longest_ago(now)
    return (
        Lead.objects.filter(
            Q(stage=Stage.INVALID, created_at__lt=short) & ~Q(pk__in=touched_since.filter(at__gt=short))
            | Q(created_at__lt=long) & ~Q(pk__in=touched_since.filter(at__gt=long))
        )
        .exclude(stage__in=KEPT)
        .exclude(name=ERASED)
    )


def longest_ago(now):
    """The moment before which nothing personal may be kept: the portal's choice, within what the consent promises."""
    months = min(Portal.objects.values_list("retention_months", flat=True).first() or CLOSED_MONTHS, CLOSED_MONTHS)
    return now - timedelta(days=months * 30)


def is_absurd(now):
    """Whether the clock cannot be right: behind, or a year ahead of, the newest thing we know happened."""
    newest = LeadEvent.objects.order_by("-at").values_list("at", flat=True).first()
    return newest is not None and not newest - timedelta(days=1) <= now <= newest + timedelta(days=366)


def erase_due(now):
    """Erase what is due, and what the spool has set aside for as long. Yields each lead erased."""
    for lead in due(now).order_by("pk").iterator():
        erase(lead)
        yield lead
    spool.forget_aside(longest_ago(now).timestamp())


def of_phone(number):
    """Leads in which this number (E.164) stands, in whatever stage."""
    return Lead.objects.filter(Q(phone=number) | Q(enquiries__phone=number)).order_by("pk").distinct()


def erase_phone(number):
    """Erase what a number's owner asked us to forget, in the spool as well. Yields each lead erased."""
    spool.forget_phone(number)
    for lead in of_phone(number):
        erase(lead)
        yield lead


@transaction.atomic
def erase(lead, actor=None):
    """Take the personal data out of a lead, its enquiries, timeline and notifications, and write that down."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parkinfo.erasing = 'on'")
    enquiries = Enquiry.objects.filter(lead=lead)
    enquiries.update(**ENQUIRY, erased_at=timezone.now())
    events = LeadEvent.objects.filter(lead=lead)
    files = list(events.exclude(file="").values_list("file", flat=True))
    events.update(text="", file="")
    transaction.on_commit(lambda: [attachments.forget(name) for name in files])
    Notification.objects.filter(lead=lead).update(last_error="")
    Lead.objects.filter(pk=lead.pk).update(**LEAD, lost_reason=ERASED if lead.lost_reason else "")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parkinfo.erasing = 'off'")
    LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.ERASED, actor=actor)
