"""What of an inbox goes to the person's own mail: new lines of a minute in one mail, and how the day begins.

No mail holds a name or a number of a prospect: people who may see them follow the link and sign in.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from leads import hours, inboxes, protection
from leads.hand_over import at_the_desk
from leads.models import Appointment, Inbox, Lead
from leads.models.lead_queryset import LeadQuerySet
from plumbing.days import in_short, start_of_day
from staff.models import User
from zones.canonical import desk_url

#: From the evening to the morning people are left alone, unless they asked for it.
EVENING, MORNING = time(20), time(8, 30)
#: Lines written in a transaction that takes longer would be passed over; the database breaks it off long before.
COMMITTED = timedelta(minutes=1)
#: What a mail lists; the rest is in the inbox.
MOST_LISTED = 20


def open_missing(now: datetime) -> None:
    """An inbox for everybody who works with leads and has none; what came before is no news."""
    people = at_the_desk().filter(inbox=None).values_list("pk", flat=True)
    Inbox.objects.bulk_create(
        [Inbox(person_id=pk, read_until=now, mailed_until=now) for pk in people], ignore_conflicts=True
    )


def is_night(now: datetime) -> bool:
    """Whether people are left alone."""
    return not MORNING <= timezone.localtime(now).time() < EVENING


def due(now: datetime) -> Iterator[tuple[User, datetime, datetime]]:
    """Yields (person, since, until) of each who has something to be mailed, in a transaction that notes it as mailed.

    The caller sees to the mail in that transaction. What came at night waits for the morning.
    """
    until = now - COMMITTED
    for inbox in Inbox.objects.to_mail():
        if is_night(now) and not inbox.is_mailed_at_night:
            continue
        with transaction.atomic():
            mine = Inbox.objects.select_for_update().get(pk=inbox.pk)
            since = mine.mailed_until
            if not inboxes.lines_for(inbox.person, since, until).exists():
                continue
            Inbox.objects.filter(pk=mine.pk).update(mailed_until=until)
            yield inbox.person, since, until


def mail(person: User, since: datetime, until: datetime) -> None:
    """Mail the lines between two moments, as one. Nothing is sent to who has left, or has no address any more."""
    if not person.is_active or not person.email:
        return
    items = inboxes.grouped(person, inboxes.lines_for(person, since, until))
    count = sum(item.count for item in items)
    if not count:  # they have been handed on meanwhile
        return
    lines = [f"{in_short(item.at)} {item.title}{_where(item)}" for item in items[:MOST_LISTED]]
    if len(items) > MOST_LISTED:
        lines.append(f"另有 {len(items) - MOST_LISTED} 项，见“消息”。")
    subject = items[0].title if len(items) == 1 else f"{count} 条新消息：{items[0].title} 等"
    _send(person, subject, lines, desk_url("admin:leads_inbox"))


def _where(item: inboxes.InboxItem) -> str:
    named = [f"{lead.city or '总部'} {lead.get_kind_display()}，回执 {lead}" for lead in item.leads]
    return "：" + "；".join(named) if named else ""


def to_brief(now: datetime) -> Iterator[User]:
    """Yields each whose day begins now, in a transaction that notes it: from MORNING on, on a working day, once."""
    local = timezone.localtime(now)
    if local.time() < MORNING or is_night(now) or not hours.is_working_day(local.date()):
        return
    for inbox in Inbox.objects.to_brief(start_of_day(local.date())):
        with transaction.atomic():
            noted = Inbox.objects.filter(pk=inbox.pk, briefed_at=inbox.briefed_at).update(briefed_at=now)
            if noted:
                yield inbox.person


def brief(person: User, now: datetime) -> None:
    """Mail how the person's day begins: their own leads and those they supervise. Nothing if all is 0."""
    if not person.is_active or not person.email:
        return
    lines = [f"{label} {count} 条" for label, count in day_of(person, now) if count]
    lines += visits_of(person, now)
    if lines:
        today = timezone.localtime(now)
        subject = f"{today.month} 月 {today.day} 日晨报：{lines[0]}"
        _send(person, subject, lines, desk_url("admin:leads_lead_today"))


def day_of(person: User, now: datetime) -> list[tuple[str, int]]:
    """[(what, how many)]: the lists that the desk shows under these names."""
    leads = Lead.objects.for_user(person)
    mine = leads.open().filter(owner=person)
    found = [
        ("今天要跟进", mine.for_today()),
        ("其中已逾期", mine.overdue()),
        ("超时未联系", mine.too_late()),
        ("保护期将到", protection.of_all_cities(mine, protection.expiring, now)),
        ("今明两天约看", mine.to_visit(Appointment.objects.soon(now))),
        ("约看没记结果", mine.to_visit(Appointment.objects.without_result(now))),
    ]
    if person.cities_for("leads.supervise_lead") != set():
        found += _of_cities(leads.supervised_by(person), now)
    return [(label, each.order_by().count()) for label, each in found]


def visits_of(person: User, now: datetime) -> list[str]:
    """A line for each of the person's visits of today and tomorrow: when, where, and of which lead."""
    visits = Appointment.objects.of(person).soon(now).with_places().select_related("lead__city")
    return [
        f"{each.day_in_words} {each.hours} 约看{f'：{each.where}' if each.where else ''}，"
        f"{each.lead.city or '总部'} {each.lead.get_kind_display()}，回执 {each.lead}"
        for each in visits[:MOST_LISTED]
    ]


def _of_cities(leads: LeadQuerySet, now: datetime) -> list[tuple[str, LeadQuerySet]]:
    since = hours.earlier(start_of_day(timezone.localdate(now)))
    return [
        ("上个工作日以来收到", leads.filter(created_at__gte=since)),
        ("待领取", leads.unclaimed()),
        ("全部超时未联系", leads.too_late()),
        ("全部已逾期", leads.overdue()),
        ("全部约看没记结果", leads.open().to_visit(Appointment.objects.without_result(now))),
        ("负责人已停用", leads.left_behind()),
    ]


def _send(person: User, subject: str, lines: list[str], url: str) -> None:
    EmailMessage(subject=subject, body="\n".join([*lines, "", url]), to=[person.email]).send()
