"""For the desk's templates: the leads that a listing fits, and moments."""

import re
from datetime import datetime
from decimal import Decimal

from django import template
from django.template import Context
from django.template.defaultfilters import floatformat
from django.utils.timesince import timesince, timeuntil

from leads.fitting import Proposal, leads_for
from leads.models import Lead
from listings.models import Listing
from plumbing.days import in_short
from plumbing.masking import mask_in
from plumbing.quantities import reading
from zones.facts import span

register = template.Library()
register.filter(in_short)
register.filter(mask_in)


@register.filter
def since(moment: datetime, now: datetime | None = None) -> str:
    """How long ago that was, as people say it: 3 小时 5 分钟, 1 天."""
    return _as_said(timesince(moment, now))


@register.filter
def until(moment: datetime, now: datetime) -> str:
    """How long it is until then, in the words of `since`."""
    return _as_said(timeuntil(moment, now))


def _as_said(words: str) -> str:
    return words.replace("，", " ").replace("日", "天")


@register.simple_tag
def as_read(words: str, number: Decimal | None, unit: str) -> str:
    """What typed words count as: a range by its ends, else the `number` of its column; or the words, if they say it."""
    quantity = reading.read(words, unit).quantity if words else None
    if quantity and quantity.lower != quantity.upper:
        ends = [end if end is None else reading.in_unit(end, unit) for end in (quantity.lower, quantity.upper)]
        is_said = all(f"{end:f}".removesuffix(".00") in words.replace(",", "") for end in ends if end is not None)
        return words if is_said else re.sub(r"(?<=\d)(?= [起以]|$)", f" {unit}", span(*ends))
    read = f"{floatformat(number, '-2g')} {unit}" if number else ""
    return words if read.replace(" ", "") == words.replace(" ", "") else read


@register.simple_tag(takes_context=True)
def leads_it_fits(context: Context, listing: Listing) -> list[tuple[Lead, Proposal]]:
    """[(an open lead that the person may see, why it fits)]."""
    request = context["request"]
    return leads_for(listing, request.user, request.site) if listing.is_on_offer else []
