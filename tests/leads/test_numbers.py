"""Numbers and WeChat ids of a lead: added, corrected, kept through a merge, and known to whoever calls again."""

import pytest

from leads import merging
from leads.models import Lead, LeadEvent
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = "+8613800000000", "+8613900000001", "+8653188888882"


def act(who, lead, **typed):
    page = signed_in(who).post(f"/admin/leads/lead/{lead.pk}/act/numbers/", typed, follow=True)
    lead.refresh_from_db()
    return page


def test_a_second_number_is_added_and_a_call_from_it_opens_the_lead(lead, sales):
    act(sales, lead, phone="139 0000 0001")
    assert (lead.phone, lead.other_phone) == (FIRST, SECOND)
    answer = signed_in(sales).post("/admin/leads/lead/record/", {"step": "number", "phone": "13900000001"})
    assert answer["Location"].startswith(f"/admin/leads/lead/{lead.pk}/change/")


def test_a_wrong_number_is_replaced_and_stays_on_the_timeline_hidden(lead, sales):
    act(sales, lead, phone="0531-88888882转8012", replace="1")
    assert (lead.phone, lead.extension) == (THIRD, "8012")
    assert lead.events.get(kind=LeadEvent.Kind.CORRECTED).text.startswith("电话：138 0000 0000 → 0531 8888 8882")
    page = words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/change/"))
    assert "138 0000 0000" not in page
    assert "8888 8882" not in page


def test_a_wechat_id_is_added_once_and_then_only_replaced(lead, sales):
    act(sales, lead, wechat="shili_01")
    assert lead.wechat == "shili_01"
    assert "已经有微信号" in words(act(sales, lead, wechat="shili_02"))
    act(sales, lead, wechat="shili_02", replace="1")
    assert lead.wechat == "shili_02"


@pytest.mark.parametrize("phone", ["13800000000", "1380000", "", "13900000001/13900000002"])
def test_what_is_there_already_or_is_no_number_changes_nothing(lead, sales, phone):
    page = act(sales, lead, phone=phone)
    assert page.status_code == 200
    assert (lead.phone, lead.other_phone) == (FIRST, "")
    assert not lead.events.filter(kind=LeadEvent.Kind.CORRECTED).exists()


def test_a_third_number_is_refused_in_words(lead, sales):
    act(sales, lead, phone="13900000001")
    assert "已经有两个号码" in words(act(sales, lead, phone="0531-88888882"))
    assert lead.other_phone == SECOND


def test_merging_keeps_the_numbers_of_both_and_says_what_has_no_room(lead, send, answers, manager):
    send(answers, city="jinan", phone="13900000001、0531-88888882", wechat="shili_01")
    other = Lead.objects.exclude(pk=lead.pk).get()
    merging.merge(other, lead, manager)
    lead.refresh_from_db()
    assert (lead.phone, lead.other_phone, lead.wechat) == (FIRST, SECOND, "shili_01")
    assert "它还有 0531 8888 8882" in lead.events.get(kind=LeadEvent.Kind.MERGED).text
    assert Lead.objects.in_hand(SECOND).get() == lead


def test_who_may_not_change_the_lead_changes_no_number(lead, sales, colleague):
    lead.claim(sales)
    assert act(colleague, lead, phone="13900000001").status_code == 404
    assert lead.other_phone == ""
