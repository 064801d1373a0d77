"""`{% share_head article %}` (or a zone, a city, nothing for a home page): Open Graph and JSON-LD of the page."""

import json
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles import schema
from articles.models import Article
from zones.models import City, Zone

register = template.Library()

#: As Django's json_script: no end of the script and no comment can come out of a text.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@register.simple_tag(takes_context=True)
def share_head(context: Context, thing: Article | City | Zone | None = None) -> SafeString | str:
    site, url = context["site"], context["canonical"]
    if site is None:
        return ""
    if (page := context.get("page")) and page.number > 1:
        url += page.current_url
    match thing:
        case Article():
            head = schema.for_article(thing, site, url)
        case Zone():
            head = schema.for_zone(thing, site, url)
        case City():
            head = schema.for_city(thing, site, url)
        case _:
            head = schema.for_site(site, url)
    # Not a template of its own: it would be the longest loop of every page.
    return format_html(
        "{}{}",
        format_html_join("", '<meta property="{}" content="{}">\n', head["og"].items()),
        format_html_join(
            "", '<script type="application/ld+json">{}</script>\n', ((json_ld(each),) for each in head["data"])
        ),
    )


def json_ld(data: dict[str, Any]) -> SafeString:
    """A JSON-LD object for a `<script type="application/ld+json">`, which CSP treats as the data it is."""
    markup = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(markup)  # noqa: S308 - nothing that means anything to HTML is left
