"""Erasure: the personal data of a lead go, and what statistics count of it stays."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Case, Func, JSONField, Q, QuerySet, Value, When
from django.utils import timezone

from leads import attachments, clock, consent, contacts, elsewhere, erased_numbers, kept_words, merging, spool, whose
from leads.models import (
    Appointment,
    ContactWay,
    Disclosure,
    Enquiry,
    Lead,
    LeadEvent,
    Notification,
    Signing,
    Stage,
)
from leads.models.lead_event import BROUGHT
from leads.models.lead_queryset import ERASED, LeadQuerySet
from plumbing import phones
from zones.models import Portal

#: What is personal in an enquiry. Kind, figures, city, zone, way, source, campaign and dates stay.
ENQUIRY = {
    "need": ERASED, "name": ERASED, "company": "", "phone_typed": "", "phone": "", "extension": "", "other_phone": "",
    "wechat": "", "email": "", "industry": "", "area_typed": "", "clear_height_typed": "", "budget_typed": "",
    "investment_typed": "", "yearly_tax_typed": "", "other_words": "", "city_text": "", "zone_text": "",
    "user_agent": "", "address": "", "referrer": "",
}  # fmt: skip
#: With name and numbers the contacts go: a trigger (migration contacts_of_new_leads) takes them with whom they were.
LEAD = {
    "name": ERASED,
    "company": "",
    "company_key": "",
    "credit_code": "",
    "phone": "",
    "extension": "",
    "wechat": "",
    "taught": "",
}
#: Of what was agreed the words go, and the figures stay.
SIGNING = {"area_typed": "", "price": "", "term": "", "investment_typed": "", "yearly_tax_typed": ""}
#: What people wrote about a visit; that it was one, when and where, and that something was liked, is counted.
APPOINTMENT = {
    "visitors": "",
    "meeting_point": "",
    "liked": Case(When(liked="", then=Value("")), default=Value(ERASED)),
    "objections": "",
    "next_step": "",
}
#: Months after the last contact, for invalid leads and for all others; the consent promises the latter.
INVALID_MONTHS, LONGEST_MONTHS = 6, consent.RETENTION_MONTHS
#: So long what an old list brought stays at least.
JUST_BROUGHT = timedelta(days=30)
#: More of all leads than this never become due in a night, unless the clock is wrong or nothing went for long.
MOST_PERCENT = 5
#: After signing, the data are kept for the contract (个人信息保护法, article 13), until the person asks otherwise.
#: The privacy page and docs/sales.zh-CN.md say the same of each stage.
KEPT = (Stage.SIGNED, Stage.SETTLED)


class WithoutKey(Func):
    """A JSON object without one of its keys."""

    template, arg_joiner, output_field = "(%(expressions)s)", " - ", JSONField()


def due(now: datetime) -> LeadQuerySet:
    """Leads to be erased: without a line on their timeline for as long as their stage allows.

    That an old list brought them in is no contact: they are as old as the day that stands there. But for some days
    after it they stay, for whoever kept them to call those that are worth it.
    """
    brought = LeadEvent.objects.filter(data__contains=BROUGHT, at__gt=now - JUST_BROUGHT)
    events = LeadEvent.objects.exclude(data__contains=BROUGHT).values("lead")
    invalid_since, others_since = now - timedelta(days=INVALID_MONTHS * 30), longest_ago(now)
    return (
        Lead.objects.filter(
            Q(stage=Stage.INVALID, created_at__lt=invalid_since) & ~Q(pk__in=events.filter(at__gt=invalid_since))
            | Q(created_at__lt=others_since) & ~Q(pk__in=events.filter(at__gt=others_since))
        )
        .exclude(stage__in=KEPT)
        .exclude(name=ERASED)
        .exclude(pk__in=brought.values("lead"))
    )


def longest_ago(now: datetime) -> datetime:
    """The moment before which nothing personal is kept: as the portal chooses, within what the consent promises."""
    months = min(Portal.objects.values_list("retention_months", flat=True).first() or LONGEST_MONTHS, LONGEST_MONTHS)
    return now - timedelta(days=months * 30)


def objection(now: datetime) -> str:
    """Why nothing should be erased now before somebody has looked, as a sentence; empty if there is no reason.

    Either the clock is in doubt, or more would go than ever does in one night.
    """
    if sentence := clock.doubt(now):
        return sentence
    count, kept = due(now).count(), Lead.objects.exclude(name=ERASED).count()
    if count > max(1, kept * MOST_PERCENT / 100):
        return f"到期的线索有 {count} 条，占现有 {kept} 条的 {count / kept:.0%}，超过 {MOST_PERCENT}%，请先核对。"
    return ""


def erase_due(now: datetime) -> Iterator[Lead]:
    """Erase the leads that are due, and what the spool has set aside for too long. Yields each lead erased."""
    for lead in due(now).order_by("pk").iterator():
        erase(lead)
        yield lead
    spool.forget_aside(longest_ago(now).timestamp())


def of_person(known_by: str) -> LeadQuerySet:
    """Leads with this number (E.164) or mail address, in whatever stage, and those merged into them.

    It is looked for among their contacts and enquiries, and among the numbers that were corrected.
    """
    found = Q(pk__in=Enquiry.objects.filter(whose.theirs_of(known_by)).values("lead"))
    if "@" not in known_by:
        found |= Q(pk__in=ContactWay.objects.filter(value__iexact=known_by).order_by().values("contact__lead"))
        corrected = LeadEvent.objects.filter(kind=LeadEvent.Kind.CORRECTED, text__contains=phones.display(known_by))
        found |= Q(pk__in=corrected.order_by().values("lead"))
    leads = Lead.objects.filter(found).order_by()
    return Lead.objects.filter(Q(pk__in=leads.values("pk")) | Q(merged_into__in=leads.values("pk"))).order_by("pk")


def erase_person(known_by: str, whole: Collection[int] = ()) -> Iterator[Lead]:
    """Erase everything of a number (E.164) or a mail address because its owner asks, in the spool as well.

    Yields each lead of theirs; where others are on it too, these stay, with what does not name who asked, but on the
    leads whose ids are in `whole`.

    A backup that is restored later will be told of it.
    """
    now = timezone.now()
    erased_numbers.record(known_by.lower(), now)
    yield from _erase_person(known_by, now, whole)


def erase_again(known: erased_numbers.Hashes) -> int:
    """Erase what a restored backup brought back of numbers that `known` says were erased since. Returns how many leads.

    Who has asked anew after being erased stays.
    """
    stored = Enquiry.objects.values_list("phone", "other_phone")
    contacts = ContactWay.objects.filter(kind=ContactWay.Kind.PHONE).values_list("value", flat=True)
    mails = (email.lower() for email in Enquiry.objects.exclude(email="").values_list("email", flat=True))
    people = spool.people().union(mails, contacts, *stored) - {""}
    count = 0
    for known_by in sorted(people):
        if at := erased_numbers.erased_at(known_by, known):
            count += len(list(_erase_person(known_by, at)))
    return count


def _erase_person(known_by: str, until: datetime, whole: Collection[int] = ()) -> Iterator[Lead]:
    spool.forget_person(known_by, until)
    shares = whose.shares(of_person(known_by).filter(created_at__lte=until), known_by)
    kept_words.forget(shares)
    _erase_elsewhere(elsewhere.mentions(shares, known_by, until))
    for share in shares:
        if share.is_whole:
            merging.take_back(share.lead)
            erase(share.lead)
        elif {share.lead.pk, share.lead.merged_into_id} & {*whole}:
            erase(share.lead, "按本人要求清除，连同同一条线索上的其他人")
        else:
            erase_share(share)
        yield share.lead


@transaction.atomic
def _erase_elsewhere(mentions: list[elsewhere.Mention]) -> None:
    """Take the person's numbers out of what was noted on the leads of others, where the rest of the line stays.

    Their name alone stays: it may be somebody else's, and what was said is about whose lead it is.
    """
    with erasing():
        for each in mentions:
            if each.has_number:
                LeadEvent.objects.filter(pk=each.line.pk).update(text=each.rest)


@transaction.atomic
def erase_share(share: whose.Share) -> None:
    """Take one person out of a lead that is others' as well; the timeline notes it.

    What was written down goes where it names them, and all of it if it was they who asked for something.
    """
    lead = share.lead
    lead.lock()
    with erasing():
        mine = Enquiry.objects.filter(pk__in=[each.pk for each in share.enquiries])
        mine.update(**ENQUIRY, erased_at=timezone.now())
        _erase_lines(LeadEvent.objects.filter(pk__in=lines_about(share)))
        _erase_visits(Appointment.objects.filter(pk__in=visits_about(share)))
        made = Disclosure.objects.filter(lead=lead, erased_at=None)
        named = [each.pk for each in made if share.of_disclosure(each)]
        made.filter(pk__in=named).update(data=[], words="", erased_at=timezone.now())
        if share.is_voice and lead.taught:
            Lead.objects.filter(pk=lead.pk).update(taught="")
    contacts.erase_people(lead, [each.pk for each in share.people])
    LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.ERASED, text="只清除了其中一位，其余联系人留着")


def lines_about(share: whose.Share) -> list[int]:
    """Ids of the lines that name the person, or all if they speak of nobody else's need."""
    lines = LeadEvent.objects.filter(lead=share.lead)
    return [
        line.pk for line in lines if share.is_voice or share.names_them(f"{line.text} {line.data.get('dialled', '')}")
    ]


def visits_about(share: whose.Share) -> list[int]:
    """The same of visits."""
    visits = Appointment.objects.filter(lead=share.lead)
    return [
        visit.pk
        for visit in visits
        if share.is_voice or share.names_them(f"{visit.visitors} {visit.meeting_point} {visit.result_in_words}")
    ]


@contextmanager
def erasing() -> Iterator[None]:
    """Inside, what is written once may be emptied, for the rest of the transaction at most."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parkinfo.erasing = 'on'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parkinfo.erasing = 'off'")


def _erase_lines(events: QuerySet[LeadEvent]) -> None:
    files = list(events.exclude(file="").values_list("file", flat=True))
    events.update(text="", file="", data=WithoutKey("data", Value("dialled")))
    for name in files:
        transaction.on_commit(partial(attachments.forget, name))


def _erase_visits(visits: QuerySet[Appointment]) -> None:
    visits.update(**APPOINTMENT)


@transaction.atomic
def erase(lead: Lead, reason: str = "") -> None:
    """Take the personal data out of a lead, its enquiries, timeline and notices; the timeline notes it, and why.

    And what staff keep for themselves of these people's words.
    """
    kept_words.forget([whose.whole(lead)])
    with erasing():
        Enquiry.objects.filter(lead=lead).update(**ENQUIRY, erased_at=timezone.now())
        _erase_lines(LeadEvent.objects.filter(lead=lead))
        Notification.objects.filter(lead=lead).update(last_error="")
        appointments = Appointment.objects.filter(lead=lead)
        appointments.filter(state__in=Appointment.OPEN).update(state=Appointment.State.CANCELLED)
        _erase_visits(appointments)
        Signing.objects.filter(lead=lead).update(**SIGNING)
        Lead.objects.filter(pk=lead.pk).update(**LEAD, lost_reason=ERASED if lead.lost_reason else "")
        # That they were handed over stays, with whom to tell. After the lead, which a hand-over locks as well.
        Disclosure.objects.filter(lead=lead, erased_at=None).update(data=[], words="", erased_at=timezone.now())
    LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.ERASED, text=reason)
