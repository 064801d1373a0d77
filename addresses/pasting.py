"""Reading an old address as people write it: pasted from a browser, or on a line of a table."""

from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError

from addresses import zblog
from zones.models import City, Portal

#: What the site answers by itself, without the table.
WITHOUT_TABLE = {"search", "feed", "home"}


def parse_pasted(text, hosts):
    """(host, kind, key) of an address, with or without scheme and host; the host is "" when there is none.

    `hosts` are those of this site. Raises ValidationError for another site's, and for what needs no table.
    """
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else text if text.startswith("/") else f"//{text}")
        host = (parts.hostname or "").lower()
    except ValueError:
        raise ValidationError(f"这不是一个地址：{text[:80]}") from None
    if text.startswith("//") or (host and host not in hosts):
        raise ValidationError(f"{host or text[:80]} 不是本站的域名。")
    parsed = zblog.parse(unquote(parts.path) or "/", dict(parse_qsl(parts.query)))
    if parsed is None or parsed.kind in WITHOUT_TABLE or parsed.key == "/":
        raise ValidationError("这个地址不用登记：太长，或者本站自己就会转到对应页面。")
    return host, parsed.kind, parsed.key


def our_hosts():
    """Every host under which the old addresses of this site may stand."""
    hosts = {*Portal.objects.values_list("host", flat=True), *City.objects.values_list("host", flat=True)}
    return hosts - {None, ""}
