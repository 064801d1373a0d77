"""Finding what a plant needs: what fits, what may fit once a fact is known, and what just misses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from operator import and_
from typing import Any

from django.db.models import Case, Count, DecimalField, Exists, Expression, F, OuterRef, Prefetch, Q, Value, When

from listings import criteria
from listings.criteria import Area, Criterion
from listings.models import Listing, ListingPicture
from listings.models.listing_queryset import ListingQuerySet
from plumbing import numbering
from zones.models import City, Industry, Zone

#: With fewer hits, what just misses is shown as well, and so much of it.
FEW = MOST_NEAR = 5
#: The shares by which it misses, together: what is farther off is no near miss.
FARTHEST = Decimal("0.5")
BEST, NEWEST, AREA, RENT = "best", "new", "area", "rent"
SORTS = {BEST: "最合适", NEWEST: "最新核实", AREA: "面积", RENT: "租金"}
_ZERO = Value(Decimal(0), output_field=DecimalField())


@dataclass(frozen=True)
class Need:
    """What somebody looks for. Areas in ㎡, lengths in m, loads in t/㎡, masses in t, rent in 元/㎡·月."""

    city: City | None = None
    zone: Zone | None = None
    kind: str = ""
    deal: str = ""
    area: Area | None = None
    height: Decimal | None = None
    load: Decimal | None = None
    crane: Decimal | None = None
    power: Decimal | None = None
    rent: Decimal | None = None
    storeys: str = ""
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
            (self.power, lambda value: criteria.at_least("power_kva", "供电", "kVA", value)),
            (self.highest_rent, criteria.rent_at_most),
            (self.storeys, self._of_storeys),
            (self.fire, criteria.fire_class),
            (self.eia, lambda _: criteria.one_of("eia", "可环评", "可以环评", ("yes",), asked="ask")),
            (self.by, criteria.free_by),
        )
        return [make(value) for value, make in asked if value]

    @property
    def highest_rent(self) -> Decimal | None:
        """The rent, unless something is looked for to buy."""
        return self.rent if self.deal in {"", Listing.Deal.RENT} else None

    @staticmethod
    def _of_storeys(value: str) -> Criterion:
        return criteria.one_of("storeys", "层数", Listing.Storeys(value).label, (value,))

    @property
    def is_of_a_building(self) -> bool:
        """Whether it asks for what no plot of land has."""
        return bool(self.height or self.load or self.crane or self.storeys or self.fire)

    def within(self, listings: ListingQuerySet, *, any_kind: bool = False) -> ListingQuerySet:
        """Those in the right place, of the right kind and deal, which want the industry; `any_kind`: of every kind."""
        wanted: dict[str, Any] = {"city": self.city, "zone": self.zone, "deal": self.deal}
        if not any_kind:
            wanted["kind"] = self.kind
        found = listings.filter(**{name: value for name, value in wanted.items() if value})
        if self.highest_rent:
            found = found.filter(deal=Listing.Deal.RENT)
        if self.is_of_a_building:
            found = found.exclude(kind=Listing.Kind.LAND)
        if self.crane:
            found = found.exclude(kind=Listing.Kind.OFFICE)
        if self.industry:
            others = ~Exists(_with("industries_wanted")) | Exists(_with("industries_wanted", self.industry))
            found = found.filter(others, ~Exists(_with("industries_excluded", self.industry)))
        return found

    def admits(self, listing: Listing) -> bool:
        """Whether `within` has a listing, of which the industries are prefetched."""
        wanted, excluded = [*listing.industries_wanted.all()], [*listing.industries_excluded.all()]
        chosen = {"city": self.city, "zone": self.zone, "deal": self.deal, "kind": self.kind}
        return (
            all(getattr(listing, name) == value for name, value in chosen.items() if value)
            and not (self.highest_rent and listing.deal != Listing.Deal.RENT)
            and not (self.is_of_a_building and listing.kind == Listing.Kind.LAND)
            and not (self.crane and listing.kind == Listing.Kind.OFFICE)
            and (not self.industry or ((self.industry in wanted or not wanted) and self.industry not in excluded))
        )


def _with(name: str, industry: Industry | None = None) -> Any:
    """The rows that say of a listing, the outer query's, which industries (or that it is this one) it has by `name`."""
    rows = getattr(Listing, name).through.objects.filter(listing_id=OuterRef("pk"))
    return rows.filter(industry=industry) if industry else rows


@dataclass
class Hit:
    """A listing that was found: what of it is not known, and in words by what it misses."""

    listing: Listing
    unknown: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, listing: Listing, asked: Sequence[Criterion]) -> "Hit":
        judged = [(criterion, criterion.judge(listing)) for criterion in asked]
        unknown = [criterion.label for criterion, words in judged if words is None]
        return cls(listing, unknown, [words for _, words in judged if words])


class Finder(numbering.Numbering):
    """One page of what fits a need. Facts that are unknown exclude nothing: such listings stand last."""

    def __init__(
        self, need: Need, listings: ListingQuerySet, page: str | None, sort: str, query: Mapping[str, str]
    ) -> None:
        self.need, self._public = need, listings
        self._sort = sort
        self._within = need.within(listings)
        counts = [(fit, sure) for kind, _, fit, sure in self.kinds if need.kind in {"", kind}]
        #: How many of those that fit are known to.
        self.sure = sum(sure for _, sure in counts)
        super().__init__(sum(fit for fit, _ in counts), page, **query)

    @cached_property
    def _fitting(self) -> ListingQuerySet:
        return self._within.filter(self._fits)

    @property
    def _fits(self) -> Q:
        """What is asked for holds or may hold."""
        return _all(criterion.fits | ~criterion.known for criterion in self.need.criteria)

    @property
    def _unknown(self) -> Expression:
        """Of how many of the facts asked about nobody knows."""
        unknown = [Case(When(~criterion.known, then=1), default=0) for criterion in self.need.criteria]
        return sum(unknown, Value(0))

    @property
    def _surely(self) -> Q:
        """All that is asked about is known."""
        return _all(criterion.known for criterion in self.need.criteria)

    @cached_property
    def hits(self) -> list[Hit]:
        """Those of this page, in order. Two queries, one for their pictures."""
        listings, order = self._fitting, self._order
        if self.need.criteria:
            listings, order = listings.annotate(unknown=self._unknown), ["unknown", *order]
        return self._hits(listings.order_by(*order)[self.first : self.first + numbering.PAGE_SIZE])

    @property
    def _order(self) -> list[Any]:
        last: list[Any] = ["-verified_on", "-pk"]
        if self._sort == AREA:
            return ["area_m2", *last]
        if self._sort == RENT:
            # Rents, then what is sold by the metre, then land by the mu: numbers of one unit stand together.
            unit = Case(When(deal=Listing.Deal.RENT, then=0), When(kind=Listing.Kind.LAND, then=2), default=1)
            return [unit, F("price_value").asc(nulls_last=True), *last]
        if self._sort == BEST and self.need.area:
            return [self.need.area.waste, *last]
        return last

    @cached_property
    def near(self) -> list[Hit]:
        """Where few fit: those that miss by the least. Two queries, or none."""
        if self.count >= FEW or not self.need.criteria:
            return []
        misses: Expression = _ZERO
        for criterion in self.need.criteria:
            failing = criterion.known & ~criterion.fits
            misses = misses + Case(When(failing, then=criterion.shortfall), default=_ZERO, output_field=DecimalField())
        missing = self._within.annotate(missing=misses).filter(missing__gt=0, missing__lte=FARTHEST)
        return self._hits(missing.order_by("missing", "-verified_on", "-pk")[:MOST_NEAR])

    @cached_property
    def kinds(self) -> list[tuple[str, str, int, int]]:
        """[(kind, its label, how many fit, how many of these surely)] of each, whatever kind was chosen. One query."""
        fitting = self.need.within(self._public, any_kind=True).filter(self._fits)
        surely = Count("pk", filter=self._surely or None)
        rows = fitting.order_by().values_list("kind").annotate(fit=Count("pk"), sure=surely)
        counts = {kind: (fit, sure) for kind, fit, sure in rows}
        return [(kind.value, kind.label, *counts[kind]) for kind in Listing.Kind if kind in counts]

    def _hits(self, listings: ListingQuerySet) -> list[Hit]:
        return [Hit.of(listing, self.need.criteria) for listing in with_pictures(listings)]


def with_pictures(listings: ListingQuerySet) -> ListingQuerySet:
    """For cards: each with its place and its first photo, read at once, as `photos`."""
    photos = ListingPicture.objects.filter(is_plan=False, image__offline_since=None).select_related("image")
    return listings.for_cards().select_related("zone__cover").prefetch_related(Prefetch("pictures", photos, "photos"))


def _all(conditions: Any) -> Q:
    return reduce(and_, conditions, Q())
