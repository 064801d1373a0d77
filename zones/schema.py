"""A page's metadata for search engines and chats: JSON-LD (schema.org) and Open Graph.

Each `for_…` returns what `markup` prints. No query.
"""

import json
from typing import Any, Protocol, TypedDict

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from images.models import Image
from plumbing.paths import path_of
from zones.canonical import canonical_url, host_of, root
from zones.coordinates import to_wgs84
from zones.facts import Fact
from zones.models import City, Zone
from zones.site import Site

CONTEXT = "https://schema.org"

JsonLd = dict[str, Any]
#: As Django's json_script: no end of the script and no comment can come out of a text.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_encode = json.JSONEncoder(ensure_ascii=False).encode


class Head(TypedDict):
    """What `{% share_head %}` prints: Open Graph's {property: content}, and the JSON-LD."""

    og: dict[str, Any]
    data: list[JsonLd]


class Picture(TypedDict):
    """A picture's original: its absolute address, and its size in pixels."""

    url: str
    width: int
    height: int


class DataSheet(Protocol):
    """What is known of a zone: each fact, and the main ones in one line."""

    @property
    def facts(self) -> list[Fact]: ...
    @property
    def line(self) -> str: ...


def for_site(site: Site, url: str) -> Head:
    """A home page's."""
    data = [website(site), {"@context": CONTEXT, **organization(site)}]
    return page_head("website", site.name, site.tagline, url, site, picture_of(site.portal.hero_image, site.host), data)


def for_city(city: City, site: Site, url: str) -> Head:
    trail = [("首页", path_of("home")), ("城市与园区", path_of("zones:index")), (city.name, city.get_absolute_url())]
    title = f"{city.name}产业园区与产业信息"
    return page_head("website", title, city.intro, url, site, None, [breadcrumbs(trail, site)])


def for_zone(zone: Zone, site: Site, url: str, sheet: DataSheet | None = None) -> Head:
    """A zone's page; its data sheet is the place's properties and stands in the description."""
    trail = [
        ("首页", path_of("home")),
        ("城市与园区", path_of("zones:index")),
        (zone.city.name, zone.city.get_absolute_url()),
        (zone.name, zone.get_absolute_url()),
    ]
    image = picture_of(zone.cover, host_of(zone, site.portal))
    place = {"@context": CONTEXT, **zone_as_place(zone, site)}
    if sheet and sheet.facts:
        place["additionalProperty"] = [
            {"@type": "PropertyValue", "name": fact.label, "value": fact.words} for fact in sheet.facts
        ]
    description = " ".join(filter(None, (zone.summary, sheet.line if sheet else "")))
    return page_head("website", zone.name, description, url, site, image, [place, breadcrumbs(trail, site)])


def breadcrumbs(trail: list[tuple[str, str]], site: Site) -> JsonLd:
    """BreadcrumbList of [(name, path)], from the home page to this one."""
    origin = root(site.host)
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": origin + path}
        for position, (name, path) in enumerate(trail, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def organization(site: Site) -> JsonLd:
    """Who publishes: the company, with its hotline."""
    portal, contact = site.portal, site.network.contact_for()
    data: JsonLd = {
        "@type": "Organization",
        "name": portal.company or portal.name,
        "url": root(portal.host or site.host) + "/",
    }
    if contact and contact.hotline:
        point = {"@type": "ContactPoint", "telephone": contact.hotline, "contactType": "customer service"}
        data["contactPoint"] = point | {"availableLanguage": "zh-CN"}
    return data


def website(site: Site) -> JsonLd:
    """WebSite with its search box."""
    origin = root(site.host)
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": site.name,
        "url": origin + "/",
        "inLanguage": "zh-CN",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{origin}{path_of('articles:search')}?q={{words}}"},
            "query-input": "required name=words",
        },
    }


def zone_as_place(zone: Zone, site: Site) -> JsonLd:
    """Place of a zone; its position in WGS-84, as schema.org asks."""
    city = zone.city
    address = {"addressCountry": "CN", "addressRegion": city.province, "addressLocality": city.name}
    address["streetAddress"] = zone.address
    data = {
        "@type": "Place",
        "name": zone.name,
        "description": zone.summary,
        "url": canonical_url(zone, site.portal),
        "address": {"@type": "PostalAddress", **{key: value for key, value in address.items() if value}},
    }
    if zone.longitude is not None and zone.latitude is not None:
        longitude, latitude = to_wgs84(float(zone.longitude), float(zone.latitude), zone.datum)
        data["geo"] = {"@type": "GeoCoordinates", "longitude": round(longitude, 6), "latitude": round(latitude, 6)}
    return {key: value for key, value in data.items() if value}


def page_head(
    kind: str, title: str, description: str, url: str, site: Site, image: Picture | None, data: list[JsonLd]
) -> Head:
    """The head of a page of Open Graph's `kind` at `url`."""
    og: dict[str, Any] = {
        "og:type": kind,
        "og:site_name": site.name,
        "og:locale": "zh_CN",
        "og:title": title,
        "og:description": Truncator(description).chars(200),
        "og:url": url,
    }
    if image:
        og |= {"og:image": image["url"], "og:image:width": image["width"], "og:image:height": image["height"]}
    return {"og": {name: content for name, content in og.items() if content}, "data": data}


def picture_of(image: Image | None, host: str) -> Picture | None:
    """Address and size of a picture's original, or None."""
    return {"url": root(host) + image.url, "width": image.width, "height": image.height} if image else None


def markup(head: Head) -> SafeString:
    """The head as HTML. Neither a template of its own nor format_html: it would be the longest loop of every page."""
    og = [f'<meta property="{name}" content="{escape(content)}">\n' for name, content in head["og"].items()]
    data = [f'<script type="application/ld+json">{json_ld(each)}</script>\n' for each in head["data"]]
    return mark_safe("".join([*og, *data]))  # noqa: S308 - escaped each, above


def json_ld(data: dict[str, Any]) -> SafeString:
    """A JSON-LD object for a `<script type="application/ld+json">`, which CSP treats as the data it is."""
    written = _encode(data)
    for character, escaped in _ESCAPES.items():  # translate() looks every character up
        written = written.replace(character, escaped)
    return mark_safe(written)  # noqa: S308 - nothing that means anything to HTML is left
