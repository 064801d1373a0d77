"""签约 with what was signed for: it is on offer no more, for one lead alone, and again when that was a mistake."""

import pytest

from listings.models import Listing
from tests import builders
from tests.desk import signed_in, words
from tests.leads.offers import hall, page_of

pytestmark = pytest.mark.django_db


def negotiated(lead, who):
    for stage in ("contacted", "qualified", "recommended", "visiting", "negotiating"):
        lead.move(stage, who)


def test_signing_for_a_listing_takes_it_off_the_offer_in_one_step(wanting, zone, sales):
    listing, lead = hall(zone), wanting()
    lead.visit(listing, sales)
    negotiated(lead, sales)
    page = page_of(lead, sales)
    assert list(page.context["signable"]) == [listing]
    signed_in(sales).post(
        f"/admin/leads/lead/{lead.pk}/act/move/", {"stage": "signed", "listing": listing.number, "reason": ""}
    )
    listing.refresh_from_db()
    lead.refresh_from_db()
    assert (listing.state, lead.stage) == ("taken", "signed")
    assert listing.changes.get().user == sales
    assert f"签下 {listing}" in words(page_of(lead, sales))


def test_of_two_who_sign_for_one_listing_the_second_is_told_and_stays_where_it_was(wanting, zone, sales):
    listing, first, second = hall(zone), wanting(), wanting(phone="13800000001")
    for lead in (first, second):
        negotiated(lead, sales)
    first.sign(listing, sales)
    page = signed_in(sales).post(
        f"/admin/leads/lead/{second.pk}/act/move/", {"stage": "signed", "listing": listing.number}, follow=True
    )
    second.refresh_from_db()
    assert second.stage == "negotiating"
    assert "不在租售" in words(page)


def test_who_may_not_change_listings_signs_for_none(wanting, zone, sales, head_office):
    listing, lead = hall(zone), wanting()
    negotiated(lead, sales)
    zone_elsewhere = builders.zone()
    elsewhere = hall(zone_elsewhere)
    page = signed_in(sales).post(
        f"/admin/leads/lead/{lead.pk}/act/move/", {"stage": "signed", "listing": elsewhere.number}, follow=True
    )
    lead.refresh_from_db()
    assert (lead.stage, Listing.objects.get(pk=elsewhere.pk).state) == ("negotiating", "open")
    assert "权限" in words(page)
    lead.sign(listing, head_office)


@pytest.mark.parametrize("stage", ["negotiating", "lost"])
def test_what_was_signed_for_by_mistake_is_on_offer_again_and_can_be_signed_for(wanting, zone, sales, stage):
    listing, lead = hall(zone), wanting()
    negotiated(lead, sales)
    lead.sign(listing, sales)
    lead.move(stage, sales, "签错了")
    listing.refresh_from_db()
    assert listing.state == "open"
    if stage == "lost":
        lead.restore(sales)
        assert lead.stage == "signed"
        lead.move("negotiating", sales, "再谈")
    lead.sign(listing, sales)
    listing.refresh_from_db()
    assert listing.state == "taken"


def test_signing_without_a_listing_stays_possible(wanting, sales):
    lead = wanting()
    negotiated(lead, sales)
    signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/act/move/", {"stage": "signed", "listing": ""})
    lead.refresh_from_db()
    assert lead.stage == "signed"


def test_who_was_shown_something_says_what_was_signed_for_or_that_it_is_none_of_it(wanting, zone, sales):
    listing, lead = hall(zone), wanting()
    lead.visit(listing, sales)
    negotiated(lead, sales)
    address = f"/admin/leads/lead/{lead.pk}/act/move/"
    page = signed_in(sales).post(address, {"stage": "signed", "listing": ""}, follow=True)
    assert "请选签下的是哪一套" in words(page)
    signed_in(sales).post(address, {"stage": "signed", "listing": "none"})
    lead.refresh_from_db()
    listing.refresh_from_db()
    assert (lead.stage, listing.state) == ("signed", "open")


def test_a_listing_that_cannot_be_offered_again_is_named_and_the_lead_stays(wanting, zone, sales):
    listing, lead = hall(zone), wanting()
    negotiated(lead, sales)
    lead.sign(listing, sales)
    Listing.objects.filter(pk=listing.pk).update(price="38")
    page = signed_in(sales).post(
        f"/admin/leads/lead/{lead.pk}/act/move/", {"stage": "negotiating", "reason": "签错了"}, follow=True
    )
    lead.refresh_from_db()
    assert lead.stage == "signed"
    assert f"先改好 {listing.number}" in words(page)
