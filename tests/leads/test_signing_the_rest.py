"""One lead signs a part of a listing and another the rest: whatever comes back, and when, nothing is let twice."""

from decimal import Decimal

import pytest

from leads import signing
from leads.models import Lead, WrongMove
from tests.leads.offers import hall
from tests.leads.signings import facts, negotiated

pytestmark = pytest.mark.django_db
WHOLE = 5600


@pytest.fixture
def listing(zone):
    return hall(zone, area_m2=WHOLE, divisible_from_m2=800)


@pytest.fixture
def leads(wanting, sales):
    """Three that are negotiated, named a, b and c."""
    made = {name: wanting(phone=f"1380000000{number}") for number, name in enumerate("abc")}
    for lead in made.values():
        negotiated(lead, sales)
    return made


@pytest.fixture
def desk(leads, listing, zone, sales):
    """`desk("a", 1000)` signs a part, `desk("b", 4600, rest=False)` all that is left; `desk.back("a")` gives back."""

    class Desk:
        def __call__(self, name, area, *, rest=True):
            made = facts(zone, listing=type(listing).objects.get(), area_m2=Decimal(area), area_typed=f"{area}")
            made.keeps_rest = rest
            signing.sign(Lead.objects.get(pk=leads[name].pk), made, sales)

        def back(self, name):
            Lead.objects.get(pk=leads[name].pk).move("negotiating", sales, "签错了")

        def lost(self, name):
            Lead.objects.get(pk=leads[name].pk).move("lost", sales, "没谈成")

        def restored(self, name):
            Lead.objects.get(pk=leads[name].pk).restore(sales)

        def now(self):
            """(state, area); what is on offer and what is signed for never exceed the whole."""
            listing.refresh_from_db()
            standing = Lead.objects.filter(stage="signed", signing__listing=listing)
            held = sum(standing.values_list("signing__area_m2", flat=True))
            assert held + (listing.area_m2 if listing.state == "open" else 0) <= WHOLE
            return listing.state, listing.area_m2

    return Desk()


def test_more_than_is_left_beside_the_part_of_another_is_refused(desk):
    desk("a", 1000)
    with pytest.raises(WrongMove, match="只剩 4,600 ㎡，签不了 5,600 ㎡"):
        desk("b", 5600, rest=False)
    assert desk.now() == ("open", 4600)
    desk("b", 4600, rest=False)
    assert desk.now() == ("taken", 4600)


def test_a_correction_to_more_than_is_left_is_refused(desk, leads, listing, zone, sales):
    desk("a", 1000)
    desk("b", 4600, rest=False)
    lead = Lead.objects.get(pk=leads["b"].pk)
    now = lead.signing
    before = type(now).objects.get(pk=now.pk)
    now.area_m2 = Decimal(5600)
    with pytest.raises(WrongMove, match="只剩 4,600 ㎡"):
        signing.correct(lead, now, before, sales)
    assert desk.now() == ("taken", 4600)


@pytest.mark.slow
@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_part_that_comes_back_while_another_has_the_rest_is_on_offer_alone(desk, leads, order):
    desk("a", 1000)
    desk("b", 4600, rest=False)
    desk.back(order[0])
    assert desk.now() == ("open", {"a": 1000, "b": 4600}[order[0]])
    desk.back(order[1])
    assert desk.now() == ("open", WHOLE)


@pytest.mark.slow
def test_what_came_back_is_signed_by_a_third_and_each_gives_back_its_own(desk, leads):
    desk("a", 1000)
    desk("b", 4600, rest=False)
    desk.back("a")
    line = leads["a"].events.get(data__has_key="rest_of")
    assert line.text == "退回的 1,000 ㎡ 重新在租（售）；另外 4,600 ㎡ 由别的线索签着"
    desk("c", 1000, rest=False)
    assert desk.now() == ("taken", 1000)
    desk.back("b")
    assert desk.now() == ("open", 4600)  # the rest alone: the third has the part
    desk.back("c")
    assert desk.now() == ("open", WHOLE)


@pytest.mark.slow
def test_a_lead_that_is_restored_takes_its_part_again_unless_a_third_has_it(desk):
    desk("a", 1000)
    desk("b", 4600, rest=False)
    desk.lost("a")
    desk.restored("a")
    assert desk.now() == ("taken", 1000)
    desk.lost("a")
    assert desk.now() == ("open", 1000)
    desk("c", 1000, rest=False)
    with pytest.raises(WrongMove):
        desk.restored("a")
    assert desk.now() == ("taken", 1000)


@pytest.mark.slow
def test_a_part_too_small_to_be_had_alone_waits_for_the_rest(desk):
    desk("a", 500)
    desk("b", 5100, rest=False)
    desk.back("a")
    assert desk.now()[0] == "taken"
    desk.back("b")
    assert desk.now() == ("open", WHOLE)


@pytest.mark.slow
def test_what_staff_took_off_the_offer_stays_off(desk, listing, sales):
    desk("a", 1000)
    desk("b", 2000)
    listing.change(sales, state="taken")
    desk.back("a")
    listing.refresh_from_db()
    assert listing.state == "taken"
