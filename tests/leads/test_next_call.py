"""When the next call is, chosen by a tap or typed as a moment; the answer says what was written down, and when."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from leads import desk_forms, hours
from leads.models import LeadEvent, LossReason
from plumbing.days import in_short, moment_of
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


def called(who, lead, **typed):
    return signed_in(who).post(f"/admin/leads/lead/{lead.pk}/act/outcome/", typed, follow=True)


@pytest.fixture
def moment():
    """Half past four of a working day to come."""
    return moment_of(next(hours.working_days(timezone.localdate() + timedelta(days=9))), time(16, 30))


def test_a_moment_that_is_typed_wins_over_the_day_that_was_tapped(lead, sales, moment):
    page = words(called(sales, lead, outcome="missed", days="1", at=f"{moment:%Y-%m-%dT%H:%M}"))
    lead.refresh_from_db()
    assert lead.next_follow_up_at == moment
    assert f"已记下：未接，下次 {in_short(moment)}。" in page


@pytest.mark.slow
@pytest.mark.parametrize(("days", "said"), [("3", True), ("", False)])
def test_without_one_the_day_that_was_tapped_counts_and_is_said(lead, sales, days, said):
    page = words(called(sales, lead, outcome="talked", days=days))
    expected = f"，下次 {in_short(desk_forms.morning(3))}。" if said else "，没有约下次。"
    assert f"已记下：已沟通{expected}" in page


@pytest.mark.slow
def test_what_was_promised_and_stays_is_said(lead, sales, moment):
    lead.claim(sales)
    lead.follow_up(moment, sales)
    assert f"已记下：未接，约在 {in_short(moment)} 的跟进照旧。" in words(
        called(sales, lead, outcome="missed", days="")
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("end", "field", "said"), [("invalid", "loss_reason", "无效"), ("lost", "lost_reason", "流失")]
)
def test_of_a_lead_that_ends_no_next_call_is_said(lead, sales, end, field, said):
    why = LossReason.objects.offered(end).filter(needs_words=False).first()
    outcome = {} if end == "lost" else {"outcome": end}
    page = words(called(sales, lead, **outcome, days="1", **{field: why.pk}))
    assert f"已记下：{said}。" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2020-01-01T10:00", "这个时间已经过去了"),
        ("9999-12-31T10:00", "年份要在 1990 到 2200 之间"),
        ("abc", "没有记下"),
    ],
)
def test_a_moment_that_will_not_do_comes_back_in_words_with_all_that_was_posted(lead, sales, typed, said):
    page = words(called(sales, lead, outcome="missed", days="1", at=typed))
    assert said in page
    assert f'type="datetime-local" name="at" value="{typed}"' in page
    assert 'type="hidden" name="outcome" value="missed"' in page
    assert not lead.events.filter(kind=LeadEvent.Kind.CALL).exists()


@pytest.mark.slow
def test_a_day_off_has_to_be_meant(lead, sales):
    off = next(
        day
        for day in (timezone.localdate() + timedelta(days=count) for count in range(1, 15))
        if not hours.is_working_day(day)
    )
    at = f"{off:%Y-%m-%d}T10:00"
    assert "不上班，下一个工作日是" in words(called(sales, lead, outcome="missed", at=at))
    assert f"下次 {in_short(moment_of(off, time(10)))}" in words(
        called(sales, lead, outcome="missed", at=at, day_off="on")
    )


@pytest.mark.slow
def test_the_dial_page_and_the_leads_own_ask_for_a_moment(lead, sales):
    desk = signed_in(sales)
    dial = words(desk.post(f"/admin/leads/lead/{lead.pk}/dial/", follow=True))
    assert 'type="datetime-local" name="at"' in dial
    lead.claim(sales)
    own = words(desk.get(f"/admin/leads/lead/{lead.pk}/change/"))
    assert ('id="follow-at"' in own, own.count('id="id_at"')) == (True, 1)
