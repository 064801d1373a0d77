"""Numbers as people write and dial them, a zone's map link, and the link by which a page is complained about."""

from urllib.parse import unquote, urlencode, urlsplit

from django import template

from plumbing import dialling
from zones.canonical import enquiry_url
from zones.coordinates import to_gcj02
from zones.facts import plain

register = template.Library()
register.filter("plain", plain)
register.filter("tel", dialling.uri)


@register.simple_tag
def map_url(zone):
    """高德's universal link to the zone, in the coordinate system that map speaks."""
    longitude, latitude = to_gcj02(float(zone.longitude), float(zone.latitude), zone.datum)
    query = {"position": f"{longitude:.6f},{latitude:.6f}", "name": zone.name, "coordinate": "gaode", "callnative": "1"}
    return f"https://uri.amap.com/marker?{urlencode(query)}"


@register.simple_tag
def complaint_url(canonical):
    """The form of complaints about the page with that canonical address ("" for none): the page's path, no query."""
    return enquiry_url(kind="complaint", src=unquote(urlsplit(canonical).path))
