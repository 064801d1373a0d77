"""Links to pages of ours that visitors cannot open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import CharField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.urls import Resolver404, resolve

from articles.checking.story import Finding, Link, Story
from articles.models import Article, Tag
from zones.models import City, Portal, Zone

GONE = "站内链接打不开：{what}。请改正或去掉链接。"


@dataclass(frozen=True)
class _Target:
    """What a link names: a kind, and its key as text."""

    kind: str
    key: str


def our_hosts() -> set[str]:
    """The hosts of the portal and of the cities. One query."""
    hosts = Portal.objects.values_list("host").union(City.objects.exclude(host=None).values_list("host"))
    return {host for (host,) in hosts if host}


def broken_links(story: Story, hosts: Callable[[], set[str]]) -> Iterator[Finding]:
    """Links of ours that visitors cannot open. One query for all targets.

    `hosts` is a function that gives our hosts; it is called only if a link names a host.
    """
    targets = []
    for link in story.links:
        if (path := _our_path(link.href, hosts)) is None:
            continue
        reason, target = _judge(path)
        if reason:
            yield _finding(link, reason)
        elif target:
            targets.append((link, target))
    if targets:
        existing = _existing({target for _, target in targets})
        for link, target in targets:
            if target not in existing:
                yield _finding(link, GONE.format(what=_WHAT[target.kind]))


_WHAT = {
    "article": "这篇文章不存在或没有发布",
    "tag": "没有这个标签",
    "city": "没有这个城市或没有对外显示",
    "zone": "没有这个园区或没有对外显示",
}


def _our_path(href: str, hosts: Callable[[], set[str]]) -> str | None:
    """The path of a link of ours, else None. Media files are no pages."""
    try:
        parts = urlsplit(href.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"} or (not host and not parts.path.startswith("/")):
        return None
    if host and host not in hosts():
        return None
    path = unquote(parts.path) or "/"
    return None if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)) else path


def _judge(path: str) -> tuple[str, _Target | None]:
    """(reason, target): what is wrong with the path, else what must exist for the link to work."""
    if path.startswith(settings.DESK_PATH):
        return "这是后台地址，读者打不开；请换成公开页面的链接。", None
    match = None
    for tried in (path, f"{path}/"):
        try:
            match = resolve(tried)
            break
        except Resolver404:
            continue
    if match is None:
        return GONE.format(what="没有这个页面"), None
    arguments = match.kwargs
    match match.view_name.partition(":")[2] if ":" in match.view_name else "":
        case "article" | "qr":
            return "", _Target("article", str(arguments["pk"]))
        case "tag":
            return "", _Target("tag", arguments["slug"])
        case "city":
            return "", _Target("city", arguments["city_slug"])
        case "zone":
            return "", _Target("zone", f"{arguments['city_slug']}/{arguments['zone_slug']}")
    return "", None


def _existing(targets: set[_Target]) -> set[_Target]:
    """Those of the targets that visitors can open. One query."""
    keys = {kind: [target.key for target in targets if target.kind == kind] for kind in _WHAT}
    pks = [int(key) for key in keys["article"] if len(key) < 19]
    pairs = [key.split("/") for key in keys["zone"]]
    zones = Zone.objects.listed().filter(city__slug__in=[c for c, _ in pairs], slug__in=[z for _, z in pairs])
    parts = [
        _rows("article", Article.objects.published().filter(pk__in=pks), Cast("pk", CharField())),
        _rows("tag", Tag.objects.filter(slug__in=keys["tag"]), "slug"),
        _rows("city", City.objects.listed().filter(slug__in=keys["city"]), "slug"),
        _rows("zone", zones, Concat("city__slug", Value("/"), "slug", output_field=CharField())),
    ]
    parts = [part for part in parts if not part.query.is_empty()]
    return {_Target(kind, key) for kind, key in parts[0].union(*parts[1:], all=True)} if parts else set()


def _rows(kind: str, queryset: QuerySet[Any], key: str | Combinable) -> QuerySet[Any, Any]:
    return queryset.order_by().annotate(target=Value(kind, CharField())).values_list("target", key)


def _finding(link: Link, reason: str) -> Finding:
    text = link.piece.text[link.start : link.end].strip()
    address = "".join(link.href.split())[:80]
    return link.piece.finding("link", link.start, link.end if text else link.start, f"{reason}（{address}）")
