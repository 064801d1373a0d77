"""An article's metadata for search engines and chats: JSON-LD (schema.org) and Open Graph."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from articles.models import Article
from plumbing.paths import path_of
from zones.canonical import host_of
from zones.models import Zone
from zones.schema import CONTEXT, Head, JsonLd, Picture, breadcrumbs, organization, page_head, picture_of, zone_as_place
from zones.site import Site

#: Characters of a headline that Google reads.
MAX_HEADLINE = 110


def for_article(article: Article, site: Site, url: str) -> Head:
    """What `{% share_head article %}` prints. No query."""
    parent = (
        (f"{city.name}产业信息", city.get_absolute_url())
        if (city := article.shown_city)
        else ("产业信息", path_of("articles:latest"))
    )
    between = [(zone.name, zone.get_absolute_url())] if (zone := article.shown_zone) else []
    trail = [("首页", path_of("home")), parent, *between, (article.title, article.get_absolute_url())]
    image = picture_of(article.picture, host_of(article, site.portal))
    title, description = article.seo_title or article.title, article.seo_description or article.description
    data = [story(article, site, url, image), breadcrumbs(trail, site)]
    head = page_head("article", title, description, url, site, image, data)
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
        **({"contentLocation": _place(zone, site)} if (zone := article.shown_zone) else {}),
    }


def _place(zone: Zone, site: Site) -> JsonLd:
    """Made once a content version: its position is worked out step by step."""
    place: JsonLd = site.remember(("place", zone.pk), lambda: zone_as_place(zone, site))
    return place


def _moment(moment: datetime | None) -> str:
    """In Asia/Shanghai, to the second."""
    return timezone.localtime(moment).isoformat(timespec="seconds")
