"""A lead on the way to its contract, and what is typed there."""

from django.utils import timezone

from leads import signing
from leads.models import LossReason, Signing
from tests.desk import forms_of, signed_in

TYPED = {
    "area_typed": "3000",
    "price": "22 元/㎡·月",
    "term": "5 年",
    "investment_typed": "5000",
    "yearly_tax_typed": "300 万",
}


def negotiated(lead, who):
    for stage in ("contacted", "qualified", "recommended", "visiting", "negotiating"):
        lead.move(stage, who)


def filled(**typed):
    """What the form of 签约 posts."""
    return {**TYPED, "signed_on": f"{timezone.localdate()}", **typed}


def address(lead):
    return f"/admin/leads/lead/{lead.pk}/signing/"


def opened(lead, who):
    """What the form of the page would post as it stands; {} where there is none."""
    found = forms_of(signed_in(who).get(address(lead), follow=True).content.decode())
    return next((values for _, values, _ in found if "area_typed" in values), {})


def post(lead, who, **typed):
    return signed_in(who).post(address(lead), opened(lead, who) | filled(**typed), follow=True)


def facts(zone, **fields):
    """A Signing that is not saved yet; of a listing its zone is taken."""
    given = {"area_m2": 3000, "area_typed": "3000", "price": "22 元/㎡·月", "term": "5 年", "investment_10k": 5000}
    given |= {
        "investment_typed": "5000",
        "yearly_tax_typed": "300 万",
        "yearly_tax_10k": 300,
        "signed_on": timezone.localdate(),
        "zone": zone,
    }
    return Signing(**given | fields)


def signed(lead, who, listing=None, **fields):
    """The lead once it is signed: for a listing, or a zone."""
    zone, keeps_rest = fields.pop("zone", None) or listing.zone, fields.pop("keeps_rest", False)
    made = facts(zone, listing=listing, **fields)
    made.keeps_rest = keeps_rest
    signing.sign(lead, made, who)
    return lead


def reason(name):
    return LossReason.objects.get(name=name)
