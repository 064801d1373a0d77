"""The desk's work outside requests: taking in the spool, notifying of leads, raising alarms, erasing what is due."""

from datetime import timedelta
from itertools import chain

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobs.models import Lane
from jobs.queue import enqueue, handler, on_each_node, periodic
from leads import (
    alarms,
    appointments,
    companies,
    delivery,
    erasure,
    first_contact,
    intake,
    orphans,
    personal_messages,
    protection,
    rota,
    spool,
    ways,
)
from leads.models import FOR_EDITORS, Channel, Lead, LeadEvent, Notification
from zones.models import Portal


# Short: a worker that loses the database in the middle leaves the job to its lease, and nothing is taken in meanwhile.
# What one round does not manage the next one does.
@on_each_node  # another node's worker sees another spool
@periodic("leads.take_in", "把暂存的询盘写入数据库", every=timedelta(seconds=10), lane=Lane.URGENT, timeout=20)
def take_in() -> None:
    """Store what was sent while the database was away."""
    spool.take_in(intake.store)


@handler("leads.announce", "登记询盘通知", lane=Lane.URGENT)
@transaction.atomic
def announce(event: int) -> None:
    """Write a Notification of a LeadEvent (its id) for each channel concerned, and a job to deliver each."""
    told_of = LeadEvent.objects.select_related("lead").get(pk=event)
    lead = told_of.lead
    if told_of.kind == LeadEvent.Kind.RECEIVED:
        first_contact.start(lead, told_of.at)
        # The message of the enquiry itself names who gets it.
        list(rota.assign(timezone.now(), Lead.objects.filter(pk=lead.pk)))
    # A complaint goes to the editors' mail address, whatever channels sales have.
    is_complaint = lead.kind in FOR_EDITORS
    channels: list[Channel | None] = [] if is_complaint else [*Channel.objects.for_city(lead.city_id)]
    Notification.objects.bulk_create(
        [Notification(lead=lead, event_id=event, channel=channel) for channel in channels or [None]],
        ignore_conflicts=True,
    )
    for notification in Notification.objects.filter(event=event, sent_at__isnull=True):
        enqueue_delivery(notification.pk)


@periodic("leads.remind", "催办还没联系的询盘", every=timedelta(minutes=1), lane=Lane.URGENT, timeout=50)
def remind() -> None:
    """Tell of each lead whose first contact is half due or late."""
    for event in first_contact.remind(timezone.now()):
        _tell_of(event)


@periodic("leads.remind_of_visits", "提醒明天的约看", every=timedelta(minutes=5), timeout=50)
def remind_of_visits() -> None:
    """Write on timelines that there is a visit tomorrow, which inboxes tell of."""
    appointments.remind(timezone.now())


@periodic("leads.protect", "提醒和收回到期的线索", every=timedelta(minutes=1), lane=Lane.URGENT, timeout=50)
def protect() -> None:
    """Put back to the pool what its owners have left alone, and warn of what will be."""
    now = timezone.now()
    for event in chain(protection.give_back(now), protection.warn(now)):
        _tell_of(event)


@periodic("leads.assign", "把新询盘分给值班的人", every=timedelta(minutes=1), lane=Lane.URGENT, timeout=50)
def assign() -> None:
    """Give to who is on duty now what came while nobody was."""
    for event in rota.assign(timezone.now()):
        _tell_of(event)


@periodic("leads.mail_inboxes", "把新消息发给各人", every=timedelta(minutes=1), lane=Lane.URGENT, timeout=50)
def mail_inboxes() -> None:
    """See to a message for each person who has something new to hear of, and to the one that begins their day."""
    now = timezone.now()
    personal_messages.open_missing(now)
    for person in personal_messages.due(now):
        enqueue("leads.mail_inbox", {"person": person.pk}, dedupe_key=f"leads.mail_inbox:{person.pk}")
    for person in personal_messages.to_brief(now):
        enqueue("leads.brief", {"person": person.pk}, dedupe_key=f"leads.brief:{person.pk}")


def give_up_person(person: int, error: str) -> None:
    """After the last attempt: their page and the owner's list say why nothing arrived."""
    personal_messages.give_up(person, error, timezone.now())


@handler("leads.mail_inbox", "发送个人消息", lane=Lane.URGENT, timeout=30, max_attempts=8, on_parked=give_up_person)
def mail_inbox(person: int, since: str = "", until: str = "") -> None:
    """Send somebody (their id) what is new to them, by the way they chose.

    `since` and `until` are of jobs that the release before this one has queued: their lines are in the inbox.
    """
    personal_messages.tell(person, timezone.now())


@handler("leads.brief", "发送晨报", timeout=30, max_attempts=8, on_parked=give_up_person)
def brief(person: int) -> None:
    """Send somebody (their id) how their day begins."""
    personal_messages.brief(person, timezone.now())


def _tell_of(event: LeadEvent) -> None:
    enqueue("leads.announce", {"event": event.pk}, dedupe_key=f"leads.announce:{event.pk}")


def enqueue_delivery(notification: int) -> None:
    """Ask for the delivery of a Notification (its id)."""
    enqueue("leads.deliver", {"notification": notification}, dedupe_key=ways.delivery_key(notification))


def give_up_delivery(notification: int, error: str) -> None:
    """After the last attempt: list the Notification as undelivered, until somebody sends it again."""
    Notification.objects.filter(pk=notification, sent_at__isnull=True).update(
        parked_at=timezone.now(), last_error=error[:300]
    )


@handler("leads.deliver", "发送询盘通知", lane=Lane.URGENT, timeout=30, max_attempts=8, on_parked=give_up_delivery)
def deliver(notification: int) -> None:
    """Send one Notification (its id); twice only if the worker dies before it has stored that it was sent."""
    unsent = Notification.objects.filter(pk=notification, sent_at__isnull=True)
    waiting = unsent.select_related("channel", "event__lead__city", "event__enquiry__zone").first()
    if waiting is None:
        return
    is_complaint = waiting.event.lead.kind in FOR_EDITORS
    with ways.sending(waiting.channel):
        unsent.update(attempts=F("attempts") + 1)
        delivery.deliver(delivery.message_of(waiting.event), waiting.channel, is_complaint=is_complaint)
    unsent.update(sent_at=timezone.now(), last_error="", parked_at=None)


def give_up_answer(answer: int, error: str) -> None:
    """After the last attempt: the timeline says that the answer did not go out."""
    event = LeadEvent.objects.select_related("lead").get(pk=answer)
    event.lead.record(LeadEvent.Kind.ANSWER_LOST, None, error[:300], {"answer": answer})


@handler("leads.send_answer", "发送投诉答复", timeout=30, max_attempts=8, on_parked=give_up_answer)
def send_answer(answer: int) -> None:
    """Mail one answer (the id of its LeadEvent), once; the timeline says that it went out."""
    event = LeadEvent.objects.select_related("lead").get(pk=answer)
    if event.lead.events.filter(kind=LeadEvent.Kind.ANSWER_SENT, data__answer=answer).exists():
        return
    delivery.mail_answer(event)
    event.lead.record(LeadEvent.Kind.ANSWER_SENT, None, "", {"answer": answer})


@handler("leads.mail_desk", "发送异常提醒", timeout=30, max_attempts=8)
def mail_desk(title: str, line: str) -> None:
    """Mail one alarm to the portal's own mail address."""
    delivery.mail_desk(title, line)


@periodic("leads.alarms", "检查询盘是否异常", every=timedelta(hours=1), at=timedelta(minutes=5))
@transaction.atomic
def raise_alarms() -> None:
    """Enqueue a mail for each new alarm, in the transaction that remembers it."""
    for alarm in alarms.raise_new(timezone.now()):
        payload = {"title": alarm.title, "line": alarm.line}
        enqueue("leads.mail_desk", payload, dedupe_key=f"leads.mail_desk:{alarm.name}")


@periodic("leads.purge", "清除到期询盘的个人信息", every=timedelta(days=1), at=timedelta(hours=5), timeout=1800)
def purge() -> None:
    """Do what `manage.py purge_enquiries` does, if the portal is set to; an objection is an alarm of the hour's."""
    now = timezone.now()
    if Portal.objects.filter(purges_enquiries=True).exists() and not erasure.objection(now):
        for _ in erasure.erase_due(now):
            pass


# After an upgrade the first rounds do the work; then there is only what the release before it still wrote.
@periodic("leads.key_companies", "整理公司名称，好认出同一家公司", every=timedelta(minutes=5), timeout=120)
def key_companies() -> None:
    """Make the keys of companies by which leads of one company are found."""
    companies.key_missing(seconds=30)


@periodic("leads.sweep", "清理没有归属的附件", every=timedelta(days=1), at=timedelta(hours=5, minutes=30), timeout=300)
def sweep() -> None:
    """Remove private files that nothing refers to."""
    orphans.sweep()
