"""The desk: who sees which lead, what may be done to it, and what is written down of that."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from leads import desk_forms, merging, signing
from leads.models import Enquiry, Lead, LeadEvent, Stage, WrongMove
from plumbing.days import end_of_day, start_of_day
from tests.leads.conftest import PHONE
from tests.leads.signings import negotiated, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(send, answers, qingdao):
    send(answers, city="qingdao", phone="13900000000")
    return Lead.objects.get(city=qingdao)


@pytest.fixture
def of_nowhere(send, answers):
    send(answers, city="", phone="13700000000")
    return Lead.objects.get(city=None)


# Who sees what


def test_sales_see_their_own_and_the_pool_of_their_cities(lead, elsewhere, of_nowhere, sales, colleague):
    assert list(Lead.objects.for_user(sales)) == [lead]
    lead.claim(colleague)
    assert list(Lead.objects.for_user(sales)) == []
    elsewhere.hand_over(sales, colleague)
    assert list(Lead.objects.for_user(sales)) == [elsewhere]


@pytest.mark.slow
def test_managers_see_their_cities_whole(lead, elsewhere, sales, manager):
    lead.claim(sales)
    assert list(Lead.objects.for_user(manager)) == [lead]


def test_head_office_sees_the_pool_without_a_city(lead, of_nowhere, head_office, colleague):
    assert set(Lead.objects.for_user(head_office)) == {lead, of_nowhere}


def test_editors_see_nothing(lead, editor, client):
    assert not Lead.objects.for_user(editor).exists()
    client.force_login(editor)
    for address in ("/admin/leads/lead/", f"/admin/leads/lead/{lead.pk}/change/", "/admin/leads/lead/today/"):
        assert client.get(address).status_code in {302, 403}


@pytest.mark.slow
def test_an_id_typed_by_hand_opens_nobody_elses_lead(lead, elsewhere, sales, colleague, client):
    lead.claim(colleague)
    client.force_login(sales)
    for other in (lead, elsewhere):
        assert client.get(f"/admin/leads/lead/{other.pk}/change/").status_code == 302
        assert client.post(f"/admin/leads/lead/{other.pk}/dial/").status_code == 404
        for verb in ("claim", "outcome", "move", "note", "release", "hand-over", "merge"):
            assert client.post(f"/admin/leads/lead/{other.pk}/act/{verb}/").status_code == 404
    assert not LeadEvent.objects.filter(actor=sales).exists()


def test_nobody_without_a_log_in_gets_in(lead, client):
    assert client.get("/admin/leads/lead/today/").status_code == 302
    assert client.post(f"/admin/leads/lead/{lead.pk}/dial/").status_code == 302


# Stages


def test_a_lead_goes_its_way_step_by_step_and_the_timeline_says_so(lead, sales, zone):
    negotiated(lead, sales)
    signed(lead, sales, zone=zone)
    signing.settle(lead, timezone.localdate(), sales)
    moves = lead.events.filter(kind="stage").order_by("pk").values_list("data__to", flat=True)
    assert list(moves)[-1] == "settled"
    assert lead.is_closed


@pytest.mark.parametrize("stage", ["qualified", "signed", "settled", "new"])
def test_a_wrong_jump_is_refused(lead, sales, stage):
    with pytest.raises(WrongMove):
        lead.move(stage, sales)
    assert Lead.objects.get().stage == Stage.NEW


def test_giving_up_needs_a_reason(lead, sales):
    with pytest.raises(WrongMove):
        lead.move(Stage.INVALID, sales, " ")
    lead.move(Stage.INVALID, sales, "号码是空号")
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.update(lost_reason="")


def test_words_and_timelines_are_written_once(lead):
    for queryset in (Enquiry.objects.all(), LeadEvent.objects.all()):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            queryset.update(**{"need": "x"} if queryset.model is Enquiry else {"text": "x"})
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            queryset._raw_delete(using="default")


# Calls


def test_a_reveal_is_logged(lead, sales, client):
    client.force_login(sales)
    page = client.post(f"/admin/leads/lead/{lead.pk}/dial/", follow=True).content.decode()
    assert "138 0000 0000" in page
    assert lead.events.get(kind="revealed").actor == sales


@pytest.mark.slow
def test_phones_are_masked_wherever_nobody_asked(lead, sales, client):
    client.force_login(sales)
    for address in ("/admin/leads/lead/", "/admin/leads/lead/today/", f"/admin/leads/lead/{lead.pk}/change/"):
        page = client.get(address).content.decode()
        assert "138****0000" in page
        assert PHONE not in page
        assert "138 0000 0000" not in page


def test_one_tap_after_the_call_claims_moves_on_and_promises(lead, sales, client):
    client.force_login(sales)
    client.post(f"/admin/leads/lead/{lead.pk}/act/outcome/", {"outcome": "wechat", "days": "3", "back": "today"})
    lead.refresh_from_db()
    assert (lead.owner, lead.stage) == (sales, "contacted")
    assert timezone.localdate(lead.next_follow_up_at) == timezone.localdate() + timedelta(days=3)
    assert lead.events.get(kind="call").details == "已加微信"


@pytest.mark.slow
@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T08:00", "明天"])
def test_a_follow_up_at_a_moment_that_is_none_is_refused_in_words(client, sales, lead, at):
    client.force_login(sales)
    answer = client.post(f"/admin/leads/lead/{lead.pk}/act/follow-up/", {"at": at}, follow=True)
    assert re.search("年份要在|输入一个有效的", answer.content.decode())
    lead.refresh_from_db()
    assert lead.next_follow_up_at is None


@pytest.mark.slow
@pytest.mark.parametrize("ago", [timedelta(minutes=5), timedelta(days=1), timedelta(days=400)])
def test_a_follow_up_in_the_past_is_refused_with_the_time_it_is(client, sales, lead, ago):
    client.force_login(sales)
    at = f"{timezone.localtime() - ago:%Y-%m-%dT%H:%M}"
    answer = client.post(f"/admin/leads/lead/{lead.pk}/act/follow-up/", {"at": at}, follow=True)
    assert "这个时间已经过去了，请选" in answer.content.decode()
    lead.refresh_from_db()
    assert lead.next_follow_up_at is None


def test_a_follow_up_in_this_minute_is_still_to_come(client, sales, lead):
    client.force_login(sales)
    client.post(
        f"/admin/leads/lead/{lead.pk}/act/follow-up/", {"at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "day_off": "on"}
    )
    lead.refresh_from_db()
    assert lead.next_follow_up_at is not None


def test_a_missed_call_leaves_the_stage(lead, sales):
    lead.log_call("missed", sales, next_at=desk_forms.morning(1))
    assert (lead.stage, lead.owner) == ("new", sales)


def test_invalid_closes_the_lead(lead, sales):
    lead.log_call("invalid", sales)
    lead.refresh_from_db()
    assert (lead.stage, lead.next_follow_up_at) == ("invalid", None)


def test_next_week_is_its_monday():
    assert timezone.localtime(desk_forms.morning(7)).weekday() == 0


@pytest.mark.slow
def test_today_shows_mine_then_the_pool_most_urgent_first(lead, send, answers, sales, client):
    send(answers, city="jinan", phone="13900000000", need="逾期的")
    late = Lead.objects.get(phone="+8613900000000")
    late.claim(sales)
    late.follow_up(timezone.now() - timedelta(hours=2), sales)
    client.force_login(sales)
    page = client.get("/admin/leads/lead/today/")
    assert [list(page.context["due"]), list(page.context["pool"])] == [[late], [lead]]
    assert "逾期" in page.content.decode()


def test_what_is_promised_for_midnight_belongs_to_the_day_that_begins(lead):
    for moment, is_today in (
        (start_of_day(), True),
        (end_of_day() - timedelta(seconds=1), True),
        (end_of_day(), False),
    ):
        Lead.objects.update(next_follow_up_at=moment)
        assert Lead.objects.for_today().exists() is is_today
        assert Lead.objects.for_later().exists() is not is_today


@pytest.mark.slow
def test_today_costs_the_same_for_one_and_for_twenty(lead, send, answers, sales, client, django_assert_max_num_queries):
    client.force_login(sales)
    for number in range(20):
        send(answers, city="jinan", phone=f"139000000{number:02d}")
    with django_assert_max_num_queries(15):
        client.get("/admin/leads/lead/today/")


# Searching


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["138 0000 0000", "+86 138-0000-0000", "0000", "王先生", "示例公司", "3000 平方米"])
def test_a_lead_is_found_by_what_a_caller_says(lead, sales, client, typed):
    client.force_login(sales)
    assert list(client.get("/admin/leads/lead/", {"q": typed}).context["cl"].queryset) == [lead]


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["00000", "800000", "13800", "138000"])
def test_a_piece_of_a_phone_that_would_tell_a_hidden_digit_finds_nothing(lead, sales, client, typed):
    client.force_login(sales)
    assert not client.get("/admin/leads/lead/", {"q": typed}).context["cl"].queryset.exists()


@pytest.mark.slow
def test_a_lead_is_found_by_the_spoken_code(lead, sales, client):
    client.force_login(sales)
    code = lead.receipt[:6]
    for typed in (code, code.lower(), f"{code[:3]} {code[3:]}", str(lead)):
        assert list(client.get("/admin/leads/lead/", {"q": typed}).context["cl"].queryset) == [lead]


@pytest.mark.slow
@pytest.mark.parametrize("work", ["mine", "unclaimed", "overdue", "suspected", "undelivered", "same"])
def test_every_work_list_opens(lead, sales, client, work):
    client.force_login(sales)
    assert client.get("/admin/leads/lead/", {"work": work}).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "found"), [("news", True), ("zones", False), ("outside", True), ("campaign", True), ("nonsense", True)]
)
def test_leads_are_filtered_by_where_they_came_from(send, answers, manager, client, source, found):
    send(answers, "/enquiries/new/?src=/news/1/&utm_source=baidu", city="jinan", referrer="https://example.com/")
    client.force_login(manager)
    page = client.get("/admin/leads/lead/", {"source": source})
    assert page.context["cl"].queryset.exists() is found


@pytest.mark.slow
def test_what_a_prospect_left_beside_the_phone_is_masked_on_the_page_and_shown_with_the_number(
    send, answers, sales, client
):
    send(answers, city="jinan", email="prospect@example.com", wechat="shili_01", need="厂房，打 13800000000")
    lead = Lead.objects.get()
    client.force_login(sales)
    page = client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()
    assert "sh****1" in page
    assert "pr****m" in page
    assert "prospect@" not in page
    assert "13800000000" not in client.get("/admin/leads/lead/today/").content.decode()
    assert "prospect@example.com" in client.post(f"/admin/leads/lead/{lead.pk}/dial/", follow=True).content.decode()


# Passing on


def test_a_yes_in_the_form_is_enough_for_recommending(send, answers, zone, sales):
    send(answers, city="jinan", third_party="1")
    lead = Lead.objects.get()
    lead.recommend(zone, sales)
    assert lead.events.get(kind="recommended").zone == zone


def test_recommending_needs_the_prospects_yes(lead, zone, sales):
    with pytest.raises(WrongMove):
        lead.recommend(zone, sales)
    lead.agree_to_share(sales, "示例高新区招商办，用于安排看房")
    lead.recommend(zone, sales, "愿意看")
    assert lead.events.get(kind="recommended").zone == zone


@pytest.mark.slow
def test_merging_moves_the_enquiries_and_keeps_both_timelines(lead, send, answers, manager, client):
    send(answers, city="jinan", need="另一个需求")
    other = Lead.objects.exclude(pk=lead.pk).get()
    client.force_login(manager)
    client.post(f"/admin/leads/lead/{other.pk}/act/merge/", {"sure": "yes", "receipt": str(lead)})
    other.refresh_from_db()
    assert other.merged_into == lead
    assert lead.enquiries.count() == 2
    assert {event.lead_id for event in lead.timeline()} == {lead.pk, other.pk}
    with pytest.raises(WrongMove):
        merging.merge(lead, other, manager)


@pytest.mark.slow
def test_who_was_flagged_with_a_merged_lead_is_flagged_with_the_one_that_stays(lead, send, answers, manager):
    for need in ("第二个需求", "第三个需求"):
        send(answers, city="jinan", need=need)
    first, second, third = Lead.objects.order_by("pk")
    assert third.same_phone_as == first
    merging.merge(first, second, manager)
    third.refresh_from_db()
    assert third.same_phone_as == second


def test_sales_do_not_merge_or_hand_over_what_is_not_theirs(lead, sales, colleague, client):
    client.force_login(sales)
    assert client.post(f"/admin/leads/lead/{lead.pk}/act/merge/", {"sure": "yes", "receipt": "x"}).status_code == 403
    assert client.post(f"/admin/leads/lead/{lead.pk}/act/hand-over/", {"owner": colleague.pk}).status_code == 403


def test_a_lead_is_handed_only_to_who_sells_there(lead, manager, sales, editor, client):
    client.force_login(manager)
    client.post(f"/admin/leads/lead/{lead.pk}/act/hand-over/", {"owner": editor.pk})
    assert Lead.objects.get().owner is None
    client.post(f"/admin/leads/lead/{lead.pk}/act/hand-over/", {"owner": sales.pk})
    assert Lead.objects.get().owner == sales


def test_a_handing_over_says_to_whom(lead, manager, sales):
    lead.hand_over(sales, manager)
    lead.hand_over(None, manager)
    texts = list(lead.events.filter(kind="owner").order_by("pk").values_list("text", flat=True))
    assert texts == [f"移交给 {sales.display_name}", "放回公共池"]


@pytest.mark.slow
def test_merging_is_one_tap_where_the_same_phone_shows_and_takes_the_flag_away(lead, send, answers, manager, client):
    send(answers, city="jinan", need="另一个需求")
    second = Lead.objects.exclude(pk=lead.pk).get()
    client.force_login(manager)
    page = client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()
    assert f'name="receipt" value="{second}"' in page
    client.post(f"/admin/leads/lead/{lead.pk}/act/merge/", {"sure": "yes", "receipt": str(second)})
    second.refresh_from_db()
    assert second.same_phone_as is None
    assert not Lead.objects.standing().same_phone().exists()
