"""Finding what a plant needs: what fits, what may fit once a fact is known, and what just misses."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from operator import and_
from typing import Any

from django.db.models import Case, Expression, F, FloatField, Prefetch, Q, QuerySet, Value, When

from listings import criteria
from listings.areas import Area
from listings.budget import Budget
from listings.criteria import Criterion
from listings.finder_sql import KIND, PLACE, Ahead, look, page
from listings.models import Listing, ListingPicture, ListingSearch
from listings.models.listing_queryset import ListingQuerySet
from listings.models.listing_search import SALES, ListingSearchQuerySet
from listings.option_counts import COLUMNS, open_filters, option_counts
from plumbing import numbering
from zones.models import City, Industry, Zone

#: With fewer hits, what just misses is shown as well, and so much of it.
FEW = MOST_NEAR = 5
#: Of each kind no more are counted.
COUNTED = numbering.MAX_COUNT + 1
BEST, NEWEST, AREA, RENT = "best", "new", "area", "rent"
SORTS = {BEST: "最合适", NEWEST: "最新核实", AREA: "面积", RENT: "租金"}
_ZERO = Value(0.0, FloatField())


@dataclass(frozen=True)
class Need:
    """What somebody looks for. Areas in ㎡, lengths in m, loads in t/㎡, masses in t.

    Rent in 元/㎡·月, `total` in 元 a month; of what is bought `price` in 元/㎡, `mu_price` in 万元/亩, `total_price` in
    万元.
    """

    city: City | None = None
    zone: Zone | None = None
    #: Any of these, where some are given.
    cities: tuple[City, ...] = ()
    zones: tuple[Zone, ...] = ()
    kind: str = ""
    #: Any of these, where no one was chosen.
    any_kinds: tuple[str, ...] = ()
    deal: str = ""
    area: Area | None = None
    height: Decimal | None = None
    load: Decimal | None = None
    crane: Decimal | None = None
    has_crane: bool = False
    ground: bool = False
    lift: Decimal | None = None
    has_lift: bool = False
    power: Decimal | None = None
    rent: Decimal | None = None
    total: Decimal | None = None
    price: Decimal | None = None
    mu_price: Decimal | None = None
    total_price: Decimal | None = None
    storeys: str = ""
    structure: str = ""
    gas: bool = False
    steam: bool = False
    dock: bool = False
    fire: str = ""
    eia: bool = False
    by: date | None = None
    industry: Industry | None = None

    @cached_property
    def criteria(self) -> list[Criterion]:
        """What is asked of a listing's facts, in the order of the form."""
        asked: tuple[tuple[Any, Callable[[Any], Criterion]], ...] = (
            (self.area, criteria.area_about),
            (self.height, lambda value: criteria.at_least("clear_height_m", "净高", "米", value)),
            (self.load, lambda value: criteria.at_least("floor_load_t_m2", "荷载", "吨/㎡", value)),
            (self.crane, criteria.crane_of),
            (self.has_crane and not self.crane, lambda _: criteria.any_crane()),
            (self.ground, lambda _: criteria.ground_floor()),
            (self.lift, lambda value: criteria.at_least("goods_lift_t", "货梯", "吨", value)),
            (self.has_lift and not self.lift, lambda _: criteria.any_lift()),
            (self.power, lambda value: criteria.at_least("power_kva", "供电", "kVA", value)),
            (self.storeys, self._of_storeys),
            (self.structure, self._of_structure),
            (self.gas, lambda _: criteria.has("gas", "天然气")),
            (self.steam, lambda _: criteria.has("steam", "蒸汽")),
            (self.dock, lambda _: criteria.any_dock()),
            (self.fire, criteria.fire_class),
            (self.eia, lambda _: criteria.one_of("eia", "可环评", "可以环评", ("yes",), asked="ask")),
            (self.by, criteria.free_by),
        )
        return [*(make(value) for value, make in asked if value), *self.budget.criteria]

    @cached_property
    def budget(self) -> Budget:
        """What it may cost."""
        kinds = (self.kind,) if self.kind else self.any_kinds or Listing.Kind.values
        prices = (self.rent, self.total, self.price, self.mu_price, self.total_price)
        return Budget(self.deal, frozenset(kinds), self.area, *prices)

    @property
    def deals(self) -> tuple[str, ...]:
        """The deals that do; none where all do."""
        return (self.deal,) if self.deal else self.budget.deals

    @staticmethod
    def _of_storeys(value: str) -> Criterion:
        return criteria.one_of("storeys", "层数", Listing.Storeys(value).label, (value,))

    @staticmethod
    def _of_structure(value: str) -> Criterion:
        return criteria.one_of("structure", "结构", Listing.Structure(value).label, (value,))

    @property
    def is_of_a_building(self) -> bool:
        """Whether it asks for what no plot of land has."""
        of_buildings = ("height", "load", "crane", "has_crane", "ground", "lift", "has_lift", "dock")
        return any(getattr(self, name) for name in (*of_buildings, "storeys", "structure", "fire"))

    @property
    def kinds(self) -> list[str]:
        """The kinds that can have what is asked for, whichever was chosen."""
        impossible: set[str] = {Listing.Kind.LAND} if self.is_of_a_building else set()
        impossible |= {Listing.Kind.OFFICE} if self.crane or self.has_crane else set()
        impossible |= set() if self.kind or self.any_kinds else self.budget.impossible_kinds
        return [kind for kind in Listing.Kind.values if kind not in impossible]

    @property
    def chosen_kinds(self) -> list[str]:
        """Of these the one that was chosen, or those of which any does, or all."""
        chosen = (self.kind,) if self.kind else self.any_kinds or Listing.Kind.values
        return [kind for kind in self.kinds if kind in chosen]

    def within(self, rows: ListingSearchQuerySet) -> ListingSearchQuerySet:
        """Those in the right place and of the right deal, which welcome the industry; of every kind."""
        wanted: dict[str, Any] = {"city": self.city, "zone": self.zone}
        found = rows.filter(**{name: value for name, value in wanted.items() if value})
        if deals := self.deals:
            found = found.filter(deal=deals[0]) if len(deals) == 1 else found.filter(deal__in=deals)
        found = found.filter(city__in=self.cities) if self.cities else found
        found = found.filter(zone__in=self.zones) if self.zones else found
        return found.welcoming(self.industry) if self.industry else found

    def admits(self, listing: Listing) -> bool:
        """Whether a listing, of which the industries are prefetched, is `within` and of one of the `chosen_kinds`."""
        wanted, excluded = [*listing.industries_wanted.all()], [*listing.industries_excluded.all()]
        chosen = {"city": self.city, "zone": self.zone}
        return (
            all(getattr(listing, name) == value for name, value in chosen.items() if value)
            and (not self.cities or listing.city in self.cities)
            and (not self.zones or listing.zone in self.zones)
            and (not self.deals or listing.deal in self.deals)
            and listing.kind in self.chosen_kinds
            and (not self.industry or ((self.industry in wanted or not wanted) and self.industry not in excluded))
        )


@dataclass
class Hit:
    """A listing that was found: what of it is not known, and in words by what it misses.

    `doubts` says in whole words what is not known: 净高、荷载待核实, 行车只预留.
    """

    listing: Listing
    unknown: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, listing: Listing, asked: Sequence[Criterion]) -> "Hit":
        judged = [(criterion, criterion.judge(listing)) for criterion in asked]
        unknown = [(criterion.label, criterion.doubt(listing)) for criterion, words in judged if words is None]
        asked_for = "、".join(label for label, doubt in unknown if not doubt)
        doubts = [f"{asked_for}待核实"] if asked_for else []
        doubts += [doubt for _, doubt in unknown if doubt]
        return cls(listing, [label for label, _ in unknown], [words for _, words in judged if words], doubts)


class Finder(numbering.Numbering):
    """One page of what fits a need. Facts that are unknown exclude nothing: such listings stand last.

    `rows` are those that may be shown. At most five queries, the last two for the listings and their pictures.
    """

    def __init__(
        self, need: Need, rows: ListingSearchQuerySet, number: str | None, sort: str, query: Mapping[str, str]
    ) -> None:
        self.need = need
        self._rows = rows
        self._sort = sort
        self._rank = self._rank_of(sort)
        before = max(numbering.number_of(number) - 1, 0) * numbering.PAGE_SIZE
        #: {kind: (how many fit, how many of these surely)}, counted up to COUNTED, whatever kind was chosen.
        self._counts, self._ahead = self._look(before)
        counts = [self._counts.get(kind, (0, 0)) for kind in need.chosen_kinds]
        #: Of these as many are surely fitting, at least.
        self._seen_sure = sum(sure for _, sure in counts)
        super().__init__(sum(fit for fit, _ in counts), number, **query)
        #: How many of those that fit are known to; None where not even those that fit are all counted.
        self.sure = None if self.more_than_counted else self._seen_sure

    @cached_property
    def kinds(self) -> list[tuple[str, str, str]]:
        """[(kind, its label, how many fit)] of each of which one does, whatever kind was chosen."""
        labels = dict(Listing.Kind.choices)
        return [(kind, str(labels[kind]), numbering.label(self._counts[kind][0])) for kind in self._counts]

    @cached_property
    def option_counts(self) -> dict[str, Counter[Any]]:
        """{filter that is left open: {option: how many would fit}}; of none where more fit than are counted."""
        return option_counts(open_filters(self.need), self._ahead.options)

    @cached_property
    def hits(self) -> list[Hit]:
        """Those of this page, in order."""
        return self._hits(self._ids)

    @cached_property
    def near(self) -> list[Hit]:
        """Where few fit: those that miss by the least."""
        return self._hits(self._near_ids)

    @property
    def _fits(self) -> Q:
        """What is asked for holds or may hold."""
        return _all(criterion.may_fit for criterion in self.need.criteria)

    @property
    def _unknown(self) -> Expression:
        """Of how many of the facts asked about nobody knows."""
        return sum((Case(When(~criterion.known, then=1), default=0) for criterion in self.need.criteria), Value(0))

    def _rank_of(self, sort: str) -> Expression | F:
        """What the lowest of stands first, before the day of verification."""
        if sort == AREA:
            return F("area_m2")
        if sort == RENT:
            return F("price_order")
        if sort == BEST and self.need.area:
            return self.need.area.waste
        return _ZERO

    def _read(self, condition: Q, *further: str) -> QuerySet[ListingSearch, tuple[Any, ...]]:
        """Of one kind what is read of the rows for which the condition holds."""
        # What excludes most goes first: whether a row may be shown is asked of few.
        rows = self.need.within(ListingSearch.objects.filter(condition)) & self._rows
        rows = rows.filter(kind=KIND).annotate(unknown=self._unknown, rank=self._rank, place=PLACE)
        return rows.values_list("listing_id", "kind", "unknown", "rank", "verified_on", "place", *further)

    def _look(self, before: int) -> tuple[dict[str, tuple[int, int]], "Ahead"]:
        """The counts, and what stands first of the rows that were read. One query.

        Each kind is read until COUNTED fit: what fits little is read whole, once, and what fits much soon has enough.
        """
        kinds = self.need.kinds
        if not kinds:
            return {}, Ahead()
        further = [COLUMNS[name] for name in open_filters(self.need)]
        rows, size = self._read(self._fits, *further)[:COUNTED], numbering.PAGE_SIZE
        found = look([(kind, rows) for kind in kinds], self.need.chosen_kinds, COUNTED, before, size, len(further))
        counts = {kind: found[kind][:2] for kind in kinds if kind in found}
        return counts, next((ahead for *_, ahead in found.values()), Ahead())

    @cached_property
    def _ids(self) -> list[int]:
        """Those of this page. No query where every kind was read whole, else one, rarely two.

        What was read tells how far back a page may reach. Where it told too little, all is read.
        """
        chosen = [kind for kind in self.need.chosen_kinds if kind in self._counts]
        plenty = [kind for kind in chosen if self._counts[kind][0] == COUNTED]
        if not plenty:
            return self._ahead.ids or []
        ids = self._page(self._no_farther(), plenty, self._ahead)
        return ids if len(ids) == numbering.PAGE_SIZE else self._page([self._read(self._fits)], chosen, Ahead())

    def _page(self, reads: Sequence[QuerySet], kinds: Sequence[str], ahead: Ahead) -> list[int]:
        """The ids of this page among the rows that are read of the kinds, and what is ahead."""
        order = ["unknown", *([] if self._rank is _ZERO else ["rank"]), "-verified_on", "-listing_id"]
        parts = [(kind, rows.order_by(*order)[: self.first + numbering.PAGE_SIZE]) for rows in reads for kind in kinds]
        return page(parts, ahead, self.first, numbering.PAGE_SIZE)

    def _no_farther(self) -> list[QuerySet]:
        """What stands no farther back than the last of the rows read for the page: a range of an index if it can be."""
        last = self._ahead
        as_far = Q() if self._rank is _ZERO else Q(rank__lte=last.rank)
        if not last.rank:
            # No rank is lower: what was verified before is farther back.
            as_far &= Q(verified_on__gte=last.verified_on)
        if last.unknown > 1:
            return [self._read(self._fits).filter(Q(unknown__lt=last.unknown) | Q(unknown=last.unknown) & as_far)]
        if self._sort == BEST and self.need.area:
            as_far &= self.need.area.no_farther(last.rank)
        if self._sort == RENT and self.need.deals and Listing.Deal.RENT not in self.need.deals:
            as_far &= Q(price_order__gte=SALES)
        surely = self._read(_all(criterion.fits for criterion in self.need.criteria))
        if not last.unknown:
            return [surely.filter(as_far)]
        # Two reads, by an index each, are faster than one that asks every row how much of it is known.
        return [surely, self._read(self._fits).filter(Q(unknown=1) & as_far)]

    @cached_property
    def _near_ids(self) -> list[int]:
        if self.count >= FEW or not self.need.criteria:
            return []
        misses: Expression = _ZERO
        rows = ListingSearch.objects.filter(kind__in=self.need.chosen_kinds)
        for criterion in self.need.criteria:
            misses = misses + Case(When(~criterion.may_fit, then=criterion.shortfall), default=_ZERO)
            # One alone excludes most; the sum is taken of few.
            rows = rows.filter(criterion.near)
        missing = (self.need.within(rows) & self._rows).annotate(missing=misses)
        missing = missing.filter(missing__gt=0, missing__lte=float(criteria.FARTHEST))
        missing = missing.order_by("missing", "-verified_on", "-listing_id")
        return list(missing.values_list("listing_id", flat=True)[:MOST_NEAR])

    @cached_property
    def _listings(self) -> dict[int, Listing]:
        rows = Listing.objects.on_offer().filter(pk__in=[*self._ids, *self._near_ids])
        return {listing.pk: listing for listing in with_pictures(rows)}

    def _hits(self, ids: Iterable[int]) -> list[Hit]:
        # One that is on offer no more since its id was found is left out.
        return [Hit.of(self._listings[pk], self.need.criteria) for pk in ids if pk in self._listings]


def with_pictures(listings: ListingQuerySet) -> ListingQuerySet:
    """For cards: each with its place and its first photo, read at once, as `photos`."""
    photos = ListingPicture.objects.filter(is_plan=False, image__offline_since=None).select_related("image")
    return listings.for_cards().select_related("zone__cover").prefetch_related(Prefetch("pictures", photos, "photos"))


def _all(conditions: Any) -> Q:
    return reduce(and_, conditions, Q())
