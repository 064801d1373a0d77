"""An enquiry names the listing it is about: from the listing's page to the desk, and when the listing is gone."""

import pytest
from django.db.models import ProtectedError

from leads import intake, spool
from leads.delivery import message_of
from leads.models import Enquiry, LeadEvent
from staff.roles import SALES
from tests import builders
from tests.desk import signed_in, words
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(network):
    return builders.listing(zone=builders.zone(name="示例园", city=builders.city(name="示例城")))


@pytest.mark.slow
def test_the_form_says_which_one_is_asked_about_and_fills_in_its_area(client, listing):
    url = client.get(listing.get_absolute_url()).context["enquiry_url"]
    page = client.get(url)
    shown = page.content.decode()
    assert f"示例园 房源 {listing.number}" in shown
    assert page.context["form"]["area"].value() == "3000"


@pytest.mark.slow
def test_its_height_is_filled_in_and_in_sight_and_so_is_one_that_was_looked_for(client, network):
    """Of halls alone: an office is asked for without."""
    zone = builders.zone()
    hall, office = (builders.listing(zone=zone, kind=kind, clear_height_m="9.60") for kind in ("factory", "office"))
    heights = {hall: "9.6", office: "", builders.listing(zone=zone): ""}
    for listing, height in heights.items():
        form = client.get(client.get(listing.get_absolute_url()).context["enquiry_url"]).context["form"]
        assert (form["clear_height"].value() or "", form.has_more_to_show) == (height, bool(height))
    assert form["clear_height"].label == "净高"  # of a hall with 14.2 m to the next floor 13 is the clear height
    finder = client.get("/listings/", {"need": "3000平 净高9米"}, follow=True)
    form = client.get(finder.context["enquiry_url"]).context["form"]
    assert (form["area"].value(), form["clear_height"].value()) == ("3000", "9")


@pytest.mark.slow
def test_the_enquiry_keeps_it_and_the_desk_shows_it(send, answers, listing):
    send(answers, city=listing.city.slug, listing=listing.number)
    enquiry = Enquiry.objects.get()
    assert enquiry.listing == listing
    desk = signed_in(builders.person(SALES, listing.city))
    assert listing.number in words(desk.get(f"/admin/leads/lead/{enquiry.lead_id}/change/"))
    assert listing.number in message_of(LeadEvent.objects.get()).title


def test_one_that_is_gone_by_then_is_kept_in_words(send, answers, listing):
    listing.delete()
    send(answers, listing=listing.number)
    enquiry = Enquiry.objects.get()
    assert (enquiry.listing, enquiry.other_words) == (None, f"房源：{listing.number}")


@pytest.mark.parametrize("typed", ["JN-99999999999999999", "'; DROP TABLE", "厂房", "x" * 300])
def test_what_is_no_number_is_kept_in_words_and_loses_no_enquiry(send, answers, listing, typed):
    send(answers, listing=typed)
    enquiry = Enquiry.objects.get()
    assert enquiry.listing is None
    assert enquiry.other_words.startswith(f"房源：{typed}")


def test_it_comes_through_the_spool_as_well(own_var, listing, answers):
    spool.put(submitted(answers, listing=listing.number))
    spool.take_in(intake.store)
    assert Enquiry.objects.get().listing == listing


def test_asking_about_another_one_is_another_enquiry(send, answers, listing):
    other = builders.listing(zone=listing.zone)
    for each in (listing, other):
        send(answers, listing=each.number)
    assert {enquiry.listing for enquiry in Enquiry.objects.all()} == {listing, other}


def test_a_listing_that_was_asked_about_is_not_deleted(send, answers, listing):
    send(answers, listing=listing.number)
    with pytest.raises(ProtectedError):
        listing.delete()
