"""For the desk's templates: the leads that a listing fits, and moments."""

from django import template
from django.template import Context

from leads.fitting import Proposal, leads_for
from leads.models import Lead
from listings.models import Listing
from plumbing.days import in_short
from plumbing.masking import mask_in

register = template.Library()
register.filter(in_short)
register.filter(mask_in)


@register.simple_tag(takes_context=True)
def leads_it_fits(context: Context, listing: Listing) -> list[tuple[Lead, Proposal]]:
    """[(an open lead that the person may see, why it fits)]."""
    request = context["request"]
    return leads_for(listing, request.user, request.site) if listing.is_on_offer else []
