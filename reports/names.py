"""The names of a report's rows: people, cities, articles, listings and pages, with where they lead. A query each."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from articles import article_paths
from articles.models import Article
from listings.models import Listing
from plumbing.paths import path_of
from reports import taps
from reports.tables import Cell, words
from staff.models import User
from zones.models import City, Zone


def of_people(ids: Iterable[int | None]) -> dict[int | None, Cell]:
    """{id: name}; nobody's are the pool's."""
    people = User.objects.in_bulk([pk for pk in ids if pk is not None])
    return {pk: words(_person(people.get(pk))) if pk else words("公共池") for pk in ids}


def _person(person: User | None) -> str:
    if person is None:
        return "（已删除）"
    return person.display_name if person.is_active else f"{person.display_name}（已停用）"


def of_cities(ids: Iterable[int | None]) -> dict[int | None, Cell]:
    """{id: name}; those without a city are head office's."""
    cities = City.objects.in_bulk([pk for pk in ids if pk is not None])
    return {pk: words(cities[pk].name) if pk else words("总部") for pk in ids}


def of_articles(ids: Iterable[int]) -> dict[int, Cell]:
    """{id: title, with its page as long as visitors can read it}."""
    articles = Article.objects.published().only("title").in_bulk(list(ids))
    return {
        pk: words(articles[pk].title, articles[pk].get_absolute_url())
        if pk in articles
        else words(f"第 {pk} 篇（已下线）")
        for pk in ids
    }


def of_listings(ids: Iterable[int]) -> dict[int, Cell]:
    """{id: number and zone}."""
    listings = Listing.objects.select_related("zone").in_bulk(list(ids))
    return {pk: words(f"{listing.number} {listing.zone.name}") for pk, listing in listings.items()}


def of_paths(paths: Iterable[str]) -> dict[str, Cell]:
    """{path: the title of its article, the name of its zone, city or listing, else the path itself, with the page}."""
    paths = list(paths)
    articles = {path: pk for path in paths if (pk := article_paths.article_id(path)) is not None}
    titles = {path: f"第 {pk} 篇（已下线）" for path, pk in articles.items()}
    titles |= {path: f"房源 {found[1]}" for path in paths if (found := re.match(taps.listing_pattern(), path))}
    if paths:
        titles |= _titles({f"{pk}": path for path, pk in articles.items()}, {*paths})
    return {path: words(titles.get(path, path), path) for path in paths}


def _titles(articles: dict[str, str], paths: set[str]) -> dict[str, str]:
    """{path: title} of these articles ({id: path}) as long as visitors can read them, and of zones and cities."""
    slugs = {slug for path in paths for slug in path.split("/")}
    columns = ("kind", "one", "other", "words")

    def named(rows: QuerySet[Any], kind: str, one: Any, other: Any, words: Any) -> QuerySet[Any]:
        text = {"kind": Value(kind), "one": one, "other": other, "words": words}
        found = rows.order_by().values(**{name: Cast(value, TextField()) for name, value in text.items()})
        return found.values_list(*columns)

    zones = Zone.objects.filter(slug__in=slugs, city__slug__in=slugs)
    whole = Concat("city__name", Value(" · "), "name", output_field=TextField())
    found = named(Article.objects.published().filter(pk__in=articles), "article", F("pk"), Value(""), F("title")).union(
        named(zones, "zone", F("city__slug"), F("slug"), whole),
        named(City.objects.filter(slug__in=slugs), "city", F("slug"), Value(""), F("name")),
    )
    address = {
        "article": lambda pk, _: articles[pk],
        "zone": lambda city, zone: path_of("zones:zone", city, zone),
        "city": lambda city, _: path_of("zones:city", city),
    }
    return {path: title for kind, one, other, title in found if (path := address[kind](one, other)) in paths}
