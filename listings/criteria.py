"""What a visitor may ask of a listing, a criterion a line: what fits, what is not known, and what misses by how much.

Each is said twice, for the database (`known`, `may_fit`, `near`, `shortfall`, of a ListingSearch) and for one listing
(`judge`); a test holds the two against each other.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import (
    Case,
    DateField,
    Expression,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest, Least
from django.db.models.lookups import LessThanOrEqual

from listings.areas import Area, number
from listings.models import Listing
from listings.models.listing import size_in_words
from listings.models.listing_search import UNKNOWN, UNKNOWN_COUNT, UNKNOWN_DAY, UNKNOWN_KVA, UNKNOWN_PRICE
from zones.facts import plain

#: The shares by which a near miss misses, together: what is farther off is none.
FARTHEST = Decimal("0.5")
#: Shares are sums of rounded numbers.
_SLACK = Decimal("0.000001")
_NEAREST = FARTHEST + _SLACK
#: Of what cannot be measured none misses by more.
ANY = Q()
#: What is free only so many days after the day that was asked for misses wholly.
LATEST_DAYS = Decimal(180)
#: By how much misses what cannot be measured: another fire class counts as a hall half as high.
_HALF = Value(0.5, FloatField())
_FIRE_CLASSES = "甲乙丙丁戊"
#: What makes a total of price × ㎡, of buildings and of land: 元 a month of a rent, 万元 of what is bought.
Factors = tuple[Decimal, Decimal]
OF_RENT: Factors = (Decimal(1), Decimal(1))
OF_PRICE: Factors = (Decimal("0.0001"), Decimal("0.0015"))
#: A total that is more by less is the same: 50 万 a year are 41666.67 a month. No total is more by just so much.
_ROUNDED = Decimal("0.50000005")


@dataclass(frozen=True)
class Criterion:
    """One thing asked for.

    `known`: whether the fact is known. `may_fit`: whether it does, or is not known. `shortfall`: of one that does not
    fit, by which share it misses, above zero. `near`: what holds of all that may fit or miss by FARTHEST at most, in
    one comparison. `judge(listing)`: None where the fact is unknown, "" where it fits, else by how much it misses, in
    words. `doubt(listing)`: of an unknown one what is known after all, in words, or "".
    """

    label: str
    known: Q
    may_fit: Q
    shortfall: Expression
    judge: Callable[[Listing], str | None]
    doubt: Callable[[Listing], str] = lambda _: ""
    near: Q = ANY

    @property
    def fits(self) -> Q:
        """Whether it is known to fit."""
        return self.may_fit & self.known


def at_least(field: str, label: str, unit: str, wanted: Decimal) -> Criterion:
    """A measure that has to be as large as `wanted`."""

    def judge(listing: Listing) -> str | None:
        value = getattr(listing, field)
        if value is None or value >= wanted:
            return None if value is None else ""
        return f"{label}差 {plain(wanted - value)} {unit}"

    return Criterion(
        label,
        Q(**{f"{field}__lt": UNKNOWN_KVA if field == "power_kva" else UNKNOWN}),
        Q(**{f"{field}__gte": wanted}),
        _share(number(wanted) - F(field), wanted),
        judge,
        near=Q(**{f"{field}__gte": wanted * (1 - _NEAREST)}),
    )


def crane_of(wanted: Decimal) -> Criterion:
    """A crane that lifts as much as `wanted`, in t; that there is none is known as well.

    Where one is only prepared for, nobody knows what it takes to have it.
    """
    measured = at_least("crane_t", "行车", "吨", wanted)
    none, prepared = Listing.CraneState.NONE, Listing.CraneState.PREPARED

    def judge(listing: Listing) -> str | None:
        words = "没有行车" if listing.crane_state == none else measured.judge(listing)
        return None if words == "" and listing.crane_state == prepared else words

    known = Q(crane_t__lt=wanted) | Q(crane_t__lt=UNKNOWN) & ~Q(crane_state=prepared)
    return replace(measured, known=known, judge=judge, doubt=_only_prepared)


def any_crane() -> Criterion:
    """A crane of any capacity; one that is only prepared for is none yet, and may be had."""
    none, prepared = Listing.CraneState.NONE, Listing.CraneState.PREPARED

    def judge(listing: Listing) -> str | None:
        if listing.crane_state == none:
            return "没有行车"
        has_crane = listing.crane_state != prepared and (listing.crane_state or listing.crane_t is not None)
        return "" if has_crane else None

    known = ~Q(crane_state=prepared) & (~Q(crane_state="") | Q(crane_t__lt=UNKNOWN))
    return Criterion("行车", known, ~Q(crane_state=none), _HALF, judge, _only_prepared)


def _only_prepared(listing: Listing) -> str:
    return "行车只预留" if listing.crane_state == Listing.CraneState.PREPARED else ""


def any_lift() -> Criterion:
    """A goods lift of any capacity; of none it is never known that there is none."""
    known = Q(goods_lift_t__lt=UNKNOWN)
    return Criterion(
        "货梯", known, Q(goods_lift_t__gt=0), _HALF, lambda listing: None if listing.goods_lift_t is None else ""
    )


def has(name: str, label: str) -> Criterion:
    """What there is or is not: gas, steam."""

    def judge(listing: Listing) -> str | None:
        value = getattr(listing, f"has_{name}")
        return None if value is None else "" if value else f"没有{label}"

    return Criterion(label, *_counted(name), _HALF, judge)


def any_dock() -> Criterion:
    """A loading dock, however many."""

    def judge(listing: Listing) -> str | None:
        return None if listing.loading_docks is None else "" if listing.loading_docks else "没有装卸口"

    return Criterion("装卸口", *_counted("loading_docks"), _HALF, judge)


def ground_floor() -> Criterion:
    """On the ground, wholly or with a part."""

    def judge(listing: Listing) -> str | None:
        if listing.is_ground_floor is None:
            return None
        return "" if listing.is_ground_floor else f"在 {listing.floor}，您要一楼"

    return Criterion("楼层", *_counted("ground_floor"), _HALF, judge)


def _counted(field: str) -> tuple[Q, Q]:
    """Whether it is known how many there are, and whether there may be one."""
    return Q(**{f"{field}__lt": UNKNOWN_COUNT}), Q(**{f"{field}__gte": 1})


def price_at_most(label: str, wanted: Decimal, unit: str, *, of_land: bool | None = None) -> Criterion:
    """A rent in 元/㎡·月, or a price in 元/㎡ or of land in 万元/亩; of buildings or land alone where that is said."""

    def judge(listing: Listing) -> str | None:
        value = listing.price_value
        if of_land not in {None, listing.kind == Listing.Kind.LAND} or (value is not None and value <= wanted):
            return ""
        return None if value is None else f"{label}高 {plain(value - wanted)} {unit}"

    land = Q(kind=Listing.Kind.LAND)
    others = Q() if of_land is None else ~land if of_land else land
    known, may_fit = Q(price_value__gt=UNKNOWN_PRICE), Q(price_value__lte=wanted)
    near = Q(price_value__lte=wanted * (1 + _NEAREST))
    if others:
        known, may_fit, near = others | known, others | may_fit, others | near
    return Criterion(label, known, may_fit, _share(F("price_value") - number(wanted), wanted), judge, near=near)


def total_at_most(label: str, wanted: Decimal, unit: str, factors: Factors, area: "Area | None") -> Criterion:
    """What all of it costs, or the part that is large enough for `area`; the smallest part if no area was said."""
    lower = (area and area.lower) or Decimal(0)
    building, land = factors

    def judge(listing: Listing) -> str | None:
        if listing.price_value is None or listing.area_m2 is None:
            return None
        size = max(listing.divisible_from_m2 or listing.area_m2, min(listing.area_m2, lower))
        factor = land if listing.kind == Listing.Kind.LAND else building
        total = listing.price_value * size * factor
        return (
            "" if total <= wanted + _ROUNDED else f"{label}高 {plain(round(max(total - wanted, Decimal(1)), 0))} {unit}"
        )

    size = Greatest(F("smallest_m2"), Least(F("area_m2"), number(lower)), output_field=FloatField())
    factor = Case(When(kind=Listing.Kind.LAND, then=number(land)), default=number(building), output_field=FloatField())
    total = ExpressionWrapper(F("price_value") * size * factor, FloatField())
    known = Q(price_value__gt=UNKNOWN_PRICE)
    may_fit = Q(LessThanOrEqual(total, number(wanted + _ROUNDED)))
    near = Q(LessThanOrEqual(total, number(wanted * (1 + _NEAREST) + _ROUNDED)))
    return Criterion(label, known, may_fit, _share(total - number(wanted), wanted), judge, near=near)


def area_about(area: Area) -> Criterion:
    """The whole unit, or a part that it can be divided into, is of this area."""
    least, most, wanted = area.least, area.most, area.wanted

    def judge(listing: Listing) -> str | None:
        if listing.area_m2 is None:
            return None
        if listing.area_m2 < least:
            return f"面积少 {size_in_words((area.lower or wanted) - listing.area_m2, listing.kind)}"
        if (listing.divisible_from_m2 or listing.area_m2) <= most:
            return ""
        if listing.divisible_from_m2:
            return f"{size_in_words(listing.divisible_from_m2, listing.kind)} 起"
        return f"面积多 {size_in_words(listing.area_m2 - (area.upper or wanted), listing.kind)}"

    return Criterion(
        "面积",
        Q(area_m2__gt=0),
        Q(area_m2__gte=least, smallest_m2__lte=most),
        _share(area.distance, wanted),
        judge,
        near=area.no_farther_than(wanted * _NEAREST),
    )


def one_of(field: str, label: str, wanted: str, good: tuple[str, ...], asked: str = "") -> Criterion:
    """A choice: `good` are the values that do, `wanted` is what a visitor calls it; `asked` counts as unknown."""
    unknown = {"", asked}

    def judge(listing: Listing) -> str | None:
        value = getattr(listing, field)
        if value in unknown or value in good:
            return None if value in unknown else ""
        return f"{label}是{listing.shown(field)}，您要{wanted}"

    known = ~Q(**{f"{field}__in": sorted(unknown)})
    return Criterion(label, known, Q(**{f"{field}__in": [*good, *sorted(unknown)]}), _HALF, judge)


def fire_class(wanted: str) -> Criterion:
    """A building approved for 乙 takes 丙 as well: the classes from 甲 to 戊 are ever less demanding (GB 50016)."""
    return one_of("fire_class", "消防", f"{wanted}类", fire_classes(wanted))


def fire_classes(wanted: str) -> tuple[str, ...]:
    """Those that do where one is asked for."""
    return tuple(_FIRE_CLASSES[: _FIRE_CLASSES.index(wanted) + 1])


def free_by(wanted: date) -> Criterion:
    """A day from which it has to be free."""

    def judge(listing: Listing) -> str | None:
        day = listing.available_from
        if day is None or day <= wanted:
            return None if day is None else ""
        return f"晚 {(day - wanted).days} 天，{day:%Y-%m-%d} 才空出来"

    known, day = Q(available_from__gt=UNKNOWN_DAY), Value(wanted, output_field=DateField())
    days = Func(F("available_from"), day, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())
    near = Q(available_from__lte=_later(wanted, math.ceil(LATEST_DAYS * _NEAREST)))
    return Criterion("交付", known, Q(available_from__lte=day), _share(days, LATEST_DAYS), judge, near=near)


def _later(day: date, days: int) -> date:
    """So many days later; on the last day that there is at the latest."""
    return day + timedelta(days=min(days, (date.max - day).days))


def _share(difference: Expression, wanted: Decimal) -> Expression:
    # As numbers with decimals: of whole ones PostgreSQL makes whole shares.
    return ExpressionWrapper(Cast(difference, FloatField()) / number(wanted), FloatField())
