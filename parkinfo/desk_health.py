"""The state of backups, spool, suspects, notifications and queue, for the start page of those who can act on it."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from backups import making
from jobs.models import Job, Lane
from leads import health, hours
from leads.alarms import PURGE_REFUSED
from leads.models import Circuit, Inbox, Lead, RaisedAlarm
from plumbing.days import in_short
from zones.models import Portal

#: Seconds after which something that waits is a fault: the worker looks each second, the spool each ten.
SPOOL_LATE = 600
QUEUE_LATE = {Lane.URGENT: 120, Lane.NORMAL: 600}


@dataclass(frozen=True)
class Line:
    """One thing: its name, its state in words, whether somebody should act, and the address where."""

    name: str
    text: str
    is_bad: bool = False
    address: str = ""


def lines(user):
    """The Lines a person may read: all for administrators, spool and suspects for supervisors of sales."""
    if not user.is_superuser and not user.has_perm("leads.supervise_lead"):
        return []
    report, listed = health.report(), reverse("admin:leads_lead_changelist")
    for_supervisors = [_spool(report["spool"]), _suspects(user, f"{listed}?work=suspected"), *_calendar(), *_host()]
    if not user.is_superuser or not report["database"]:
        return for_supervisors
    lost = report["undelivered"]["waiting"]
    broken = [f"{circuit}连续失败 {circuit.failures} 次" for circuit in Circuit.objects.broken()]
    sentence = "，".join([f"{lost} 条", *broken])
    undelivered = Line("未送达通知", sentence, lost > 0 or bool(broken), f"{listed}?work=undelivered")
    return [_backup(), *for_supervisors, undelivered, *_unheard(), _queue(report["queue"]), *_purge()]


def _unheard():
    """Nothing, as long as the messages to each person arrive."""
    if count := Inbox.objects.failing().count():
        yield Line("个人消息", f"{count} 人的没有送到", True, reverse("admin:leads_channel_changelist"))


def _backup():
    problems, backups = making.problems(), making.kept()
    sentences = [*(_last(backup) for backup in backups[:1]), *problems]
    return Line("最近备份", "。".join(sentences) or "没有开启", bool(problems))


def _last(backup):
    """When it was made, how big it is, and how long ago it was proven."""
    text = f"{in_short(backup.made_at)}，{filesizeformat(backup.size)}"
    proof = backup.proof
    if proof is None or proof.problem:
        return f"{text}，未验证"
    return f"{text}，{_age((timezone.now() - proof.at).total_seconds())}前验证能恢复"


def _spool(depth):
    text = f"{depth['waiting']} 条" + (f"，最久 {_age(depth['oldest_seconds'])}" if depth["waiting"] else "")
    text += f"，另有 {depth['aside']} 条入不了库，请管理员处理" if depth["aside"] else ""
    return Line("暂存询盘", text, depth["oldest_seconds"] > SPOOL_LATE or depth["aside"] > 0)


def _suspects(user, address):
    """Of the leads that the person may see."""
    suspected = Lead.objects.for_user(user).suspected()
    oldest = suspected.order_by("created_at").values_list("created_at", flat=True).first()
    if oldest is None:
        return Line("疑似询盘", "0 条")
    age = _age((timezone.now() - oldest).total_seconds())
    return Line("疑似询盘", f"{suspected.count()} 条，最久 {age}", True, address)


def _calendar():
    """Nothing, as long as the holidays of the days to come are known."""
    if years := hours.years_unknown(timezone.localdate()):
        text = f"还不知道 {'、'.join(map(str, years))} 年的放假和调休，时限只避开周末"
        yield Line("放假安排", text, True, reverse("admin:leads_specialday_changelist"))


def _host():
    """Nothing, once notices have an address to link to."""
    if Portal.objects.filter(host="").exists():
        text = "网站信息里没有填域名，通知里的链接打不开"
        yield Line("域名", text, True, reverse("admin:zones_portal_changelist"))


def _purge():
    """Nothing, unless the nightly erasing is refused."""
    if RaisedAlarm.objects.filter(name=PURGE_REFUSED).exists():
        yield Line("到期信息", "没有清除，原因见 manage.py purge_enquiries", True)


def _queue(lanes):
    """All lanes together; of a lane that nobody works on, or that is late, its name."""
    waiting = sum(depth["waiting"] for depth in lanes.values())
    words = f"等待 {waiting} 个"
    if waiting:
        words += f"，最久 {_age(max(depth['oldest_seconds'] for depth in lanes.values()))}"
    if parked := Job.objects.parked().count():
        words += f"，另有 {parked} 个已搁置"
    if any(depth["workers"] for depth in lanes.values()):
        faults = [fault for lane in Lane if (fault := _fault(lane, lanes[lane.name.lower()]))]
    else:
        faults = ["没有程序在执行"]
    return Line("后台任务", "，".join([words, *faults]), bool(faults), reverse("admin:jobs_job_changelist"))


def _fault(lane, depth):
    """What is wrong with a lane; empty while nothing is."""
    if not depth["workers"]:
        return f"没有程序执行{lane.label}任务"
    return f"{lane.label}任务执行得太慢" if depth["oldest_seconds"] > QUEUE_LATE[lane] else ""


def _age(seconds):
    """A duration, rounded down to one unit."""
    for size, unit in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} 秒"
