"""Who asks about a listing that is let, or never was, is told so and goes on with a general enquiry."""

from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.db import OperationalError

from leads.models import Enquiry, Lead
from leads.needs import Asked
from listings.models import Listing
from parkinfo.middleware import find_site
from tests import builders
from tests.desk import words
from tests.leads.offers import hall, page_of

pytestmark = pytest.mark.django_db

ADDRESS = "/enquiries/new/"


@pytest.mark.parametrize(
    ("state", "said"), [("taken", "已经不在租（售）了"), ("offline", "已经不在租（售）了"), ("draft", "没有编号为")]
)
def test_what_cannot_be_had_is_said_and_not_asked_about(client, zone, state, said):
    listing = builders.listing(zone=zone, state=state)
    page = client.get(ADDRESS, {"listing": listing.number})
    assert said in words(page)
    assert listing.number in words(page)
    assert f"房源 {listing.number}</strong>" not in words(page)
    form = page.context["form"]
    kept = ("", "") if state == "draft" else (listing.number, "jinan")
    assert (form["listing"].value(), form["city"].value()) == kept


def from_the_form(client, send, answers, number, **typed):
    """The lead of somebody who opens an address that names a listing, and sends what its form has filled in."""
    query = {"listing": number, "area": "2900", "height": "9"}
    form = client.get(ADDRESS, query).context["form"]
    names = ("listing", "area", "area_unit", "clear_height", "city")
    filled = {name: form[name].value() or "" for name in names}
    send(answers | filled | typed, address=f"{ADDRESS}?{urlencode(query)}")
    return Lead.objects.get()


def asked(lead):
    return {name: Asked(lead, find_site("www.example.com")).form.query.get(name) for name in ("area", "height")}


@pytest.mark.slow
def test_what_the_page_of_one_that_is_gone_filled_in_is_no_demand(client, send, answers, zone, manager):
    listing = hall(zone, area_m2=2900, state="taken")
    lead = from_the_form(client, send, answers, listing.number, need="我要能喷漆的")
    enquiry = lead.enquiries.get()
    assert (enquiry.listing, enquiry.prefilled) == (listing, ["area", "clear_height"])
    assert asked(lead) == {"area": "2900 ㎡", "height": None}
    page = words(page_of(lead, manager))
    assert f"{listing}</a>（已租）" in page
    assert "面积、净高是房源页带入的，他没有改" in page


def test_nor_is_what_the_address_of_one_that_never_was_filled_in(client, send, answers, zone):
    lead = from_the_form(client, send, answers, "JN-9999", need="我要能喷漆的")
    enquiry = lead.enquiries.get()
    assert (enquiry.listing, enquiry.prefilled) == (None, ["area", "clear_height"])
    assert asked(lead)["height"] is None


@pytest.mark.parametrize("number", ["JN-9999", "jn-9999"])
def test_a_number_that_never_was_is_said(client, zone, number):
    page = client.get(ADDRESS, {"listing": number, "city": "jinan", "zone": "gaoxin"})
    assert "没有编号为 JN-9999 的房源，可能写错了" in words(page)
    assert "您在问：<strong>济南 示例高新区</strong>" in words(page)


def test_one_that_is_on_offer_is_asked_about(client, zone):
    listing = builders.listing(zone=zone)
    page = words(client.get(ADDRESS, {"listing": listing.number}))
    assert f"房源 {listing.number}</strong>" in page
    assert not any(said in page for said in ("没有编号为", "已经不在租"))


def test_the_form_is_there_while_nobody_can_look(client, zone):
    with patch.object(Listing.objects, "public", side_effect=OperationalError):
        assert client.get(ADDRESS, {"listing": "JN-9999"}).status_code == 200


def test_an_area_that_is_upside_down_is_turned_round(send, answers, manager):
    send(answers, area="5000-3000", area_unit="sqm", city="jinan")
    enquiry = Enquiry.objects.get()
    assert (enquiry.area_typed, enquiry.area_m2) == ("5000-3000", 3000)
