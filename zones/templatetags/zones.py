"""Numbers as a person writes them, and a zone's map link, for templates."""

from urllib.parse import urlencode

from django import template

from zones.coordinates import to_gcj02
from zones.facts import plain

register = template.Library()
register.filter("plain", plain)


@register.simple_tag
def map_url(zone):
    """高德's universal link to the zone, in the coordinate system that map speaks."""
    longitude, latitude = to_gcj02(float(zone.longitude), float(zone.latitude), zone.datum)
    query = {"position": f"{longitude:.6f},{latitude:.6f}", "name": zone.name, "coordinate": "gaode", "callnative": "1"}
    return f"https://uri.amap.com/marker?{urlencode(query)}"
