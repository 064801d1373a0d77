"""What a missing address probably meant: an article by a number in it, or a city, zone or tag by a slug at its end."""

import re

from articles.models import Article, Tag
from zones.models import City, Zone

#: /news/12.html, /news/12） and the like: our own address, mangled on its way.
ARTICLE = re.compile(r"/(?:news|articles?)/(\d{1,18})(?!\d)")


def guesses(missing):
    """{pk of a MissingAddress: (name of OldAddress's field, the thing)} of those with one plain guess.

    At most four queries.
    """
    paths = {address.pk: address.key for address in missing if address.kind == "path"}
    numbers = {pk: int(match[1]) for pk, path in paths.items() if (match := ARTICLE.match(path))}
    slugs = {pk: slug for pk, path in paths.items() if (slug := re.sub(r"\.html?$", "", path.rpartition("/")[2])) != ""}
    if not paths:
        return {}
    articles = Article.objects.published().only("title").in_bulk(set(numbers.values()))
    things = _by_slug(set(slugs.values()))
    by_slug = {pk: things[slug] for pk, slug in slugs.items() if slug in things}
    return by_slug | {pk: ("article", articles[number]) for pk, number in numbers.items() if number in articles}


def _by_slug(slugs):
    """{slug: (field, thing)}; a zone's slug that several cities use is no plain guess."""
    zones = {}
    for zone in Zone.objects.listed().filter(slug__in=slugs).select_related("city"):
        zones.setdefault(zone.slug, []).append(zone)
    things = {tag.slug: ("tag", tag) for tag in Tag.objects.filter(slug__in=slugs)}
    things |= {slug: ("zone", several[0]) for slug, several in zones.items() if len(several) == 1}
    return things | {city.slug: ("city", city) for city in City.objects.listed().filter(slug__in=slugs)}
