"""What the site's search finds on offer: a listing by its number, or how many fit a need in words."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import CharField, F, Func, Value
from django.urls import reverse
from django.utils.http import urlencode

from listings.finder import BEST, Finder, with_pictures
from listings.forms import FinderForm
from listings.models import Listing, ListingSearch
from listings.models.listing_queryset import ListingQuerySet
from zones.site import Site

#: A number as people type it: JN-1032, jn1032, ＪＮ－１０３２, 1032 alone.
_NUMBER = re.compile(r"(?P<city>[A-Z]{0,3})\s?[-_‐–—]?\s?(?P<number>[0-9]{1,8})")
#: Digits alone that are looked for: less is an age, a floor, a year's month.
_FEWEST_DIGITS = 3
#: What makes a search a need; a city, an industry or 出租 alone are looked for in the news as well.
_FACTS = {
    *("area", "height", "load", "crane", "has_crane", "lift", "has_lift", "ground", "power", "storeys", "fire"),
    *("structure", "gas", "steam", "dock"),
    *("rent", "total", "price", "mu_price", "total_price"),
}


@dataclass(frozen=True)
class Offer:
    """What answers a search, at `url`: a `listing` by its number, which may be gone, or `count` of them that fit.

    `count` is of those that may fit ("1 000+"), `sure` of those that are known to; None where all are, or not counted.
    """

    url: str
    listing: Listing | None = None
    is_gone: bool = False
    count: str = ""
    sure: int | None = None


def offer_of_number(typed: str, listings: ListingQuerySet, site: Site) -> Offer | None:
    """The listing whose number was typed, or what became of it; of digits alone the only one that has them.

    At most four queries.
    """
    numbers = numbers_meant(typed, lambda: site.remember("cities in listings' numbers", cities_in_numbers))
    if not numbers:
        return None
    here = Listing.objects.filter(city=site.city) if site.city else Listing.objects.all()
    for rows, is_gone in ((with_pictures(listings), False), (here.once_offered().select_related("city"), True)):
        if found := [*rows.filter(number__in=numbers)[:2]]:
            return Offer(found[0].get_absolute_url(), found[0], is_gone) if len(found) == 1 else None
    return None


def numbers_meant(typed: str, cities: Callable[[], list[str]]) -> list[str]:
    """The numbers that may be meant: of digits alone, as they are said on the phone, one of each of the `cities`."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", typed[:40]).strip().upper())
    if match is None or (not match["city"] and len(match["number"]) < _FEWEST_DIGITS):
        return []
    return [f"{city}-{match['number']}" for city in ([match["city"]] if match["city"] else cities())]


def cities_in_numbers() -> list[str]:
    """The letters that listings' numbers begin with. One query that reads all."""
    city = Func(F("number"), Value("-"), Value(1), function="split_part", output_field=CharField())
    return list(Listing.objects.order_by().values_list(city, flat=True).distinct())


def offer(typed: str, listings: ListingQuerySet, site: Site) -> Offer | None:
    """What the listings have for a search, None for one that does not ask for premises. At most five queries."""
    if numbered := offer_of_number(typed, listings, site):
        return numbered
    form = FinderForm({"need": typed}, site)
    fields = form.words.fields
    if not (_FACTS & fields.keys() or ({"kind", "kinds"} & fields.keys() and not form.words.rest)):
        return None
    url = f"{reverse('listings:index')}?{urlencode({'need': typed})}#found-title"
    rows = ListingSearch.objects.public(site.portal.listing_days)
    finder = Finder(form.meant, rows, None, BEST, {})
    sure = finder.sure if finder.sure != finder.count else None
    return Offer(url, count=finder.count_label, sure=sure)
