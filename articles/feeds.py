"""Feeds: the newest articles of the site or of one list with their whole text, as RSS 2.0 that any reader shows."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from articles import body as bodies
from articles.models import Article, Section
from articles.models.article_queryset import NEWEST_FIRST, TAGGED_NEWEST_FIRST, ArticleQuerySet
from articles.sections import public_tag
from images.markup import expand, picture
from images.models import Image
from plumbing.tolerance import tolerant_map
from plumbing.xml import writable
from zones.canonical import canonical_url, host_of, redirect_home, root
from zones.models import City, Portal, Zone
from zones.site import SiteRequest

ITEMS = 50
#: The parts of a picture's markup that only our pages can use: feed readers want one plain address.
_RESPONSIVE = re.compile(r'<source\b[^>]*>|</?picture>| (?:srcset|sizes|loading|decoding|fetchpriority)="[^"]*"')


class FullTextFeed(Rss201rev2Feed):
    """RSS 2.0 with the whole text in `content:encoded`, as the RSS Best Practices Profile advises."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


@require_safe
def site_feed(request: SiteRequest) -> HttpResponse:
    """The whole site's feed, on a city's host that city's; with ?section= one section's."""
    articles, title, link = Article.objects.published().of_site(request.site), request.site.name, reverse("home")
    if slug := request.GET.get("section"):
        section = get_object_or_404(Section, slug=slug)
        articles, title, link = articles.filter(section=section), section.name, section.get_absolute_url()
    return _feed(request, title, link, articles.order_by(*NEWEST_FIRST))


@require_safe
def city_feed(request: SiteRequest, city_slug: str) -> HttpResponse:
    return _place_feed(request, get_object_or_404(City.objects.listed(), slug=city_slug), "city")


@require_safe
def zone_feed(request: SiteRequest, city_slug: str, zone_slug: str) -> HttpResponse:
    zones = Zone.objects.listed().select_related("city")
    return _place_feed(request, get_object_or_404(zones, slug=zone_slug, city__slug=city_slug), "zone")


@require_safe
def tag_feed(request: SiteRequest, slug: str) -> HttpResponse:
    tag = public_tag(slug)
    articles = Article.objects.published().of_site(request.site).tagged(tag).order_by(*TAGGED_NEWEST_FIRST)
    return _feed(request, tag.name, tag.get_absolute_url(), articles)


def _place_feed(request: SiteRequest, place: City | Zone, field: str) -> HttpResponse:
    """The feed of a city or zone, at its one address."""
    if moved := redirect_home(place, request, "feed.xml"):
        return moved
    articles = Article.objects.published().filter(**{field: place}).order_by(*NEWEST_FIRST)
    return _feed(request, place.name, place.get_absolute_url(), articles)


def _feed(request: SiteRequest, title: str, link: str, articles: ArticleQuerySet) -> HttpResponse:
    """The response: one query for the articles and one for their pictures."""
    site_name, origin = writable(request.site.name), root(request.site.host)
    name = site_name if title == request.site.name else writable(f"{title} - {site_name}")
    address = origin + request.path + (f"?section={request.GET['section']}" if "section" in request.GET else "")
    feed = FullTextFeed(
        name,
        origin + link,
        f"{name}：产业与招商信息",
        language="zh-cn",
        feed_url=address,
        feed_copyright=site_name,
    )
    newest = list(articles.for_page().prefetch_related("tags")[:ITEMS])  # type: ignore[misc] # taggit's manager
    images = Image.objects.pictures({number for article in newest for number in bodies.image_ids(article.body)})
    for item in tolerant_map(lambda article: _item(article, images, request.site.portal), newest):
        feed.add_item(**item)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def _item(article: Article, images: dict[int, Image], portal: Portal) -> dict[str, Any]:
    # The id stays the same when the article's address changes because its city gets a host of its own.
    return {
        "title": writable(article.title),
        "link": canonical_url(article, portal),
        "description": writable(article.description),
        "content": writable(full_text(article, images, root(host_of(article, portal)))),
        "unique_id": f"tag:{portal.host or 'localhost'},2026:article-{article.pk}",
        "unique_id_is_permalink": False,
        "pubdate": article.published_at,
        "updateddate": article.modified_at,
        "author_name": writable(article.byline or article.source_name) or None,
        "categories": [writable(tag.name) for tag in article.tags.all()],
    }


def full_text(article: Article, images: dict[int, Image], address: str) -> str:
    """The body with its cover; pictures and links are absolute, below `address` (a host's, without a final slash)."""
    markup: str = expand(article.body, images)
    if article.cover and article.cover_id != article.lead_image_id:
        markup = f"<p>{picture(article.cover)}</p>{markup}"
    return re.sub(r'( (?:src|href)=")/(?!/)', rf"\1{address}/", _RESPONSIVE.sub("", markup))
