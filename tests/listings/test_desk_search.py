"""What the desk's search box finds of what is on offer."""

import pytest

from listings.models import Listing
from staff.roles import SALES, WRITER
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/listings/listing/"


def at_work(listing):
    return signed_in(builders.person(SALES, listing.city))


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("{number}", True),
        ("{bare}", True),
        ("{digits}", True),
        ("明湖 6号楼", True),
        ("明湖 6 号楼 2层", True),
        ("明湖6", False),
        ("6#", True),
        ("6栋", True),
        ("二楼", False),
        ("6号楼 3层", False),
        ("16号楼", False),
        ("138 0000 0009", True),
        ("13800000009", True),
        ("13800000008", False),
        ("0009", False),
    ],
)
def test_a_listing_is_found_by_its_number_place_or_landlord_however_they_are_typed(typed, finds):
    zone = builders.zone(name="明湖智造园", city=builders.city(name="本市", slug="benshi"))
    fields = {"building": "6 号楼", "floor": "2 层", "landlord_phone": "+8613800000009"}
    listing = builders.listing(zone=zone, **fields)
    builders.listing(zone=zone, building="26 号楼", landlord_phone="+8613800000007")
    number = listing.number
    typed = typed.format(number=number, bare=number.replace("-", "").lower(), digits=number.split("-")[1])
    found = at_work(listing).get(LIST, {"q": typed}).context["cl"].result_list
    assert [each.number for each in found] == ([number] if finds else [])


@pytest.mark.parametrize(("role", "city", "finds"), [(SALES, True, 1), (WRITER, True, 0), (SALES, False, 0)])
def test_a_landlords_number_finds_only_what_the_person_may_change(role, city, finds):
    listing = builders.listing()
    Listing.objects.update(landlord_phone="+8613800000009")
    desk = signed_in(builders.person(role, *([listing.city] if city else [builders.city()])))
    assert len(desk.get(LIST, {"q": "13800000009"}).context["cl"].result_list) == finds


@pytest.mark.parametrize("typed", ["'", "((", "\\", " ", "号楼", "9" * 300, "[a-", "%", "楼 " * 50])
def test_whatever_is_searched_for_is_answered(typed):
    listing = builders.listing()
    assert at_work(listing).get(LIST, {"q": typed}).status_code in {200, 302}
