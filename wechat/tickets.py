"""The ticket that signs pages, fetched by the worker well before the last one ends; and the signature it makes.

https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html, appendix 1, and stable_token, which leaves
the tokens of the account's other users alone.
"""

import hashlib
import json
import secrets
import time
from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from plumbing.outbound import Unreachable, fetch
from wechat.models import WeChatAccount

API = "https://api.weixin.qq.com/cgi-bin"
#: A ticket lives two hours; with less than this left, the next one is fetched.
RENEW_WITHIN = timedelta(minutes=20)


class TicketRefused(Exception):
    """WeChat says no; the message is its own, without our secret."""


def renew():
    """Fetch a new ticket when the old one is about to end; on failure the account keeps it, and the fault beside it."""
    account = WeChatAccount.objects.in_use()
    if account is None or (account.has_ticket and account.ticket_expires_at > timezone.now() + RENEW_WITHIN):
        return
    try:
        account.ticket, seconds = _fetch(account)
        account.ticket_expires_at, account.fault = timezone.now() + timedelta(seconds=seconds), ""
    except (TicketRefused, Unreachable) as fault:
        account.fault = f"没有取到签名票据：{fault}"[:200]
    account.save(update_fields=["ticket", "ticket_expires_at", "fault"])


def _fetch(account):
    """(ticket, the seconds it lasts). Two exchanges; neither address holds the secret."""
    credentials = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.secret}
    token = _data(fetch(f"{API}/stable_token", json.dumps(credentials).encode(), "application/json"), "access_token")
    query = urlencode({"access_token": token["access_token"], "type": "jsapi"})
    ticket = _data(fetch(f"{API}/ticket/getticket?{query}"), "ticket")
    return str(ticket["ticket"])[:200], min(int(ticket.get("expires_in") or 0), 7200)


def _data(answer, key):
    """WeChat's answer as a dict that has a value under `key`."""
    try:
        data = json.loads(answer.body)
    except ValueError:
        data = None
    if answer.status == 200 and isinstance(data, dict) and data.get(key):
        return data
    code = data.get("errcode") if isinstance(data, dict) else None
    unreadable = f"微信的回答读不懂（HTTP {answer.status}）"
    raise TicketRefused(f"微信返回错误 {code}" if isinstance(code, int) else unreadable)


def signature(account, url):
    """The arguments of wx.config() for a page at `url` (without its fragment); secret and ticket stay here."""
    nonce, now = secrets.token_hex(8), int(time.time())
    text = f"jsapi_ticket={account.ticket}&noncestr={nonce}&timestamp={now}&url={url}"
    # WeChat's own format.
    signed = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    return {"appId": account.app_id, "timestamp": now, "nonceStr": nonce, "signature": signed}
