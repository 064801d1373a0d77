"""Feeds of what a site shows, with whole texts, as RSS 2.0 that any reader shows."""

import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed

from plumbing.xml import writable
from zones.canonical import root
from zones.models import Portal
from zones.site import SiteRequest

ITEMS = 50
#: The parts of a picture's markup that only our pages can use: feed readers want one plain address.
_RESPONSIVE = re.compile(r'<source\b[^>]*>|</?picture>| (?:srcset|sizes|loading|decoding|fetchpriority)="[^"]*"')


class FullTextFeed(Rss201rev2Feed):
    """RSS 2.0 with the whole text in `content:encoded`, as the RSS Best Practices Profile advises."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


def feed_response(
    request: SiteRequest,
    title: str,
    link: str,
    description: str,
    items: Iterable[dict[str, Any]],
    path: str,
) -> HttpResponse:
    """The feed of the list called `title`, whose page is at the path `link` and which itself is at `path`.

    An item is what `add_item` takes, and `content`; it holds only what XML can write (`plumbing.xml.writable`).
    """
    site_name, origin = writable(request.site.name), root(request.site.host)
    name = site_name if title == request.site.name else writable(f"{title} - {site_name}")
    feed = FullTextFeed(
        name,
        origin + link,
        f"{name}：{description}",
        language="zh-cn",
        feed_url=origin + path,
        feed_copyright=site_name,
    )
    for item in items:
        feed.add_item(**item)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def guid(portal: Portal, thing: str) -> dict[str, Any]:
    """What makes an item known again: it stays the same when the address changes because a city gets its own host."""
    return {"unique_id": f"tag:{portal.host or 'localhost'},2026:{thing}", "unique_id_is_permalink": False}


def portable(markup: str, address: str) -> str:
    """Markup of ours for readers: pictures are plain, and with the links absolute, below `address` (a host's, without
    a final slash).
    """
    return re.sub(r'( (?:src|href)=")/(?!/)', rf"\1{address}/", _RESPONSIVE.sub("", markup))
