"""Reading the index: the newest articles that hold the words, ranked.

Words that few articles hold are read in one pass. For words that many hold, a search goes back in time through periods,
whose weeks and months are lexemes of the index, and stops when it has enough, so that a word in half the archive costs
as little as a rare one. What the index alone cannot tell (whether the characters of a phrase stand together) is looked
up in a limited number of candidates.
"""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from articles.search.lexemes import month, week
from articles.search.synonyms import Synonyms
from articles.search.words import Words
from plumbing import replica
from plumbing.numbering import MAX_COUNT, PAGE_SIZE

if TYPE_CHECKING:
    from articles.models.article import Article
    from articles.models.article_queryset import ArticleQuerySet

#: Three columns to sort by (an exact title, the rank, the time) and the id of an article.
Hit = tuple[Any, Any, Any, int]

#: Of the hits in heads, so many of the newest are ranked.
RANKED = 200
#: Of the articles that hold all lexemes of a phrase, so many of the newest are looked through for it, in some 15 ms. A
#: phrase of common characters that never stand together would otherwise cost a look into half the archive.
CANDIDATES = 1_500
#: Hits that are too many for one pass: in the last week, which says how many the archive is likely to have, and in all.
FEW_A_WEEK, FEW = 18, 12_000
#: How many days back each period reaches, and the fact that narrows it in the index. The last period is all the rest:
#: naming many months costs the index more than it saves (27 of them three times as much as none).
PERIODS = ((7, week), (31, month), (120, month), (400, month))
#: ts_rank's weights of D, C, B, A: the title counts most.
WEIGHTS = "{0.1, 0.3, 0.5, 1.0}"
RELEVANCE, DATE = "relevance", "date"

#: Between lexemes in tsquery text: in their places.
_TOGETHER = re.compile(r" <\d+> ")

# What a search finds in a source with article_id, published_at, head, and the vector in which lexemes must stand
# together: three columns to sort by, and the id.
_HITS = """
SELECT {rank}, extract(epoch FROM hit.published_at)::float8, hit.article_id
FROM ({source}) AS hit
WHERE hit.article_id IN ({visible}) AND {together}
"""
# First whether the title holds the exact phrase, then the rank in steps of a hundredth, then the date.
_BY_RELEVANCE = """
hit.head @@ %(in_title)s::tsquery, round(100 * ts_rank(%(weights)s, hit.head, %(any_of)s::tsquery))
"""
_NOT_RANKED = "false, 0"

# Period after period, until the limits are reached.
_NEWEST = "{hits} LIMIT %(most)s"
_PERIODS = """
SELECT found.*
FROM unnest(%(queries)s::tsquery[], %(since)s::timestamptz[], %(until)s::timestamptz[]) AS period (query, since, until)
CROSS JOIN LATERAL (
    SELECT article_id, published_at, head, {column} AS vector FROM articles_articlesearch
    WHERE {column} @@ period.query AND published_at >= period.since AND published_at < period.until
    ORDER BY published_at DESC, article_id DESC LIMIT %(candidates)s
) AS found
LIMIT %(candidates)s
"""

# All at once, if they are few. A last row without an id says that they are many, and how many the week alone has.
_FEW = """
WITH week AS (
    SELECT count(*) AS hits FROM (
        SELECT FROM articles_articlesearch
        WHERE body @@ %(query_of_week)s::tsquery AND published_at >= %(week_since)s AND published_at < %(week_until)s
        LIMIT %(candidates)s
    ) AS hit
), found AS MATERIALIZED (
    SELECT article_id, published_at, head @@ %(loose)s::tsquery AS in_head FROM articles_articlesearch
    WHERE (SELECT hits FROM week) < %(few_a_week)s AND body @@ %(query)s::tsquery AND published_at >= %(since)s
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
# OFFSET keeps PostgreSQL from asking the index for all articles with the lexemes, those not found before included.
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

    A word is found by its `synonyms`, too. Of the facts `city`, `zone` and `section` are ids or None, `since` is an
    aware datetime, `sort` RELEVANCE or DATE. `wanted` is what must be found, as tsquery text: all words if not given.
    Without a word nothing is found, unless `lists_all`: then all of those with the facts, the newest first.
    """

    def __init__(
        self,
        articles: "ArticleQuerySet",
        words: Words,
        *,
        wanted: str | None = None,
        lists_all: bool = False,
        synonyms: Synonyms | None = None,
        sort: str = RELEVANCE,
        since: datetime | None = None,
        **facts: int | None,
    ) -> None:
        self.articles, self.sort, self.since = articles.published(), sort, since
        self.synonyms = synonyms or Synonyms()
        self.words = words.with_synonyms(self.synonyms)
        self.wanted = self.words.tsquery() if wanted is None else wanted
        self.lists_all = lists_all
        self.facts = facts

    @cached_property
    def ids(self) -> list[int]:
        """The ids of what was found, best first, at most MAX_COUNT + 1."""
        return [pk for *_rank, pk in self._best]

    @cached_property
    def _best(self) -> list[Hit]:
        hits = self._hits() if self.words or self.lists_all else []
        return sorted(hits, reverse=True)[: MAX_COUNT + 1]

    def with_words(self, words: Words, **changes: Any) -> "Search":
        """The same search, for other words."""
        same = {"synonyms": self.synonyms, "sort": self.sort, "since": self.since, **self.facts}
        return Search(self.articles, words, **{**same, **changes})

    def articles_at(self, first: int, last: int) -> "list[Article]":
        """What was found from place `first` up to `last`, for cards, each with its body as `markup`. One query."""
        ids = self.ids[first:last]
        articles = self.articles.for_cards().annotate(markup=F("body")).in_bulk(ids)
        return [articles[pk] for pk in ids if pk in articles]

    def titles(self, most: int) -> list[tuple[int, str]]:
        """[(id, title)] of the newest `most` articles with all the words in the title, each word in one piece."""
        if not self.words:
            return []
        search = self.with_words(self.words, wanted=self.words.tsquery(exact=True, weight="A"))
        ids = [pk for *_rank, pk in search._newest("head", most)]
        return list(self.articles.filter(pk__in=ids).newest_first().values_list("pk", "title"))

    def in_pieces(self, names: Iterable[str]) -> "Search | None":
        """The search for all the pieces of the words, wherever each stands, if it finds something.

        `names` are known names, folded, to cut long words by.
        """
        search = self.with_words(self.words.split(names))
        return search if search.wanted != self.wanted and search.ids else None

    def relaxed(self, names: Iterable[str]) -> "Search | None":
        """A search that finds something with fewer of those pieces: all but one, else any. None if there is none, or
        if it would find everything.
        """
        pieces = self.words.split(names).with_synonyms(self.synonyms)
        for wanted in dict.fromkeys([pieces.all_but_one(), pieces.any_of()] if len(pieces) > 1 else []):
            search = self.with_words(pieces, wanted=wanted)
            if search.ids:
                return None if search._is_everything() else search
        return None

    def _is_everything(self) -> bool:
        """Whether more than a page and more than half of all that the facts let is found: no answer to anything.

        Of more than are counted the newer half is compared with what was published in its time. One query.
        """
        hits = self._best if len(self.ids) <= MAX_COUNT else sorted(self._best, key=itemgetter(2))[len(self.ids) // 2 :]
        if len(hits) <= PAGE_SIZE:
            return False
        since = self.since if hits is self._best else datetime.fromtimestamp(hits[0][2], UTC)
        facts = {f"{name}_id": pk for name, pk in self.facts.items() if pk is not None}
        scope = self.articles.filter(**facts, **({"published_at__gte": since} if since else {}))
        return scope.order_by()[: 2 * len(hits)].count() < 2 * len(hits)

    def _hits(self) -> Collection[Hit]:
        """The newest hits and, of those in the head, the newest RANKED; each once, as what they are sorted by."""
        if not self.words:
            return self._newest("body", MAX_COUNT + 1)
        # One character begins many lexemes, all of whose entries the index reads: the heads have fewer.
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
        """(hits as `_hits()` gives them, by one pass through the index, None). Where there are too many for that:
        (None, how many the last week holds if these alone are too many, else None). One query.

        There are too many if the last week holds FEW_A_WEEK, or the whole archive FEW. The week is counted first, since
        it costs next to nothing.
        """
        [(narrowing, week_since, week_until), *_earlier] = periods(self.since)
        hits = self._read(
            _FEW,
            _FOUND,
            few=FEW,
            few_a_week=FEW_A_WEEK,
            query=self._index_query(),
            since=self.since or "-infinity",
            query_of_week=self._index_query(narrowing),
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
        queries = [self._index_query(narrowing) for narrowing in narrowings]
        source = _PERIODS.format(column=column)
        return self._read(_NEWEST, source, queries=queries, since=since, until=until, candidates=candidates, most=most)

    def _read(self, sql: str, source: str, **params: Any) -> list[Hit]:
        """The rows that `sql` makes of _HITS, of those rows of the `source` that visitors may see."""
        visible, parameters = self.articles.order_by().values("pk").query.sql_with_params()
        named = {f"visible_{number}": value for number, value in enumerate(parameters)}
        hits = _HITS.format(
            rank=_BY_RELEVANCE if self.sort == RELEVANCE else _NOT_RANKED,
            source=source,
            visible=visible % tuple(f"%({name})s" for name in named),
            together="true" if self._loose == self.wanted else "hit.vector @@ %(wanted)s::tsquery",
        )
        words = {"loose": self._loose, "wanted": self.wanted, "any_of": self.words.any_of(), "weights": WEIGHTS}
        words["in_title"] = self.words.tsquery(exact=True, weight="A")
        with replica.connection().cursor() as cursor:
            cursor.execute(sql.format(hits=hits), {**params, **named, **words})
            return cursor.fetchall()

    @cached_property
    def _loose(self) -> str:
        """`wanted` as the index knows it, without what stands next to what: tsquery text."""
        return _TOGETHER.sub(" & ", self.wanted)

    def _index_query(self, narrowing: str = "") -> str:
        """The words and the facts, narrowed to a period, as tsquery text."""
        facts = [f"'~{name[0]}{pk}'" for name, pk in self.facts.items() if pk is not None]
        return " & ".join(f"({each})" for each in [self._loose, *facts, narrowing] if each)

    def _candidates(self, most: int) -> int:
        """How many are looked at to have `most`: more, since the index still holds some that have expired."""
        # Twice as many would be sorted on disk.
        return most + most // 2 if self._loose == self.wanted else CANDIDATES


def periods(
    since: datetime | None = None, now: datetime | None = None, shortest: float = 0
) -> list[tuple[str, str, str]]:
    """[(tsquery text of the facts that narrow it or "", from, until)], newest first, nothing before `since`.

    The first reaches back `shortest` days at least. The times are PostgreSQL's literals; the facts only save reading
    the index's entries of other times.
    """
    now, until, reached = now or timezone.now(), "infinity", 0
    within: list[tuple[str, str, str]] = []
    for days, fact in PERIODS:
        if days < shortest:
            continue
        start = now - timedelta(days=days)
        # In steps of five days, so that no week and no month is missed.
        names = sorted({fact(now - timedelta(days=back)) for back in (*range(reached, days, 5), days)})
        narrowing = " | ".join(f"'~{name}'" for name in names)
        if since and since >= start:
            return [*within, (narrowing, since.isoformat(), until)]
        within.append((narrowing, start.isoformat(), until))
        until, reached = start.isoformat(), days
    return [*within, ("", since.isoformat() if since else "-infinity", until)]
