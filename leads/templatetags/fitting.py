"""The leads that a listing fits, for the listing's page in the desk, which knows nothing of leads."""

from django import template
from django.template import Context

from leads.fitting import Proposal, leads_for
from leads.models import Lead
from listings.models import Listing

register = template.Library()


@register.simple_tag(takes_context=True)
def leads_it_fits(context: Context, listing: Listing) -> list[tuple[Lead, Proposal]]:
    """[(an open lead that the person may see, why it fits)]."""
    request = context["request"]
    return leads_for(listing, request.user, request.site) if listing.is_on_offer else []
