"""The day on which the old hosts are switched over: what is to be done, in order, and what of it is done already."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from moving import exceptions_seen, old_hosts
from moving.hosts import Hosts
from moving.models import MovedStory, OldSite, Outcome, Run, Step, StepKind


@dataclass(frozen=True)
class Point:
    """One line of the checklist: done or not where that is known, in words, and the page that helps."""

    name: str
    text: str
    url: str = ""
    link: str = ""
    is_done: bool | None = None


def points_of(site: OldSite) -> dict[str, Any]:
    """The checklist, with the lines for DNS and nginx."""
    own, others = hosts_of(site)
    return {
        "before": _before(site),
        "after": _after(site),
        "dns": [f"{host}.  600  IN  A  本服务器的公网IP" for host in [*own, *others]],
        "nginx": nginx_lines(own, others),
        "own": own,
        "others": others,
    }


def is_stale(site: OldSite, verified: Step | None) -> bool:
    """Whether a run has ended, or was undone, since that verification began."""
    if verified is None:
        return False
    runs = Run.objects.filter(site=site)
    return runs.filter(Q(finished_at__gt=verified.started_at) | Q(undone_at__gt=verified.started_at)).exists()


def hosts_of(site: OldSite) -> tuple[list[str], list[str]]:
    """Hosts at which our pages answer for the site, and those of the old site that send people there."""
    own, rows = list(site.hosts), old_hosts.rows_of(site)
    is_moved = Run.objects.filter(site=site, finished_at__isnull=False).exists()
    # Before a run there are no rows yet, and what was decided is what there will be.
    wanted = [] if is_moved else old_hosts.chosen(site, Hosts(site.source.get("host", ""), "").own)
    return own, [host for host in dict.fromkeys([*rows, *wanted]) if host not in own]


def nginx_lines(own: list[str], others: list[str]) -> list[str]:
    """What nginx is told: all of them stand in our own server, which sends on who asks for an old one."""
    certificate = ["# 证书要包括这些域名"] if settings.HTTPS else []
    return ["# 加到本站 server 的 server_name 里", *certificate, f"server_name {' '.join([*own, *others])};"]


def _before(site: OldSite) -> list[Point]:
    steps = Step.objects.done().filter(site=site).defer("report")
    verified = steps.filter(kind=StepKind.VERIFY).first()
    run = Run.objects.filter(site=site, finished_at__isnull=False, undone_at=None).first()
    waiting = MovedStory.objects.filter(site=site, outcome=Outcome.CONFLICT, article__isnull=False).count()
    overview = reverse("admin:moving_site", args=[site.pk])
    return [
        Point(
            "迁入",
            f"{run}做完了。" if run else "还没有迁入。",
            overview, "去迁入", run is not None,
        ),
        Point(
            "核对",
            _of_verification(site, verified),
            reverse("admin:moving_step", args=[site.pk, verified.pk]) if verified else overview,
            "看核对" if verified else "去核对",
            _is_settled(site, verified),
        ),
        *_showing(site),
        *_old_hosts(site),
        Point(
            "两边都改过的",
            f"还有 {waiting} 篇没有选。" if waiting else "没有要选的。",
            reverse("admin:moving_conflicts", args=[site.pk]), "打开", not waiting,
        ),
        Point("提前一天", "把旧域名解析的 TTL 改成 600 秒；换的时候十分钟就生效。"),
    ]  # fmt: skip


def _is_settled(site: OldSite, verified: Step | None) -> bool:
    """Whether all agrees, or somebody has seen what does not, since the last run."""
    if verified is None or is_stale(site, verified):
        return False
    seen = exceptions_seen.seen_of(verified)
    return bool(verified.result.get("is_whole")) or (seen is not None and not seen.new)


def _of_verification(site: OldSite, verified: Step | None) -> str:
    if verified is None:
        return "还没有核对。"
    if is_stale(site, verified):
        return f"一致 {verified.result.get('share')}，是最后一次迁入以前的，请再核对。"
    lost = "、".join(f"{label} {count}" for _, label, count in verified.result.get("unseen", []) if count)
    seen = exceptions_seen.seen_of(verified)
    rest = seen.in_words if seen else "剩下的例外都看过再换"
    return f"一致 {verified.result.get('share')}{f'，另有{lost}' if lost else ''}，{rest}。"


def _showing(site: OldSite) -> list[Point]:
    """Whether visitors find the city, without which nothing answers at its host."""
    if site.city is None:
        return []
    is_shown = site.city.is_listed
    text = f"{site.city.name}{'已经' if is_shown else '还没有'}对外显示。"
    page = reverse("admin:zones_city_change", args=[site.city.pk])
    return [
        Point(
            "城市对外显示", text if is_shown else f"{text}显示以前，它的域名和旧地址都打不开。", page, "打开", is_shown
        )
    ]


def _old_hosts(site: OldSite) -> list[Point]:
    """Whether the hosts that were decided lead here."""
    own, others = hosts_of(site)
    rows = set(old_hosts.rows_of(site))
    lacking = [host for host in others if host not in rows]
    if not others:
        text = f"除了 {'、'.join(own)} 没有登记别的。旧站还有 www. 或以前的域名，先登记，访客才能一步转到新文章。"
    elif lacking:
        text = f"{'、'.join(lacking)} 迁入的时候登记。"
    else:
        text = f"{'、'.join(others)} 都登记了，一步转到 {own[0]} 上的同一页。"
    page = reverse("admin:addresses_oldhost_changelist")
    return [Point("旧域名", text, page, "看旧域名", None if not others else not lacking)]


def _after(site: OldSite) -> list[Point]:
    city = site.city_id
    opening = [
        Point(
            "域名检查",
            "解析生效以后，看这个城市的域名是不是由本站应答。",
            reverse("city_opening", args=[city]), "开城检查",
        )
    ] if city else []  # fmt: skip
    return [
        *opening,
        Point(
            "站点地图",
            "到百度、必应的站长平台用新站验证域名，提交 /sitemap.xml；有推送账号的，新文章会自己推。",
            reverse("admin:push_pushaccount_changelist"), "推送账号",
        ),
        Point(
            "找不到的地址",
            "换完以后每天看一次，连着看两周：还有人打开、而我们不认识的旧地址都在那里，多的排前面。",
            reverse("admin:addresses_missingaddress_changelist"), "找不到的地址",
        ),
        Point("旧站", "旧服务器和备份再留一个月，确认没有漏的再关。"),
    ]  # fmt: skip
