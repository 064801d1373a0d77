"""Reading the index: the newest articles that hold the words come back ranked.

What little the archive holds of some words is read in one pass. Of what it holds much of, a search goes back in time
through periods, whose weeks and months stand in the index as lexemes, and stops when it has enough: a word half the
archive holds costs as little as a rare one. What the index cannot answer alone (whether the characters of a phrase
stand together) is looked up in so many candidates and no more.
"""

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from articles.pagination import MAX_COUNT
from articles.search.lexemes import month, week
from articles.search.words import Words

if TYPE_CHECKING:
    from articles.models.article import Article
    from articles.models.article_queryset import ArticleQuerySet

#: Three columns to sort by (an exact title, the rank, the time) and the id of an article.
Hit = tuple[Any, Any, Any, int]

#: Of the hits in the head, the newest that are ranked.
RANKED = 200
#: The newest articles that hold all lexemes of a phrase, whose texts are looked through for it: some 15 ms. A phrase of
#: common characters that never stand together would otherwise cost a look into half the archive.
CANDIDATES = 1_500
#: Hits that are many: of the last week (as the whole archive is likely to have then), and of all.
FEW_A_WEEK, FEW = 18, 12_000
#: How many days back each period reaches, and the fact of the index that narrows it; the last period is all the rest,
#: since more months cost the index more than they spare it (27 of them three times what none does).
PERIODS = ((7, week), (31, month), (120, month), (400, month))
#: ts_rank's weights of D, C, B, A: the title counts most.
WEIGHTS = "{0.1, 0.3, 0.5, 1.0}"
RELEVANCE, DATE = "relevance", "date"

#: Between lexemes in tsquery text: in their places.
_TOGETHER = re.compile(r" <\d+> ")

# What a search finds, of a source of article_id, published_at, head, and the vector in which lexemes must stand
# together: three columns to sort by, and the id.
_HITS = """
SELECT {rank}, extract(epoch FROM hit.published_at)::float8, hit.article_id
FROM ({source}) AS hit
WHERE hit.article_id IN ({visible}) AND {together}
"""
# An exact phrase in the title first, then the rank in steps of a hundredth; the date decides the rest.
_BY_RELEVANCE = """
hit.head @@ %(in_title)s::tsquery, round(100 * ts_rank(%(weights)s, hit.head, %(any_of)s::tsquery))
"""
_NOT_RANKED = "false, 0"

# Period after period, and no further than the limits ask.
_NEWEST = "{hits} LIMIT %(most)s"
_PERIODS = """
SELECT found.*
FROM unnest(%(asked)s::tsquery[], %(since)s::timestamptz[], %(until)s::timestamptz[]) AS period (asked, since, until)
CROSS JOIN LATERAL (
    SELECT article_id, published_at, head, {column} AS vector FROM articles_articlesearch
    WHERE {column} @@ period.asked AND published_at >= period.since AND published_at < period.until
    ORDER BY published_at DESC, article_id DESC LIMIT %(candidates)s
) AS found
LIMIT %(candidates)s
"""

# All at once, if they are few. A last row without an id says that they are not, and how many the week alone has.
_FEW = """
WITH week AS (
    SELECT count(*) AS hits FROM (
        SELECT FROM articles_articlesearch
        WHERE body @@ %(asked_of_week)s::tsquery AND published_at >= %(week_since)s AND published_at < %(week_until)s
        LIMIT %(candidates)s
    ) AS hit
), found AS MATERIALIZED (
    SELECT article_id, published_at, head @@ %(loose)s::tsquery AS in_head FROM articles_articlesearch
    WHERE (SELECT hits FROM week) < %(few_a_week)s AND body @@ %(asked)s::tsquery AND published_at >= %(since)s
    LIMIT %(few)s
), total AS (
    SELECT count(*) AS hits FROM found
), few AS (
    SELECT * FROM found WHERE (SELECT hits FROM total) < %(few)s
)
{hits}
UNION ALL
SELECT NULL, CASE WHEN week.hits >= %(few_a_week)s THEN week.hits END, NULL, NULL FROM week, total
WHERE week.hits >= %(few_a_week)s OR total.hits >= %(few)s
"""
# OFFSET keeps PostgreSQL from asking the index for everything that stands together anywhere.
_FOUND = """
SELECT article_id, published_at, head, body AS vector FROM articles_articlesearch
WHERE article_id IN (
    (SELECT article_id FROM few ORDER BY published_at DESC, article_id DESC LIMIT %(candidates)s)
    UNION
    (SELECT article_id FROM few WHERE in_head ORDER BY published_at DESC, article_id DESC LIMIT %(candidates_in_head)s)
)
OFFSET 0
"""


class Search:
    """A visitor's search of the published articles of a queryset.

    Of the facts `city`, `zone` and `section` are ids or None, `since` is an aware datetime, `sort` RELEVANCE or DATE.
    `wanted` is what must be found, as tsquery text: all words if not given.
    """

    def __init__(
        self,
        articles: "ArticleQuerySet",
        words: Words,
        *,
        wanted: str | None = None,
        sort: str = RELEVANCE,
        since: datetime | None = None,
        **facts: int | None,
    ) -> None:
        self.articles, self.words, self.sort, self.since = articles.published(), words, sort, since
        self.wanted = words.tsquery() if wanted is None else wanted
        self.facts = facts

    @cached_property
    def ids(self) -> list[int]:
        """The ids of what was found, best first, at most MAX_COUNT + 1."""
        best = sorted(self._hits(), reverse=True) if self.words else []
        return [pk for *_rank, pk in best[: MAX_COUNT + 1]]

    def of(self, words: Words, **changes: Any) -> "Search":
        """The same search of other words."""
        return Search(self.articles, words, **{"sort": self.sort, "since": self.since, **self.facts, **changes})

    def articles_at(self, first: int, last: int) -> "list[Article]":
        """What was found from place `first` up to `last`, for cards, each with its body as `markup`. One query."""
        ids = self.ids[first:last]
        articles = self.articles.for_cards().annotate(markup=F("body")).in_bulk(ids)
        return [articles[pk] for pk in ids if pk in articles]

    def titles(self, most: int) -> list[tuple[int, str]]:
        """The newest `most` articles with all the words in the title, each word in one piece: [(id, title)]."""
        if not self.words:
            return []
        search = self.of(self.words, wanted=self.words.tsquery(exact=True, weight="A"))
        ids = [pk for *_rank, pk in search._newest("head", most)]
        return list(self.articles.filter(pk__in=ids).newest_first().values_list("pk", "title"))

    def fewer(self, names: Iterable[str]) -> "Search | None":
        """A search for less that finds something, or None. `names` are known names, folded, to cut long words by.

        First all the pieces of the words, wherever each stands, then all but one, then any.
        """
        pieces = self.words.split(names)
        queries = [pieces.tsquery(), pieces.all_but_one(), pieces.any_of()] if len(pieces) > 1 else [pieces.tsquery()]
        for wanted in dict.fromkeys(queries):
            search = self.of(pieces, wanted=wanted)
            if wanted not in {"", self.wanted} and search.ids:
                return search
        return None

    def _hits(self) -> Collection[Hit]:
        """The newest hits and, of those in the head, the newest RANKED; each once, as what they are sorted by."""
        # One character is the beginning of many lexemes, whose entries the index reads to their end: better the heads'.
        if any(word.is_one_character for word in self.words) and (heads := self._newest("head", MAX_COUNT + 1)):
            return heads
        few, in_week = self._few()
        if few is not None:
            return few
        hits: Collection[Hit] = self._newest("body", MAX_COUNT + 1, in_week)
        if self.sort != DATE and (len(hits) > MAX_COUNT or self._loose != self.wanted):
            # Not all were looked at, and a title is worth more than a mention, however many newer articles mention it.
            hits = {*hits, *self._newest("head", RANKED)}
        return hits

    def _few(self) -> tuple[list[Hit] | None, int | None]:
        """(The same as `_hits()` in one pass through the index, or None where there are too many for that; and then
        how many the last week holds if it is these that are too many, else None). One query.

        There are too many if the last week holds FEW_A_WEEK, or the whole archive FEW: asked in this order, since a
        week costs next to nothing.
        """
        [(narrowing, week_since, week_until), *_earlier] = periods(self.since)
        hits = self._read(
            _FEW,
            _FOUND,
            few=FEW,
            few_a_week=FEW_A_WEEK,
            asked=self._asked(),
            since=self.since or "-infinity",
            asked_of_week=self._asked(narrowing),
            week_since=week_since,
            week_until=week_until,
            candidates=self._candidates(MAX_COUNT + 1),
            candidates_in_head=RANKED,
        )
        return (None, hits[-1][1]) if hits and hits[-1][-1] is None else (hits, None)

    def _newest(self, column: str, most: int, in_week: int | None = None) -> list[Hit]:
        """The newest `most` hits in "head" or "body", period after period. One query.

        When it is known how many the last week holds, periods likely to hold less than half of them are left out.
        """
        candidates = self._candidates(most)
        within = periods(self.since, shortest=7 * candidates / 2 / in_week if in_week else 0)
        narrowings, since, until = map(list, zip(*within, strict=True))
        asked = [self._asked(narrowing) for narrowing in narrowings]
        source = _PERIODS.format(column=column)
        return self._read(_NEWEST, source, asked=asked, since=since, until=until, candidates=candidates, most=most)

    def _read(self, sql: str, source: str, **params: Any) -> list[Hit]:
        """The rows that `sql` makes of _HITS, of those rows of the `source` that visitors may see."""
        visible, given = self.articles.order_by().values("pk").query.sql_with_params()
        named = {f"visible_{number}": value for number, value in enumerate(given)}
        hits = _HITS.format(
            rank=_BY_RELEVANCE if self.sort == RELEVANCE else _NOT_RANKED,
            source=source,
            visible=visible % tuple(f"%({name})s" for name in named),
            together="true" if self._loose == self.wanted else "hit.vector @@ %(wanted)s::tsquery",
        )
        words = {"loose": self._loose, "wanted": self.wanted, "any_of": self.words.any_of(), "weights": WEIGHTS}
        words["in_title"] = self.words.tsquery(exact=True, weight="A")
        with connection.cursor() as cursor:
            cursor.execute(sql.format(hits=hits), {**params, **named, **words})
            return cursor.fetchall()

    @cached_property
    def _loose(self) -> str:
        """What is wanted as far as the index can tell, which does not know what stands together: tsquery text."""
        return _TOGETHER.sub(" & ", self.wanted)

    def _asked(self, narrowing: str = "") -> str:
        """What the index is asked, as tsquery text: the words and the facts, narrowed to a period."""
        facts = [f"'~{name[0]}{pk}'" for name, pk in self.facts.items() if pk is not None]
        return " & ".join(f"({each})" for each in [self._loose, *facts, narrowing] if each)

    def _candidates(self, most: int) -> int:
        """How many are looked at for `most`: more, since some may have expired, and these the index still holds."""
        # Twice as many PostgreSQL would sort on disk.
        return most + most // 2 if self._loose == self.wanted else CANDIDATES


def periods(
    since: datetime | None = None, now: datetime | None = None, shortest: float = 0
) -> list[tuple[str, str, str]]:
    """[(tsquery text of the facts that narrow it or "", from, until)], newest first, nothing before `since`.

    The first reaches back `shortest` days at least. The times are as PostgreSQL reads them; the facts only spare it the
    index entries of other times.
    """
    now, made, until, reached = now or timezone.now(), [], "infinity", 0
    for days, fact in PERIODS:
        if days < shortest:
            continue
        start = now - timedelta(days=days)
        # Steps of five days miss no week and no month.
        names = sorted({fact(now - timedelta(days=back)) for back in (*range(reached, days, 5), days)})
        narrowing = " | ".join(f"'~{name}'" for name in names)
        if since and since >= start:
            return [*made, (narrowing, since.isoformat(), until)]
        made.append((narrowing, start.isoformat(), until))
        until, reached = start.isoformat(), days
    return [*made, ("", since.isoformat() if since else "-infinity", until)]
