"""What a missing address probably meant: an article by a number in it, or a thing that is called as it ends."""

import re

from django.db.models import Q

from articles.models import Article, Section, Tag
from zones.models import City, Zone

#: /news/12.html, /news/12） and the like: our own address, mangled on its way.
ARTICLE = re.compile(r"/(?:news|articles?)/(\d{1,18})(?!\d)")


def guesses(missing):
    """{pk of a MissingAddress: (name of OldAddress's field, the thing)} of those with one plain guess.

    A list of the old site's by its word, which may be the name of ours. At most four queries, and one for categories.
    """
    paths = {address.pk: address.key for address in missing if address.kind == "path"}
    numbers = {pk: int(match[1]) for pk, path in paths.items() if (match := ARTICLE.match(path))}
    words = {pk: word for pk, path in paths.items() if (word := re.sub(r"\.html?$", "", path.rpartition("/")[2])) != ""}
    words |= {each.pk: each.key for each in missing if each.kind in {"tag", "category"} and not each.key.isdecimal()}
    if not words:
        return {}
    articles = Article.objects.published().only("title").in_bulk(set(numbers.values()))
    things = _by_word(set(words.values()))
    by_word = {pk: things[word] for pk, word in words.items() if word in things}
    by_word = _sections(missing) | by_word
    return by_word | {pk: ("article", articles[number]) for pk, number in numbers.items() if number in articles}


def _by_word(words):
    """{slug or name: (field, thing)}; a zone's that several cities use is no plain guess."""
    called = Q(slug__in=words) | Q(name__in=words)
    zones = {}
    for zone in Zone.objects.listed().filter(called).select_related("city"):
        for word in {zone.slug, zone.name}:
            zones.setdefault(word, []).append(zone)
    things = _named("tag", Tag.objects.filter(called))
    things |= {word: ("zone", several[0]) for word, several in zones.items() if len(several) == 1}
    return things | _named("city", City.objects.listed().filter(called))


def _sections(missing):
    """Guesses of categories that are sections now, as `guesses` gives them."""
    words = {each.pk: each.key for each in missing if each.kind == "category"}
    if not words:
        return {}
    called = Q(slug__in=words.values()) | Q(name__in=words.values())
    sections = _named("section", Section.objects.filter(called))
    return {pk: sections[word] for pk, word in words.items() if word in sections}


def _named(field, things):
    return {word: (field, thing) for thing in things for word in (thing.name, thing.slug)}
