"""签约 with what was signed for: it is on offer no more, for one lead alone, and again when that was a mistake."""

import pytest

from leads.models import LeadEvent, Signing, WrongMove
from listings.models import Listing
from tests import builders
from tests.desk import signed_in, words
from tests.leads.offers import hall, page_of
from tests.leads.signings import address, negotiated, post, signed

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_signing_for_a_listing_takes_it_off_the_offer_in_one_step(wanting, zone, sales):
    listing, lead = hall(zone), wanting()
    lead.visit(listing, sales)
    negotiated(lead, sales)
    assert address(lead) in words(page_of(lead, sales))
    form = signed_in(sales).get(address(lead)).context["form"]
    assert (form["listing"].value(), form["area_typed"].value(), form["price"].value()) == (
        listing.number, "3,000 ㎡", "22 元/㎡·月",
    )  # fmt: skip
    post(lead, sales, listing=listing.number)
    listing.refresh_from_db()
    lead.refresh_from_db()
    assert (listing.state, lead.stage) == ("taken", "signed")
    assert listing.changes.get().user == sales
    shown = words(page_of(lead, sales))
    assert f"签下 {listing}" in shown
    assert "300 万" in shown


@pytest.mark.slow
def test_what_was_agreed_is_kept_as_typed_and_as_read(wanting, zone, sales):
    lead = wanting()
    negotiated(lead, sales)
    post(lead, sales, zone=zone.pk, area_typed="60亩", investment_typed="1.2亿", yearly_tax_typed="无", term="三年半")
    row = Signing.objects.get(lead=lead)
    assert (row.zone, row.listing, row.area_typed, row.area_m2) == (zone, None, "60亩", 40000)
    assert (row.investment_10k, row.yearly_tax_10k, row.term, row.version) == (12000, 0, "三年半", 1)
    line = lead.events.get(kind=LeadEvent.Kind.STAGE, data__to="signed")
    assert "60亩（按 40,000 ㎡ 计）" in line.text
    assert line.data["signing"] == 1


@pytest.mark.slow
def test_a_lead_is_not_signed_by_its_stage_alone(wanting, zone, sales):
    lead = wanting()
    negotiated(lead, sales)
    with pytest.raises(WrongMove, match="先填签约内容"):
        lead.move("signed", sales)
    page = signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/act/move/", {"stage": "signed"}, follow=True)
    assert "先填签约内容" in words(page)
    assert '<option value="signed">' not in words(page_of(lead, sales))
    page = signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/act/move/", {"stage": ""}, follow=True)
    assert "请选改到哪个阶段" in words(page)


def test_what_is_missing_or_cannot_be_is_said_at_its_field_and_nothing_is_lost(wanting, zone, sales):
    lead = wanting(kind="invest")
    negotiated(lead, sales)
    page = post(
        lead, sales, area_typed="三千左右到五千", price="便宜", investment_typed="", signed_on="2999-01-01", term="很久"
    )
    assert set(page.context["form"].errors) == {
        "listing", "area_typed", "price", "investment_typed", "signed_on", "term",
    }  # fmt: skip
    assert "三千左右到五千" in words(page)
    lead.refresh_from_db()
    assert lead.stage == "negotiating"
    assert not Signing.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "stage"), [("rent", "signed"), ("office", "signed"), ("land", "negotiating")])
def test_who_only_rents_need_not_say_what_is_invested_and_paid_in_taxes(wanting, zone, sales, kind, stage):
    lead = wanting(kind=kind)
    negotiated(lead, sales)
    page = post(lead, sales, zone=zone.pk, investment_typed="", yearly_tax_typed="")
    lead.refresh_from_db()
    assert lead.stage == stage
    if stage == "signed":
        row = Signing.objects.get()
        assert (row.investment_10k, row.yearly_tax_10k) == (None, None)
        assert "投资额</dt>" not in words(page)


@pytest.mark.slow
def test_before_it_was_negotiated_nothing_is_signed(wanting, zone, sales):
    lead = wanting()
    lead.claim(sales)
    assert "洽谈以后才能签约" in words(signed_in(sales).get(address(lead), follow=True))
    assert "洽谈以后才能签约" in words(post(lead, sales, zone=zone.pk))


@pytest.mark.slow
def test_of_two_who_sign_for_one_listing_the_second_is_told_and_stays_where_it_was(wanting, zone, sales):
    listing, first, second = hall(zone), wanting(), wanting(phone="13800000001")
    for lead in (first, second):
        negotiated(lead, sales)
    signed(first, sales, listing)
    page = post(second, sales, listing=listing.number)
    second.refresh_from_db()
    assert second.stage == "negotiating"
    assert "不在租售" in words(page)
    assert not Signing.objects.filter(lead=second).exists()


@pytest.mark.slow
def test_who_may_not_change_listings_signs_for_none(wanting, zone, sales, head_office):
    lead = wanting()
    negotiated(lead, sales)
    zone_elsewhere = builders.zone()
    elsewhere = hall(zone_elsewhere)
    page = post(lead, sales, listing=elsewhere.number)
    lead.refresh_from_db()
    assert (lead.stage, Listing.objects.get(pk=elsewhere.pk).state) == ("negotiating", "open")
    assert "权限" in words(page)
    signed(lead, head_office, hall(zone))


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["negotiating", "lost"])
def test_what_was_signed_for_by_mistake_is_on_offer_again_and_can_be_signed_for(wanting, zone, sales, stage):
    listing, lead = hall(zone), wanting()
    negotiated(lead, sales)
    signed(lead, sales, listing)
    lead.move(stage, sales, "签错了")
    listing.refresh_from_db()
    assert listing.state == "open"
    assert "留着备查" in words(page_of(lead, sales))
    if stage == "lost":
        lead.restore(sales)
        assert lead.stage == "signed"
        lead.move("negotiating", sales, "再谈")
    post(lead, sales, listing=listing.number, area_typed="2,800")
    listing.refresh_from_db()
    assert listing.state == "taken"
    row = Signing.objects.get(lead=lead)
    assert (row.area_m2, row.version) == (2800, 2)


@pytest.mark.slow
def test_who_signs_for_none_of_the_listings_names_the_zone(wanting, zone, sales):
    listing, lead = hall(zone), wanting()
    lead.visit(listing, sales)
    negotiated(lead, sales)
    page = post(lead, sales, listing="", zone="")
    assert "不是网站上的房源，选园区" in words(page)
    post(lead, sales, listing="", zone=zone.pk)
    lead.refresh_from_db()
    listing.refresh_from_db()
    assert (lead.stage, listing.state) == ("signed", "open")


def test_a_listing_that_cannot_be_offered_again_is_named_and_the_lead_stays(wanting, zone, sales):
    listing, lead = hall(zone), wanting()
    negotiated(lead, sales)
    signed(lead, sales, listing)
    Listing.objects.filter(pk=listing.pk).update(price="38")
    page = signed_in(sales).post(
        f"/admin/leads/lead/{lead.pk}/act/move/", {"stage": "negotiating", "reason": "签错了"}, follow=True
    )
    lead.refresh_from_db()
    assert lead.stage == "signed"
    assert f"先改好 {listing.number}" in words(page)


def test_the_listings_history_says_what_a_signing_did_and_what_taking_it_back(wanting, zone, sales):
    listing, lead = hall(zone), wanting()
    negotiated(lead, sales)
    signed(lead, sales, listing)
    lead.move("negotiating", sales, "签错了")
    assert [each.occasion for each in listing.changes.all()] == ["退回签约", "签约"]
