"""A need, a hall that fits it, and the page of a lead on which it is proposed."""

from urllib.parse import urlencode

from tests import builders
from tests.desk import signed_in
from zones.facts import plain

#: In the words of a plant manager.
NEED = "找济南 3000平 单层厂房 净高9米 10吨行车 月租25以内"


def hall(zone, **fields):
    """One that fits NEED."""
    fitting = {"storeys": "single", "clear_height_m": 9, "crane_t": 10, "price": "22 元/㎡·月"}
    return builders.listing(zone=zone, **fitting | fields)


def page_of(lead, who):
    return signed_in(who).get(f"/admin/leads/lead/{lead.pk}/change/")


def about(wanting, listing, need=None, **changed):
    """The lead of an enquiry from a listing's page: what that fills in, but for what is `changed`."""
    given = {"area": f"{listing.area_m2:.0f}", "height": plain(listing.clear_height_m)}
    address = f"/enquiries/new/?{urlencode({**given, 'listing': listing.number, 'need': f'想看 {listing.number}'})}"
    typed = {"area": given["area"], "area_unit": "sqm", "clear_height": given["height"]} | changed
    return wanting(need or f"想看 {listing.number}", listing=listing.number, address=address, **typed)
