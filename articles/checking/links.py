"""Links to pages of ours that visitors cannot open."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import CharField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.urls import Resolver404, ResolverMatch, resolve

from articles.checking.story import Finding, Link, Story
from articles.models import Article, Tag
from zones.models import City, Portal, Zone

GONE = "站内链接打不开：{what}。请改正或去掉链接。"


#: What a link names: a kind, and its key as text.
Target = tuple[str, str]


def our_hosts() -> set[str]:
    """The hosts of the portal and of the cities. One query."""
    hosts = Portal.objects.values_list("host").union(City.objects.exclude(host=None).values_list("host"))
    return {host for (host,) in hosts if host}


def broken_links(story: Story, hosts: Callable[[], set[str]]) -> Iterator[Finding]:
    """Links of ours that visitors cannot open. One query for all targets.

    `hosts` is a function that gives our hosts; it is called only if a link names a host.
    """
    paths = [(link, _our_path(link.href, hosts)) for link in story.links]
    judged = [(link, *_judge(path)) for link, path in paths if path is not None]
    existing = _existing({target for *_, target in judged if target})
    for link, reason, target in judged:
        if target and target not in existing:
            reason = GONE.format(what=_WHAT[target[0]])
        if reason:
            yield _finding(link, reason)


_WHAT = {
    "article": "这篇文章不存在或没有发布",
    "tag": "没有这个标签",
    "city": "没有这个城市或没有对外显示",
    "zone": "没有这个园区或没有对外显示",
}
#: The target of each view that has one.
_TARGETS = {
    "article": ("article", "{pk}"),
    "qr": ("article", "{pk}"),
    "tag": ("tag", "{slug}"),
    "city": ("city", "{city_slug}"),
    "zone": ("zone", "{city_slug}/{zone_slug}"),
    "zone_qr": ("zone", "{city_slug}/{zone_slug}"),
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


def _judge(path: str) -> tuple[str, Target | None]:
    """(reason, target): what is wrong with the path, else what must exist for the link to work."""
    if path.startswith(settings.DESK_PATH):
        return "这是后台地址，读者打不开；请换成公开页面的链接。", None
    match = _resolved(path) or _resolved(f"{path}/")
    if match is None:
        return GONE.format(what="没有这个页面"), None
    kind, key = _TARGETS.get(match.view_name.partition(":")[2], ("", ""))
    return "", (kind, key.format(**match.kwargs)) if kind else None


def _resolved(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _existing(targets: set[Target]) -> set[Target]:
    """Those of the targets that visitors can open. One query, none for no targets."""
    keys = {kind: [key for target, key in targets if target == kind] for kind in _WHAT}
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
    return set(parts[0].union(*parts[1:], all=True)) if parts else set()


def _rows(kind: str, queryset: QuerySet[Any], key: str | Combinable) -> QuerySet[Any, Any]:
    return queryset.order_by().annotate(target=Value(kind, CharField())).values_list("target", key)


def _finding(link: Link, reason: str) -> Finding:
    text = link.piece.text[link.start : link.end].strip()
    address = "".join(link.href.split())[:80]
    return link.piece.finding("link", link.start, link.end if text else link.start, f"{reason}（{address}）")
