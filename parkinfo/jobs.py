"""The site's own work: backs up, forgets what is past, checks hosts, tells search engines of news."""

import subprocess
import sys
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from jobs.queue import handler, periodic
from leads import delivery
from parkinfo.addresses.models import Miss
from parkinfo.backups import making
from parkinfo.backups.programs import BackupError
from parkinfo.hosts import answering
from parkinfo.push import sending
from parkinfo.wechat import tickets
from staff import record, throttle
from staff.models import TrustedDevice
from zones.models import City

#: What nobody asked for again is no longer missed; what was asked for once, sooner.
KEEP_MISSES, KEEP_ONCE = timedelta(days=60), timedelta(days=14)


@periodic("parkinfo.forget_misses", "清理找不到的地址", every=timedelta(days=1), at=timedelta(hours=4))
def forget_misses():
    now = timezone.now()
    Miss.objects.filter(last_seen_at__lt=now - KEEP_MISSES).delete()
    Miss.objects.filter(last_seen_at__lt=now - KEEP_ONCE, times=1).delete()


@handler("parkinfo.check_host", "检查城市域名", timeout=60, max_attempts=3)
def check_host(city):
    if found := City.objects.exclude(host=None).filter(pk=city).first():
        answering.check(found)


@periodic("parkinfo.check_hosts", "检查全部城市域名", every=timedelta(days=1), at=timedelta(hours=5))
def check_hosts():
    answering.check_all()


@periodic("parkinfo.forget_sign_ins", "清理过期会话和登录记录", every=timedelta(days=1), at=timedelta(hours=4))
def forget_sign_ins():
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    TrustedDevice.objects.filter(expires_at__lt=now).delete()
    throttle.forget_expired()
    record.forget_old()


@periodic("parkinfo.push", "登记要推送的信息", every=timedelta(minutes=1), timeout=120)
def push():
    sending.collect()


@handler("parkinfo.push_to", "推送给搜索引擎", timeout=120, max_attempts=3)
def push_to(account):
    sending.push_to(account)


@periodic("parkinfo.forget_pushes", "清理推送记录", every=timedelta(days=1), at=timedelta(hours=4, minutes=30))
def forget_pushes():
    sending.forget()


@periodic("parkinfo.wechat_ticket", "更新微信签名票据", every=timedelta(minutes=5), timeout=60)
def renew_wechat_ticket():
    tickets.renew()


@periodic("parkinfo.backup", "备份", every=timedelta(days=1), at=timedelta(hours=3), timeout=2 * 3600)
def back_up():
    """In a process of its own, so that the worker stays small; it ends, cleaned up, when the time is over."""
    if not settings.BACKUP_KEEP_DAYS:
        return
    process = subprocess.Popen([sys.executable, "manage.py", "backup"], cwd=settings.BASE_DIR)
    try:
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait(20)
        raise
    if code:
        raise BackupError(f"manage.py backup 以 {code} 结束，原因见 worker 的日志。")


@periodic("parkinfo.check_backups", "检查备份", every=timedelta(days=1), at=timedelta(hours=8))
def check_backups():
    """Tell the portal's mail address each morning until it is put right."""
    if found := making.troubles():
        delivery.mail_desk("备份有问题", *found)
