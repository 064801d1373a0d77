"""An area as it was asked for, and how much of a ListingSearch's is more or less."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Expression, ExpressionWrapper, F, FloatField, Q, Value, When
from django.db.models.functions import Greatest

#: Of one number that is asked for as an area, the smallest and the largest unit that still does; a range is as it says.
LEAST, MOST = Decimal("0.95"), Decimal("1.15")
#: The smallest of one number that is only about so: 3500平左右.
LEAST_ABOUT = Decimal("0.9")
#: By what share of the area a whole may miss it before a part of something larger is better.
_OF_A_PART = Decimal("0.05")
#: In ㎡: sums of floats are rounded.
_SLACK = 1.0
_ZERO = Value(0.0, FloatField())


@dataclass(frozen=True)
class Area:
    """An area in ㎡ as it was asked for: from `lower` to `upper`, the same of one number; None where it is open.

    Of one number, and of a range that is only about so (五六百), a little less or more still does; yet less does where
    one number is only about so.
    """

    lower: Decimal | None
    upper: Decimal | None
    is_about: bool = False

    @property
    def wanted(self) -> Decimal:
        """The one number that stands for it: of a range the middle."""
        ends = [end for end in (self.lower, self.upper) if end is not None]
        return sum(ends, Decimal(0)) / len(ends)

    @property
    def least(self) -> Decimal:
        lower = self.lower or Decimal(0)
        if self.lower == self.upper:
            return lower * (LEAST_ABOUT if self.is_about else LEAST)
        return lower * LEAST if self.is_about else lower

    @property
    def most(self) -> Decimal:
        upper = Decimal(10**12) if self.upper is None else self.upper
        return upper * MOST if self.lower == self.upper or self.is_about else upper

    @property
    def distance(self) -> Expression:
        """By how many ㎡ a listing, or the part of it that is nearest, is smaller or larger than what is asked for."""
        return _beyond(self.lower, self.upper)

    def no_farther_than(self, distance: Decimal) -> Q:
        """Whether the `distance` of one is no more than so many ㎡."""
        ends = Q() if self.lower is None else Q(area_m2__gte=self.lower - distance)
        return ends if self.upper is None else ends & Q(smallest_m2__lte=self.upper + distance)

    @property
    def waste(self) -> Expression:
        """The same, but of an open range what is nearest to its one end is best: who needs 3000 pays for no 9000.

        A part of something larger stands behind what is nearly as large as is asked for.
        """
        lower, upper = self._best
        is_part = Q(smallest_m2__lt=F("area_m2"), area_m2__gt=upper * MOST)
        part = Case(When(is_part, then=number(self.wanted * _OF_A_PART)), default=_ZERO, output_field=FloatField())
        return ExpressionWrapper(_beyond(lower, upper) + part, FloatField())

    def no_farther(self, waste: float) -> Q:
        """What holds of all whose `waste` is no more, as a range of whole areas."""
        lower, upper = map(float, self._best)
        holds = Q(area_m2__gte=lower - waste - _SLACK)
        if waste >= float(self.wanted * _OF_A_PART):
            return holds
        return holds & Q(area_m2__lte=max(upper * float(MOST), upper + waste) + _SLACK)

    @property
    def _best(self) -> tuple[Decimal, Decimal]:
        """The ends; of an open range its one end twice."""
        lower = self.upper if self.lower is None else self.lower
        upper = self.lower if self.upper is None else self.upper
        return lower or Decimal(0), upper or Decimal(0)


def _beyond(lower: Decimal | None, upper: Decimal | None) -> Expression:
    below = [] if lower is None else [number(lower) - F("area_m2")]
    above = [] if upper is None else [F("smallest_m2") - number(upper)]
    return Greatest(*below, *above, _ZERO, output_field=FloatField())


def number(wanted: Decimal) -> Value:
    """As ListingSearch has measures."""
    return Value(float(wanted), FloatField())
