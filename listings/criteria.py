"""What a visitor may ask of a listing, a criterion a line: what fits, what is not known, and what misses by how much.

Each is said twice, for the database (`known`, `fits`, `shortfall`) and for one row (`judge`); a test holds the two
against each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, DateField, DecimalField, Expression, F, Q, Value, When
from django.db.models.functions import Coalesce

from listings.models import Listing
from zones.facts import plain

#: Of an area that is asked for, the smallest and the largest unit that still does; of a range, how far beyond it.
LEAST, MOST, BEYOND = Decimal("0.95"), Decimal("1.3"), Decimal("1.05")
#: By how much misses what cannot be measured: another fire class counts as a hall half as high.
_HALF = Value(Decimal("0.5"), output_field=DecimalField())
_FIRE_CLASSES = "甲乙丙丁戊"


@dataclass(frozen=True)
class Criterion:
    """One thing asked for.

    `known`: whether the fact is known. `fits`: whether it does (false or unknown where it is not known). `shortfall`:
    of one that does not fit, by which share it misses, above zero. `judge(listing)`: None where the fact is unknown,
    "" where it fits, else by how much it misses, in words.
    """

    label: str
    known: Q
    fits: Q
    shortfall: Expression
    judge: Callable[[Listing], str | None]


def at_least(field: str, label: str, unit: str, wanted: Decimal) -> Criterion:
    """A measure that has to be as large as `wanted`."""

    def judge(listing: Listing) -> str | None:
        value = getattr(listing, field)
        if value is None or value >= wanted:
            return None if value is None else ""
        return f"{label}差 {plain(wanted - value)} {unit}"

    return Criterion(
        label,
        Q(**{f"{field}__isnull": False}),
        Q(**{f"{field}__gte": wanted}),
        _share(wanted - F(field), wanted),
        judge,
    )


def rent_at_most(wanted: Decimal) -> Criterion:
    """A rent, in 元/㎡·月."""

    def judge(listing: Listing) -> str | None:
        value = listing.price_value
        if value is None or value <= wanted:
            return None if value is None else ""
        return f"租金高 {plain(value - wanted)} 元"

    known, fits = Q(price_value__isnull=False), Q(price_value__lte=wanted)
    return Criterion("租金", known, fits, _share(F("price_value") - wanted, wanted), judge)


@dataclass(frozen=True)
class Area:
    """An area in ㎡ as it was asked for: from `lower` to `upper`, the same of one number; None where it is open."""

    lower: Decimal | None
    upper: Decimal | None

    @property
    def wanted(self) -> Decimal:
        """The one number that stands for it: of a range the middle."""
        ends = [end for end in (self.lower, self.upper) if end is not None]
        return sum(ends, Decimal(0)) / len(ends)

    @property
    def least(self) -> Decimal:
        return self.lower * LEAST if self.lower is not None else Decimal(0)

    @property
    def most(self) -> Decimal:
        if self.upper is None:
            return Decimal(10**12)
        return self.upper * (MOST if self.lower == self.upper else BEYOND)


def area_about(area: Area) -> Criterion:
    """The whole unit, or a part that it can be divided into, is of this area."""
    least, most, wanted = area.least, area.most, area.wanted
    smallest = Coalesce("divisible_from_m2", "area_m2")

    def judge(listing: Listing) -> str | None:
        if listing.area_m2 is None:
            return None
        if listing.area_m2 < least:
            return f"面积少 {plain((area.lower or wanted) - listing.area_m2)} ㎡"
        smallest = listing.divisible_from_m2 or listing.area_m2
        return f"面积多 {plain(smallest - (area.upper or wanted))} ㎡" if smallest > most else ""

    return Criterion(
        "面积",
        Q(area_m2__isnull=False),
        Q(area_m2__gte=least) & (Q(divisible_from_m2__isnull=True, area_m2__lte=most) | Q(divisible_from_m2__lte=most)),
        Case(
            When(area_m2__lt=least, then=_share(wanted - F("area_m2"), wanted)),
            default=_share(smallest - wanted, wanted),
        ),
        judge,
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
    return Criterion(label, known, Q(**{f"{field}__in": good}), _HALF, judge)


def fire_class(wanted: str) -> Criterion:
    """A building approved for 乙 takes 丙 as well: the classes from 甲 to 戊 are ever less demanding (GB 50016)."""
    return one_of("fire_class", "消防", f"{wanted}类", tuple(_FIRE_CLASSES[: _FIRE_CLASSES.index(wanted) + 1]))


def free_by(wanted: date) -> Criterion:
    """A day from which it has to be free."""

    def judge(listing: Listing) -> str | None:
        day = listing.available_from
        if day is None or day <= wanted:
            return None if day is None else ""
        return f"{day:%Y-%m-%d} 才空出来"

    known = Q(available_from__isnull=False)
    return Criterion("交付", known, Q(available_from__lte=Value(wanted, output_field=DateField())), _HALF, judge)


def _share(difference: Expression, wanted: Decimal) -> Expression:
    return Case(
        When(Q(pk__isnull=False), then=difference / Value(wanted, output_field=DecimalField())),
        output_field=DecimalField(max_digits=30, decimal_places=6),
    )
