"""Who may change which listing: a rule for the desk's form and for what comes in a workbook."""

from typing import Any

from listings.models import Listing


def may_publish(user: Any, listing: Listing) -> bool:
    """Whether the person may put a listing of its city on offer, and take it off."""
    return user.has_perm("listings.publish_listing", listing)


def may_change(user: Any, listing: Listing) -> bool:
    """Whether the person may change it: a draft with the right to change, all else with that to publish as well."""
    return user.has_perm("listings.change_listing", listing) and (
        listing.state == Listing.State.DRAFT or may_publish(user, listing)
    )
