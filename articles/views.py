"""The news pages: lists, the article, its QR code, tags and the archive."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles import archive as archives
from articles.models import Article
from articles.models.article_queryset import TAGGED_NEWEST_FIRST
from articles.page_queries import read_story, read_tags
from articles.pagination import Page
from articles.sections import public_tag, section_called, shown_sections, used_tags
from articles.story_page import render_gone, render_story
from plumbing import error_pages
from plumbing.days import YEARS
from plumbing.tolerance import having_addresses
from zones.canonical import redirect_home
from zones.models import City
from zones.qr import qr_response
from zones.site import Site, SiteRequest

#: A month with more shows its days alone.
MOST_TITLES = 100


@require_safe
def latest(request: SiteRequest) -> HttpResponse:
    """The newest articles, or with ?section= those of one section."""
    articles, section = Article.objects.published().of_site(request.site), None
    if slug := request.GET.get("section"):
        section = section_called(slug, request.site)
        articles = articles.filter(section=section)
    page = Page(articles, request.GET.get("page"), section=slug)
    context = {"page": page, "section": section, "sections": shown_sections(request.site)}
    return render(request, "articles/latest.html", context)


def _once_public(pk: int, site: Site) -> Article:
    """The article, if visitors may read it or once could. Raises Http404 if they never could, or will later."""
    article = read_story(pk, site)
    if article is None or not (article.is_public or article.is_gone):
        raise Http404("Not published.")
    return article


@require_safe
def article(request: SiteRequest, pk: int) -> HttpResponse:
    article = _once_public(pk, request.site)
    if not article.is_public:
        return render_gone(request, article, read_tags(article.tag_ids, request.site))
    if moved := redirect_home(article, request):
        return moved
    return render_story(request, article, read_tags(article.tag_ids, request.site))


@require_safe
def qr(request: SiteRequest, pk: int) -> HttpResponse:
    """The QR code of the article's address."""
    article = _once_public(pk, request.site)
    if not article.is_public:
        return error_pages.gone(request)
    return qr_response(request, article)


@require_safe
def tags(request: SiteRequest) -> HttpResponse:
    """The tags in use (on a city's host, in its news), most used first."""
    used = request.site.remember("tags", lambda: having_addresses(used_tags(request.site.city)[:300]))
    return render(request, "articles/tags.html", {"tags": used})


@require_safe
def tag(request: SiteRequest, slug: str) -> HttpResponse:
    tag = public_tag(slug)
    articles = Article.objects.published().of_site(request.site).tagged(tag)
    page = Page(articles, request.GET.get("page"), order=TAGGED_NEWEST_FIRST)
    return render(request, "articles/tag.html", {"tag": tag, "page": page})


@require_safe
def archive(request: SiteRequest) -> HttpResponse:
    """Every month that has articles; on the portal's host with ?city= those of one city, as below it."""
    city = _archived_city(request)
    years = request.site.remember(("archive", city and city.pk), lambda: archives.months(city))
    return render(request, "articles/archive.html", {"years": years, **_archive_of(request, city)})


@require_safe
def archive_year(request: SiteRequest, year: int) -> HttpResponse:
    """A year has no page of its own: its months stand in the archive."""
    _date(year, 1, 1)
    query = _archive_of(request, _archived_city(request))["city_query"]
    return HttpResponseRedirect(f"{reverse('articles:archive')}{query}#year-{year}")


@require_safe
def archive_month(request: SiteRequest, year: int, month: int) -> HttpResponse:
    """Every day of a month that has articles, and their titles unless these are too many."""
    first = _date(year, month, 1)
    city = _archived_city(request)
    days = archives.days(city, year, month)
    if not days:
        raise Http404("Nothing was published in that month.")
    is_short = sum(count for _, count in days) <= MOST_TITLES
    context = {"month": first, "days": days, "stories": archives.stories(city, year, month) if is_short else []}
    return render(request, "articles/archive_month.html", context | _archive_of(request, city))


@require_safe
def archive_day(request: SiteRequest, year: int, month: int, day: int) -> HttpResponse:
    """The articles of one day."""
    published_on = _date(year, month, day)
    city = _archived_city(request)
    articles = Article.objects.published().published_between(published_on, published_on)
    page = Page(articles.filter(city=city) if city else articles, request.GET.get("page"), **_asked(request, city))
    if not page.count:
        raise Http404("Nothing was published on that day.")
    return render(
        request, "articles/archive_day.html", {"day": published_on, "page": page, **_archive_of(request, city)}
    )


def _archived_city(request: SiteRequest) -> City | None:
    """The city whose archive is asked for: the host's, else ?city=; None for everybody's."""
    slug = request.GET.get("city")
    if request.site.city or not slug:
        return request.site.city
    city = next((city for city in request.site.network.cities if city.slug == slug), None)
    if city is None:
        raise Http404("No such city.")
    return city


def _asked(request: SiteRequest, city: City | None) -> dict[str, str]:
    """What the query says of the city, where the host does not."""
    return {"city": city.slug} if city and not request.site.city else {}


def _archive_of(request: SiteRequest, city: City | None) -> dict[str, Any]:
    """What the archive's templates know of the city."""
    asked = _asked(request, city)
    return {"archived_city": city, "city_query": f"?{urlencode(asked)}" if asked else ""}


def _date(year: int, month: int, day: int) -> date:
    try:
        if year in YEARS:
            return date(year, month, day)
    except ValueError:
        pass
    raise Http404("No such day.")
