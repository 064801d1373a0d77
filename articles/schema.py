"""A page's metadata for search engines and chats: JSON-LD (schema.org) and Open Graph.

Each `for_…` returns what `{% share_head %}` prints. No query.
"""

from datetime import datetime
from typing import Any, TypedDict

from django.conf import settings
from django.utils import timezone
from django.utils.text import Truncator

from articles.models import Article
from images.models import Image
from plumbing.paths import path_of
from zones.canonical import canonical_url, host_of, root
from zones.coordinates import to_wgs84
from zones.models import City, Zone
from zones.site import Site

CONTEXT = "https://schema.org"
#: Characters of a headline that Google reads.
MAX_HEADLINE = 110

JsonLd = dict[str, Any]


class Head(TypedDict):
    """What `{% share_head %}` prints: Open Graph's {property: content}, and the JSON-LD."""

    og: dict[str, Any]
    data: list[JsonLd]


class Picture(TypedDict):
    """A picture's original: its absolute address, and its size in pixels."""

    url: str
    width: int
    height: int


def for_site(site: Site, url: str) -> Head:
    """A home page's."""
    data = [website(site), {"@context": CONTEXT, **organization(site)}]
    return _head("website", site.name, site.tagline, url, site, _image(site.portal.hero_image, site.host), data)


def for_city(city: City, site: Site, url: str) -> Head:
    trail = [("首页", path_of("home")), ("城市与园区", path_of("zones:index")), (city.name, city.get_absolute_url())]
    title = f"{city.name}产业园区与产业信息"
    return _head("website", title, city.intro, url, site, None, [breadcrumbs(trail, site)])


def for_zone(zone: Zone, site: Site, url: str) -> Head:
    trail = [
        ("首页", path_of("home")),
        ("城市与园区", path_of("zones:index")),
        (zone.city.name, zone.city.get_absolute_url()),
        (zone.name, zone.get_absolute_url()),
    ]
    image = _image(zone.cover, host_of(zone, site.portal))
    data = [{"@context": CONTEXT, **zone_as_place(zone, site)}, breadcrumbs(trail, site)]
    return _head("website", zone.name, zone.summary, url, site, image, data)


def for_article(article: Article, site: Site, url: str) -> Head:
    parent = (
        (f"{city.name}产业信息", city.get_absolute_url())
        if (city := article.shown_city)
        else ("产业信息", path_of("articles:latest"))
    )
    between = [(zone.name, zone.get_absolute_url())] if (zone := article.shown_zone) else []
    trail = [("首页", path_of("home")), parent, *between, (article.title, article.get_absolute_url())]
    image = _image(article.picture, host_of(article, site.portal))
    title, description = article.seo_title or article.title, article.seo_description or article.description
    data = [story(article, site, url, image), breadcrumbs(trail, site)]
    head = _head("article", title, description, url, site, image, data)
    head["og"] |= {
        "article:published_time": _moment(article.published_at),
        "article:modified_time": _moment(article.modified_at),
        "article:section": article.section.name,
    }
    return head


def story(article: Article, site: Site, url: str, image: Picture | None = None) -> JsonLd:
    """Article, or NewsArticle where the setting NEWS_ARTICLES says that this is a news medium."""
    if article.byline:
        author = {"@type": "Person", "name": article.byline}
    elif article.source_name:
        author = {"@type": "Organization", "name": article.source_name}
    else:
        author = organization(site)
    return {
        "@context": CONTEXT,
        "@type": "NewsArticle" if settings.NEWS_ARTICLES else "Article",
        "headline": article.title[:MAX_HEADLINE],
        "description": article.seo_description or article.description,
        "url": url,
        "mainEntityOfPage": url,
        "datePublished": _moment(article.published_at),
        "dateModified": _moment(article.modified_at),
        "inLanguage": "zh-CN",
        "articleSection": article.section.name,
        "author": author,
        "publisher": organization(site),
        **({"image": [image["url"]]} if image else {}),
        **({"contentLocation": zone_as_place(zone, site)} if (zone := article.shown_zone) else {}),
    }


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


def _head(
    kind: str, title: str, description: str, url: str, site: Site, image: Picture | None, data: list[JsonLd]
) -> Head:
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


def _image(image: Image | None, host: str) -> Picture | None:
    """Address and size of a picture's original, or None."""
    return {"url": root(host) + image.url, "width": image.width, "height": image.height} if image else None


def _moment(moment: datetime | None) -> str:
    """In Asia/Shanghai, to the second."""
    return timezone.localtime(moment).isoformat(timespec="seconds")
