"""Alarms about what people may not notice: silence, suspects not looked at, a spool that does not empty.

They are looked for each hour, or whenever the worker comes back. The database remembers which were raised, so that each
is raised once; again only after it was over, or when it has a new cause.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Min, Q, Window
from django.db.models.functions import Lag

from leads import erasure, hours, spool
from leads.models import (
    FOR_EDITORS,
    Circuit,
    Disclosure,
    Enquiry,
    Inbox,
    Lead,
    Notification,
    RaisedAlarm,
    SalesRules,
    Stage,
)
from plumbing.days import in_short
from zones.models import Portal

#: Silence is this many times the longest usual gap, at least a day; from fewer gaps nothing is concluded.
LONGER, SHORTEST_SILENCE, FEWEST_GAPS = 3, timedelta(days=1), 20
#: The usual gaps are those of so long before the silence.
RHYTHM = timedelta(days=28)
#: The worker empties the spool each ten seconds.
SPOOL_LATE = timedelta(hours=1)
#: A way of sending that is broken for so long is no passing fault.
BROKEN_LONG = timedelta(minutes=10)
#: By which name the start page knows it.
PURGE_REFUSED = "purge_refused"


@dataclass(frozen=True)
class Alarm:
    """Something that is wrong: the name it is remembered by, and the title and line of the mail.

    `newest` is the moment of its newest cause; None if it has one cause only, for as long as it lasts.
    """

    name: str
    title: str
    line: str
    newest: datetime | None = None


@transaction.atomic
def raise_new(now: datetime) -> list[Alarm]:
    """The alarms to be raised now. They are remembered as raised, so the caller raises them in the same transaction."""
    standing = list(due(now))
    RaisedAlarm.objects.exclude(name__in=[alarm.name for alarm in standing]).delete()
    return [alarm for alarm in standing if RaisedAlarm.objects.raise_once(alarm.name, alarm.newest)]


def due(now: datetime) -> Iterator[Alarm]:
    """Yields an Alarm for each thing that is wrong at that moment, whether or not it has been raised."""
    yield from _silence(now)
    yield from _suspects(now)
    yield from _uncontacted(now)
    yield from _left_behind()
    yield from _undelivered()
    yield from _unheard()
    yield from _broken(now)
    yield from _untold(now)
    yield from _spool()
    yield from _purge(now)


def _silence(now: datetime) -> Iterator[Alarm]:
    last = last_enquiry()
    if last and (limit := usual_silence(last)) and now - last >= limit:
        line = f"上一条询盘在 {in_short(last)}，请检查网站表单和电话。"
        yield Alarm("silence", "很久没有新询盘", line, newest=last)


def last_enquiry() -> datetime | None:
    """When the last one was sent in; None if there was none yet."""
    return Enquiry.objects.sent_in().order_by("-received_at").values_list("received_at", flat=True).first()


def usual_silence(moment: datetime) -> timedelta | None:
    """How long a silence has to be, by the gaps of RHYTHM before a moment; None if there are too few.

    The longest twentieth of the gaps is not counted as usual.
    """
    recent = Enquiry.objects.sent_in().filter(received_at__gt=moment - RHYTHM, received_at__lte=moment)
    gaps = recent.annotate(
        gap=F("received_at") - Window(Lag("received_at"), order_by=F("received_at").asc())
    ).values_list("gap", flat=True)
    known = sorted(gap for gap in gaps if gap is not None)
    if len(known) < FEWEST_GAPS:
        return None
    return max(SHORTEST_SILENCE, LONGER * known[int(len(known) * 0.95)])


def _suspects(now: datetime) -> Iterator[Alarm]:
    suspects = Enquiry.objects.unexamined()
    due = suspects.filter(_since_a_working_day("received_at", now, city="lead__city"))
    if newest := due.aggregate(newest=Max("received_at"))["newest"]:
        line = f"{due.count()} 条疑似垃圾的询盘放了一个工作日，请核对后解除或标为无效。"
        yield Alarm("suspects", "疑似询盘无人处理", line, newest)


def _uncontacted(now: datetime) -> Iterator[Alarm]:
    waiting = Lead.objects.open().filter(stage=Stage.NEW, contacted_at=None).exclude(kind__in=FOR_EDITORS)
    waiting = waiting.exclude(pk__in=Enquiry.objects.unexamined().values("lead"))
    late = waiting.filter(_since_a_working_day("created_at", now))
    ends = late.aggregate(oldest=Min("created_at"), newest=Max("created_at"))
    if ends["newest"]:
        line = (
            f"{late.count()} 条询盘放了一个工作日没人联系，最早的是 {in_short(ends['oldest'])} 的。"
            "请到“今日”领取或分派。"
        )
        yield Alarm("uncontacted", "询盘没有人联系", line, ends["newest"])


def _since_a_working_day(moment: str, now: datetime, city: str = "city") -> Q:
    """That a column's moment lies a working day back, by the hours of each lead's city."""
    parts = SalesRules.objects.book().parts(city)
    due = [part & Q(**{f"{moment}__lte": hours.earlier(now, hours=rules.hours)}) for rules, part in parts]
    return Q(*due, _connector=Q.OR)


def _left_behind() -> Iterator[Alarm]:
    if count := Lead.objects.left_behind().count():
        line = f"{count} 条没结束的线索还在已停用的人名下。在线索列表选“负责人已停用”，移交给在职的人。"
        yield Alarm("left_behind", "离职人员名下还有线索", line)


def _undelivered() -> Iterator[Alarm]:
    lost = Notification.objects.undelivered()
    newest = lost.order_by("-parked_at").values_list("parked_at", flat=True).first()
    if newest is not None:
        line = f"有 {lost.count()} 条通知多次发送失败，请检查通知渠道。"
        yield Alarm("undelivered", "询盘通知没有送达", line, newest)


def _unheard() -> Iterator[Alarm]:
    failing = Inbox.objects.failing()
    newest = failing.aggregate(newest=Max("fault_at"))["newest"]
    if newest is not None:
        names = "、".join(inbox.person.display_name for inbox in failing[:3])
        line = f"{failing.count()} 人的个人消息没有送到：{names} 等。原因在“通知渠道”页，消息留在各人的“消息”里。"
        yield Alarm("unheard", "个人消息没有送到", line)


def _untold(now: datetime) -> Iterator[Alarm]:
    late = Disclosure.objects.to_be_told().filter(erased_at__lte=hours.earlier(now))
    if newest := late.aggregate(newest=Max("erased_at"))["newest"]:
        line = f"{late.count()} 次移交的个人信息清除了一个工作日，还没有通知接收方删除。名单在“移交园区”。"
        yield Alarm("untold", "还没有通知接收方删除", line, newest)


def _broken(now: datetime) -> Iterator[Alarm]:
    for circuit in Circuit.objects.broken().filter(failing_since__lte=now - BROKEN_LONG):
        line = f"{circuit}连续失败 {circuit.failures} 次，通知在等它恢复，请检查通知渠道。"
        yield Alarm(f"broken-{circuit.name}"[:20], "询盘通知发不出去", line)


def _spool() -> Iterator[Alarm]:
    depth = spool.depth()
    if depth.oldest_seconds > SPOOL_LATE.total_seconds():
        yield Alarm("spool_late", "暂存的询盘没有入库", f"暂存 {depth.waiting} 条，请管理员检查数据库和 worker。")
    if depth.aside:
        changed = datetime.fromtimestamp(spool.aside().stat().st_mtime, UTC)
        yield Alarm("spool_aside", "有询盘入不了库", f"搁置 {depth.aside} 条，请管理员处理。", newest=changed)


def _purge(now: datetime) -> Iterator[Alarm]:
    if not Portal.objects.filter(purges_enquiries=True).exists() or not erasure.due(now).exists():
        return
    if objection := erasure.objection(now):
        yield Alarm(PURGE_REFUSED, "到期的个人信息没有清除", f"{objection}详见 manage.py purge_enquiries。")
