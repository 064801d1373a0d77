"""Related articles: a deterministic score over candidates whose number does not grow with the archive."""

from collections import defaultdict
from math import log

from django.db.models import BigIntegerField, F, Value

from articles.models import Article, TaggedArticle

#: How many of the newest of each tag, of the zone, the city and the section are looked at.
CANDIDATES = 24
SHOWN = 8
ZONE_POINTS, CITY_POINTS, SECTION_POINTS = 3.0, 1.5, 1.0
#: Days after which an article is worth half its point for being recent.
HALF_LIFE_DAYS = 365


#: Marks the rows of the older and the newer article of the same city among the candidates.
OLDER, NEWER = -1, -2


def around(article, tags):
    """(related, older, newer): up to eight articles that go with `article`, best first, and the two next to it.

    `tags` are its Tag objects. Two queries: the candidates' keys, then the cards of those chosen.

    Points: each shared tag by its rarity, the same zone, city and section, and up to one for being recent. Equal
    scores go to the newer article. Candidates are the newest few of each tag, of the zone, of the city and of the
    section, so that there are always eight as long as the city has them.
    """
    neighbours = {OLDER: None, NEWER: None}
    rarity = {tag.pk: 1 + log(1 + 10_000 / (1 + tag.published_count)) for tag in tags}
    scores, published = defaultdict(float), {}
    for pk, shared, zone_id, city_id, section_id, published_at in _candidates(article, tags):
        if shared in neighbours:
            neighbours[shared] = pk
            continue
        if pk == article.pk:
            continue
        if pk not in published:
            published[pk] = published_at
            age = abs((article.published_at - published_at).days)
            scores[pk] += 0.5 ** (age / HALF_LIFE_DAYS)
            scores[pk] += ZONE_POINTS * (zone_id is not None and zone_id == article.zone_id)
            scores[pk] += CITY_POINTS * (city_id == article.city_id)
            scores[pk] += SECTION_POINTS * (section_id == article.section_id)
        if shared:
            scores[pk] += rarity[shared]
    best = sorted(scores, key=lambda pk: (-scores[pk], -published[pk].timestamp(), -pk))[:SHOWN]
    cards = Article.objects.for_cards().in_bulk([*best, *filter(None, neighbours.values())])
    return [cards[pk] for pk in best], cards.get(neighbours[OLDER]), cards.get(neighbours[NEWER])


def _candidates(article, tags):
    """Rows (article, shared tag or 0 or neighbour, zone, city, section, published_at): a union of short index reads."""
    scopes = [{"city": article.city_id} if article.city_id else {"section": article.section_id}]
    if article.zone_id:
        scopes.append({"zone": article.zone_id})
    parts = [_keys(Article.objects.published().filter(**scope).newest_first(), 0)[:CANDIDATES] for scope in scopes]
    same_city = Article.objects.published().filter(city=article.city_id)
    parts.append(_keys(same_city.older_than(article).newest_first(), OLDER)[:1])
    parts.append(_keys(same_city.newer_than(article).newest_first().reverse(), NEWER)[:1])
    for tag in tags:
        newest = TaggedArticle.objects.filter(tag=tag, published_at__isnull=False).order_by(
            F("published_at").desc(), F("content_object").desc()
        )
        parts.append(
            _keys(Article.objects.published().filter(pk__in=newest.values("content_object")[:CANDIDATES]), tag.pk)
        )
    return parts[0].union(*parts[1:], all=True)


def _keys(queryset, shared):
    """The queryset's rows as candidates, with what they are candidates for."""
    return queryset.annotate(shared=Value(shared, BigIntegerField())).values_list(
        "id", "shared", "zone_id", "city_id", "section_id", "published_at"
    )
