"""What becomes of a listing of which a part is signed for, and what was said of it before."""

import pytest

from tests import builders
from tests.desk import signed_in, words
from tests.leads.offers import hall
from tests.leads.signings import address, negotiated, opened, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(wanting, sales):
    made = wanting(third_party="1")
    made.claim(sales)
    return made


@pytest.mark.slow
def test_what_is_left_as_a_whole_is_not_called_divisible_until_it_is_whole_again(lead, zone, sales, client):
    listing = hall(zone, area_m2=5000, divisible_from_m2=1600)
    negotiated(lead, sales)
    post(lead, sales, listing=listing.number, area_typed="3400", rest="stay")
    listing.refresh_from_db()
    assert (listing.area_m2, listing.divisible_from_m2) == (1600, None)
    assert "可分割" not in words(client.get(listing.get_absolute_url()))
    correction = opened(lead, sales) | {"area_typed": "3000"}
    signed_in(sales).post(address(lead), correction)
    listing.refresh_from_db()
    assert (listing.area_m2, listing.divisible_from_m2) == (2000, 1600)
    lead.refresh_from_db()
    lead.move("negotiating", sales, "签错了")
    listing.refresh_from_db()
    assert (listing.area_m2, listing.divisible_from_m2) == (5000, 1600)


def test_one_whose_least_part_is_the_whole_is_not_called_divisible(zone, client):
    listing = hall(zone, area_m2=1600, divisible_from_m2=1600)
    assert "可分割" not in words(client.get(listing.get_absolute_url()))
    assert "可分" not in words(client.get("/listings/"))


def test_the_timeline_says_what_was_recommended_as_it_was_then(lead, zone, sales):
    listing = hall(zone, area_m2=5600, divisible_from_m2=800)
    lead.recommend(listing, sales)
    negotiated(lead, sales)
    post(lead, sales, listing=listing.number, area_typed="4000", rest="stay")
    listing.refresh_from_db()
    assert listing.area_m2 == 1600
    told = [line.details for line in lead.events.filter(listing=listing)]
    assert len(told) == 2
    assert all("5,600 ㎡" in line for line in told)


@pytest.mark.slow
def test_the_area_of_what_is_signed_for_has_its_unit(wanting, zone, sales):
    plot = builders.listing(zone=zone, kind="land", deal="transfer", area_m2=20000, price="30 万元/亩")
    lead = wanting(kind="land", need="要 30 亩地", area="30", area_unit="mu")
    lead.visit(plot, sales)
    negotiated(lead, sales)
    assert opened(lead, sales)["area_typed"] == "30 亩"
    post(lead, sales, listing=plot.number, area_typed="30 亩")
    assert f"{lead.signing.area_m2:.0f}" == "20000"
