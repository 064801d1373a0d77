"""Several leads of one number: marked alike, taken together, and made one by whoever has them both."""

import pytest

from leads.models import Lead, LeadEvent, SalesRules
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


def act(who, lead, verb, **typed):
    return signed_in(who).post(f"/admin/leads/lead/{lead.pk}/act/{verb}/", typed, follow=True)


@pytest.fixture
def second(lead, send, answers):
    send(answers, city="jinan", need="另一个需求")
    return Lead.objects.exclude(pk=lead.pk).get()


def test_both_cards_say_that_there_is_another(lead, second, sales):
    page = words(signed_in(sales).get("/admin/leads/lead/today/"))
    assert page.count('<span class="desk-chip">同号</span>') == 2
    second.move("lost", sales, "重复")
    assert '<span class="desk-chip">同号</span>' not in words(signed_in(sales).get("/admin/leads/lead/today/"))


def test_who_calls_one_has_the_other_as_well(lead, second, sales):
    lead.log_call("talked", sales)
    second.refresh_from_db()
    assert second.owner == sales
    line = second.events.get(kind=LeadEvent.Kind.OWNER)
    assert (line.text, line.data) == (f"同号，随 {lead} 一起领取", {"from": None, "to": sales.pk})


@pytest.mark.slow
def test_what_is_in_another_citys_pool_or_not_to_be_taken_now_stays(lead, send, answers, second, sales, colleague):
    send(answers, city="qingdao", need="青岛也要")
    elsewhere = Lead.objects.exclude(pk__in=[lead.pk, second.pk]).get()
    second.reveal(colleague)
    lead.claim(sales)
    for other in (second, elsewhere):
        other.refresh_from_db()
        assert other.owner is None


@pytest.mark.slow
def test_one_customer_counts_once_towards_the_claims_of_a_day(lead, second, send, answers, sales, jinan):
    SalesRules.objects.create(city=jinan, most_claims=2)
    lead.claim(sales)
    send(answers, city="jinan", phone="13900000000")
    Lead.objects.get(phone="+8613900000000").claim(sales)
    assert Lead.objects.filter(owner=sales).count() == 3


@pytest.mark.slow
def test_who_has_both_makes_them_one_and_two_again(lead, second, sales):
    lead.claim(sales)
    page = words(signed_in(sales).get(f"/admin/leads/lead/{second.pk}/change/"))
    assert f'name="receipt" value="{lead}"' in page
    assert "已并入" in words(act(sales, second, "merge", sure="yes", receipt=str(lead)))
    second.refresh_from_db()
    assert second.merged_into == lead
    assert "已拆开" in words(act(sales, second, "part"))
    second.refresh_from_db()
    assert second.merged_into is None


@pytest.mark.slow
def test_nobody_merges_into_what_a_colleague_has(lead, second, sales, colleague, manager):
    lead.hand_over(sales, manager)
    second.hand_over(colleague, manager)
    act(sales, lead, "merge", sure="yes", receipt=str(second))
    lead.refresh_from_db()
    assert lead.merged_into is None
    assert act(sales, second, "merge", sure="yes", receipt=str(lead)).status_code == 404


@pytest.mark.slow
def test_who_has_but_one_of_two_merged_does_not_part_them(lead, second, sales, colleague, manager):
    lead.claim(sales)
    act(manager, second, "merge", sure="yes", receipt=str(lead))
    lead.hand_over(colleague, manager)
    assert act(sales, second, "part").status_code == 403
