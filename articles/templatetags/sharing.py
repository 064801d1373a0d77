"""`{% share_head article %}` (a zone and its data sheet, a city, nothing for a home page): JSON-LD and Open Graph."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from articles.models import Article
from articles.schema import for_article
from zones.models import City, Zone
from zones.schema import DataSheet, for_city, for_site, for_zone, markup

register = template.Library()


@register.simple_tag(takes_context=True)
def share_head(
    context: Context, thing: Article | City | Zone | None = None, sheet: DataSheet | None = None
) -> SafeString | str:
    site, url = context["site"], context["canonical"]
    if site is None:
        return ""
    if (page := context.get("page")) and page.number > 1:
        url += page.current_url
    match thing:
        case Article():
            head = for_article(thing, site, url)
        case Zone():
            head = for_zone(thing, site, url, sheet)
        case City():
            head = for_city(thing, site, url)
        case _:
            head = for_site(site, url)
    return markup(head)
