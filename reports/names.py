"""The names of a report's rows: people, cities, articles, listings and pages, with where they lead. A query each."""

from collections.abc import Iterable

from articles import article_paths
from articles.models import Article
from listings.models import Listing
from reports.tables import Cell, words
from staff.models import User
from zones.models import City


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
    """{path: the title of its article, else the path itself, with the page}."""
    articles = {path: pk for path in paths if (pk := article_paths.article_id(path)) is not None}
    titles = of_articles(articles.values())
    return {path: words(titles[articles[path]].text if path in articles else path, path) for path in paths}
