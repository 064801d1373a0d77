"""`manage.py doctor`: a page of what is wrong with this installation and what to do; it needs no database for that."""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from parkinfo.conditions import database, installation, operation
from parkinfo.conditions.condition import Condition
from plumbing import deadline
from plumbing.release import RELEASE

#: Of which each looks by itself.
ALONE = {
    "磁盘": installation.disk,
    "目录": installation.files,
    "图片": installation.pictures,
    "暂存询盘": operation.spooled,
    "最近备份": operation.backup,
    "静态文件": installation.static_files,
    "邮件": installation.mail,
    "SECRET_KEY": installation.key,
    "DEBUG": installation.debugging,
    "主机名": installation.addresses,
}
#: Which need a database that answers.
OF_DATABASE = {
    "迁移": database.migrations,
    "时钟": database.clock,
    "数据库日志": database.quiet_logs,
    "搜索": database.search,
    "后台任务": operation.queue,
    "未送达通知": operation.undelivered,
    "个人消息": operation.unheard,
    "到期信息": operation.purge,
    "域名": operation.host,
    "HTTPS": operation.encryption,
    "放假安排": operation.calendar,
}
#: A count over a million articles takes some seconds, a server that hangs for ever.
DEADLINE_SECONDS = 20
#: To say that it is there takes none.
SERVER_SECONDS = 5
AWAY = (
    "启动 PostgreSQL；它的地址是 .env 里的 DATABASE_URL，没有写就是自带的，由 make run 或 parkinfo-postgres 启动。"
    "其间询盘进暂存，不会丢。"
)


class Command(BaseCommand):
    help = "说这套安装哪里不对、该做什么；有不对的以 1 结束。数据库连不上时也能用，什么都不改，不发邮件。"
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        deadline.install()
        conditions = list(examined())
        bad = [each for each in conditions if each.is_bad]
        self.stdout.write(f"ParkInfo {RELEASE}，{settings.VAR_DIR}，{timezone.localtime():%Y-%m-%d %H:%M}\n\n")
        for each in bad:
            self.stdout.write(f"[不对] {each.name}：{each.text}")
            if each.advice:
                self.stdout.write(f"       -> {each.advice}")
        if bad:
            self.stdout.write("")
        for each in conditions:
            if not each.is_bad:
                self.stdout.write(f"[正常] {each.name}：{each.text}")
        self.stdout.write(f"\n{len(bad)} 项不对。" if bad else "\n没有发现不对的地方。")
        if bad:
            sys.exit(1)


def examined() -> Iterator[Condition]:
    """Every Condition. One that cannot be found out is one that is wrong, and keeps none from being looked at."""
    try:
        with deadline.apart(SERVER_SECONDS):
            server = database.server()
    except (DatabaseError, InterfaceError) as error:
        yield Condition("数据库", f"连不上：{_first_line(error)}", True, advice=AWAY)
        yield Condition("还没有查", "、".join(OF_DATABASE), True, advice="数据库恢复后再运行一次。")
        yield from _found(ALONE)
        return
    yield server
    yield from _found(OF_DATABASE)
    yield from _found(ALONE)


def _found(conditions: Mapping[str, Callable[[], Condition]]) -> Iterator[Condition]:
    for name, look in conditions.items():
        try:
            with deadline.apart(DEADLINE_SECONDS):
                found = look()
        # Whatever is odd about one thing, the others are looked at; no words of a database, which quote rows.
        except Exception as error:
            found = Condition(name, f"没有查成：{type(error).__name__}", True, advice="先改好其他的，再运行一次。")
        yield found


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
