"""What a listing's page fills in is no word of the prospect's until they change it."""

import pytest

from leads import intake, spool
from leads.models import Enquiry
from leads.needs import Asked
from parkinfo.middleware import find_site
from tests.desk import signed_in, words
from tests.leads.offers import about, hall, page_of

pytestmark = pytest.mark.django_db


def asked(lead):
    found = Asked(lead, find_site("www.example.com"))
    return {name: found.form.query.get(name) for name in ("area", "height")}, found.unused


@pytest.fixture
def listing(zone):
    return hall(zone, area_m2=3200, clear_height_m="9.6")


@pytest.mark.parametrize(
    ("said", "changed", "area", "height"),
    [
        ("", {}, "3200 ㎡", None),
        ("，要3500平左右", {}, "3500平左右", None),
        ("，净高8米就行，2000平左右", {}, "2000平左右", "8"),
        ("", {"area": "3500"}, "3500 ㎡", None),
        ("", {"clear_height": "9"}, "3200 ㎡", "9.0"),
        ("", {"area": "20", "area_unit": "mu"}, "20 亩", None),
        ("", {"area": "", "clear_height": ""}, None, None),
    ],
)
def test_only_what_was_written_or_changed_is_a_condition(wanting, listing, said, changed, area, height):
    lead = about(wanting, listing, f"想看 {listing.number}{said}", **changed)
    assert asked(lead) == ({"area": area, "height": height}, [])


def test_what_was_filled_in_is_kept_by_name_and_said_to_be_so(wanting, listing, sales):
    lead = about(wanting, listing, area="3500")
    assert Enquiry.objects.get().prefilled == ["clear_height"]
    assert "净高是房源页带入的，他没有改" in words(page_of(lead, sales))


@pytest.mark.slow
@pytest.mark.parametrize(("changed", "shown"), [({}, "3200 ㎡（房源的）"), ({"area": "3100"}, "3100 ㎡")])
def test_who_is_about_to_call_reads_whose_area_it_is(wanting, listing, sales, changed, shown):
    lead, desk = about(wanting, listing, **changed), signed_in(sales)
    dialled = desk.post(f"/admin/leads/lead/{lead.pk}/dial/", follow=True)
    for page in (dialled, *(desk.get(f"/admin/leads/lead/{name}/") for name in ("board", "today"))):
        assert shown in words(page)
        assert changed == {} or "（房源的）" not in words(page)


@pytest.mark.slow
def test_the_listing_that_was_asked_about_is_no_near_miss_of_its_own_enquiry(wanting, listing, sales):
    """Its height and its size were put right after the enquiry had come in."""
    lead = about(wanting, listing)
    listing.change(None, clear_height_m=9, area_m2=1300)
    proposals = page_of(lead, sales).context["proposals"]
    assert [(each.hit.listing, each.hit.misses) for each in proposals.known] == [(listing, [])]
    other = about(wanting, listing, f"想看 {listing.number}，净高12米", phone="13800000001")
    page = words(page_of(other, sales))
    assert "客户问的就是这套；和他另外说的比：净高差 3 米" in page


def test_one_that_fits_what_was_said_is_no_near_miss_for_what_the_listing_has_besides(wanting, listing, zone, sales):
    lower = hall(zone, area_m2=3500, clear_height_m=9)
    lead = about(wanting, listing, f"想看 {listing.number}，要3500平左右")
    proposals = page_of(lead, sales).context["proposals"]
    assert [each.hit.listing for each in proposals.fitting] == [lower]


def test_an_enquiry_of_which_nobody_knows_what_was_changed_has_no_condition_of_the_listing(wanting, listing):
    lead = wanting(need=f"想看 {listing.number}", listing=listing.number, area="3200", clear_height="9.6")
    enquiry = Enquiry.objects.get()
    assert asked(lead)[0] == {"area": "3200 ㎡", "height": "9.6"}
    enquiry.prefilled = None
    lead._prefetched_objects_cache = {"enquiries": [enquiry]}
    assert asked(lead) == ({"area": "3200 ㎡", "height": None}, [])


def test_a_need_that_was_typed_into_the_finder_is_the_prospects_own(wanting):
    lead = wanting(need="3000平 净高9米", area="3000", clear_height="9", address="/enquiries/new/?area=3000&height=9")
    assert Enquiry.objects.get().prefilled is None
    assert asked(lead)[0] == {"area": "3000 ㎡", "height": "9.0"}


def test_the_names_come_through_the_spool_and_make_no_second_enquiry(wanting, listing, monkeypatch):
    about(wanting, listing)
    monkeypatch.setattr(intake, "store", None)  # as with a database that is away
    about_again = {"need": f"想看 {listing.number}", "area": "3200", "clear_height": "9.6"}
    wanting(listing=listing.number, **about_again)
    monkeypatch.undo()
    spool.take_in(intake.store)
    assert [each.prefilled for each in Enquiry.objects.all()] == [["area", "clear_height"]]
