"""约看: made, moved, cancelled, kept or not; each once, on the timeline, with the stage and the promise going along."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from leads import appointment_doubts, appointments, erasure, merging, personal_data
from leads.appointments import Plan, Result
from leads.models import Appointment, Lead, LeadEvent, WrongMove
from leads.models.lead_queryset import ERASED
from tests import builders

pytestmark = pytest.mark.django_db
Kind, State = LeadEvent.Kind, Appointment.State


@pytest.fixture
def mine(lead, sales):
    lead.claim(sales)
    return lead


def plan(hours=24, minutes=120, **fields):
    starts = timezone.now() + timedelta(hours=hours)
    return Plan(
        starts_at=starts,
        ends_at=starts + timedelta(minutes=minutes),
        **{"meeting_point": "大厅", "how": "call", **fields},
    )


@pytest.fixture
def visit(mine, sales, zone):
    """Tomorrow's visit of one zone and a listing of it."""
    return appointments.make(mine, plan(zones=[zone], listings=[builders.listing(zone=zone)]), sales)


def begin(visit, hours=3):
    """As if it had begun so many hours ago."""
    shift = timezone.now() - timedelta(hours=hours) - visit.starts_at
    promised = visit.lead.next_follow_up_at == visit.ends_at
    visit.starts_at, visit.ends_at = visit.starts_at + shift, visit.ends_at + shift
    visit.save()
    if promised:
        visit.lead.next_follow_up_at = visit.ends_at
        visit.lead.save(update_fields=["next_follow_up_at"])


def test_who_makes_one_for_the_pool_takes_the_lead_and_it_has_been_contacted(lead, sales, zone):
    visit = appointments.make(lead, plan(zones=[zone], visitors="王总 3 人"), sales)
    lead = Lead.objects.get()
    assert (lead.owner, lead.stage, lead.next_follow_up_at) == (sales, "contacted", visit.ends_at)
    assert lead.contacted_at is not None
    line = lead.events.get(kind=Kind.APPOINTED)
    assert (line.actor, line.text) == (sales, "王总 3 人；大厅")
    assert line.details.endswith(" 示例高新区")


@pytest.mark.parametrize(("how", "kind"), [("call", Kind.CALL), ("wechat", Kind.WECHAT), ("met", None)])
def test_how_a_visit_was_agreed_upon_is_the_first_contact_and_nothing_else_is_claimed(mine, sales, zone, how, kind):
    mine.record(Kind.CALL, sales, "", {"outcome": "missed"})
    with pytest.raises(WrongMove, match="怎么约上的"):
        appointments.make(mine, plan(zones=[zone], how=""), sales)
    appointments.make(mine, plan(zones=[zone], how=how), sales)
    lead = Lead.objects.get()
    assert lead.stage == "contacted"
    assert lead.events.filter(kind=Kind.RECOMMENDED).count() == 0
    assert lead.events.filter(kind=Kind.STAGE).count() == 1
    reached = [event.kind for event in lead.events.all() if event.reaches]
    assert reached == ([kind] if kind else [])


def test_a_promise_that_is_still_to_come_stays(mine, sales):
    before = timezone.now() + timedelta(hours=2)
    mine.follow_up(before, sales)
    appointments.make(mine, plan(), sales)
    assert Lead.objects.get().next_follow_up_at == before


def test_a_place_named_twice_is_shown_once(mine, sales, zone):
    listing = builders.listing(zone=zone)
    visit = appointments.make(mine, plan(zones=[zone, zone], listings=[listing, listing]), sales)
    assert [place.place for place in visit.places.all()] == [zone, listing]


def test_a_button_tapped_twice_makes_one(visit, mine, sales):
    with pytest.raises(WrongMove, match="已经约好"):
        appointments.make(mine, Plan(visit.starts_at, visit.ends_at), sales)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("stage", ["invalid", "lost"])
def test_an_ended_lead_is_shown_nothing_until_it_is_restored(mine, sales, stage):
    mine.move(stage, sales, "不做了")
    with pytest.raises(WrongMove):
        appointments.make(mine, plan(), sales)
    mine.restore(sales)
    appointments.make(mine, plan(), sales)


def test_one_moved_says_why_and_takes_its_promise_along(visit, sales, zone):
    later = plan(hours=48, zones=[zone])
    with pytest.raises(WrongMove, match="原因"):
        appointments.change(visit, later, sales, " ", 0)
    visit.refresh_from_db()
    appointments.change(visit, later, sales, "客户出差", 0)
    assert (visit.state, visit.version, visit.starts_at) == (State.MOVED, 1, later.starts_at)
    assert [place.place for place in visit.places.all()] == [zone]
    lead = Lead.objects.get()
    assert lead.next_follow_up_at == later.ends_at
    line = lead.events.filter(kind=Kind.APPOINTED).first()
    assert line.text == "客户出差"
    assert line.details.startswith("改期 ")
    assert " → " in line.details


def test_other_people_alone_need_no_reason(visit, sales):
    same = Plan(visit.starts_at, visit.ends_at, visitors="加上法务")
    appointments.change(visit, same, sales, "", 0)
    assert (visit.state, visit.visitors, visit.places.count()) == (State.PLANNED, "加上法务", 0)


def test_of_two_who_change_it_at_once_the_second_is_told(visit, sales, colleague):
    other = Appointment.objects.get(pk=visit.pk)
    appointments.cancel(visit, sales, "客户不来了", None, 0)
    with pytest.raises(WrongMove, match="刚被改过"):
        appointments.change(other, plan(hours=48), colleague, "改天", 0)
    assert Appointment.objects.get().state == State.CANCELLED


def test_what_is_cancelled_needs_a_reason_and_its_promise_goes(visit, sales):
    with pytest.raises(WrongMove, match="原因"):
        appointments.cancel(visit, sales, "  ", None, 0)
    visit.refresh_from_db()
    appointments.cancel(visit, sales, "客户不来了", None, 0)
    assert Lead.objects.get().next_follow_up_at is None
    assert not Appointment.objects.open().exists()
    appointments.reopen(visit, sales, 1)
    assert Appointment.objects.open().get() == visit
    assert Lead.objects.get().next_follow_up_at == visit.ends_at


@pytest.mark.slow
def test_a_result_is_a_contact_with_a_line_for_each_place_and_the_next_step(visit, sales, zone):
    begin(visit)
    seen = [place.pk for place in visit.places.all()]
    next_at = timezone.now() + timedelta(days=1)
    result = Result(seen=seen, liked="层高够", objections="嫌远", next_step="发报价", next_at=next_at)
    appointments.finish(visit, result, sales, 0)
    lead = Lead.objects.get()
    assert (visit.state, lead.stage, lead.next_follow_up_at) == (State.DONE, "visiting", next_at)
    passed = lead.events.filter(kind=Kind.STAGE).order_by("pk").values_list("data__to", "data__by")
    assert list(passed) == [
        ("contacted", None),
        ("qualified", "passing"),
        ("recommended", "passing"),
        ("visiting", None),
    ]
    lines = lead.events.filter(kind=Kind.VISIT).order_by("pk")
    assert [line.text for line in lines] == ["看中：层高够\n顾虑：嫌远\n下一步：发报价", "看中：层高够\n顾虑：嫌远"]
    assert [line.listing or line.zone for line in lines] == [place.place for place in visit.places.all()]


@pytest.mark.slow
def test_places_that_were_not_seen_have_no_line(visit, sales):
    begin(visit)
    first = visit.places.first()
    appointments.finish(visit, Result(seen=[first.pk], next_step="不合适，等新房源"), sales, 0)
    assert [place.was_seen for place in visit.places.all()] == [True, False]
    assert Lead.objects.get().events.filter(kind=Kind.VISIT).count() == 1


def test_a_result_without_a_next_contact_says_why(visit, sales):
    begin(visit)
    with pytest.raises(WrongMove, match="下一步"):
        appointments.finish(visit, Result(), sales, 0)
    visit.refresh_from_db()
    appointments.finish(visit, Result(next_step="客户要等到年后"), sales, 0)
    assert Lead.objects.get().next_follow_up_at is None


def test_before_it_begins_there_is_no_result(visit, sales):
    for try_it in (
        lambda: appointments.finish(visit, Result(next_step="等"), sales, 0),
        lambda: appointments.miss(visit, sales, "", None, 0),
    ):
        with pytest.raises(WrongMove, match="才开始"):
            try_it()


@pytest.mark.slow
def test_who_did_not_come_was_no_contact(visit, sales):
    begin(visit)
    next_at = timezone.now() + timedelta(days=1)
    appointments.miss(visit, sales, "堵车", next_at, 0)
    lead = Lead.objects.get()
    assert (visit.state, lead.stage, lead.next_follow_up_at) == (State.NO_SHOW, "contacted", next_at)
    assert not lead.events.filter(kind=Kind.VISIT).exists()


@pytest.mark.slow
def test_it_is_red_once_it_is_over_without_a_result(visit, sales):
    now = timezone.now()
    assert not visit.has_no_result
    assert list(Appointment.objects.of(sales).soon(now)) == [visit]
    begin(visit)
    assert visit.has_no_result
    assert list(Appointment.objects.of(sales).without_result(now)) == [visit]
    assert list(Appointment.objects.of(sales).on_today(now)) == [visit]


def test_it_goes_with_its_lead_to_whoever_has_it(visit, sales, colleague, manager):
    Lead.objects.get().hand_over(colleague, manager)
    assert not Appointment.objects.of(sales).exists()
    assert list(Appointment.objects.of(colleague).open()) == [visit]
    Lead.objects.get().hand_over(None, manager)
    assert list(Appointment.objects.open()) == [visit]


def test_of_a_lead_that_ended_nobody_is_reminded_until_it_is_restored(visit, mine, sales):
    mine.move("lost", sales, "不做了")
    assert not Appointment.objects.open().exists()
    mine.restore(sales)
    assert list(Appointment.objects.open()) == [visit]


@pytest.mark.slow
def test_merged_leads_have_all_visits_and_parted_ones_their_own(visit, mine, manager, jinan, sales):
    other = Lead.objects.create(kind="rent", name="王先生", city=jinan, owner=sales, receipt="QQ0000000001")
    merging.merge(mine, other, manager)
    assert list(other.appointments.all()) == [visit]
    merging.part(Lead.objects.get(pk=mine.pk), manager)
    assert list(mine.appointments.all()) == [visit]
    assert not other.appointments.exists()


@pytest.mark.slow
def test_an_erased_lead_keeps_that_there_was_a_visit_and_no_words_about_it(visit, mine):
    Appointment.objects.update(visitors="王总", liked="层高", objections="远", next_step="电话王总")
    number = mine.phone
    assert personal_data.extent_of(number).appointments == 1
    assert personal_data.copy_of(number)["约看"][0]["谁来"] == "王总"
    erasure.erase(Lead.objects.get())
    visit.refresh_from_db()
    words = (visit.visitors, visit.meeting_point, visit.liked, visit.objections, visit.next_step)
    assert words == ("", "", ERASED, "", "")  # that something was liked is counted
    assert visit.state == State.CANCELLED
    assert not Appointment.objects.open().exists()


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def doubts_of(mine, sales, starts, minutes=60, **fields):
    starts = at(starts)
    visit = appointments.make(mine, Plan(starts, starts + timedelta(minutes=minutes), how="call", **fields), sales)
    return [sentence.replace("2026-", "") for sentence in appointment_doubts.doubts(visit, sales)]


@pytest.mark.parametrize(
    ("starts", "sentence"),
    [
        ("2026-12-02 10:00", []),
        ("2026-12-02 17:30", ["12-02 17:30–18:30 不都在上班时间（08:30–18:00）里。"]),
        ("2026-12-05 10:00", ["12-05 是周六，不上班。"]),
        ("2026-12-02 23:30", ["12-02 23:30–12-03 00:30 不都在上班时间（08:30–18:00）里。"]),
    ],
)
def test_what_is_no_working_time_is_said(mine, sales, starts, sentence):
    assert doubts_of(mine, sales, starts) == sentence


@pytest.mark.slow
def test_another_visit_at_the_same_time_is_said_and_not_refused(mine, sales, jinan, colleague):
    other = Lead.objects.create(kind="rent", name="李女士", city=jinan, owner=sales, receipt="QQ0000000002")
    assert doubts_of(mine, sales, "2026-12-02 10:00") == []
    assert doubts_of(other, sales, "2026-12-02 10:30") == [
        "同一时间您还有 1 个约看：12-02 10:00–11:00 王先生 · 示例公司。"
    ]
    assert doubts_of(other, sales, "2026-12-02 11:30") == []


def test_what_is_not_on_offer_is_said(mine, sales, zone):
    listing = builders.listing(zone=zone, state="taken")
    [sentence] = doubts_of(mine, sales, "2026-12-02 10:00", listings=[listing])
    assert listing.number in sentence


def test_a_result_that_says_nothing_is_none(mine, sales):
    made = appointments.make(mine, plan(), sales)
    begin(made)
    with pytest.raises(WrongMove, match="什么也没填"):
        appointments.finish(made, Result(next_at=timezone.now() + timedelta(days=1)), sales, 0)


def test_a_visit_without_places_says_on_the_timeline_where_people_met(mine, sales):
    made = appointments.make(mine, plan(meeting_point="鹊山园北门"), sales)
    begin(made)
    appointments.finish(made, Result(liked="位置好", next_step="等"), sales, 0)
    assert mine.events.get(kind=Kind.VISIT).text == "碰头：鹊山园北门\n看中：位置好\n下一步：等"


@pytest.mark.slow
def test_a_result_is_mended_and_the_timeline_keeps_both(visit, sales):
    begin(visit)
    first, second = visit.places.all()
    appointments.finish(visit, Result(seen=[first.pk], next_step="等"), sales, 0)
    appointments.correct(visit, Result(seen=[first.pk, second.pk], liked="层高", next_step="发报价"), sales, 1)
    visit.refresh_from_db()
    assert (visit.liked, [place.was_seen for place in visit.places.all()]) == ("层高", [True, True])
    lead = Lead.objects.get()
    assert lead.events.filter(kind=Kind.VISIT).count() == 2
    assert "看中：层高" in lead.events.get(kind=Kind.CORRECTED).text
    with pytest.raises(WrongMove, match="刚被改过"):
        appointments.correct(visit, Result(liked="远"), sales, 1)
