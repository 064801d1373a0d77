"""Why a lead is given up: chosen from the list that an owner edits, with words, wherever it is done."""

import pytest

from leads import loss_reasons
from leads.models import Lead, LossReason, WrongMove
from staff.roles import SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words
from tests.leads.offers import page_of
from tests.leads.signings import negotiated, reason

pytestmark = pytest.mark.django_db


def act(who, lead, verb, **typed):
    return signed_in(who).post(f"/admin/leads/lead/{lead.pk}/act/{verb}/", typed, follow=True)


@pytest.fixture
def held(lead, sales):
    lead.claim(sales)
    return lead


def as_it_is(lead):
    lead.refresh_from_db()
    return lead.stage, lead.loss_reason and lead.loss_reason.name, lead.lost_reason


@pytest.mark.slow
def test_a_move_to_lost_takes_a_reason_of_the_list_and_words(held, sales):
    dear = reason("价格超预算")
    act(sales, held, "move", stage="lost", loss_reason=dear.pk, reason="差 5 元")
    assert as_it_is(held) == ("lost", "价格超预算", "价格超预算：差 5 元")
    assert held.events.filter(kind="stage", text="价格超预算：差 5 元").exists()
    assert "价格超预算：差 5 元" in words(page_of(held, sales))


def test_without_a_reason_it_stays_and_the_words_come_back_with_the_choice(held, sales):
    page = act(sales, held, "move", stage="lost", reason="贵了一点")
    assert as_it_is(held) == ("new", None, "")
    for part in ("请选流失的原因", "贵了一点", "价格超预算", "一直联系不上"):
        assert part in words(page)
    assert "空号、错号" not in words(page)


@pytest.mark.slow
def test_a_reason_of_the_other_end_and_a_retired_one_are_refused(held, sales):
    wrong, retired = reason("空号、错号"), reason("项目暂缓")
    LossReason.objects.filter(pk=retired.pk).update(is_active=False)
    assert "不是流失的原因" in words(act(sales, held, "move", stage="lost", loss_reason=wrong.pk))
    assert "已经停用" in words(act(sales, held, "move", stage="lost", loss_reason=retired.pk))
    assert as_it_is(held) == ("new", None, "")
    assert "项目暂缓" not in words(page_of(held, sales))


@pytest.mark.slow
def test_one_that_asks_for_words_gets_some(held, sales):
    other = reason("其他")
    page = act(sales, held, "move", stage="invalid", loss_reason=other.pk, reason=" ")
    assert "要写明是什么原因" in words(page)
    assert "selected>其他" in words(page)
    act(sales, held, "move", stage="invalid", loss_reason=other.pk, reason="学生作业")
    assert as_it_is(held) == ("invalid", "其他", "其他：学生作业")


@pytest.mark.slow
def test_a_call_that_ends_it_says_why_in_one_tap(held, sales):
    page = words(signed_in(sales).post(f"/admin/leads/lead/{held.pk}/dial/", follow=True))
    number = reason("空号、错号")
    assert f'name="loss_reason" value="{number.pk}"' in page
    act(sales, held, "outcome", loss_reason=number.pk, days="", text="")
    assert as_it_is(held) == ("invalid", "空号、错号", "空号、错号")
    assert held.events.filter(kind="call", data__outcome="invalid").exists()


@pytest.mark.slow
def test_a_first_call_may_find_that_it_is_lost(held, sales):
    page = words(signed_in(sales).post(f"/admin/leads/lead/{held.pk}/dial/", follow=True))
    elsewhere, other = reason("选了别的园区"), reason("其他")
    assert f'name="lost_reason" value="{elsewhere.pk}"' in page
    assert f'name="loss_reason" value="{elsewhere.pk}"' not in page
    refused = words(act(sales, held, "outcome", lost_reason=other.pk, days="1", text=""))
    assert '<select name="lost_reason">' in refused
    assert (refused.count('name="lost_reason"'), "价格超预算" in refused) == (1, True)
    act(sales, held, "outcome", lost_reason=elsewhere.pk, days="1", text="去了隔壁")
    assert as_it_is(held) == ("lost", "选了别的园区", "选了别的园区：去了隔壁")


@pytest.mark.slow
def test_what_is_no_reason_for_lost_is_refused_and_a_closed_lead_keeps_its_end(held, sales):
    wrong = reason("空号、错号")
    assert "不是流失的原因" in words(act(sales, held, "outcome", lost_reason=wrong.pk, days="1"))
    held.move("invalid", sales, "打错了")
    act(sales, held, "outcome", lost_reason=reason("选了别的园区").pk, days="1")
    assert as_it_is(held) == ("invalid", None, "打错了")


@pytest.mark.slow
def test_a_call_after_the_first_stages_ends_it_as_lost_for_a_reason_of_that(held, sales):
    negotiated(held, sales)
    page = words(signed_in(sales).post(f"/admin/leads/lead/{held.pk}/dial/", follow=True))
    assert "选了别的园区" in page
    assert "空号、错号" not in page
    act(sales, held, "outcome", loss_reason=reason("选了别的园区").pk, days="1", text="去了隔壁")
    assert as_it_is(held) == ("lost", "选了别的园区", "选了别的园区：去了隔壁")


def test_an_outcome_of_a_page_that_was_open_before_is_asked_for_its_reason(held, sales):
    page = act(sales, held, "outcome", outcome="invalid", days="", text="号码换人了")
    assert as_it_is(held)[0] == "new"
    assert "号码换人了" in words(page)
    assert "请选无效的原因" in words(page)


def test_the_reason_goes_when_the_lead_goes_on_and_stays_when_it_is_retired(held, sales):
    paused = reason("项目暂缓")
    held.move("lost", sales, "明年再说", loss_reason=paused)
    LossReason.objects.filter(pk=paused.pk).update(is_active=False)
    assert as_it_is(held)[1] == "项目暂缓"
    held.restore(sales)
    assert as_it_is(held) == ("new", None, "")


def test_the_words_of_before_there_was_a_list_stay(held, sales):
    held.move("lost", sales, "预算不够")
    assert as_it_is(held) == ("lost", None, "预算不够")


@pytest.mark.slow
def test_an_owner_who_retired_all_reasons_is_asked_for_words_alone(held, sales):
    LossReason.objects.update(is_active=False)
    act(sales, held, "move", stage="lost", reason="预算不够")
    assert as_it_is(held) == ("lost", None, "预算不够")
    with pytest.raises(WrongMove, match="写明原因"):
        Lead.objects.create(kind="rent", name="示例", receipt="A" * 12).move("lost", sales)


@pytest.mark.slow
def test_an_owner_edits_the_list_and_one_that_was_chosen_is_not_deleted(held, sales):
    head = builders.person(SALES_MANAGER)
    desk = signed_in(head)
    data = {"name": "电力不够", "used_for": "lost", "order": "15", "is_active": "1"}
    desk.post("/admin/leads/lossreason/add/", data)
    added = reason("电力不够")
    assert added in loss_reasons.to_choose(held)["loss_reasons_by_stage"][1][1]
    held.move("lost", sales, loss_reason=added)
    listed = words(desk.get("/admin/leads/lossreason/"))
    assert f'?why={added.pk}">1</a>' in listed
    found = desk.get("/admin/leads/lead/", {"why": added.pk}).context["cl"].queryset
    assert list(found) == [held]
    desk.post(f"/admin/leads/lossreason/{added.pk}/delete/", {"post": "yes"})
    assert LossReason.objects.filter(pk=added.pk).exists()


@pytest.mark.slow
def test_who_sells_reads_the_list_and_changes_nothing(sales, manager):
    for who in (sales, manager):  # a manager of one city neither: the list is the whole network's
        desk = signed_in(who)
        assert desk.get("/admin/leads/lossreason/").status_code == 200
        assert desk.get("/admin/leads/lossreason/add/").status_code == 403
