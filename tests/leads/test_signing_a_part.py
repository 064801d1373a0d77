"""A part of a listing is signed for: what becomes of the rest is asked, and going back makes it whole again."""

from decimal import Decimal

import pytest
from django.urls import reverse

from leads.models import Signing
from tests.desk import signed_in, words
from tests.leads.offers import hall
from tests.leads.signings import address, negotiated, opened, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(wanting, sales):
    made = wanting()
    negotiated(made, sales)
    return made


@pytest.fixture
def listing(zone):
    return hall(zone, area_m2=5600, divisible_from_m2=800)


def now(listing):
    listing.refresh_from_db()
    return listing.state, listing.area_m2


def part(lead, sales, listing, area="1000", rest="stay", **typed):
    return post(lead, sales, listing=listing.number, area_typed=area, rest=rest, **typed)


def test_what_becomes_of_the_rest_is_asked_and_nothing_is_chosen_for_anybody(lead, listing, sales):
    page = part(lead, sales, listing, rest="")
    assert "一共 5,600 ㎡，这次签 1,000 ㎡：剩下的 4,600 ㎡ 怎么办" in words(page)
    assert "checked" not in page.content.decode()
    assert (now(listing), Signing.objects.count()) == (("open", 5600), 0)


def test_the_rest_stays_on_offer_with_its_area_and_its_page(lead, listing, sales, client):
    page = part(lead, sales, listing)
    assert "继续在租（售），面积改为 4,600 ㎡" in words(page)
    assert now(listing) == ("open", 4600)
    assert "剩下的 4,600 ㎡ 继续在租（售）" in lead.events.get(data__to="signed").text
    assert client.get(reverse("listings:listing", args=[listing.number])).status_code == 200


@pytest.mark.slow
def test_who_wants_it_off_the_offer_takes_the_whole(lead, listing, sales):
    part(lead, sales, listing, rest="off")
    assert now(listing) == ("taken", 5600)


@pytest.mark.slow
@pytest.mark.parametrize(("area", "smallest"), [("5600", 800), ("5500", 10), ("5000", 800), ("1000", None)])
def test_where_no_rest_can_be_had_nothing_is_asked(lead, listing, sales, area, smallest):
    type(listing).objects.update(divisible_from_m2=smallest)
    part(lead, sales, listing, area, rest="stay" if area == "5600" else "")
    assert now(listing) == ("taken", 5600)


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["negotiating", "lost"])
def test_going_back_makes_it_whole_again(lead, listing, sales, stage):
    part(lead, sales, listing)
    lead.refresh_from_db()
    lead.move(stage, sales, "签错了")
    assert now(listing) == ("open", 5600)
    if stage == "lost":
        lead.restore(sales)
        assert now(listing) == ("open", 4600)


@pytest.mark.slow
def test_of_two_who_took_a_part_each_gives_back_its_own(lead, listing, wanting, sales):
    other = wanting(phone="13800000001")
    negotiated(other, sales)
    part(lead, sales, listing)
    part(other, sales, listing, "2000")
    assert now(listing) == ("open", 2600)
    for each, left in ((lead, 3600), (other, 5600)):
        each.refresh_from_db()
        each.move("negotiating", sales, "签错了")
        assert now(listing) == ("open", left)


@pytest.mark.slow
def test_an_area_that_somebody_has_put_right_since_is_not_added_to(lead, listing, sales):
    part(lead, sales, listing)
    listing.change(sales, area_m2=Decimal(5600))
    lead.refresh_from_db()
    lead.move("negotiating", sales, "签错了")
    assert now(listing) == ("open", 5600)


@pytest.mark.slow
def test_a_correction_goes_along_with_the_listing(lead, listing, sales):
    part(lead, sales, listing)
    for typed, left in (
        ({"price": "20 元/㎡·月"}, ("open", 4600)),
        ({"area_typed": "1200"}, ("open", 4400)),
        ({"rest": "off"}, ("taken", 5600)),
        ({"rest": "stay"}, ("open", 4400)),
    ):
        page = signed_in(sales).post(address(lead), opened(lead, sales) | typed, follow=True)
        assert "签约内容已改" in words(page), typed
        assert now(listing) == left, typed
    lead.refresh_from_db()
    lead.move("negotiating", sales, "签错了")
    assert now(listing) == ("open", 5600)


@pytest.mark.slow
def test_another_listing_makes_the_one_written_by_mistake_whole_again(lead, listing, zone, sales):
    part(lead, sales, listing)
    signed_in(sales).post(address(lead), opened(lead, sales) | {"listing": hall(zone).number, "rest": ""})
    assert now(listing) == ("open", 5600)


@pytest.mark.slow
@pytest.mark.parametrize("way", [["signed", "negotiating"], ["negotiating"]])
def test_a_plant_that_stands_there_keeps_its_part(lead, listing, sales, way):
    part(lead, sales, listing)
    day = Signing.objects.get().signed_on
    signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/act/settle/", {"settled_on": f"{day}"})
    lead.refresh_from_db()
    assert now(listing) == ("open", 4600)
    for stage in way:
        lead.move(stage, sales, "记错了")
    assert now(listing) == ("open", 5600)
