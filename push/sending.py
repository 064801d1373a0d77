"""What the worker does: collects what changed, and tells each search engine within its quota.

Baidu: https://ziyuan.baidu.com/linksubmit (urls, del). IndexNow: https://www.indexnow.org/documentation.
"""

import json
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from jobs.queue import enqueue
from plumbing.days import end_of_day
from plumbing.outbound import Unreachable, ask
from push.models import Push, PushAccount, PushQueue
from zones.canonical import root
from zones.models import City, Portal

#: Baidu speaks no https here.
BAIDU = "http://data.zz.baidu.com"
INDEXNOW = "https://api.indexnow.org/indexnow"
COLLECTED_AT_ONCE, SENT_AT_ONCE = 500, 100
#: Of one job: each may wait twice for plumbing.outbound.SECONDS.
BATCHES = 5
#: What could not be told within a week is left to the sitemap; what was told is kept for a month.
KEEP_WAITING, KEEP_SENT = timedelta(days=7), timedelta(days=30)
A_MOMENT, A_WHILE = timedelta(minutes=10), timedelta(hours=1)


class PushRefused(Exception):
    """The engine says no, and will say so again until `until`."""

    def __init__(self, reason, until):
        super().__init__(reason)
        self.until = until


def collect():
    """Turn what is due into waiting pushes, then have each account that has some be spoken to."""
    while _collect_some() == COLLECTED_AT_ONCE:
        pass
    waiting = PushAccount.objects.ready().filter(pushes__sent_at__isnull=True, pushes__isnull=False).distinct()
    for account in waiting:
        if account.left_today():
            enqueue("push.push_to", {"account": account.pk}, dedupe_key=f"push_to:{account.pk}")


@transaction.atomic
def _collect_some():
    due = PushQueue.objects.filter(due_at__lte=timezone.now()).order_by("due_at").select_for_update(skip_locked=True)
    rows = list(due[:COLLECTED_AT_ONCE])
    cities = {row.article_id: row.city_id for row in rows}
    articles = Article.objects.only("status", "published_at", "expires_at", "first_published_at").in_bulk(cities)
    accounts, hosts = _accounts_by_city(), _hosts()
    pushes = {}
    for number, city in cities.items():
        article, host = articles.get(number), hosts.get(city) or hosts[None]
        if not host or (article and not article.is_public and not article.was_public):
            continue
        url = root(host) + reverse("articles:article", args=[number])
        for account in accounts.get(city if hosts.get(city) else None, []):
            pushes[account.pk, url] = Push(account=account, url=url, is_gone=not (article and article.is_public))
    Push.objects.filter(url__in={url for _, url in pushes}, sent_at__isnull=True).delete()
    Push.objects.bulk_create(pushes.values(), ignore_conflicts=True)
    PushQueue.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _hosts():
    """{city id: its own host or None}, the main host under None."""
    return {
        None: Portal.objects.values_list("host", flat=True).first() or "",
        **dict(City.objects.values_list("pk", "host")),
    }


def _accounts_by_city():
    accounts = {}
    for account in PushAccount.objects.filter(is_active=True):
        accounts.setdefault(account.city_id, []).append(account)
    return accounts


def push_to(account):
    """Tell an account (its id) what waits, as much as the day and one job allow; what fails is tried later."""
    account = PushAccount.objects.ready().filter(pk=account).first()
    if account is None:
        return
    try:
        for _ in range(BATCHES):
            if not _push_some(account):
                break
    except PushRefused as refusal:
        account.pause(refusal.until, str(refusal))
    except Unreachable as fault:
        account.pause(timezone.now() + A_MOMENT, f"连不上：{fault}")
    else:
        account.pause(None, "")


def _push_some(account):
    """Tell one batch, newest first; how many they were. What is gone is told apart from what is there."""
    waiting = account.pushes.filter(sent_at__isnull=True).order_by("-id")
    first, left = waiting.first(), account.left_today()
    if first is None or not left:
        return 0
    pushes = list(waiting.filter(is_gone=first.is_gone)[: min(left, SENT_AT_ONCE)])
    bad = SENDERS[account.engine](account, [push.url for push in pushes], first.is_gone)
    now = timezone.now()
    for push in pushes:
        push.sent_at, push.fault = now, bad.get(push.url, "")
    Push.objects.bulk_update(pushes, ["sent_at", "fault"])
    return len(pushes)


def _baidu(account, urls, are_gone):
    """{address: what Baidu has against it}."""
    site = root(urlsplit(urls[0]).hostname)
    query = urlencode({"site": site, "token": account.token})
    answer = ask(f"{BAIDU}/{'del' if are_gone else 'urls'}?{query}", "\n".join(urls).encode(), "text/plain")
    data = _json(answer)
    if answer.status == 200 and "error" not in data:
        against = {"not_same_site": "不属于这个站点", "not_valid": "地址不合规"}
        return {url: words for key, words in against.items() for url in data.get(key) or []}
    reason = str(data.get("message", ""))[:80]
    if answer.status >= 500:
        raise Unreachable(f"百度出错：HTTP {answer.status}")
    if "over quota" in reason:
        raise PushRefused("百度说今天的配额已用完。", _tomorrow())
    raise PushRefused(f"百度拒绝：HTTP {answer.status} {reason}", _tomorrow())


def _indexnow(account, urls, are_gone):
    """{}: IndexNow takes all or none, and wants to hear of what is gone as of what is new."""
    host = urlsplit(urls[0]).hostname
    body = {"host": host, "key": account.token, "keyLocation": f"{root(host)}/{account.token}.txt", "urlList": urls}
    answer = ask(INDEXNOW, json.dumps(body).encode(), "application/json; charset=utf-8")
    if answer.status in {200, 202}:
        return {}
    if answer.status >= 500:
        raise Unreachable(f"IndexNow 出错：HTTP {answer.status}")
    if answer.status == 429:
        raise PushRefused("IndexNow 说太频繁，一小时后再推。", timezone.now() + A_WHILE)
    raise PushRefused(f"IndexNow 拒绝：HTTP {answer.status}，请确认密钥文件打得开。", _tomorrow())


SENDERS = {PushAccount.Engine.BAIDU: _baidu, PushAccount.Engine.INDEXNOW: _indexnow}


def _json(answer):
    try:
        data = json.loads(answer.body)
    except ValueError:
        return {"error": answer.status, "message": ""}
    return data if isinstance(data, dict) else {"error": answer.status}


def _tomorrow():
    """Ten past midnight, when a new day's quota counts."""
    return end_of_day() + A_MOMENT


def forget():
    """What was told long ago, and what it is too late to tell."""
    now = timezone.now()
    Push.objects.filter(sent_at__lt=now - KEEP_SENT).delete()
    Push.objects.filter(sent_at__isnull=True, created_at__lt=now - KEEP_WAITING).delete()
    PushQueue.objects.filter(due_at__lt=now - KEEP_WAITING).delete()
