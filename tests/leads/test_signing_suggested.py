"""What the form of 签约 is filled in with: the listing that was liked, and no guess where nobody can tell."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads import appointments, fitting, liking
from leads.appointments import Plan, Result
from leads.models import Appointment
from leads.signing_forms import suggested
from tests.leads.offers import hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(wanting, sales):
    made = wanting()
    made.claim(sales)
    return made


@pytest.fixture
def halls(zone):
    return [hall(zone, building="2 号楼", area_m2=3200, price="20 元/㎡·月"), hall(zone, building="12 号楼")]


def looked_at(lead, listings, who, words=""):
    """As if they had been seen yesterday, with those words of what was liked."""
    starts = timezone.now() + timedelta(hours=1)
    plan = Plan(starts, starts + timedelta(hours=1), listings=listings, meeting_point="大厅", how="call")
    visit = appointments.make(lead, plan, who)
    day = timedelta(days=1)
    Appointment.objects.filter(pk=visit.pk).update(starts_at=starts - day, ends_at=plan.ends_at - day)
    visit.refresh_from_db()
    seen = [place.pk for place in visit.places.all()]
    appointments.finish(visit, Result(seen=seen, liked=words, next_step="等"), who, 0)


def proposed(lead):
    found = suggested(lead, fitting.signable(lead))
    return found["listing"], found["area_typed"], found["price"]


@pytest.mark.slow
@pytest.mark.parametrize("words", ["{number}，层高够", "{digits} 那套", "2号楼"])
def test_of_two_that_were_seen_the_one_that_was_liked_is_filled_in(lead, halls, sales, words):
    liked = halls[0]
    looked_at(lead, halls, sales, words.format(number=liked.number, digits=liked.number.partition("-")[2]))
    assert proposed(lead) == (liked, "3,200 ㎡", "20 元/㎡·月")


@pytest.mark.slow
def test_what_was_liked_at_an_earlier_visit_stands_before_what_was_seen_last(lead, halls, sales):
    looked_at(lead, halls[:1], sales, "层高够")
    looked_at(lead, halls[1:], sales)
    assert proposed(lead)[0] == halls[0]


def test_what_was_liked_is_also_read_beside_a_visit_that_nobody_had_agreed_upon(lead, halls, sales):
    for listing, words in zip(halls, ["看中了", "没看中"], strict=True):
        lead.visit(listing, sales, words)
    assert proposed(lead)[0] == halls[0]


@pytest.mark.slow
@pytest.mark.parametrize("words", ["", "层高够", "{0}、{1} 都行"])
def test_where_nobody_can_tell_which_none_is_filled_in(lead, halls, sales, words):
    looked_at(lead, halls, sales, words.format(*(each.number for each in halls)))
    listing, _, price = proposed(lead)
    assert (listing, price) == (None, "")


def test_what_was_seen_is_offered_first(lead, halls, zone, sales):
    asked, seen = halls
    lead.agree_to_share(sales, "口头同意转给园区")
    lead.recommend(asked, sales)
    looked_at(lead, [seen], sales)
    assert fitting.signable(lead) == [seen, asked]


@pytest.mark.slow
def test_a_measure_is_no_number_of_a_listing(lead, halls, sales):
    looked_at(lead, halls, sales, f"{halls[0].number.partition('-')[2]}㎡ 正好")
    assert liking.liked(lead) == set()
