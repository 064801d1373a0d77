"""The landlord of a listing: who reads his name and number, and where they are kept."""

import pytest

from listings.models import Listing
from staff.roles import SALES, WRITER
from tests import builders
from tests.desk import words
from tests.listings.listing_form import LIST, address, at_work, facts, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing():
    return builders.listing(zone=builders.zone(city=builders.city(name="本市", slug="benshi")))


def test_who_may_only_look_sees_nothing_of_the_landlord(listing):
    post(at_work(SALES, listing), listing, landlord="王示例", landlord_phone="13800000009", commission="一个月")
    shown = words(at_work(WRITER, listing).get(address(listing)))
    assert [secret for secret in ("王示例", "8613800000009", "一个月", "138****0009") if secret in shown] == []


@pytest.mark.parametrize(("role", "finds"), [(SALES, True), (WRITER, False)])
def test_nor_finds_out_his_name_by_searching_for_it(listing, role, finds):
    Listing.objects.update(landlord="王示例")
    shown = at_work(role, listing).get(f"{LIST}?q=王示例")
    assert bool(shown.context["cl"].result_list) is finds


@pytest.mark.slow
def test_the_landlords_phone_is_masked_until_somebody_asks_and_that_is_written_down(listing):
    desk = at_work(SALES, listing)
    post(desk, listing, landlord_phone="138 0000 0009")
    assert facts(listing) == []
    shown = words(desk.get(address(listing)))
    assert "138****0009" in shown
    assert "13800000009" not in shown
    assert "138 0000 0009" in words(desk.post(address(listing, "landlord"), follow=True))
    assert facts(listing) == [{"landlord_phone": ["", "看过号码"]}]
    post(desk, listing, landlord="李示例")
    listing.refresh_from_db()
    assert listing.landlord_phone == "+8613800000009"


@pytest.mark.slow
def test_a_number_beside_the_landlords_name_is_moved_to_where_it_is_masked(listing):
    desk = at_work(SALES, listing)
    post(desk, listing, landlord="王示例 138 0000 0009")
    listing.refresh_from_db()
    assert (listing.landlord, listing.landlord_phone) == ("王示例", "+8613800000009")
    assert facts(listing) == [{"landlord": ["", "王示例"]}]
    assert "13800000009" not in words(desk.get(address(listing)))


@pytest.mark.slow
def test_a_second_number_beside_his_name_is_refused_in_words(listing):
    desk = at_work(SALES, listing)
    post(desk, listing, landlord_phone="138 0000 0009")
    assert "请只留一个" in words(post(desk, listing, landlord="王示例 13900000009"))
    assert "几个电话" in words(post(desk, listing, landlord="王示例 13800000009/13900000009"))
    post(desk, listing, landlord="李示例13800000009", landlord_phone="")
    listing.refresh_from_db()
    assert (listing.landlord, listing.landlord_phone) == ("李示例", "+8613800000009")
