"""Backs up at night, and tells the owner in the morning what is wrong with the backups."""

import subprocess
import sys
from datetime import timedelta

from django.conf import settings

from backups import making
from backups.programs import BackupError
from jobs.queue import periodic
from leads import delivery


@periodic("backups.back_up", "备份", every=timedelta(days=1), at=timedelta(hours=3), timeout=4 * 3600)
def back_up() -> None:
    """Make and prove one in a process of its own: the worker stays small, and at the time-out it ends and cleans up."""
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


@periodic("backups.check", "检查备份", every=timedelta(days=1), at=timedelta(hours=8))
def check_backups() -> None:
    """Tell the portal's mail address each morning until it is put right."""
    if problems := making.problems():
        delivery.mail_desk("备份有问题", *problems)
