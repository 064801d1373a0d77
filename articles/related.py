"""Related articles: candidates, whose number does not grow with the archive, ranked by a score without chance."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from math import log
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.expressions import Combinable

from articles.models import Article, Tag, TaggedArticle
from plumbing.prepared import Prepared
from zones.site import Site

#: What candidates are the newest of, such as ("newest of city", its id).
Scope = tuple[str, int]

#: So many of the newest of each tag, of the zone, the city and the section are candidates.
CANDIDATES = 24
SHOWN = 8
ZONE_POINTS, CITY_POINTS, SECTION_POINTS = 3.0, 1.5, 1.0
#: Days between two articles that halve the point for being close in time.
HALF_LIFE_DAYS = 365


def around(article: Article, tags: Sequence[Tag], site: Site) -> tuple[list[int], Article | None, Article | None]:
    """(ids of the related, older, newer): up to eight articles that go with `article`, best first, and the two next
    to it in its city, with id and title alone, or None.

    `tags` are its Tag objects. One query: the neighbours, and those candidates that the site does not remember.

    Points: each shared tag by its rarity, the same zone, city and section, and up to one for being close in time. Equal
    scores go to the newer article. Candidates are the newest few of each tag, of the zone, of the city and of the
    section, so that there are always eight as long as the city has them.
    """
    place = {"city": article.city_id, "moment": article.published_at, "pk": article.pk}
    neighbours = {}

    def read(missing):
        # With the neighbours, which are asked for in any case: one query, not two.
        kinds, pks = zip(*missing, strict=True)
        rows = _reading(*kinds)(**place, **{f"of{number}": pk for number, pk in enumerate(pks)})
        neighbours.update(_titled(rows))
        return {scope: [tuple(row[2:]) for row in rows if row[0] == str(n)] for n, scope in enumerate(missing)}

    lists = site.remember_each(_scopes(article, tags), read)
    neighbours = neighbours or _titled(_reading()(**place))
    rarity = {("newest of tag", tag.pk): 1 + log(1 + 10_000 / (1 + tag.published_count)) for tag in tags}
    # Out of the model's descriptors, which take longer than the rest of the sum.
    zone, city, section, moment = article.zone_id, article.city_id, article.section_id, article.published_at
    scores, published = {}, {}
    for scope, candidates in lists.items():
        shared = rarity.get(scope, 0)
        for pk, zone_id, city_id, section_id, published_at in candidates:
            if pk not in published:
                published[pk] = published_at
                scores[pk] = 0.5 ** (abs((moment - published_at).days) / HALF_LIFE_DAYS)
                scores[pk] += ZONE_POINTS * (zone_id is not None and zone_id == zone)
                scores[pk] += CITY_POINTS * (city_id == city)
                scores[pk] += SECTION_POINTS * (section_id == section)
            scores[pk] += shared
    scores.pop(article.pk, None)
    best = sorted(scores, key=lambda pk: (scores[pk], published[pk], pk), reverse=True)[:SHOWN]
    return best, neighbours.get("older"), neighbours.get("newer")


def _scopes(article: Article, tags: Iterable[Tag]) -> list[Scope]:
    """What the candidates are the newest of."""
    place = ("newest of city", article.city_id) if article.city_id else ("newest of section", article.section_id)
    zone = [("newest of zone", article.zone_id)] if article.zone_id else []
    return [place, *zone, *(("newest of tag", tag.pk) for tag in tags)]


@cache
def _reading(*kinds):
    """The query for the neighbours and for the newest of each of `kinds`: a few dozen, each compiled once.

    It takes `city`, `moment` and `pk` of the article, and the ids that the kinds are of as `of0`, `of1`, ...
    """

    def build(city, moment, pk, **ids):
        newest = zip(kinds, ids.values(), strict=True)
        parts = [_rows(_newest(*scope), str(number)) for number, scope in enumerate(newest)]
        return _neighbours(city, moment, pk).union(*parts, all=True)

    return Prepared(build)


def _neighbours(city: int | None, moment: datetime, pk: int) -> QuerySet[Any, Any]:
    """The rows "older" and "newer" of a city (None: of no city) around an article published at `moment`."""
    article = Article(pk=pk, published_at=moment)
    published = Article.objects.published().filter(city=city)
    older = published.older_than(article).newest_first()[:1]
    newer = published.newer_than(article).newest_first().reverse()[:1]
    return _rows(older, "older", F("title")).union(_rows(newer, "newer", F("title")), all=True)


def _titled(rows: Iterable[tuple[Any, ...]]) -> dict[str, Article]:
    """{"older" or "newer": the article, with id and title alone}."""
    return {
        # Not Article(…), which makes a default of every field.
        part: Article.from_db(None, ["id", "title"], [pk, title])
        for part, title, pk, *_ in rows
        if part in {"older", "newer"}
    }


def _newest(kind: str, pk: int) -> QuerySet[Article]:
    """The newest public articles of a tag, zone, city or section: a short read of an index."""
    published = Article.objects.published()
    if kind != "newest of tag":
        return published.filter(**{kind.removeprefix("newest of "): pk}).newest_first()[:CANDIDATES]
    newest = TaggedArticle.objects.filter(tag=pk, published_at__isnull=False).order_by(
        F("published_at").desc(), F("content_object").desc()
    )
    return published.filter(pk__in=newest.values("content_object")[:CANDIDATES])


def _rows(
    queryset: QuerySet[Article],
    part: str,
    title: Combinable = Value("", CharField()),  # noqa: B008 - an expression, never changed
) -> QuerySet[Any, Any]:
    """The queryset's rows as a part of a union."""
    return queryset.annotate(part=Value(part, CharField()), shown=title).values_list(
        "part", "shown", "id", "zone_id", "city_id", "section_id", "published_at"
    )
