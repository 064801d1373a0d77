"""The listing that the address of the enquiry form asks about, where there is none (any more)."""

import logging
import re
from typing import NamedTuple

from django.db import DatabaseError

from listings.models import Listing
from listings.models.listing import NUMBER
from zones.site import Site

logger = logging.getLogger(__name__)


class Missing(NamedTuple):
    """A listing that cannot be had: whether there ever was one of that number, and the slug of its city."""

    number: str
    was_there: bool
    city: str = ""


def missing(number: str, site: Site | None) -> Missing | None:
    """None of a listing that visitors may see, and while nobody can look. At most two queries."""
    if site is None or not re.fullmatch(NUMBER, number):
        return None
    try:
        if Listing.objects.public(site.portal.listing_days).filter(number=number).exists():
            return None
        found = Listing.objects.once_offered().filter(number=number).values_list("city__slug", flat=True).first()
    except DatabaseError as error:
        logger.warning("Nobody knows whether a listing is there: %s", type(error).__name__)
        return None
    return Missing(number, found is not None, found or "")
