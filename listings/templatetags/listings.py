"""A listing's facts, the head of its page, and the feed of what is looked for, for templates."""

import re

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from listings.facts import facts, terms
from listings.feeds import feed_path, feed_title
from listings.finder import Finder, Hit, Need
from listings.forms import FinderForm
from listings.models import Listing
from listings.schema import for_finder, for_listing
from listings.searching import Offer, offer
from listings.views import public_listings
from zones.canonical import known_query
from zones.schema import markup

#: Of a zone's rules on the paper of a listing, which is one sheet: so much is never cut there.
CHARACTERS, BREAKS = 100, 3

register = template.Library()
register.simple_tag(facts, name="listing_facts")
register.simple_tag(terms, name="listing_terms")


@register.filter
def has_own_unit(field: BoundField) -> bool:
    """Whether what was typed says its unit itself (50亩): no other stands beside it then."""
    return re.search(r"[^\d\s.,~—–-]", str(field.value() or "")) is not None


@register.simple_tag(takes_context=True)
def listing_head(context: Context, listing: Listing) -> SafeString:
    """Open Graph and JSON-LD of a listing's page."""
    return markup(for_listing(listing, context["site"], context["canonical"]))


@register.simple_tag(takes_context=True)
def on_offer_for(context: Context, typed: str) -> Offer | None:
    """What the listings have for a search of the site."""
    site = context["site"]
    return offer(typed, public_listings(site), site) if typed else None


@register.simple_tag(takes_context=True)
def finder_head(context: Context, finder: Finder, form: FinderForm) -> SafeString:
    """Open Graph and JSON-LD of a page of the finder."""
    asked = [words for words, _ in form.chips]
    url = context["canonical"] + (known_query(context["request"]) if asked or finder.number > 1 else "")
    return markup(for_finder(finder, asked, context["site"], url))


@register.filter
def stale(listing: Listing, listing_days: int) -> bool:
    """Whether nobody has verified it for so many days."""
    return listing.is_stale(listing_days)


@register.filter
def may_be_cut_on_paper(rules: str) -> bool:
    """Whether a zone's rules may be more than a listing's sheet has room for."""
    return len(rules) > CHARACTERS or rules.count("\n") > BREAKS


@register.simple_tag
def feed_of(need: Need) -> dict[str, str]:
    """The narrowest feed of what is looked for: its `title` and `path`."""
    kind = Listing.Kind(need.kind) if need.kind else None
    return {"title": feed_title(need.city, kind), "path": feed_path(need.city, kind)}


@register.filter
def groups(page: Finder) -> list[tuple[str, list[Hit]]]:
    """[(heading, hits)] of a page: what fits in all that was asked for stands before what is known of in part.

    One group without a heading where all fit, as far as the page knows.
    """
    known, doubtful = [hit for hit in page.hits if not hit.unknown], [hit for hit in page.hits if hit.unknown]
    if not doubtful and page.sure in {None, page.count}:
        return [("", known)]
    return [(words, hits) for words, hits in (("各项都符合", known), ("有几项还要核实", doubtful)) if hits]
