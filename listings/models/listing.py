"""A unit of a building or a plot of land on offer."""

import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from listings.models.floors import is_ground
from listings.models.listing_fields import OF_BUILDINGS, ListingFields
from listings.models.listing_queryset import ON_OFFER, ListingQuerySet
from listings.pricing import in_common_unit, in_words, is_without_unit, read_price
from plumbing import pinyin
from plumbing.paths import path_of
from plumbing.quantities.reading import in_unit
from staff.models import User
from zones.facts import plain

#: A listing's number, and the characters of the longest.
NUMBER, LONGEST_NUMBER = "[A-Z]{1,3}-[0-9]{1,8}", 12
#: Of a listing's area less than this share is the difference between two surveys, and no rest to be had.
SMALLEST_REST = Decimal("0.05")


def numbers_named(text: str) -> list[str]:
    """The numbers of listings that a text names: 想看 JN-1032."""
    return re.findall(rf"(?<![A-Z0-9]){NUMBER}(?![0-9])", text.upper())


def size_in_words(area_m2: Decimal, kind: str) -> str:
    """An area with its unit, of land in 亩."""
    if kind == ListingFields.Kind.LAND:
        return f"{plain(in_unit(area_m2, '亩', Decimal('0.1')))} 亩"
    return f"{plain(area_m2)} ㎡"


def _positive(*names: str) -> Q:
    """Each is unknown or above zero."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": 0})
    return condition


class Listing(ListingFields):
    """What somebody may rent or buy, as one: a floor, a hall, a plot."""

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = "房源"
        verbose_name_plural = "房源"
        ordering = ["-id"]
        permissions = [("publish_listing", "Can publish and withdraw 房源")]
        indexes = [
            # What the finder, a zone's and a city's page read.
            models.Index(fields=["zone", "-verified_on"], name="listing_of_zone", condition=Q(state__in=ON_OFFER)),
            models.Index(
                fields=["city", "kind", "-verified_on", "-id"], name="listing_of_city", condition=Q(state__in=ON_OFFER)
            ),
            models.Index(fields=["-verified_on", "-id"], name="listing_newest_first", condition=Q(state__in=ON_OFFER)),
        ]
        constraints = [
            models.CheckConstraint(
                name="listing_on_offer_is_known",
                condition=~Q(state__in=ON_OFFER) | Q(area_m2__isnull=False, verified_on__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_part_is_not_larger",
                condition=Q(divisible_from_m2__isnull=True)
                | Q(area_m2__isnull=False, divisible_from_m2__lte=F("area_m2")),
            ),
            models.CheckConstraint(
                name="listing_sizes_are_positive",
                condition=_positive(
                    *("area_m2", "divisible_from_m2", "clear_height_m", "floor_height_m", "floor_load_t_m2"),
                    *("crane_t", "goods_lift_t", "power_kva", "price_value"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return path_of("listings:listing", self.number)

    @property
    def name(self) -> str:
        """As visitors call it: zone, building, floor, kind and size."""
        parts = (self.zone.name, self.building, self.floor, self.get_kind_display(), self.size)
        return " ".join(part for part in parts if part)

    @property
    def size(self) -> str:
        """Its area with the unit, of land in 亩; "" where it is not known."""
        return "" if self.area_m2 is None else size_in_words(self.area_m2, self.kind)

    @property
    def metres(self) -> str:
        """The same of land in whole ㎡; "" of buildings, whose size says it."""
        is_land = self.kind == self.Kind.LAND and self.area_m2 is not None
        return f"{plain(round(self.area_m2))} ㎡" if is_land else ""

    @property
    def parts_from_m2(self) -> Decimal | None:
        """From which area on a part of it is to be had; None where only the whole is."""
        smallest = self.divisible_from_m2
        return smallest if smallest and self.area_m2 and smallest < self.area_m2 else None

    @property
    def state_in_words(self) -> str:
        """Its state, as one says it of what is let, or of what is sold."""
        if self.state not in (self.State.OPEN, self.State.TAKEN):
            return self.get_state_display()
        return ("在" if self.state == self.State.OPEN else "已") + ("租" if self.deal == self.Deal.RENT else "售")

    @property
    def is_ground_floor(self) -> bool | None:
        """Whether it stands on the ground, wholly or with a part; None of land, and where nobody can tell."""
        if self.kind == self.Kind.LAND:
            return None
        return is_ground(self.floor, is_single_storey=self.storeys == self.Storeys.SINGLE)

    @property
    def price_in_words(self) -> str:
        """Its price as pages write it; "" without one."""
        return in_words(self.price)

    @property
    def common_price(self) -> str:
        """Its price in the unit of its kind and deal, where it is said in another one."""
        return in_common_unit(self.price, self.price_value, self.price_unit)

    @property
    def is_on_offer(self) -> bool:
        return self.state in ON_OFFER

    def is_stale(self, listing_days: int) -> bool:
        """Whether it was verified so long ago that visitors are told."""
        return self.days_unverified is not None and self.days_unverified >= listing_days

    @property
    def days_unverified(self) -> int | None:
        """Since it was verified; None of what never was."""
        return (timezone.localdate() - self.verified_on).days if self.verified_on else None

    def clean(self) -> None:
        """All at once: of a field that is passed over here the constraint would speak in its own words."""
        faults = self.odd_sizes()
        if self.zone_id and self.city_id and self.zone.city_id != self.city_id:
            faults["zone"] = "这个园区不在所选的城市。"
        if self.divisible_from_m2 and not (self.area_m2 and self.divisible_from_m2 <= self.area_m2):
            faults.setdefault("divisible_from_m2", "可分割的最小面积不能大于总面积。")
        if self.clear_height_m and self.floor_height_m and self.clear_height_m > self.floor_height_m:
            faults.setdefault("clear_height_m", "净高不会大于层高，两个数可能填反了。")
        if self.kind == self.Kind.LAND:
            faults |= {name: "土地没有这一项，请留空。" for name in OF_BUILDINGS if getattr(self, name)}
        if self.crane_state in {self.CraneState.INSTALLED, self.CraneState.PREPARED} and not self.crane_t:
            faults.setdefault("crane_t", "选了已装或预留，请写吨位。")
        if self.crane_state == self.CraneState.NONE and self.crane_t:
            faults.setdefault("crane_t", "选了没有行车，吨位请留空。")
        if is_without_unit(self.price):
            unit = self.price_unit.replace("/月", "·月")
            faults["price"] = f"价格要带单位，例如“{self.price.strip(' 元块')} {unit}”；不公开就写“面议”。"
        if self.verified_on and self.verified_on > timezone.localdate():
            faults["verified_on"] = "核实日期不能晚于今天。"
        if self.is_on_offer:
            for name, words in (("area_m2", "对外的房源要写面积。"), ("verified_on", "对外的房源要写核实日期。")):
                if not getattr(self, name):
                    faults.setdefault(name, words)
        if faults:
            raise ValidationError(faults)

    def save(self, **kwargs: Any) -> None:
        """Stores it, with its number when it is new, the value of its price and since when it is on offer."""
        if not self.number:
            self.number = self._next_number()
        self.price_value = read_price(self.price, self.price_unit, self.area_m2) if self.price else None
        self.offered_at = (self.offered_at or timezone.now()) if self.is_on_offer else None
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "price_value", "offered_at", "updated_at"}
        super().save(**kwargs)

    def _next_number(self) -> str:
        """The city's initials and the next number of all, as it is spoken on the phone: JN-1032."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('listings_number')")
            [number] = cursor.fetchone()
        return f"{pinyin.initials(self.city.name)[:3] or 'P'}-{number}"

    @transaction.atomic
    def change(self, user: User | None, occasion: str = "", /, **values: Any) -> None:
        """Set facts of the row as it is now, and write down who did, and how (see ListingChange).

        Raises ValidationError; then nothing changes.
        """
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        before = {name: self.shown(name) for name in values}
        for name, value in values.items():
            setattr(self, name, value)
        self.full_clean()
        self.save()
        self.record(user, before, occasion)

    @transaction.atomic
    def take(self, user: User, occasion: str = "") -> None:
        """Nobody is offered it any more. Raises ValidationError if nobody is now: somebody else was first."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if not self.is_on_offer:
            raise ValidationError(f"现在是“{self.get_state_display()}”，不在租售。")
        self.change(user, occasion, state=self.State.TAKEN)

    def rest_after(self, area_m2: Decimal, whole_m2: Decimal | None = None) -> Decimal | None:
        """What stays of its area (or of `whole_m2`) once so much is taken; None where that is not let or sold alone."""
        whole, smallest = whole_m2 or self.area_m2, self.divisible_from_m2 or self._divisible_before()
        if not (whole and smallest):
            return None
        rest = whole - area_m2
        return rest if rest >= max(smallest, whole * SMALLEST_REST) else None

    def _divisible_before(self) -> Decimal | None:
        """From which area on it was divided before so much was taken that the rest is to be had as a whole only."""
        change = self.changes.filter(facts__has_keys=["area_m2", "divisible_from_m2"]).first()
        if change is None:
            return None
        # As they were shown: 1,600.
        (smallest, now), (_, rest) = (
            [Decimal(shown.replace(",", "") or 0) for shown in change.facts[name]]
            for name in ("divisible_from_m2", "area_m2")
        )
        return smallest if smallest and not now and smallest >= rest else None

    @transaction.atomic
    def take_part(self, user: User, area_m2: Decimal, occasion: str = "") -> None:
        """The rest alone stays on offer. Raises ValidationError if none can, or nobody is offered it now."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if not self.is_on_offer:
            raise ValidationError(f"现在是“{self.get_state_display()}”，不在租售。")
        rest = self.rest_after(area_m2)
        if rest is None:
            raise ValidationError(f"现在是 {self.size}，分出这些以后剩下的不够单独租售。")
        smallest = self.divisible_from_m2 if self.divisible_from_m2 and self.divisible_from_m2 < rest else None
        self.change(user, occasion, area_m2=rest, divisible_from_m2=smallest)

    @transaction.atomic
    def give_back_part(self, user: User, area_m2: Decimal, most_m2: Decimal, occasion: str = "") -> None:
        """A part belongs to it again, unless it is then larger than it ever was: somebody has changed it since."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if self.area_m2 and self.area_m2 + area_m2 <= most_m2:
            smallest = self.divisible_from_m2 or self._divisible_before()
            self.change(user, occasion, area_m2=self.area_m2 + area_m2, divisible_from_m2=smallest)

    def record(self, user: User | None, before: dict[str, str], occasion: str = "") -> None:
        """Write down what of `before` ({field: as shown}) is another now, and how it was changed."""
        facts = {name: [old, new] for name, old in before.items() if (new := self.shown(name)) != old}
        if facts:
            self.changes.create(user=user, facts=facts, occasion=occasion)

    def shown(self, name: str) -> str:
        """A field's value in words; "" where it is not known."""
        value = getattr(self, name)
        if isinstance(value, models.Manager):
            return "、".join(sorted(map(str, value.all())))
        if display := getattr(self, f"get_{name}_display", None):
            return str(display() or "") if value is not None else ""
        # 9.00 as it is stored and 9 as it is typed are one.
        return plain(value) if isinstance(value, Decimal) else "" if value is None else str(value)
