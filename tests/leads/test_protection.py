"""保护期: who leaves a lead alone is warned, then loses it to the pool; at the minute, in the hours of its city."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads import jobs, merging, protection
from leads.delivery import message_of
from leads.desk_forms import ExemptForm
from leads.models import Channel, Lead, LeadEvent, Notification, SalesRules, WrongMove
from plumbing.days import end_of_day
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
EXPIRING, OWNER = LeadEvent.Kind.EXPIRING, LeadEvent.Kind.OWNER


def moment(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def day(text):
    """In the week from Monday the 23rd of November 2026, without holidays."""
    return moment(f"2026-11-{text}")


@pytest.fixture
def rules(jinan):
    return SalesRules.objects.create(city=jinan, protection_days=5)


@pytest.fixture
def held(jinan, sales):
    """`held("23 10:20")`: a lead that came to `sales` at that moment."""

    def held(at="23 10:20", **fields):
        given = {"kind": "rent", "name": "客户", "city": jinan, "owner": sales, "stage": "contacted", **fields}
        lead = Lead.objects.create(created_at=day(at), **given)
        if lead.owner:
            line(lead, OWNER, at)
        return lead

    return held


def line(lead, kind, at, **data):
    return LeadEvent.objects.create(lead=lead, kind=kind, at=day(at), data=data, actor=lead.owner)


def warned(at):
    return [event.lead_id for event in protection.warn(at)]


def returned(at):
    return [event.lead_id for event in protection.give_back(at)]


def owner(lead):
    return Lead.objects.get(pk=lead.pk).owner


def test_five_working_days_alone_are_five_of_the_same_minute_and_two_before_there_is_a_warning(rules, held, sales):
    lead = held("23 10:20")  # 5 working days later: Monday the 30th, 10:20
    assert warned(day("26 10:19")) == []
    assert warned(day("26 10:20")) == [lead.pk]
    assert warned(day("26 10:21")) == []
    assert returned(day("30 10:19")) == []
    assert owner(lead) == sales
    assert returned(day("30 10:20")) == [lead.pk]
    assert owner(lead) is None
    assert returned(day("30 10:21")) == []


@pytest.mark.slow
def test_holidays_do_not_count(rules, held):
    lead = held()
    at = moment("2026-09-29 15:00")
    Lead.objects.filter(pk=lead.pk).update(created_at=at)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parkinfo.erasing = 'on'")
        cursor.execute("UPDATE leads_leadevent SET at = %s", [at])
    assert warned(moment("2026-10-09 14:59")) == []
    assert warned(moment("2026-10-09 15:00")) == [lead.pk]  # 09-30, 10-08 and 10-09 are worked
    assert returned(moment("2026-10-12 14:59")) == []  # so is Saturday the 10th
    assert returned(moment("2026-10-12 15:00")) == [lead.pk]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["call", "wechat", "visit", "appointed", "stage", "owner", "merged"])
def test_a_contact_another_stage_or_owner_begins_it_anew(rules, held, kind):
    lead = held()
    assert warned(day("26 10:20")) == [lead.pk]
    line(lead, kind, "27 09:00")
    assert returned(day("30 10:20")) == []
    assert warned(moment("2026-12-02 08:59")) == []
    assert warned(moment("2026-12-02 09:00")) == [lead.pk]
    assert returned(moment("2026-12-04 08:59")) == []
    assert returned(moment("2026-12-04 09:00")) == [lead.pk]


@pytest.mark.parametrize("kind", ["note", "file", "revealed", "reminded", "follow_up", "corrected"])
def test_what_does_not_reach_the_prospect_does_not(rules, held, kind):
    lead = held()
    warned(day("26 10:20"))
    line(lead, kind, "27 09:00", is_late=False)
    assert returned(day("30 10:20")) == [lead.pk]


def test_nothing_goes_back_without_two_working_days_of_warning(rules, held):
    """Switched on over old leads, or after an outage, the first that happens is a warning."""
    lead = held("02 09:00")
    assert returned(day("25 11:00")) == []
    assert warned(day("25 11:00")) == [lead.pk]
    assert returned(day("27 10:59")) == []
    assert returned(day("27 11:00")) == [lead.pk]


def test_nobody_is_warned_at_night_or_on_sunday(rules, held):
    lead = held("02 09:00")
    assert warned(day("25 20:00")) == warned(day("29 11:00")) == []
    assert warned(day("30 08:30")) == [lead.pk]


def test_a_promise_protects_until_a_working_day_after_it(rules, held):
    lead = held("23 10:20", next_follow_up_at=moment("2026-12-03 09:00"))
    assert warned(moment("2026-12-01 09:59")) == [] == warned(moment("2026-12-02 08:59"))
    assert warned(moment("2026-12-02 09:00")) == [lead.pk]
    assert returned(moment("2026-12-04 08:59")) == []
    assert returned(moment("2026-12-04 09:00")) == [lead.pk]


def test_a_promise_far_off_protects_no_longer_than_the_rules_say(rules, held):
    SalesRules.objects.update(promise_days=3)
    lead = held("23 10:20", next_follow_up_at=moment("2027-06-01 09:00"))  # 5 and 3 working days: Thursday
    assert warned(moment("2026-12-01 10:19")) == []
    assert warned(moment("2026-12-01 10:20")) == [lead.pk]
    assert returned(moment("2026-12-03 10:19")) == []
    assert returned(moment("2026-12-03 10:20")) == [lead.pk]


@pytest.mark.slow
def test_a_manager_lets_a_long_talk_go_on_and_says_why(rules, held, manager):
    lead, other = held(), held()
    for each in (lead, other):
        protection.exempt(each, moment("2026-12-04 00:00").date(), "总部在走审批", manager)
    assert warned(moment("2026-12-03 17:59")) == []
    protection.exempt(other, None, "", manager)
    assert warned(moment("2026-12-03 17:59")) == [other.pk]
    assert warned(moment("2026-12-04 08:30")) == [lead.pk]
    assert returned(moment("2026-12-07 17:59")) == [other.pk]
    assert returned(moment("2026-12-07 18:00")) == [lead.pk]
    event = lead.events.get(kind="exempted")
    assert (event.text, event.actor, event.details) == ("总部在走审批", manager, "到 2026-12-04")
    assert other.events.filter(kind="exempted").first().details == "取消"


@pytest.mark.parametrize(
    "fields",
    [
        {"stage": "signed"},
        {"stage": "settled"},
        {"stage": "lost", "lost_reason": "不租了"},
        {"owner": None},
        {"name": "（已清除）"},
        {"city": None},
    ],
)
def test_signed_closed_erased_unclaimed_and_leads_of_other_rules_stay(rules, held, fields):
    held("02 09:00", **fields)
    assert warned(day("25 11:00")) == []


def test_without_a_number_nothing_happens(held):
    SalesRules.objects.create()
    held("02 09:00")
    assert warned(day("25 11:00")) == returned(day("27 11:00")) == []


@pytest.mark.slow
def test_each_city_goes_by_its_own_number_and_hours(rules, held, qingdao):
    SalesRules.objects.create(city=qingdao, protection_days=3, opens=time(9), closes=time(12))
    here, there = held("23 10:20"), held("23 10:20", city=qingdao)
    assert warned(day("24 10:20")) == [there.pk]
    assert returned(day("26 10:19")) == []
    assert returned(day("26 10:20")) == [there.pk]
    assert owner(here)


@pytest.mark.slow
def test_who_has_just_dialled_keeps_it_while_on_the_phone(rules, held):
    lead = held()
    warned(day("26 10:20"))
    line(lead, "revealed", "30 10:05")
    assert returned(day("30 10:20")) == returned(day("30 10:24")) == []
    assert returned(day("30 10:25")) == [lead.pk]


@pytest.mark.slow
def test_the_timeline_says_why_and_both_ends_are_told_once_for_all_leads_of_a_person(
    rules, held, sales, jinan, monkeypatch
):
    leads = [held() for _ in range(3)]
    Channel.objects.create(kind="email", name="济南组", target="jinan@example.com", city=jinan)
    for at in ("26 10:20", "30 10:20"):
        monkeypatch.setattr(jobs.timezone, "now", lambda at=at: day(at))
        jobs.protect()
    warnings, returns = LeadEvent.objects.filter(kind=EXPIRING), LeadEvent.objects.filter(kind=OWNER, data__to=None)
    assert len(warnings) == len(returns) == 3
    assert {event.details for event in warnings} == {"11-30 10:20 收回公共池"}
    assert {event.text for event in returns} == {"5 个工作日没有联系，收回公共池"}
    assert {event.data["from"] for event in returns} == {sales.pk}
    for event in (warnings.get(lead=leads[0]), returns.get(lead=leads[0])):
        jobs.announce(event.pk)
    assert Notification.objects.count() == 2
    warning, loss = (message_of(each.event) for each in Notification.objects.order_by("pk"))
    assert (warning.title, loss.title) == ("保护期将到：济南 租厂房", "已收回公共池：济南 租厂房")
    more = "另有 2 条也是这样，见“线索”。"
    assert warning.lines[-2:] == (f"{sales.display_name}：11-30 10:20 以前没有联系，就收回公共池。", more)
    assert loss.lines[-2:] == (f"原负责人 {sales.display_name}，5 个工作日没有联系，收回公共池。", more)


def test_merged_and_parted_leads_begin_anew(rules, held, manager):
    lead, other = held("02 09:00"), held("02 09:00")
    merging.merge(lead, other, manager)
    now = timezone.now()
    assert protection.ends_at(Lead.objects.get(pk=lead.pk), rules, now) is None
    assert protection.ends_at(Lead.objects.get(pk=other.pk), rules, now) > now + timedelta(days=4)
    merging.part(Lead.objects.get(pk=lead.pk), manager)
    assert protection.ends_at(Lead.objects.get(pk=lead.pk), rules, now) > now + timedelta(days=4)


OFFSETS = st.timedeltas(timedelta(0), timedelta(days=40))


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(since=OFFSETS, promise=st.none() | OFFSETS, exempt=st.none() | OFFSETS, look=OFFSETS, days=st.integers(3, 12))
def test_the_moment_on_the_page_is_the_moment_of_the_sets(rules, held, since, promise, exempt, look, days):
    begins = day("02 00:00") + since
    lead = held()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parkinfo.erasing = 'on'")
        cursor.execute("UPDATE leads_leadevent SET at = %s WHERE lead_id = %s", [begins, lead.pk])
    lead.created_at, rules.protection_days = begins, days
    lead.next_follow_up_at = None if promise is None else begins + promise
    lead.exempt_until = None if exempt is None else begins + exempt
    lead.save()
    now = begins + look
    is_over = protection.over(Lead.objects.filter(pk=lead.pk), rules, now).exists()
    ends_at = protection.ends_at(lead, rules, begins - timedelta(days=30))
    assert is_over == (ends_at <= now)


@pytest.mark.slow
def test_cards_lists_and_the_leads_page_show_it_and_each_count_is_what_sql_counts(rules, held, sales, manager):
    now = timezone.now()
    lead, fresh = held("02 09:00"), held("02 09:00")
    LeadEvent.objects.create(lead=fresh, kind="call", actor=sales, at=now)
    desk, boss = signed_in(sales), signed_in(manager)
    Lead.objects.filter(pk=lead.pk).update(next_follow_up_at=lead.created_at)
    page = desk.get("/admin/leads/lead/today/")
    assert (page.context["expiring"], page.context["expiring_count"]) == ({lead.pk}, 1)
    assert "1 条保护期将到" in words(page)
    assert words(page).count(">保护期将到<") == 1
    listed = boss.get("/admin/leads/lead/?work=expiring").context["cl"].result_count
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM leads_lead WHERE owner_id IS NOT NULL AND NOT EXISTS (SELECT FROM leads_leadevent e"
            " WHERE e.lead_id = leads_lead.id AND e.at > now() - interval '20 days')"
        )
        assert cursor.fetchone() == (listed,) == (1,)
    assert boss.get("/admin/leads/lead/?work=returning").context["cl"].result_count == 0
    assert "收回公共池" in words(desk.get(f"/admin/leads/lead/{lead.pk}/change/"))


@pytest.mark.slow
def test_only_who_supervises_the_city_exempts_and_says_until_when_and_why(rules, held, sales, manager, qingdao):
    lead = held()
    address = f"/admin/leads/lead/{lead.pk}/act/exempt/"
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = {"until": tomorrow.isoformat(), "reason": "审批中"}
    assert signed_in(sales).post(address, form).status_code == 403
    assert "豁免" not in words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/change/"))
    boss = signed_in(manager)
    assert "为什么" in words(boss.get(f"/admin/leads/lead/{lead.pk}/change/"))
    for wrong in ({"reason": ""}, {"until": ""}, {"until": "0001-01-01"}, {"until": "9999-12-31"}, {"until": "x"}):
        boss.post(address, form | wrong)
        assert Lead.objects.get().exempt_until is None
    boss.post(address, form)
    assert Lead.objects.get().exempt_until == end_of_day(tomorrow)
    assert "取消豁免" in words(boss.get(f"/admin/leads/lead/{lead.pk}/change/"))
    boss.post(address, {"end": "1"})
    assert Lead.objects.get().exempt_until is None
    Lead.objects.update(city=qingdao)
    assert boss.post(address, form).status_code == 404


def test_a_closed_lead_is_exempted_from_nothing(held, manager):
    with pytest.raises(WrongMove):
        protection.exempt(held(stage="lost", lost_reason="不租了"), timezone.localdate(), "审批中", manager)


@pytest.mark.slow
def test_it_costs_the_same_for_one_lead_and_for_fifty(rules, held):
    counts, _ = [], warned(day("20 11:00"))  # which reads the holidays
    for number in (1, 49):
        for _ in range(number):
            held("02 09:00")
        Lead.objects.update(exempt_until=None)
        with CaptureQueriesContext(connection) as queries:
            warned(day(f"{24 + number // 49} 11:00"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.slow
@settings(max_examples=60)
@given(until=st.text(max_size=12) | st.dates().map(str), reason=st.text(max_size=30))
def test_whatever_is_typed_exempts_for_a_year_at_most_or_is_refused(until, reason):
    form = ExemptForm({"until": until, "reason": reason})
    if form.is_valid():
        assert timezone.localdate() <= form.cleaned_data["until"] <= timezone.localdate() + timedelta(days=366)
        assert form.cleaned_data["reason"]
