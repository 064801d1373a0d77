"""The page of one article: the public one, and the same before it is public."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render

from articles import body
from articles.models import Article, Tag
from articles.related import around
from images.models import Image
from plumbing.paths import path_of
from plumbing.tolerance import having_addresses
from zones.canonical import canonical_url, enquiry_url
from zones.site import SiteRequest


def render_story(
    request: SiteRequest, article: Article, tags: Sequence[Tag], *, is_preview: bool = False
) -> HttpResponse:
    """The page of an article with these tags, saved or only as it will be; a preview is counted and indexed by nobody.

    Two queries at most: what stands around the article, and the pictures of its body.
    """
    city, zone, path = article.shown_city, article.shown_zone, article.get_absolute_url()
    related, older, newer = around(article, tags, request.site)
    images = Image.objects.pictures(body.image_ids(article.body)) if "data-image" in article.body else {}
    context = {
        "article": article,
        "number": str(article.pk),
        "city": city,
        "zone": zone,
        "body": body.render(article.body, images),
        "tags": having_addresses(tags),
        "related": related,
        "older": older,
        "newer": newer,
        "contact": request.site.network.contact_for(article.zone, article.city),
        "canonical": canonical_url(article, request.site.portal),
        "qr_url": path_of("articles:qr", article.pk),
        "enquiry_url": enquiry_url(kind="invest", city=city, zone=zone, src=path),
        # Of an article of a hidden city, too.
        "complaint_url": enquiry_url(kind="complaint", city=article.city, src=path),
        "correction_url": enquiry_url(kind="correction", src=path),
        "is_preview": is_preview,
    }
    return render(request, "articles/article.html", context)


def render_gone(request: SiteRequest, article: Article, tags: Sequence[Tag]) -> HttpResponse:
    """410 for one that was public: with its title if it only expired, and with those that go with it.

    Of a withdrawn one nothing is shown: the title may be what it was withdrawn for.
    """
    related, _, _ = around(article, tags, request.site)
    expired = article if article.status == Article.Status.PUBLISHED else None
    return render(request, "410.html", {"expired": expired, "related": related}, status=410)
