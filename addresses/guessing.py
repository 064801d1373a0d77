"""What a missed address probably meant: a story whose number is in it, or a place or tag whose slug ends it."""

import re

from articles.models import Article, Tag
from zones.models import City, Zone

#: /news/12.html, /news/12） and the like: our own address, mangled on its way.
STORY = re.compile(r"/(?:news|articles?)/(\d{1,18})(?!\d)")


def guesses(misses):
    """{miss.pk: (name of OldAddress's field, the thing)} of those with one plain guess. At most four queries."""
    paths = {miss.pk: miss.key for miss in misses if miss.kind == "path"}
    numbers = {pk: int(found[1]) for pk, path in paths.items() if (found := STORY.match(path))}
    slugs = {pk: slug for pk, path in paths.items() if (slug := re.sub(r"\.html?$", "", path.rpartition("/")[2])) != ""}
    if not paths:
        return {}
    stories = Article.objects.published().only("title").in_bulk(set(numbers.values()))
    things = _by_slug(set(slugs.values()))
    found = {pk: things[slug] for pk, slug in slugs.items() if slug in things}
    return found | {pk: ("article", stories[number]) for pk, number in numbers.items() if number in stories}


def _by_slug(slugs):
    """{slug: (field, thing)}; a zone's slug that several cities use is no plain guess."""
    zones = {}
    for zone in Zone.objects.listed().filter(slug__in=slugs).select_related("city"):
        zones.setdefault(zone.slug, []).append(zone)
    found = {tag.slug: ("tag", tag) for tag in Tag.objects.filter(slug__in=slugs)}
    found |= {slug: ("zone", several[0]) for slug, several in zones.items() if len(several) == 1}
    return found | {city.slug: ("city", city) for city in City.objects.listed().filter(slug__in=slugs)}
