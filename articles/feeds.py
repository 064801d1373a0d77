"""Feeds: the newest articles of the site or of one list with their whole text, as RSS 2.0 that any reader shows."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import body as bodies
from articles.models import Article, TaggedArticle
from articles.models.article_queryset import NEWEST_FIRST, TAGGED_NEWEST_FIRST, ArticleQuerySet
from articles.sections import public_tag, section_called
from images.markup import expand, picture
from images.models import Image
from plumbing.tolerance import tolerant_map
from plumbing.xml import writable
from zones.canonical import canonical_url, host_of, redirect_home, root
from zones.feeds import ITEMS, feed_response, guid, portable
from zones.models import City, Portal, Zone
from zones.site import SiteRequest


@require_safe
def site_feed(request: SiteRequest) -> HttpResponse:
    """The whole site's feed, on a city's host that city's; with ?section= one section's."""
    articles, title, link = Article.objects.published().of_site(request.site), request.site.name, reverse("home")
    if slug := request.GET.get("section"):
        section = section_called(slug, request.site)
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
    # In the order in which they were given, as the page has them.
    tags = Prefetch("tagged_items", TaggedArticle.objects.select_related("tag").order_by("pk"))
    newest = list(articles.for_page().prefetch_related(tags)[:ITEMS])
    images = Image.objects.pictures({number for article in newest for number in bodies.image_ids(article.body)})
    items = tolerant_map(lambda article: _item(article, images, request.site.portal), newest)
    path = request.path + (f"?section={request.GET['section']}" if "section" in request.GET else "")
    return feed_response(request, title, link, "产业与招商信息", items, path)


def _item(article: Article, images: dict[int, Image], portal: Portal) -> dict[str, Any]:
    return {
        "title": writable(article.title),
        "link": canonical_url(article, portal),
        "description": writable(article.description),
        "content": writable(full_text(article, images, root(host_of(article, portal)))),
        **guid(portal, f"article-{article.pk}"),
        "pubdate": article.published_at,
        "updateddate": article.modified_at,
        "author_name": writable(article.byline or article.source_name) or None,
        "categories": [writable(tagged.tag.name) for tagged in article.tagged_items.all()],
    }


def full_text(article: Article, images: dict[int, Image], address: str) -> str:
    """The body with its cover; pictures and links are absolute, below `address` (a host's, without a final slash)."""
    markup: str = expand(article.body, images)
    if article.cover and article.cover_id != article.lead_image_id:
        markup = f"<p>{picture(article.cover)}</p>{markup}"
    return portable(markup, address)
