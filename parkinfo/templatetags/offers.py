"""Zones with what they have on offer, for the templates of apps that know no listings."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from articles.templatetags.articles import draw_each
from listings.zone_sheets import ZoneSheet, zone_sheets
from zones.models import Zone

register = template.Library()


@register.simple_tag(takes_context=True)
def zone_sheet(context: Context, zone: Zone) -> ZoneSheet:
    """The zone's data sheet."""
    [sheet] = zone_sheets(context["site"], [zone])
    return sheet


@register.simple_tag(takes_context=True)
def zone_cards(context: Context, zones: Iterable[Zone]) -> SafeString:
    """The cards of the zones. One query for the sheets of all, which the site then remembers for each."""
    zone_sheets(context["site"], zones)
    return draw_each(context, "zones/_zone_card.html", "zone", zones)
