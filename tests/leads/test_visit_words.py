"""What was said at a visit of several places stands where it belongs: at each, at those it names, or at one alone."""

import pytest
from django.utils import timezone

from leads import appointments, liking
from leads.appointments import Result
from tests import builders
from tests.desk import signed_in, words
from tests.leads.test_appointments import begin, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(lead, sales, zone):
    """A visit of three listings, begun: (visit, its places)."""
    lead.claim(sales)
    listings = [builders.listing(zone=zone) for _ in range(3)]
    visit = appointments.make(lead, plan(listings=listings), sales)
    begin(visit)
    return visit, list(visit.places.select_related("listing"))


def finish(seen, sales, **said):
    visit, places = seen
    appointments.finish(visit, Result(seen=[place.pk for place in places], **{"next_step": "发报价", **said}), sales, 0)
    return [visit.lead.events.get(kind="visit", listing=place.listing).text for place in places]


def test_what_was_said_of_all_stands_at_each_and_what_is_next_once(seen, sales):
    assert finish(seen, sales, liked="层高够", objections="嫌远") == [
        "看中：层高够\n顾虑：嫌远\n下一步：发报价", "看中：层高够\n顾虑：嫌远", "看中：层高够\n顾虑：嫌远",
    ]  # fmt: skip


def test_what_names_a_listing_stands_there_alone(seen, sales):
    _, places = seen
    number = places[1].listing.number
    first, second, third = finish(seen, sales, liked=f"{number} 层高够", objections="都嫌远", next_step="等")
    assert (first, third) == ("顾虑：都嫌远\n下一步：等", "顾虑：都嫌远")
    assert second == f"看中：{number} 层高够\n顾虑：都嫌远"


def test_what_was_said_of_one_alone_stands_there_and_is_what_is_liked(seen, sales):
    visit, places = seen
    lines = finish(seen, sales, objections="租金", remarks={places[2].pk: "看中层高"})
    assert lines == ["顾虑：租金\n下一步：发报价", "顾虑：租金", "看中层高"]
    assert liking.liked(visit.lead) == {places[2].listing_id}


def post(visit, sales, verb, **typed):
    address = f"/admin/leads/lead/{visit.lead_id}/visits/{visit.pk}/{verb}/"
    return signed_in(sales).post(address, {"days": "1", **typed}, follow=True)


@pytest.mark.slow
def test_the_page_asks_of_each_of_several_and_refuses_words_about_one_that_was_not_seen(seen, sales):
    visit, places = seen
    page = words(signed_in(sales).get(f"/admin/leads/lead/{visit.lead_id}/visits/{visit.pk}/"))
    assert page.count("只说这一处：") == 3
    typed = {"seen": "0", "places": [places[0].pk], f"remark_{places[1].pk}": "看中层高"}
    assert "没有勾“看了”" in words(post(visit, sales, "result", **typed))
    typed["places"] = [place.pk for place in places]
    post(visit, sales, "result", **typed)
    assert visit.lead.events.get(kind="visit", listing=places[1].listing).text == "看中层高"


@pytest.mark.slow
def test_a_correction_says_something_more_of_one_alone(seen, sales):
    visit, places = seen
    finish(seen, sales)
    typed = {"seen": "1", "places": [place.pk for place in places], "next_step": "发报价"}
    post(visit, sales, "correct", **typed, **{f"remark_{places[0].pk}": "嫌远"})
    line = visit.lead.events.get(kind="corrected", listing=places[0].listing)
    assert (line.text, line.at <= timezone.now()) == ("嫌远", True)
    assert visit.lead.events.filter(kind="visit").count() == 3
