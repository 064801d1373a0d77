"""Many leads at once: what can be done is done, the rest is told, and the numbers add up."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from leads import bulk, bulk_forms, hours
from leads.models import Lead, LeadEvent, SpecialDay, Stage
from tests.desk import forms_of, signed_in, words
from tests.leads.test_board import a_lead

pytestmark = pytest.mark.django_db
LIST = "/admin/leads/lead/"


def act(who, action, *leads, **data):
    data |= {"action": action, "_selected_action": [lead.pk for lead in leads]}
    return signed_in(who).post(LIST, data, follow=True)


def said(page):
    return " ".join(str(message) for message in page.context["messages"])


def working_day():
    return bulk_forms.next_working_day(timezone.localdate())


@pytest.mark.parametrize(("action", "field"), [("follow_up", "day"), ("move", "stage"), ("hand_over", "owner")])
def test_each_action_asks_on_a_page_of_its_own_first(jinan, sales, manager, action, field):
    leads = [a_lead(jinan, sales) for _ in range(2)]
    page = act(manager, action, *leads)
    assert all(str(lead) in words(page) for lead in leads)
    [values] = [values for _, values, _ in forms_of(page.content) if "_selected_action" in values]
    assert field in values
    assert values["action"] == action
    assert not LeadEvent.objects.exists()


@pytest.mark.slow
def test_a_follow_up_is_promised_for_all_that_are_open_and_the_rest_is_named(jinan, sales):
    day = working_day()
    form = bulk_forms.DayForm({"day": day})
    assert form.is_valid()
    fresh, promised, again = a_lead(jinan, sales), a_lead(jinan, sales), a_lead(jinan, sales)
    Lead.objects.filter(pk=promised.pk).update(next_follow_up_at=timezone.now() - timedelta(days=1))
    Lead.objects.filter(pk=again.pk).update(next_follow_up_at=form.moment)
    lost = a_lead(jinan, sales, Stage.LOST)
    merged = a_lead(jinan, sales, merged_into=fresh)
    page = act(sales, "follow_up", fresh, promised, again, lost, merged, day=day.isoformat())
    assert "2 条约在" in said(page)
    assert "1 条本来就是。2 条没有改。" in said(page)
    assert f"{lost} 王先生 · 示例公司</a>（已结束）" in said(page)
    assert "（已合并）" in said(page)
    moments = set(Lead.objects.filter(pk__in=[fresh.pk, promised.pk, again.pk]).values_list("next_follow_up_at"))
    assert moments == {(form.moment,)}
    assert LeadEvent.objects.filter(kind=LeadEvent.Kind.FOLLOW_UP, actor=sales).count() == 2
    assert [line.details for line in LeadEvent.objects.all()] == [f"{day:%m-%d} 09:00"] * 2


@pytest.mark.slow
def test_a_day_off_is_refused_with_the_next_on_which_people_work(jinan, sales):
    day = timezone.localdate() + timedelta(days=3)
    SpecialDay.objects.create(day=day, is_working=False, note="停电")
    lead = a_lead(jinan, sales)
    page = words(act(sales, "follow_up", lead, day=day.isoformat()))
    assert f"{day} 不上班，下一个工作日是 {bulk_forms.next_working_day(day)}" in page
    assert not LeadEvent.objects.exists()
    address = f"/admin/leads/lead/{lead.pk}/act/follow-up/"
    desk, single = signed_in(sales), {"at": f"{day}T10:00"}
    assert f"{day} 不上班，下一个工作日是 {bulk_forms.next_working_day(day)}" in words(
        desk.post(address, single, follow=True)
    )
    assert not LeadEvent.objects.exists()
    assert "已约在" in words(desk.post(address, {**single, "day_off": "on"}, follow=True))
    assert "1 条约在" in words(act(sales, "follow_up", lead, day=day.isoformat(), day_off="on"))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.one_of(st.dates(), st.text(max_size=12)))
def test_whatever_day_is_typed_is_a_working_day_to_come_or_refused_in_words(typed):
    form = bulk_forms.DayForm({"day": str(typed)})
    if form.is_valid():
        assert hours.is_working_day(form.cleaned_data["day"])
        assert timezone.now() < form.moment < timezone.now() + timedelta(days=368)
    else:
        assert form.errors["day"]


@pytest.mark.slow
def test_a_stage_is_changed_where_one_step_leads_there_and_the_rest_is_named_with_why(jinan, sales):
    contacted, there, new = (a_lead(jinan, sales, stage) for stage in ("contacted", "qualified", "new"))
    further = a_lead(jinan, sales, Stage.RECOMMENDED)
    page = act(sales, "move", contacted, there, new, further, stage="qualified")
    assert "1 条改为“有效需求”。1 条本来就是。2 条没有改。" in said(page)
    assert "不能从“新询盘”改为“有效需求”" in said(page)
    assert "请在线索页上写" in said(page)
    assert list(Lead.objects.order_by("pk").values_list("stage", flat=True)) == [
        *("qualified", "qualified", "new", "recommended")
    ]


@pytest.mark.parametrize("stage", ["visiting", "signed", "lost", "invalid", "new", "x"])
def test_a_stage_that_needs_words_is_none_of_the_choices(jinan, sales, stage):
    lead = a_lead(jinan, sales, Stage.RECOMMENDED)
    page = act(sales, "move", lead, stage=stage)
    assert "要写明情况" in words(page)
    assert not lead.events.exists()


def test_beyond_the_most_the_rest_is_left_and_counted(jinan, sales, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_MOVED", 2)
    monkeypatch.setattr(bulk, "MOST_LEADS", 2)
    monkeypatch.setattr(bulk, "BATCH", 1)
    leads = [a_lead(jinan, sales) for _ in range(3)]
    moved = bulk.move(Lead.objects.all(), "qualified", sales)
    assert (moved.done, moved.left) == (2, 1)
    promised = bulk.follow_up(Lead.objects.all(), timezone.now() + timedelta(days=1), sales)
    assert (promised.done, promised.left) == (2, 1)
    assert len(leads) == 3


def test_all_that_the_filter_shows_may_be_chosen(jinan, sales, colleague):
    mine, theirs = a_lead(jinan, sales), a_lead(jinan, colleague)
    data = {"action": "move", "select_across": "1", "_selected_action": [mine.pk], "stage": "qualified"}
    signed_in(sales).post(f"{LIST}?work=mine", data)
    assert Lead.objects.get(pk=mine.pk).stage == Stage.QUALIFIED
    assert Lead.objects.get(pk=theirs.pk).stage == Stage.CONTACTED
