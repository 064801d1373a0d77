"""What the worker does: collects addresses that changed, and sends them to each search engine within its quota.

Baidu: https://ziyuan.baidu.com/linksubmit (urls, del). IndexNow: https://www.indexnow.org/documentation.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from jobs.queue import enqueue
from plumbing.days import end_of_day
from plumbing.outbound import Response, Unreachable, fetch
from push.models import Push, PushAccount, PushQueue
from zones.canonical import root
from zones.models import City, Portal

#: Baidu speaks no https here.
BAIDU = "http://data.zz.baidu.com"
INDEXNOW = "https://api.indexnow.org/indexnow"
COLLECT_BATCH, SEND_BATCH = 500, 100
#: Of one job: each may wait twice for plumbing.outbound.TIMEOUT_SECONDS.
BATCHES = 5
#: What could not be sent within a week is left to the sitemap; what was sent is kept for a month.
KEEP_WAITING, KEEP_SENT = timedelta(days=7), timedelta(days=30)
RETRY_UNREACHABLE, RETRY_TOO_OFTEN = timedelta(minutes=10), timedelta(hours=1)

#: {address: why the engine does not take it}
Faults = dict[str, str]


class PushRefused(Exception):
    """The engine says no, and will say so again until `until`."""

    def __init__(self, reason: str, until: datetime) -> None:
        super().__init__(reason)
        self.until = until


def collect() -> None:
    """Make waiting pushes of the articles that are due, then enqueue the sending of each account that has some."""
    while _collect_batch() == COLLECT_BATCH:
        pass
    waiting = PushAccount.objects.ready().filter(pushes__sent_at__isnull=True, pushes__isnull=False).distinct()
    for account in waiting:
        if account.left_today():
            enqueue("push.push_to", {"account": account.pk}, dedupe_key=f"push_to:{account.pk}")


@transaction.atomic
def _collect_batch() -> int:
    due = PushQueue.objects.filter(due_at__lte=timezone.now()).order_by("due_at").select_for_update(skip_locked=True)
    rows = list(due[:COLLECT_BATCH])
    cities = {row.article_id: row.city_id for row in rows}
    articles = Article.objects.only("status", "published_at", "expires_at", "first_published_at").in_bulk(cities)
    accounts, hosts = _accounts_by_city(), _hosts()
    pushes = {}
    for article_id, city in cities.items():
        article, host = articles.get(article_id), hosts.get(city) or hosts[None]
        if not host or (article and not article.is_public and not article.was_public):
            continue
        url = root(host) + reverse("articles:article", args=[article_id])
        for account in accounts.get(city if hosts.get(city) else None, []):
            pushes[account.pk, url] = Push(account=account, url=url, is_gone=not (article and article.is_public))
    Push.objects.filter(url__in={url for _, url in pushes}, sent_at__isnull=True).delete()
    Push.objects.bulk_create(pushes.values(), ignore_conflicts=True)
    PushQueue.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _hosts() -> dict[int | None, str | None]:
    """{city id: its own host or None}, the main host under None."""
    return {
        None: Portal.objects.values_list("host", flat=True).first() or "",
        **dict(City.objects.values_list("pk", "host")),
    }


def _accounts_by_city() -> dict[int | None, list[PushAccount]]:
    accounts: dict[int | None, list[PushAccount]] = {}
    for account in PushAccount.objects.filter(is_active=True):
        accounts.setdefault(account.city_id, []).append(account)
    return accounts


def push_to(account: int) -> None:
    """Send what waits for an account (its id), as much as the day and one job allow; what fails is tried later."""
    ready = PushAccount.objects.ready().filter(pk=account).first()
    if ready is None:
        return
    try:
        for _ in range(BATCHES):
            if not _send_batch(ready):
                break
    except PushRefused as refusal:
        ready.pause(refusal.until, str(refusal))
    except Unreachable as fault:
        ready.pause(timezone.now() + RETRY_UNREACHABLE, f"连不上：{fault}")
    else:
        ready.pause(None, "")


def _send_batch(account: PushAccount) -> int:
    """Send one batch, newest first; how many they were. What is gone and what is there go in batches of their own."""
    waiting = account.pushes.filter(sent_at__isnull=True).order_by("-id")
    first, left = waiting.first(), account.left_today()
    if first is None or not left:
        return 0
    pushes = list(waiting.filter(is_gone=first.is_gone)[: min(left, SEND_BATCH)])
    faults = SENDERS[account.engine](account, [push.url for push in pushes], first.is_gone)
    now = timezone.now()
    for push in pushes:
        push.sent_at, push.fault = now, faults.get(push.url, "")
    Push.objects.bulk_update(pushes, ["sent_at", "fault"])
    return len(pushes)


def _baidu(account: PushAccount, urls: list[str], are_gone: bool) -> Faults:
    """{address: why Baidu does not take it}."""
    site = root(_host(urls))
    query = urlencode({"site": site, "token": account.token})
    answer = fetch(f"{BAIDU}/{'del' if are_gone else 'urls'}?{query}", "\n".join(urls).encode(), "text/plain")
    data = _json(answer)
    if answer.status == 200 and "error" not in data:
        faults = {"not_same_site": "不属于这个站点", "not_valid": "地址不合规"}
        return {url: fault for key, fault in faults.items() for url in data.get(key) or []}
    reason = str(data.get("message", ""))[:80]
    if answer.status >= 500:
        raise Unreachable(f"百度出错：HTTP {answer.status}")
    if "over quota" in reason:
        raise PushRefused("百度说今天的配额已用完。", _tomorrow())
    raise PushRefused(f"百度拒绝：HTTP {answer.status} {reason}", _tomorrow())


def _indexnow(account: PushAccount, urls: list[str], are_gone: bool) -> Faults:
    """{}: IndexNow takes all or none, and is sent what is gone like what is new."""
    host = _host(urls)
    body = {"host": host, "key": account.token, "keyLocation": f"{root(host)}/{account.token}.txt", "urlList": urls}
    answer = fetch(INDEXNOW, json.dumps(body).encode(), "application/json; charset=utf-8")
    if answer.status in {200, 202}:
        return {}
    if answer.status >= 500:
        raise Unreachable(f"IndexNow 出错：HTTP {answer.status}")
    if answer.status == 429:
        raise PushRefused("IndexNow 说太频繁，一小时后再推。", timezone.now() + RETRY_TOO_OFTEN)
    raise PushRefused(f"IndexNow 拒绝：HTTP {answer.status}，请确认密钥文件打得开。", _tomorrow())


SENDERS: dict[str, Callable[[PushAccount, list[str], bool], Faults]] = {
    PushAccount.Engine.BAIDU: _baidu,
    PushAccount.Engine.INDEXNOW: _indexnow,
}


def _host(urls: list[str]) -> str:
    """An account's addresses are all of one host."""
    return urlsplit(urls[0]).hostname or ""


def _json(answer: Response) -> dict[str, Any]:
    try:
        data = json.loads(answer.body)
    except ValueError:
        return {"error": answer.status, "message": ""}
    return data if isinstance(data, dict) else {"error": answer.status}


def _tomorrow() -> datetime:
    """Ten past midnight (Asia/Shanghai), when a new day's quota counts."""
    return end_of_day() + timedelta(minutes=10)


def delete_old() -> None:
    """Delete what was sent long ago, and what it is too late to send."""
    now = timezone.now()
    Push.objects.filter(sent_at__lt=now - KEEP_SENT).delete()
    Push.objects.filter(sent_at__isnull=True, created_at__lt=now - KEEP_WAITING).delete()
    PushQueue.objects.filter(due_at__lt=now - KEEP_WAITING).delete()
