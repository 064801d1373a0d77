"""What was done to a lead by mistake is taken back: a step, an end, a merge, a hand-over nobody meant."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from leads import merging
from leads.models import Lead, Stage, WrongMove
from leads.models.stage import CLOSED, GIVEN_UP, NEXT, WAY
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


def act(who, lead, verb, **typed):
    return signed_in(who).post(f"/admin/leads/lead/{lead.pk}/act/{verb}/", typed, follow=True)


def moved(lead, *stages, who):
    for stage in stages:
        lead.move(stage, who)


@pytest.mark.slow
def test_a_step_back_needs_its_reason(lead, sales):
    lead.claim(sales)
    moved(lead, Stage.CONTACTED, Stage.QUALIFIED, who=sales)
    assert "要写明原因" in words(act(sales, lead, "move", stage="contacted", reason=""))
    act(sales, lead, "move", stage="contacted", reason="点错了")
    lead.refresh_from_db()
    assert lead.stage == Stage.CONTACTED
    assert lead.events.filter(kind="stage", text="点错了").exists()


def test_from_the_plant_that_stands_one_may_still_step_back(lead, sales):
    Lead.objects.update(stage=Stage.SETTLED, owner=sales)
    lead.refresh_from_db()
    lead.move(Stage.SIGNED, sales, "还没落地")
    assert lead.stage == Stage.SIGNED


@pytest.mark.slow
@pytest.mark.parametrize("end", GIVEN_UP)
def test_what_was_given_up_goes_on_where_it_was_with_its_promise(lead, sales, end):
    lead.claim(sales)
    moved(lead, Stage.CONTACTED, Stage.QUALIFIED, who=sales)
    promised = timezone.now() + timedelta(days=2)
    lead.follow_up(promised, sales)
    lead.move(end, sales, "没谈成")
    page = act(sales, lead, "restore")
    lead.refresh_from_db()
    assert (lead.stage, lead.next_follow_up_at, lead.lost_reason) == (Stage.QUALIFIED, promised, "")
    assert "已恢复到“有效需求”" in words(page)


def test_a_promise_that_is_past_by_then_does_not_come_back(lead, sales, monkeypatch):
    lead.claim(sales)
    lead.follow_up(timezone.now() + timedelta(days=2), sales)
    lead.move(Stage.LOST, sales, "没谈成")
    in_three_days = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: in_three_days)
    lead.restore(sales)
    assert lead.next_follow_up_at is None


@pytest.mark.parametrize("stage", [Stage.NEW, Stage.SETTLED])
def test_what_was_not_given_up_is_not_restored(lead, sales, stage):
    Lead.objects.update(stage=stage, owner=sales)
    with pytest.raises(WrongMove):
        Lead.objects.get().restore(sales)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(st.sampled_from(Stage.values), max_size=12))
def test_no_way_through_the_stages_is_a_dead_end_or_breaks_a_rule(wanted):
    lead = Lead(kind="rent", name="示例客户")
    for stage in wanted:
        if stage in (*lead.next_stages, *lead.earlier_stages):
            lead.stage = stage
    ways_on = (*lead.next_stages, *lead.earlier_stages)
    assert ways_on
    assert lead.stage not in ways_on
    assert set(WAY) | set(GIVEN_UP) == set(NEXT)
    assert set(CLOSED) == {Stage.SETTLED, *GIVEN_UP}


@pytest.fixture
def two(lead, send, answers, manager):
    """Two leads of one number, the first with a promise."""
    send(answers, city="jinan", need="另一个需求")
    other = Lead.objects.exclude(pk=lead.pk).get()
    lead.claim(manager)
    lead.follow_up(timezone.now() + timedelta(days=2), manager)
    return lead, other


@pytest.mark.slow
def test_two_that_were_merged_by_mistake_are_two_again(two, manager):
    lead, other = two
    promised, enquiries = lead.next_follow_up_at, list(lead.enquiries.all())
    merging.merge(lead, other, manager)
    assert other.enquiries.count() == 2
    page = act(manager, lead, "part")
    lead.refresh_from_db()
    assert (lead.merged_into, lead.next_follow_up_at) == (None, promised)
    assert list(lead.enquiries.all()) == enquiries
    assert other.enquiries.count() == 1
    assert "已拆开" in words(page)
    assert f"拆出了 {lead}" in words(signed_in(manager).get(f"/admin/leads/lead/{other.pk}/change/"))


@pytest.mark.slow
def test_a_lead_that_had_others_in_it_takes_them_along(two, send, answers, manager):
    lead, other = two
    send(answers, city="jinan", need="第三个需求")
    third = Lead.objects.exclude(pk__in=[lead.pk, other.pk]).get()
    merging.merge(third, lead, manager)
    merging.merge(lead, other, manager)
    third.refresh_from_db()
    assert third.merged_into == other
    merging.part(lead, manager)
    third.refresh_from_db()
    assert third.merged_into == lead
    assert (lead.enquiries.count(), other.enquiries.count()) == (2, 1)


@pytest.mark.slow
def test_only_who_supervises_takes_a_merge_apart_and_only_once(two, manager, sales):
    lead, other = two
    merging.merge(lead, other, manager)
    assert act(sales, lead, "part").status_code in {403, 404}
    merging.part(lead, manager)
    with pytest.raises(WrongMove):
        merging.part(lead, manager)


@pytest.mark.slow
def test_a_hand_over_that_names_nobody_changes_nothing(lead, manager, sales):
    lead.claim(sales)
    assert "请选移交给谁" in words(act(manager, lead, "hand-over", owner=""))
    lead.refresh_from_db()
    assert lead.owner == sales
    act(manager, lead, "hand-over", owner="", to_pool="1")
    lead.refresh_from_db()
    assert lead.owner is None


@pytest.mark.slow
def test_a_bulk_hand_over_that_names_nobody_changes_nothing(lead, manager, sales):
    lead.claim(sales)
    desk = signed_in(manager)
    page = desk.post(
        "/admin/leads/lead/", {"action": "hand_over", "owner": "", "_selected_action": [lead.pk]}, follow=True
    )
    lead.refresh_from_db()
    assert lead.owner == sales
    assert "请选移交给谁" in words(page)
