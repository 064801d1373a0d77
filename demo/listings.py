"""Stores the demo's listings, in all kinds and states."""

import datetime
from typing import Any

from demo.content import read
from images.models import Image
from listings.models import Listing, ListingPicture
from staff.models import User
from zones.models import Industry, Zone

#: What marks the listings of the demo at the desk.
SOURCE = "示例房源"


def store_listings(zones: dict[str, Zone], images: dict[str, Image], user: User, today: datetime.date) -> None:
    """The listings of `listings.toml`, unless there are any: they have no natural key to be looked up by."""
    if Listing.objects.exists():
        return
    industries = {industry.slug: industry for industry in Industry.objects.all()}
    for row in read("listings")["listings"]:
        wanted, excluded = row.pop("wanted", []), row.pop("excluded", [])
        pictures, plan = row.pop("pictures", []), row.pop("plan", "")
        listing = Listing.objects.create(**_fields(row, zones, today), verified_by=user, source=SOURCE)
        listing.industries_wanted.set([industries[slug] for slug in wanted])
        listing.industries_excluded.set([industries[slug] for slug in excluded])
        names = [*pictures, *([plan] if plan else [])]
        ListingPicture.objects.bulk_create(
            ListingPicture(listing=listing, image=images[name], is_plan=name == plan, order=order)
            for order, name in enumerate(names)
        )


def _fields(row: dict[str, Any], zones: dict[str, Zone], today: datetime.date) -> dict[str, Any]:
    zone = zones[row.pop("zone")]
    days = row.pop("free_in_days", None)
    return row | {
        "zone": zone,
        "city": zone.city,
        "verified_on": today - datetime.timedelta(days=row.pop("verified_days_ago")),
        "available_from": None if days is None else today + datetime.timedelta(days=days),
    }
