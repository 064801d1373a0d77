"""The markup of sitemaps: sitemaps.org 0.9 with Google's image extension 1.1. Addresses are absolute."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpResponse
from django.utils.html import escape

NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def url(address: str, changed: datetime | None = None, pictures: Iterable[str] = ()) -> str:
    """One page, when it changed last, and its pictures."""
    lastmod = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    images = "".join(f"<image:image><image:loc>{escape(picture)}</image:loc></image:image>" for picture in pictures)
    return f"<url><loc>{escape(address)}</loc>{lastmod}{images}</url>\n"


def urlset(entries: Iterable[str]) -> HttpResponse:
    """A sitemap of what `url` made."""
    return xml(f"<urlset {NAMESPACES}>\n{''.join(entries)}</urlset>\n")


def xml(text: str) -> HttpResponse:
    """An XML document's response."""
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', content_type="application/xml; charset=utf-8"
    )
