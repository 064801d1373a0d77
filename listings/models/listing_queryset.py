"""Which listings whom concern: visitors, staff of a city, those who verify."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from zones.models.grants import GrantHolder

if TYPE_CHECKING:
    from listings.models.listing import Listing  # noqa: F401 - the model's name in the annotation below

#: What visitors may see: what is free, and what is promised to somebody but not signed.
ON_OFFER = ("open", "reserved")


class ListingQuerySet(models.QuerySet["Listing"]):
    """Queries over listings."""

    def public(self, listing_days: int) -> Self:
        """What visitors may see today. A listing that nobody has verified for twice `listing_days` is not shown."""
        return self.filter(
            state__in=ON_OFFER,
            zone__is_listed=True,
            city__is_listed=True,
            verified_on__gt=shown_if_verified_after(listing_days),
        )

    def once_offered(self) -> Self:
        """What visitors may see, and what they may have seen and is gone."""
        return self.exclude(state="draft").filter(zone__is_listed=True, city__is_listed=True)

    def on_offer(self) -> Self:
        """What is free, or promised to somebody but not signed."""
        return self.filter(state__in=ON_OFFER)

    def to_verify(self, listing_days: int) -> Self:
        """On offer, but verified by nobody for `listing_days`, longest ago first."""
        long_ago = Q(verified_on=None) | Q(verified_on__lte=_days_ago(listing_days))
        return self.filter(long_ago, state__in=ON_OFFER).order_by(models.F("verified_on").asc(nulls_first=True), "pk")

    def for_user(self, user: GrantHolder) -> Self:
        """Listings of the cities in which the person may act."""
        return user.within(self, "city_id")

    def for_cards(self) -> Self:
        """With what a card shows and nothing more."""
        return self.select_related("city", "zone").defer(
            *("description", "landlord", "landlord_phone", "commission", "source", "zone__description"),
            *("zone__entry_rules", "city__intro"),
        )


def shown_if_verified_after(listing_days: int) -> date:
    """The day after which a listing has to be verified for visitors to be shown it."""
    return _days_ago(2 * listing_days)


def _days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
