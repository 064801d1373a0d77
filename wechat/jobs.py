"""Renews the ticket that signs our pages."""

from datetime import timedelta

from jobs.queue import periodic
from wechat import tickets


@periodic("wechat.renew_ticket", "更新微信签名票据", every=timedelta(minutes=5), timeout=60)
def renew_ticket():
    tickets.renew()
