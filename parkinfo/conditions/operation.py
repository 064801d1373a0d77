"""Whether the work gets done: backups, spool, queue, notices, erasing, and what an owner has to enter for it."""

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from backups import making
from backups.making import Backup
from jobs.models import Job, Lane
from jobs.queue import kinds
from leads import health, hours, spool
from leads.alarms import PURGE_REFUSED
from leads.models import Circuit, Inbox, Notification, RaisedAlarm
from parkinfo.conditions.condition import Condition, age
from plumbing.days import in_short
from zones.models import Portal

#: Seconds after which something that waits is a fault: the worker looks each second, the spool each ten.
SPOOL_LATE = 600
QUEUE_LATE = {Lane.URGENT: 120, Lane.NORMAL: 600}


def backup() -> Condition:
    problems, backups = making.problems(), making.kept()
    sentences = [*(_last(each) for each in backups[:1]), *problems]
    advice = "docs/backup.md；现在就做一次：manage.py backup。" if problems else ""
    return Condition("最近备份", "。".join(sentences) or "没有开启", bool(problems), advice=advice)


def _last(backup: Backup) -> str:
    """When it was made, how big it is, and how long ago it was proven."""
    text = f"{in_short(backup.made_at)}，{filesizeformat(backup.size)}"
    proof = backup.proof
    if proof is None or proof.problem:
        return f"{text}，未验证"
    return f"{text}，{age((timezone.now() - proof.at).total_seconds())}前验证能恢复"


def spooled() -> Condition:
    depth = spool.depth()
    text = f"{depth.waiting} 条" + (f"，最久 {age(depth.oldest_seconds)}" if depth.waiting else "")
    text += f"，另有 {depth.aside} 条入不了库，请管理员处理" if depth.aside else ""
    is_late = depth.oldest_seconds > SPOOL_LATE
    advice = "先让数据库和 worker 恢复，会自动入库。" if is_late else ""
    if depth.aside:
        advice += "入不了库的原因在 worker 的日志里；改好后运行 manage.py take_in。"
    return Condition("暂存询盘", text, is_late or depth.aside > 0, advice=advice)


def undelivered() -> Condition:
    """Notices of enquiries that did not arrive, and the ways that keep failing."""
    lost = Notification.objects.undelivered().count()
    broken = [f"{circuit}连续失败 {circuit.failures} 次" for circuit in Circuit.objects.broken()]
    address = f"{reverse('admin:leads_lead_changelist')}?work=undelivered"
    advice = "后台“通知渠道”里看是哪一个、为什么。" if lost or broken else ""
    return Condition("未送达通知", "，".join([f"{lost} 条", *broken]), lost > 0 or bool(broken), address, advice)


def unheard() -> Condition:
    """The messages to each person."""
    count = Inbox.objects.failing().count()
    text = f"{count} 人的没有送到" if count else "都送到了"
    advice = "名单和原因在后台“通知渠道”。" if count else ""
    return Condition("个人消息", text, count > 0, reverse("admin:leads_channel_changelist"), advice)


def calendar() -> Condition:
    """Whether the holidays of the days to come are known."""
    address = reverse("admin:leads_specialday_changelist")
    if years := hours.years_unknown(timezone.localdate()):
        text = f"还不知道 {'、'.join(map(str, years))} 年的放假和调休，时限只避开周末"
        advice = "升级 chinesecalendar（随新版本来），或在后台“放假与调休”里填。"
        return Condition("放假安排", text, True, address, advice)
    return Condition("放假安排", f"知道到 {hours.LAST_YEAR_KNOWN} 年", address=address)


def host() -> Condition:
    """Whether notices have an address to link to, and by what it is reached."""
    address = reverse("admin:zones_portal_changelist")
    name = Portal.objects.values_list("host", flat=True).first()
    if name == "":
        return Condition(
            "域名", "网站信息里没有填域名，通知里的链接打不开", True, address, "在后台“网站信息”里填主域名。"
        )
    return Condition("域名", name or "还没有网站信息", name is None, address, "" if name else "在后台填“网站信息”。")


def encryption() -> Condition:
    """Whether what people type, passwords above all, can be read on its way."""
    name = Portal.objects.values_list("host", flat=True).first() or ""
    if settings.HTTPS or not name or name.endswith("localhost"):
        return Condition("HTTPS", "已开启" if settings.HTTPS else "没有开启，只在本机使用")
    advice = "在 nginx 装好证书，.env 写 HTTPS=1 和 PUBLIC_PORT=443，重启。"
    return Condition("HTTPS", f"{name} 没有加密，密码和电话在路上看得见", True, advice=advice)


def purge() -> Condition:
    """Whether the nightly erasing is refused."""
    if RaisedAlarm.objects.filter(name=PURGE_REFUSED).exists():
        text = "没有清除，原因见 manage.py purge_enquiries"
        return Condition("到期信息", text, True, advice="运行 manage.py purge_enquiries，按它说的做。")
    return Condition("到期信息", "按时清除")


def queue() -> Condition:
    """All lanes together; of a lane that nobody works on, or that is late, its name."""
    lanes = health.lanes()
    waiting = sum(depth["waiting"] for depth in lanes.values())
    words = f"等待 {waiting} 个"
    if waiting:
        words += f"，最久 {age(max(depth['oldest_seconds'] for depth in lanes.values()))}"
    if parked := Job.objects.parked().count():
        words += f"，另有 {parked} 个已搁置"
    if left := Job.objects.left_by_others(kinds).count():
        words += f"，{left} 个只有别的版本会做，先留着"
    if any(depth["workers"] for depth in lanes.values()):
        faults = [fault for lane in Lane if (fault := _fault(lane, lanes[lane.name.lower()]))]
    else:
        faults = ["没有程序在执行"]
    advice = "systemctl restart parkinfo-worker parkinfo-worker-urgent，再看它们的日志。" if faults else ""
    address = reverse("admin:jobs_job_changelist")
    return Condition("后台任务", "，".join([words, *faults]), bool(faults), address, advice)


def _fault(lane: Lane, depth: dict[str, int]) -> str:
    """What is wrong with a lane; empty while nothing is."""
    if not depth["workers"]:
        return f"没有程序执行{lane.label}任务"
    return f"{lane.label}任务执行得太慢" if depth["oldest_seconds"] > QUEUE_LATE[lane] else ""
