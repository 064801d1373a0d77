"""What of an inbox goes to the person by the way they chose: new lines of a minute as one, and how the day begins.

No message holds a name or a number of a prospect: people who may see them follow the link and sign in.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from jobs.queue import GiveUp
from leads import delivery, hours, inbox_candidates, inboxes, protection, ways
from leads.hand_over import at_the_desk
from leads.models import Appointment, Channel, Inbox, Lead
from leads.models.lead_queryset import LeadQuerySet
from leads.posting import Message
from plumbing.days import in_short, start_of_day
from staff.models import User
from zones.canonical import desk_url

#: From the evening to the morning people are left alone, unless they asked for it.
EVENING, MORNING = time(20), time(8, 30)
#: Lines written in a transaction that takes longer would be passed over; the database breaks it off long before.
COMMITTED = timedelta(minutes=1)
#: So often it is noted that there was nothing: each minute would be too many writes.
PASSED_OVER_AFTER = timedelta(hours=1)
#: What a message lists; the rest is in the inbox.
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


def due(now: datetime) -> Iterator[User]:
    """Yields each for whom there is something new. What came at night waits for the morning.

    Two queries, however many people, and one for each into whose inbox something may have come.
    """
    until = now - COMMITTED
    waiting = [inbox for inbox in Inbox.objects.to_tell(now) if _may_be_told(inbox, now)]
    candidates = inbox_candidates.of(waiting, until)
    for inbox in candidates:
        if inboxes.lines_for(inbox.person, inbox.mailed_until, until).exists():
            yield inbox.person
    _pass_over({each.pk for each in waiting} - {each.pk for each in candidates}, until)


def _pass_over(idle: set[int], until: datetime) -> None:
    """Of whom nothing was to be told for long it is noted, so that nobody looks through those lines again."""
    long_ago = Inbox.objects.filter(pk__in=idle, mailed_until__lt=until - PASSED_OVER_AFTER)
    if idle:
        long_ago.update(mailed_until=until)


def tell(person_id: int, now: datetime) -> None:
    """Send somebody what is new since the last time, as one message, and note up to when.

    Whoever dies in between has it sent once more. Nothing is sent to who has left or does not want it by now. Raises
    what `leads.delivery.deliver` does, and jobs.queue.Later while the way is known to fail.
    """
    inbox = Inbox.objects.filter(is_mailed=True).of_worker(person_id)
    if inbox is None or not _may_be_told(inbox, now):
        return
    since, until = inbox.mailed_until, now - COMMITTED
    if message := _news(inbox.person, since, until):
        send(inbox, message)
    Inbox.objects.filter(pk=inbox.pk, mailed_until=since).update(mailed_until=until)


def _may_be_told(inbox: Inbox, now: datetime) -> bool:
    return inbox.is_mailed_at_night or not is_night(now)


def send(inbox: Inbox, message: Message) -> None:
    """Send a message by the way that the person chose; that it arrived ends what was wrong. Raises as `tell` does."""
    channel, to = way_of(inbox)
    with ways.sending(channel):
        delivery.deliver(message, channel, to=to)
    Inbox.objects.filter(pk=inbox.pk).exclude(fault="").update(fault="", fault_at=None)


def way_of(inbox: Inbox) -> tuple[Channel, str]:
    """(the channel, whom it is to call): mail is a channel, too. Raises jobs.queue.GiveUp where something lacks."""
    if inbox.way == Inbox.Way.MAIL:
        if not inbox.person.email:
            raise GiveUp("账号里没有邮箱，请管理员在“员工”里填上。")
        return Channel(kind=Channel.Kind.EMAIL, target=inbox.person.email), ""
    if inbox.way == Inbox.Way.APP:
        app = Channel.objects.app()
        if app is None:
            raise GiveUp("还没有设置企业微信应用，或已停用；请主管在“通知渠道”里设置。")
        if not inbox.member:
            raise GiveUp("没有填企业微信账号。")
        return app, inbox.member
    if inbox.way == Inbox.Way.ROBOT:
        if inbox.robot is None or not inbox.robot.is_active or inbox.robot.kind != Channel.Kind.WECOM:
            raise GiveUp("选的群机器人已删除或停用，请另选一个群。")
        if not inbox.mobile:
            raise GiveUp("没有填群里的手机号。")
        return inbox.robot, inbox.mobile
    raise GiveUp("选的是“都不发”。")


def give_up(person_id: int, error: str, now: datetime) -> None:
    """After the last attempt: the person and the owner read why; what is new waits and is tried again later."""
    Inbox.objects.filter(pk=person_id).update(fault=error[:300], fault_at=now)


def trial_message(now: datetime) -> Message:
    """What somebody sends themselves as a test; with its second, since the same card twice arrives once."""
    said = f"{timezone.localtime(now):%m-%d %H:%M:%S} 发出。收到这条，说明您的个人消息能送到。"
    return Message("测试消息", (said,), desk_url("admin:leads_inbox"))


def _news(person: User, since: datetime, until: datetime) -> Message | None:
    """What there is between two moments, as one message; None where all was handed on meanwhile."""
    items = inboxes.grouped(person, inboxes.lines_for(person, since, until))
    count = sum(item.count for item in items)
    if not count:
        return None
    lines = [f"{in_short(item.at)} {item.title}{_where(item)}" for item in items[:MOST_LISTED]]
    if len(items) > MOST_LISTED:
        lines.append(f"另有 {len(items) - MOST_LISTED} 项，见“消息”。")
    title = items[0].title if len(items) == 1 else f"{count} 条新消息：{items[0].title} 等"
    return Message(title, tuple(lines), desk_url("admin:leads_inbox"))


def _where(item: inboxes.InboxItem) -> str:
    named = [f"{lead.city or '总部'} {lead.get_kind_display()}，回执 {lead}" for lead in item.leads]
    return "：" + "；".join(named) if named else ""


def to_brief(now: datetime) -> Iterator[User]:
    """Yields each whose day begins now, in a transaction that notes it: from MORNING on, on a working day, once."""
    local = timezone.localtime(now)
    if local.time() < MORNING or is_night(now) or not hours.is_working_day(local.date()):
        return
    for inbox in Inbox.objects.to_brief(start_of_day(local.date()), now):
        with transaction.atomic():
            noted = Inbox.objects.filter(pk=inbox.pk, briefed_at=inbox.briefed_at).update(briefed_at=now)
            if noted:
                yield inbox.person


def brief(person_id: int, now: datetime) -> None:
    """Send how the person's day begins: their own leads and those they supervise. Nothing if all is 0.

    Raises as `tell` does.
    """
    inbox = Inbox.objects.filter(has_briefing=True).of_worker(person_id)
    if inbox is None:
        return
    lines = [f"{label} {count} 条" for label, count in day_of(inbox.person, now) if count]
    lines += visits_of(inbox.person, now)
    if lines:
        today = timezone.localtime(now)
        title = f"{today.month} 月 {today.day} 日晨报：{lines[0]}"
        send(inbox, Message(title, tuple(lines), desk_url("admin:leads_lead_today")))


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
    """A line for each of the person's visits up to the next working day, and of tomorrow: when, where, of which lead.

    Friday's briefing tells of Monday: that of Monday comes when people may be on their way.
    """
    today = timezone.localdate(now)
    until = next(hours.working_days(today))
    visits = Appointment.objects.of(person).until(until, now).with_places().select_related("lead__city")
    return [
        f"{each.day_in_words or each.weekday} {each.hours} 约看{f'：{each.where}' if each.where else ''}，"
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
