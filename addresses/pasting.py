"""Reading an old address as people write it: pasted from a browser, or on a line of a table."""

import re
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from addresses import zblog
from addresses.decoding import decoded
from addresses.models import OURS, Kind, OldHost, key_of
from articles.models import Article, Tag
from zones.models import City, Portal, Zone

#: A character of a title as Z-BlogPHP stored it, of which the address is made: its # begins no fragment.
ENTITY = re.compile(r"&#(?=[0-9]+;|[xX][0-9a-fA-F]+;)")
#: What the site answers by itself, without the table.
WITHOUT_TABLE = {"search", "feed", "home"}


def parse_pasted(text, hosts):
    """(host, kind, key) of an address, with or without scheme and host; the host is "" when there is none.

    `hosts` are those of this site. Raises ValidationError for another site's, for what needs no table, and for what is
    a page of ours today: it would answer no more, or the table would say what never happens.
    """
    text = text.strip()
    try:
        parts = _split(text)
        host = (parts.hostname or "").lower()
    except ValueError:
        raise ValidationError(f"这不是一个地址：{text[:80]}") from None
    if host and "://" not in text and "." not in host and host not in hosts:
        raise ValidationError("不写域名的地址要以 / 开头，例如 /post/6108.html。")
    if text.startswith("//") or (host and host not in hosts):
        raise ValidationError(f"{host or text[:80]} 不是本站的域名。")
    parsed = zblog.parse(parts.path or "/", _query(parts.query))
    if parsed is None or parsed.kind in WITHOUT_TABLE or parsed.key == "/":
        raise ValidationError("这个地址不用登记：太长，或者本站自己就会转到对应页面。")
    if parts.path.strip("/") and is_ours(key_of(decoded(parts.path) or "")):
        raise ValidationError("这是本站现在的页面，不能登记为旧地址。")
    return host, parsed.kind, parsed.key


def not_counting(text, kind):
    """What of the query of an address of that kind counts for nothing (m=content beside id=77); "" if all of it does.

    Whoever adds the address is told, since it stands for every other that differs in nothing else.
    """
    parts = _split(text.strip())
    query = _query(parts.query)
    parsed = zblog.parse(parts.path or "/", query)
    left_out = [
        f"{name}={value}"
        for name, value in query.items()
        if not name.startswith("utm_") and not (name.lower() == "page" and kind != Kind.PATH)
        # It counts if without it the address were another.
        if zblog.parse(parts.path or "/", {other: query[other] for other in query if other != name}) == parsed
    ]
    return "&".join(left_out)


def _split(text):
    text = ENTITY.sub("&%23", text)
    return urlsplit(text if "://" in text or text.startswith("/") else f"//{text}")


def _query(text):
    """{name: value} of a query, in GBK where it is no UTF-8."""
    try:
        return dict(parse_qsl(text, errors="strict"))
    except UnicodeDecodeError:
        return dict(parse_qsl(text, encoding="gb18030", errors="replace"))


def is_ours(key):
    """Whether a path, without its final slash, is a page or a file of this site today. At most two queries."""
    return f"{key}/".startswith((*OURS, settings.MEDIA_URL)) or any(map(_is_page, (key, f"{key}/")))


def _is_page(path):
    try:
        match = resolve(path)
    except Resolver404:
        return False
    match match.kwargs:
        case {"city_slug": city, "zone_slug": zone}:
            return Zone.objects.filter(city__slug__iexact=city, slug__iexact=zone).exists()
        case {"city_slug": city}:
            return City.objects.filter(slug__iexact=city).exists()
        case {"slug": tag}:
            return Tag.objects.filter(slug__iexact=tag).exists()
        case {"pk": article}:
            return Article.objects.filter(pk=article).exists()
        case arguments:
            # What takes others (a day of the archive, a verification file) is a page only while there is something.
            return not arguments


def our_hosts():
    """Every host under which the old addresses of this site may stand."""
    hosts = {*Portal.objects.values_list("host", flat=True), *City.objects.values_list("host", flat=True)}
    return {*hosts, *OldHost.objects.values_list("host", flat=True)} - {None, ""}
