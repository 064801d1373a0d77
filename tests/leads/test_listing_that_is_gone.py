"""Who asks about a listing that is let, or never was, is told so and goes on with a general enquiry."""

from unittest.mock import patch

import pytest
from django.db import OperationalError

from leads.models import Enquiry
from listings.models import Listing
from tests import builders
from tests.desk import words

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
    assert (form["listing"].value(), form["city"].value()) == ("", "" if state == "draft" else "jinan")


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
