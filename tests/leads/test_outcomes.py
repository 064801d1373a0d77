"""Calls that two make at once, end late or promise nothing: what was said is kept, and what was promised."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads import desk_forms
from leads.models import Lead, LeadEvent, Stage, WrongMove
from leads.models.lead_event import RESERVED
from tests import builders
from tests.desk import signed_in, words
from tests.leads.signings import reason

pytestmark = pytest.mark.django_db


def act(who, lead, verb, **typed):
    return signed_in(who).post(f"/admin/leads/lead/{lead.pk}/act/{verb}/", typed, follow=True)


def dial(who, lead):
    return signed_in(who).post(f"/admin/leads/lead/{lead.pk}/dial/", follow=True)


def dialled(lead, who, ago):
    LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.REVEALED, actor=who, at=timezone.now() - ago)


@pytest.mark.slow
def test_who_dials_a_lead_of_the_pool_has_it_for_twenty_minutes(lead, sales, colleague):
    dial(sales, lead)
    refused = words(dial(colleague, lead))
    assert "20 分钟内由他联系" in refused
    assert sales.display_name in refused
    assert not lead.events.filter(actor=colleague).exists()
    with pytest.raises(WrongMove):
        lead.claim(colleague)


@pytest.mark.slow
def test_after_them_another_may(lead, sales, colleague):
    dialled(lead, sales, RESERVED + timedelta(seconds=1))
    assert "13800000000" in dial(colleague, lead).content.decode()


@pytest.mark.slow
def test_who_has_dialled_is_seen_in_the_pool(lead, sales, colleague):
    dial(sales, lead)
    assert f"{sales.display_name} " in words(signed_in(colleague).get("/admin/leads/lead/today/"))
    assert "已拨打" in words(signed_in(colleague).get("/admin/leads/lead/today/"))


@pytest.mark.slow
def test_the_caller_himself_may_dial_again_and_claim(lead, sales):
    dial(sales, lead)
    assert "13800000000" in dial(sales, lead).content.decode()
    lead.claim(sales)


@pytest.mark.slow
def test_an_outcome_is_kept_whoever_was_first(lead, sales, colleague):
    """Both dialled: one before the other's twenty minutes began, and he writes down what was said second."""
    dialled(lead, colleague, timedelta(hours=1))
    dial(sales, lead)
    act(sales, lead, "outcome", outcome="talked", days="1", text="要三千平")
    page = act(colleague, lead, "outcome", outcome="talked", days="3", text="他说月底来看", back="today")
    assert page.status_code == 200
    assert "您的通话已记在它的时间线上" in words(page)
    lead.refresh_from_db()
    assert lead.owner == sales
    texts = set(lead.events.filter(kind="call").values_list("text", flat=True))
    assert texts == {"要三千平", "他说月底来看"}


def test_who_never_dialled_writes_nothing_on_a_colleagues_lead(lead, sales, colleague):
    lead.claim(sales)
    assert act(colleague, lead, "outcome", outcome="talked", days="1", text="x").status_code == 404
    assert not lead.events.filter(kind="call").exists()


@pytest.mark.slow
def test_invalid_after_the_first_stages_ends_it_as_lost_and_keeps_the_call(lead, sales):
    lead.claim(sales)
    for stage in (Stage.CONTACTED, Stage.QUALIFIED, Stage.RECOMMENDED):
        lead.move(stage, sales)
    act(sales, lead, "outcome", loss_reason=reason("一直联系不上").pk, days="", text="号码换人了")
    lead.refresh_from_db()
    assert (lead.stage, lead.lost_reason) == (Stage.LOST, "一直联系不上：号码换人了")
    assert lead.events.filter(kind="call", text="号码换人了").exists()


@pytest.mark.slow
def test_a_call_without_a_next_day_leaves_the_promise_that_is_to_come(lead, sales):
    promised = desk_forms.morning(3)
    lead.log_call("talked", sales, next_at=promised)
    page = act(sales, lead, "outcome", outcome="talked", days="", text="")
    lead.refresh_from_db()
    assert lead.next_follow_up_at == promised
    assert "照旧" in words(page)


@pytest.mark.slow
def test_a_call_without_a_next_day_ends_the_promise_that_was_due(lead, sales):
    lead.claim(sales)
    Lead.objects.update(next_follow_up_at=timezone.now() - timedelta(hours=1))
    act(sales, lead, "outcome", outcome="talked", days="", text="")
    lead.refresh_from_db()
    assert lead.next_follow_up_at is None
    assert list(signed_in(sales).get("/admin/leads/lead/today/").context["due"]) == []


@pytest.mark.slow
def test_card_and_dial_page_hold_what_one_needs_before_speaking(send, answers, sales, zone):
    listing = builders.listing(zone=zone, price="22 元/㎡·月")
    send(answers, city="jinan", area="3000", area_unit="sqm", budget="年租 60 万", listing=listing.number)
    lead = Lead.objects.get()
    lead.log_call("talked", sales, "要带食堂", desk_forms.morning(0) - timedelta(days=1))
    shown = words(signed_in(sales).get("/admin/leads/lead/today/")), words(dial(sales, lead))
    for page in shown:
        for fact in ("面积 3000 ㎡", "年租 60 万", listing.number, "已沟通，要带食堂"):
            assert fact in page


def test_an_outcome_that_is_none_is_refused_to_who_was_second_too(lead, sales, colleague):
    dialled(lead, colleague, timedelta(hours=1))
    lead.claim(sales)
    page = act(colleague, lead, "outcome", outcome="x", days="1", text="说到一半")
    assert page.status_code == 200
    assert "说到一半" in words(page)
