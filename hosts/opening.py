"""开城检查: what a city still lacks before visitors and search engines are sent to it."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q
from django.urls import reverse

from articles.models import Article
from leads.models import Channel
from zones.canonical import canonical_url
from zones.models import Contact, Portal

#: So many articles are enough; above the second number they are not counted exactly.
ENOUGH_ARTICLES, MOST_COUNTED = 5, 100


class Readiness(StrEnum):
    """How a point stands; the value is what staff read."""

    READY = "就绪"
    BORROWED = "用总部的"
    LACKING = "还缺"
    WAITING = "等待检查"


@dataclass(frozen=True)
class Point:
    """One line of the checklist: its name, its readiness, that in words, and the address where to change it."""

    name: str
    readiness: Readiness
    text: str
    url: str = ""

    @property
    def is_ready(self):
        return self.readiness == Readiness.READY

    @property
    def style(self):
        return self.readiness.name.lower()


def points(city):
    """The list for one city, in the order in which a city is made ready. A dozen small queries."""
    portal = Portal.objects.first() or Portal()
    change = reverse("admin:zones_city_change", args=[city.pk])
    return [
        _listed(city, change),
        _host(city, portal, change),
        _contact(city, portal, change),
        _channel(city),
        _icp(city, portal, change),
        _verified(city),
        *_zones(city),
        _articles(city),
    ]


def _listed(city, change):
    if city.is_listed:
        return Point("对外显示", Readiness.READY, "访客看得到这个城市。", change)
    return Point("对外显示", Readiness.LACKING, "没有勾选“对外显示”，访客看不到，城市域名也不开放。", change)


def _host(city, portal, change):
    if not city.host:
        return Point("域名", Readiness.BORROWED, f"没有自己的域名，在主站显示：{canonical_url(city, portal)}", change)
    check = getattr(city, "host_check", None)
    if check is None or check.host != city.host:
        return Point("域名", Readiness.WAITING, f"{city.host} 还没有检查过，一分钟后再看。", change)
    if check.fault:
        return Point("域名", Readiness.LACKING, check.fault, change)
    return Point("域名", Readiness.READY, f"{city.host} 由本站应答。", change)


def _contact(city, portal, change):
    for contact_id, readiness in ((city.contact_id, Readiness.READY), (portal.contact_id, Readiness.BORROWED)):
        contact = contact_id and Contact.objects.prefetch_related("mobiles").get(pk=contact_id)
        if contact and contact.phones:
            return Point("联系人", readiness, f"{contact}，{contact.phones[0]}", change)
        if contact:
            url = reverse("admin:zones_contact_change", args=[contact.pk])
            return Point("联系人", Readiness.LACKING, f"{contact}没有电话。", url)
    return Point("联系人", Readiness.LACKING, "城市和总部都没有联系人。", change)


def _channel(city):
    url = reverse("admin:leads_channel_changelist")
    channels = list(Channel.objects.for_city(city.pk))
    if not channels:
        return Point("询盘通知", Readiness.LACKING, "没有通知渠道，新询盘只在后台看得到。", url)
    names = "、".join(channel.name for channel in channels[:3])
    own = channels[0].city_id == city.pk
    return Point("询盘通知", Readiness.READY if own else Readiness.BORROWED, f"新询盘发到：{names}", url)


def _icp(city, portal, change):
    if city.icp_number:
        return Point("ICP 备案", Readiness.READY, city.icp_number, change)
    if portal.icp_number:
        text = portal.icp_number + ("；城市域名不同名时要单独备案。" if city.host else "")
        return Point("ICP 备案", Readiness.BORROWED, text, change)
    return Point("ICP 备案", Readiness.LACKING, "页脚没有备案号。", change)


def _verified(city):
    if not city.host:
        return Point("站点验证", Readiness.BORROWED, "没有自己的域名，用主站的。")
    url = reverse("admin:hosts_verification_changelist")
    names = [each.name for each in city.verifications.all()[:3]]
    if names:
        return Point("站点验证", Readiness.READY, "、".join(names), url)
    return Point("站点验证", Readiness.LACKING, "没有百度、360 或微信的验证文件，搜索引擎和微信还不认这个域名。", url)


def _zones(city):
    url = f"{reverse('admin:zones_zone_changelist')}?city__id__exact={city.pk}"
    counts = city.zones.filter(is_listed=True).aggregate(
        listed=Count("pk"), verified=Count("pk", filter=Q(verified_on__isnull=False))
    )
    listed, verified = counts["listed"], counts["verified"]
    if not listed:
        return [Point("园区", Readiness.LACKING, "还没有公开的园区。", url)]
    checked = Readiness.READY if verified == listed else Readiness.LACKING
    return [
        Point("园区", Readiness.READY, f"{listed} 个公开的园区。", url),
        Point("园区核实", checked, f"{verified}/{listed} 个填了核实日期。", url),
    ]


def _articles(city):
    url = f"{reverse('admin:articles_article_changelist')}?city__id__exact={city.pk}"
    count = Article.objects.published().filter(city=city)[:MOST_COUNTED].count()
    text = f"{count}{' 篇以上' if count == MOST_COUNTED else ' 篇'}已发布的信息。"
    if count < ENOUGH_ARTICLES:
        return Point("信息", Readiness.LACKING, f"{text}至少 {ENOUGH_ARTICLES} 篇，首页才不空。", url)
    return Point("信息", Readiness.READY, text, url)
