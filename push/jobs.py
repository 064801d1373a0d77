"""Collects the addresses that changed, and sends them to search engines within their quotas."""

from datetime import timedelta

from jobs.queue import handler, periodic
from push import sending


@periodic("push.collect", "登记要推送的信息", every=timedelta(minutes=1), timeout=120)
def collect():
    sending.collect()


@handler("push.push_to", "推送给搜索引擎", timeout=120, max_attempts=3)
def push_to(account):
    sending.push_to(account)


@periodic("push.forget_pushes", "清理推送记录", every=timedelta(days=1), at=timedelta(hours=4, minutes=30))
def forget_pushes():
    sending.delete_old()
