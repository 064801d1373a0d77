"""What two people, or two submissions, do at once: both are held at the moment at which a lock has to part them."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection
from django.utils import timezone

from leads import appointments, board, bulk, intake, merging, mistakes, protection, rota, spool, stepping_back
from leads.models import Appointment, Duty, Enquiry, Lead, LeadEvent, SalesRules, WrongMove
from leads.models.lead_queryset import LeadQuerySet
from listings.models import Listing
from tests.leads.offers import hall
from tests.leads.signings import negotiated, signed
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def meet(monkeypatch):
    """`meet(Lead, "save")` lets no thread into that function before two are there, or one has waited for long.

    Without a lock both have read by then and neither has written. With one the second cannot come before the first has
    committed.
    """

    def meet(owner, name):
        function, both = getattr(owner, name), Barrier(2)

        def waiting(*args, **kwargs):
            with suppress(BrokenBarrierError):
                both.wait(0.33)
            return function(*args, **kwargs)

        monkeypatch.setattr(owner, name, waiting)

    return meet


def at_once(*functions):
    """Call each function in a thread with a connection of its own. Returns what each returned, or its WrongMove."""

    def call(function):
        try:
            return function()
        except WrongMove as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as threads:
        return list(threads.map(call, functions))


def refused(results):
    return sum(isinstance(result, WrongMove) for result in results)


def again(lead):
    """The same lead as another request has read it."""
    return Lead.objects.get(pk=lead.pk)


@pytest.fixture
def other(send, answers):
    send(answers, city="jinan", phone="13900000000")
    return Lead.objects.get(phone="+8613900000000")


def test_of_two_enquiries_of_one_phone_at_once_the_second_knows_the_lead_of_the_first(answers, network, meet):
    meet(intake, "_new_enquiry")
    first, second = (submitted(answers, need=need) for need in ("一间厂房", "一间仓库"))
    at_once(lambda: intake.store(first), lambda: intake.store(second))
    earlier, later = Lead.objects.order_by("pk")
    assert (earlier.same_phone_as, later.same_phone_as) == (None, earlier)


def test_of_the_same_submission_twice_at_once_one_enquiry_is_stored_and_nothing_spooled(answers, network, meet):
    meet(intake, "_new_enquiry")
    sent = submitted(answers)
    assert at_once(lambda: intake.receive(sent), lambda: intake.receive(sent)) == [sent.receipt] * 2
    assert Enquiry.objects.count() == 1
    assert spool.depth().waiting == 0


def test_of_two_who_claim_at_once_one_wins(lead, sales, colleague):
    results = at_once(lambda: again(lead).claim(sales), lambda: again(lead).claim(colleague))
    assert refused(results) == 1
    assert lead.events.filter(kind="owner").count() == 1


def test_of_two_who_move_a_lead_at_once_the_second_sees_where_it_is(lead, sales, colleague, meet):
    meet(Lead, "save")
    results = at_once(
        lambda: again(lead).move("contacted", sales),
        lambda: again(lead).move("contacted", colleague),
    )
    assert refused(results) == 1
    assert lead.events.filter(kind="stage").count() == 1


def test_of_two_who_drag_one_card_at_once_one_moves_it_and_one_step_is_taken_back_once(lead, sales, meet):
    lead.claim(sales)
    meet(Lead, "save")
    results = at_once(*(lambda: board.move(again(lead), "contacted", "new", sales),) * 2)
    assert refused(results) == 1
    line = lead.events.get(kind="stage")
    results = at_once(*(lambda: stepping_back.take_back(again(lead), str(line.pk), sales),) * 2)
    assert refused(results) == 1
    assert lead.events.filter(kind="stage").count() == 2
    assert again(lead).stage == "new"


def test_of_two_bulk_follow_ups_at_once_all_leads_have_the_promise_of_one(lead, other, sales, colleague, meet):
    meet(LeadQuerySet, "update")
    moments = [timezone.now() + timedelta(days=days) for days in (1, 2)]
    at_once(*(lambda moment=moment: bulk.follow_up(Lead.objects.all(), moment, sales) for moment in moments))
    assert {each.next_follow_up_at for each in Lead.objects.all()} in [{moment} for moment in moments]
    assert LeadEvent.objects.filter(kind="follow_up").count() == 4


def test_of_two_leads_merged_into_each_other_at_once_one_stays(lead, other, manager, meet):
    meet(Lead, "save")
    first, second = again(lead), again(other)
    results = at_once(
        lambda: merging.merge(first, again(other), manager),
        lambda: merging.merge(second, again(lead), manager),
    )
    assert refused(results) == 1
    staying = Lead.objects.standing().get()
    assert staying.enquiries.count() == 2


def test_of_two_who_hand_a_lead_over_at_once_the_second_takes_it_from_the_first(
    lead, sales, colleague, manager, head_office, meet
):
    lead.claim(sales)
    meet(LeadQuerySet, "update")
    at_once(
        lambda: Lead.objects.filter(pk=lead.pk).hand_over(colleague, manager),
        lambda: Lead.objects.filter(pk=lead.pk).hand_over(head_office, manager),
    )
    given = dict(lead.events.filter(text__startswith="移交").values_list("data__from", "data__to"))
    assert given[given[sales.pk]] == again(lead).owner_id


@pytest.fixture
def rules(jinan):
    return SalesRules.objects.create(city=jinan, protection_days=5, cool_off_days=3, most_claims=1)


def test_of_two_claims_of_one_person_at_once_the_second_is_counted(lead, other, sales, rules, meet):
    meet(LeadQuerySet, "update")
    assert refused(at_once(lambda: again(lead).claim(sales), lambda: again(other).claim(sales))) == 1
    assert Lead.objects.filter(owner=sales).count() == 1


def test_a_call_that_is_being_written_down_keeps_the_lead(lead, sales, rules, meet):
    """The call waits for the return, or the return for the call: never both."""
    ago = timezone.now() - timedelta(days=60)
    Lead.objects.filter(pk=lead.pk).update(owner=sales, created_at=ago)
    lead.events.create(kind="expiring", at=ago + timedelta(days=30))
    meet(Lead, "record")
    meet(LeadQuerySet, "update")
    results = at_once(
        lambda: again(lead).log_call("talked", sales),
        lambda: [event.kind for event in protection.give_back(timezone.now())],
    )
    assert bool(again(lead).owner_id) == (results[1] == []) == (not refused(results))


def test_of_two_workers_one_gives_it_back(lead, sales, rules, meet):
    ago = timezone.now() - timedelta(days=60)
    Lead.objects.filter(pk=lead.pk).update(owner=sales, created_at=ago)
    lead.events.create(kind="expiring", at=ago + timedelta(days=30))
    meet(LeadQuerySet, "update")
    results = at_once(*[lambda: [event.pk for event in protection.give_back(timezone.now())]] * 2)
    assert sorted(map(len, results)) == [0, 1]
    assert lead.events.filter(kind="owner").count() == 1


def test_of_two_workers_one_gives_it_to_somebody_and_none_gets_more_than_allowed(
    lead, other, sales, colleague, jinan, meet
):
    at = timezone.make_aware(datetime(2026, 11, 24, 12))  # noqa: DTZ001 - made aware
    SalesRules.objects.create(city=jinan, has_rota=True, most_open=1)
    for user in (sales, colleague):
        Duty.objects.create(user=user, city=jinan)
    meet(LeadQuerySet, "bulk_update")
    at_once(*[lambda: len([*rota.assign(at)])] * 2)
    assert {lead.owner for lead in Lead.objects.all()} == {sales, colleague}
    assert LeadEvent.objects.filter(kind="owner").count() == 2


def test_a_lead_that_is_claimed_while_it_is_given_has_one_owner(lead, sales, colleague, jinan, meet):
    at = timezone.make_aware(datetime(2026, 11, 24, 12))  # noqa: DTZ001 - made aware
    SalesRules.objects.create(city=jinan, has_rota=True)
    Duty.objects.create(user=colleague, city=jinan)
    meet(LeadQuerySet, "bulk_update")
    meet(Lead, "record")
    at_once(lambda: again(lead).claim(sales), lambda: len([*rota.assign(at)]))
    event = lead.events.get(kind="owner")
    assert event.data["to"] == again(lead).owner_id


def test_of_two_taps_on_the_same_button_one_makes_the_visit(lead, sales, meet):
    starts = timezone.now() + timedelta(days=1)
    plan = appointments.Plan(starts, starts + timedelta(hours=1), meeting_point="门口")
    lead.claim(sales)
    for stage in ("contacted", "qualified", "recommended"):
        lead.move(stage, sales)  # so that no other change of the lead parts the two
    meet(Appointment, "save")
    results = at_once(*(lambda each=each: appointments.make(each, plan, sales) for each in (lead, again(lead))))
    assert (refused(results), Appointment.objects.count()) == (1, 1)


def test_of_two_who_write_down_the_result_at_once_one_does(lead, sales, manager, meet):
    starts = timezone.now() - timedelta(hours=3)
    plan = appointments.Plan(starts, starts + timedelta(hours=1), meeting_point="门口")
    lead.claim(sales)
    for stage in ("contacted", "qualified", "recommended"):
        lead.move(stage, sales)
    made = appointments.make(lead, plan, sales)
    lead.move("visiting", sales)  # so that no other change of the lead parts the two
    result = appointments.Result(next_step="等消息")
    meet(Appointment, "save")
    results = at_once(
        lambda: appointments.finish(Appointment.objects.get(), result, sales, 0),
        lambda: appointments.finish(Appointment.objects.get(), result, manager, 0),
    )
    assert refused(results) == 1
    assert made.lead.events.filter(kind=LeadEvent.Kind.VISIT).count() == 1


def signs(lead, listing, area, sales, rest):
    """Sign so much of a listing as each has seen it: a part, or all of it."""
    return lambda: signed(
        again(lead), sales, Listing.objects.get(pk=listing.pk), area_m2=Decimal(area), keeps_rest=rest
    )


@pytest.mark.parametrize(("one", "rest"), [(3000, True), (5600, False)])
def test_of_two_who_sign_more_than_there_is_one_is_refused(lead, other, zone, sales, meet, one, rest):
    listing = hall(zone, area_m2=5600, divisible_from_m2=800)
    for each in (lead, other):
        negotiated(each, sales)
    meet(Listing, "change")
    assert refused(at_once(signs(lead, listing, 3000, sales, True), signs(other, listing, one, sales, rest))) == 1
    listing.refresh_from_db()
    [area] = Lead.objects.filter(stage="signed").values_list("signing__area_m2", flat=True)
    assert (listing.state, listing.area_m2) == (("open", 5600 - area) if area == 3000 else ("taken", 5600))


def test_a_part_that_comes_back_just_as_another_takes_the_rest_is_not_let_twice(lead, other, zone, sales, meet):
    listing = hall(zone, area_m2=5600, divisible_from_m2=800)
    for each in (lead, other):
        negotiated(each, sales)
    signs(lead, listing, 1000, sales, True)()
    meet(Listing, "change")
    at_once(lambda: again(lead).move("negotiating", sales, "签错了"), signs(other, listing, 4600, sales, False))
    listing.refresh_from_db()
    # All of it was back and is taken as a whole; or the rest was taken, and what came back is on offer alone.
    assert (listing.state, listing.area_m2) in {("taken", 5600), ("open", 1000)}


def test_of_two_who_mark_the_same_call_as_mistaken_one_is_refused(lead, sales, meet):
    lead.claim(sales)
    lead.log_call("talked", sales)
    line = lead.events.get(kind="call").pk
    meet(Lead, "record")
    results = at_once(*[lambda: mistakes.mark(again(lead), line, "打错了", sales)] * 2)
    assert refused(results) == 1
    assert LeadEvent.objects.filter(kind="mistaken", data__of="call").count() == 1
