"""Sitemaps, a set for each host: an index, the articles in parts by ranges of ids, and all other pages.

A part reads one range of the primary key, so the hundredth costs what the first does, and an article never moves from
one part to another. Formats: sitemaps.org 0.9 and Google's image extension 1.1.
"""

from datetime import datetime

from django.apps import apps
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from articles.models import Article, Tag
from articles.models.article_queryset import ArticleQuerySet
from articles.sections import shown_sections
from plumbing import replica
from plumbing.sitemap import NAMESPACES, url, urlset, xml
from plumbing.tolerance import tolerant_map
from zones.canonical import root
from zones.models import City, Zone
from zones.site import Site, SiteRequest

#: Ids in one part, which takes a tenth of a second; the format allows 50 000 addresses.
RANGE = 2_000
MAX_TAGS = 5_000


@require_safe
def index(request: SiteRequest) -> HttpResponse:
    """The addresses of the other sitemaps."""
    origin = root(request.site.host)
    paths = [reverse("articles:sitemap_places")]
    paths += [reverse(name) for app in apps.get_app_configs() for name in getattr(app, "sitemaps", ())]
    paths += [reverse("articles:sitemap_news", args=[number]) for number in _parts(request.site)]
    entries = "".join(f"<sitemap><loc>{escape(origin + path)}</loc></sitemap>\n" for path in paths)
    return xml(f"<sitemapindex {NAMESPACES.split(' ')[0]}>\n{entries}</sitemapindex>\n")


@require_safe
def news(request: SiteRequest, number: int) -> HttpResponse:
    """The articles of one range of ids, with their pictures. One query."""
    fields = ("published_at", "content_changed_at", "cover__file", "lead_image__file")
    articles = (
        _of_host(request.site)
        .filter(pk__gte=number * RANGE, pk__lt=(number + 1) * RANGE)
        .select_related("cover", "lead_image")
        .only(*fields)
        .order_by("pk")
    )
    origin = root(request.site.host)

    def entry(article: Article) -> str:
        pictures = [origin + image.file.url for image in (article.cover, article.lead_image) if image]
        return url(origin + article.get_absolute_url(), article.modified_at, dict.fromkeys(pictures))

    entries = tolerant_map(entry, articles)
    if not entries:
        raise Http404("Nothing is public in that range.")
    return urlset(entries)


@require_safe
def places(request: SiteRequest) -> HttpResponse:
    """All pages but articles whose host this is: home, lists, cities, zones, sections and tags."""
    origin = root(request.site.host)
    names = ("home", "about", "contact", "zones:index", "articles:latest", "articles:archive", "articles:tags")
    paths: list[tuple[str, datetime | None]] = [(reverse(name), None) for name in names]
    paths += [(section.get_absolute_url(), None) for section in shown_sections(request.site)]
    cities, zones = City.objects.listed(), Zone.objects.listed().select_related("city")
    if request.site.city:
        cities, zones = cities.filter(pk=request.site.city.pk), zones.filter(city=request.site.city)
    else:
        cities, zones = cities.filter(host=None), zones.filter(city__host=None)
        tags = Tag.objects.filter(published_count__gt=0)[:MAX_TAGS]
        paths += tolerant_map(lambda tag: (tag.get_absolute_url(), None), tags)
    paths += tolerant_map(lambda city: (city.get_absolute_url(), None), cities)
    paths += tolerant_map(lambda zone: (zone.get_absolute_url(), zone.updated_at), zones)
    return urlset(url(origin + path, changed) for path, changed in paths)


def _of_host(site: Site) -> ArticleQuerySet:
    """The public articles whose canonical host is this one."""
    articles = Article.objects.published()
    return articles.filter(city=site.city) if site.city else articles.filter(Q(city=None) | Q(city__host=None))


def _parts(site: Site) -> list[int]:
    """The numbers of the ranges that hold a public article of the host. One query, which probes each range once."""
    inside = RawSQL(
        '"articles_article"."id" >= part * %s AND "articles_article"."id" < (part + 1) * %s',
        [RANGE, RANGE],
        output_field=BooleanField(),
    )
    # The first of a range rather than whether there is any: with an order PostgreSQL reads the primary key, while for
    # EXISTS it may read the table from its beginning, once for each range.
    sql, params = _of_host(site).filter(inside).order_by("pk").values("pk")[:1].query.sql_with_params()
    with replica.connection().cursor() as cursor:
        cursor.execute(
            "SELECT part FROM generate_series(0, (SELECT max(id) FROM articles_article) / %s) AS part"  # noqa: S608 - Django's own
            f" WHERE ({sql}) IS NOT NULL",
            [RANGE, *params],
        )
        return [number for (number,) in cursor.fetchall()]
