"""约看 at the desk: from the call to the result, in 今日, on the lead's page, in the calendar, in the inbox."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leads import appointments, calendar_file, inboxes, personal_messages
from leads.appointment_forms import AppointmentForm
from leads.appointments import Plan
from leads.models import Appointment, Inbox, Lead, LeadEvent, LossReason
from plumbing import masking
from plumbing.days import end_of_day
from tests import builders
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
State = Appointment.State
TODAY = "/admin/leads/lead/today/"


@pytest.fixture
def mine(lead, sales):
    lead.claim(sales)
    return lead


@pytest.fixture
def desk(sales):
    return signed_in(sales)


def in_hours(hours):
    return timezone.now().replace(second=0, microsecond=0) + timedelta(hours=hours)


def a_visit(lead, actor, starts=None, **fields):
    starts = starts or in_hours(24)
    return appointments.make(
        lead, Plan(starts, starts + timedelta(hours=2), **{"meeting_point": "大厅", "how": "call", **fields}), actor
    )


def begun(visit, hours):
    """As if it had begun so many hours ago."""
    visit.starts_at = in_hours(-hours)
    visit.ends_at = visit.starts_at + timedelta(hours=2)
    visit.save()
    return visit


def typed(moment=None, **changes):
    moment = timezone.localtime(moment or in_hours(24))
    return {
        "starts_at": f"{moment:%Y-%m-%dT%H:%M}",
        "minutes": "120",
        "meeting_point": "招商中心",
        "how": "call",
        **changes,
    }


def page_of(visit, verb=""):
    return f"/admin/leads/lead/{visit.lead_id}/visits/{visit.pk}/{verb and verb + '/'}"


def add_page(lead):
    return f"/admin/leads/lead/{lead.pk}/visits/add/"


@pytest.mark.slow
def test_from_the_call_to_the_result(mine, desk, zone):
    listing = builders.listing(zone=zone)
    answer = desk.post(f"/admin/leads/lead/{mine.pk}/act/outcome/", {"outcome": "visit", "days": "1", "back": "today"})
    assert answer.url == f"{add_page(mine)}?back=today"
    assert "约好" in words(desk.get(answer.url))
    numbers = {"zones": [zone.pk], "listings": listing.number.lower().replace("-", ""), "visitors": "王总 3 人"}
    answer = desk.post(answer.url, typed(**numbers))
    visit = Appointment.objects.get()
    assert answer.url == TODAY
    receipt = words(desk.get(TODAY))
    assert "已约好：" in receipt
    assert f'href="{page_of(visit)}"' in receipt
    assert [place.place for place in visit.places.all()] == [zone, listing]
    assert "王总 3 人" in words(desk.get(f"/admin/leads/lead/{mine.pk}/change/"))
    begun(visit, 3)
    today = words(desk.get(TODAY))
    assert "没记结果" in today
    assert f"{page_of(visit)}?back=today#result" in today
    assert "看得怎么样" in words(desk.get(page_of(visit)))
    result = {"seen": "0", "places": [place.pk for place in visit.places.all()], "liked": "层高够", "days": "3"}
    answer = desk.post(page_of(visit, "result"), {**result, "back": "today"})
    assert answer.url == TODAY
    visit.refresh_from_db()
    assert (visit.state, visit.liked) == (State.DONE, "层高够")
    assert "没记结果" not in words(desk.get(TODAY))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_at": ""}, "请选约在什么时候。"),
        ({"starts_at": "2020-01-01T10:00"}, "已经过去"),
        ({"starts_at": "2199-01-01T10:00"}, "最远约到一年以后"),
        ({"starts_at": "9999-12-31T23:59"}, "年份要在"),
        ({"starts_at": "0001-01-01T00:00"}, "年份要在"),
        ({"starts_at": "明天"}, "看不懂"),
        ({"meeting_point": " "}, "请选看哪里"),
        ({"listings": "JN-1"}, "没有编号为 JN-1 的房源"),
        ({"visitors": "王" * 201}, "最多 200 个字"),
        ({"zones": ["99999"]}, "已经不在列表里"),
        ({"minutes": "5"}, "请选大约多久。"),
        ({"how": ""}, "请选这次看房是怎么约上的"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(mine, desk, changes, sentence):
    answer = desk.post(add_page(mine), typed(**{"visitors": "财务李经理", **changes}))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "visitors" in changes or "财务李经理" in words(answer)
    assert not Appointment.objects.exists()


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    starts=st.one_of(st.text(max_size=30), st.datetimes().map(lambda each: each.isoformat()[:16])),
    minutes=st.one_of(st.sampled_from(["30", "480"]), st.text(max_size=6)),
    listings=st.text(max_size=60),
    visitors=st.text(max_size=220),
)
@example(starts="2026-12-02T10:00", minutes="٣٠", listings="、，;\n", visitors="\x00\ud800"[:1])
def test_odd_input_is_refused_or_read_and_never_an_error(mine, starts, minutes, listings, visitors):
    data = {"starts_at": starts, "minutes": minutes, "listings": listings, "visitors": visitors, "meeting_point": "门"}
    form = AppointmentForm(data, lead=mine)
    if form.is_valid():
        plan = form.plan
        assert timezone.now() - timedelta(minutes=2) < plan.starts_at < plan.ends_at


def test_a_draft_and_a_zone_that_is_not_listed_cannot_be_chosen(mine, desk, zone, jinan):
    hidden = builders.zone(city=jinan, is_listed=False)
    draft = builders.listing(zone=zone, state="draft", verified_on=None)
    assert desk.post(add_page(mine), typed(zones=[hidden.pk])).status_code == 422
    assert desk.post(add_page(mine), typed(listings=draft.number)).status_code == 422


@pytest.mark.slow
def test_a_number_written_beside_a_name_is_hidden_and_stays_when_something_else_is_changed(mine, sales, desk):
    visit = a_visit(mine, sales, visitors="王总 13812345678")
    for address in (page_of(visit), TODAY, f"/admin/leads/lead/{mine.pk}/change/", page_of(visit) + "calendar.ics"):
        assert "13812345678" not in words(desk.get(address)), address
    kept = {"visitors": "王总 138****5678", "meeting_point": "二楼", "seen": "0", "reason": ""}
    assert desk.post(page_of(visit, "change"), typed(visit.starts_at, **kept)).status_code == 302
    visit.refresh_from_db()
    assert (visit.visitors, visit.meeting_point, visit.state) == ("王总 13812345678", "二楼", State.PLANNED)


@pytest.mark.slow
def test_what_is_refused_comes_back_with_the_words_and_the_way_it_is_now(mine, sales, desk):
    visit = a_visit(mine, sales)
    appointments.change(Appointment.objects.get(), Plan(in_hours(30), in_hours(32), visitors="李总"), sales, "改天", 0)
    answer = desk.post(page_of(visit, "cancel"), {"seen": "0", "text": "客户不来了", "days": "1"})
    assert answer.status_code == 422
    assert "客户不来了" in words(answer)
    assert "刚被改过" in words(answer)
    assert 'name="seen" value="1"' in words(answer)
    assert desk.post(page_of(visit, "cancel"), {"seen": "1", "text": "客户不来了", "days": "1"}).status_code == 302
    assert "已取消" in words(desk.get(page_of(visit)))
    assert desk.post(page_of(visit, "reopen"), {"seen": "2"}).status_code == 302
    assert Appointment.objects.open().exists()


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["change", "cancel", "no-show", "result", "reopen"])
def test_a_colleague_sees_and_does_nothing(mine, sales, colleague, verb):
    visit, theirs = a_visit(mine, sales), signed_in(colleague)
    assert theirs.post(page_of(visit, verb), {"seen": "0", "text": "算了", "days": "1"}).status_code == 404
    for address in (page_of(visit), page_of(visit) + "calendar.ics", add_page(mine)):
        assert theirs.get(address).status_code == 404
    assert Appointment.objects.get().version == 0


@pytest.mark.slow
def test_an_appointment_is_not_had_by_the_address_of_another_lead(mine, sales, jinan, colleague):
    own = Lead.objects.create(kind="rent", name="示例", city=jinan, owner=colleague, receipt="QQ0000000009")
    visit = a_visit(mine, sales)
    assert signed_in(colleague).get(f"/admin/leads/lead/{own.pk}/visits/{visit.pk}/").status_code == 404


@pytest.mark.slow
def test_every_number_opens_the_list_it_counts(mine, sales, colleague, manager, jinan, desk):
    a_visit(mine, sales, in_hours(0.5))
    late, others = (
        Lead.objects.create(kind="rent", name="示例", city=jinan, owner=owner, receipt=f"QQ{number:010}")
        for number, owner in enumerate((sales, colleague))
    )
    begun(a_visit(late, sales), 5)
    begun(a_visit(others, colleague), 5)
    page = desk.get(TODAY)
    links = dict(
        re.findall(
            r'href="(/admin/leads/lead/\?work=(?:visits|unresolved)&owner=\d+)">(?:今明两天 )?(\d+) 条', words(page)
        )
    )
    links |= dict(re.findall(r'class="lead-overdue" href="([^"]+)">(\d+) 条没记结果', words(page)))
    assert list(links.values()) == ["1", "1"]
    for address, count in links.items():
        assert desk.get(address).context["cl"].result_count == int(count)
    assert signed_in(manager).get("/admin/leads/lead/?work=unresolved").context["cl"].result_count == 2


@pytest.mark.slow
def test_pool_and_mine_are_two_tabs_by_their_address(mine, desk):
    for tab in ("mine", "pool"):
        page = words(desk.get(TODAY, {"tab": tab}))
        assert f"lead-today--{tab}" in page
        assert f'href="?tab={tab}" aria-current="page"' in page
    assert "lead-today--mine" in words(desk.get(TODAY, {"tab": "<script>"}))


@pytest.mark.slow
def test_who_has_nothing_to_do_begins_with_the_pool(lead, desk, sales):
    assert "lead-today--pool" in words(desk.get(TODAY))
    lead.claim(sales)
    assert "lead-today--mine" in words(desk.get(TODAY))


def morning_before(visit):
    return end_of_day(timezone.localdate(visit.starts_at)) - timedelta(days=2) + timedelta(hours=8, minutes=31)


@pytest.mark.slow
def test_the_inbox_says_once_that_there_is_a_visit_tomorrow(mine, sales, zone):
    starts = end_of_day() + timedelta(days=3, hours=10)
    visit = a_visit(mine, sales, starts, zones=[zone])
    morning = morning_before(visit)
    assert appointments.remind(morning - timedelta(hours=1)) == 0
    assert [appointments.remind(morning), appointments.remind(morning + timedelta(minutes=5))] == [1, 0]
    line = LeadEvent.objects.get(kind=LeadEvent.Kind.VISIT_SOON)
    assert inboxes.occasion(line, sales) == f"明天约看 {line.details}"
    assert line in inboxes.lines_for(sales, timezone.now())
    appointments.change(visit, Plan(starts + timedelta(hours=2), starts + timedelta(hours=4)), sales, "晚点", 0)
    assert appointments.remind(morning) == 1


def test_who_plans_for_tomorrow_needs_no_reminder(mine, sales):
    a_visit(mine, sales, end_of_day() + timedelta(hours=10))
    assert appointments.remind(end_of_day() - timedelta(minutes=1)) == 0


@pytest.mark.slow
def test_what_a_manager_does_to_ones_visit_is_in_the_inbox(mine, sales, manager):
    since = timezone.now()
    visit = a_visit(mine, manager)
    appointments.cancel(visit, manager, "客户不来了", None, 0)
    said = [inboxes.occasion(line, sales) for line in inboxes.lines_for(sales, since)]
    assert [each[: each.index("：")] for each in said] == [
        f"{manager} 取消了您客户的看房",
        f"{manager} 约了您客户的看房",
    ]


@pytest.mark.slow
def test_the_briefing_names_the_visits_of_today_and_tomorrow_without_names(mine, sales, zone):
    sales.email = "sales@example.com"
    sales.save()
    Inbox.objects.create(person=sales)
    begun(a_visit(mine, sales), 5)
    visit = a_visit(mine, sales, end_of_day() + timedelta(hours=10), zones=[zone], visitors="王先生")
    personal_messages.brief(sales.pk, timezone.now())
    [message] = mail.outbox
    where = f"示例高新区，济南 {mine.get_kind_display()}，回执 {mine}"
    assert f"明天 {visit.hours} 约看：{where}" in message.body
    assert "今明两天约看 1 条" in message.body
    assert "约看没记结果 1 条" in message.body
    assert "王先生" not in message.body


def unfolded(file):
    text = file.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


@pytest.mark.slow
def test_the_calendar_file_follows_the_standard(mine, sales, desk, zone):
    visit = a_visit(mine, sales, zones=[zone], visitors="王总, 财务; 共 3 人\\n", meeting_point="招商中心一楼" * 12)
    answer = desk.get(page_of(visit) + "calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = unfolded(answer.content)
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    assert fields["DTSTART"] == f"{visit.starts_at:%Y%m%dT%H%M%SZ}"
    assert (fields["METHOD"], fields["STATUS"], fields["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", "0")
    assert fields["LOCATION"] == "招商中心一楼" * 12
    assert "王总\\, 财务\\; 共 3 人\\\\n\\n" in fields["DESCRIPTION"]
    uid = fields["UID"]
    appointments.cancel(visit, sales, "不来了", None, 0)
    fields = dict(line.split(":", 1) for line in unfolded(calendar_file.write(visit)) if ":" in line)
    assert (fields["UID"], fields["SEQUENCE"]) == (uid, "1")
    assert (fields["METHOD"], fields["STATUS"]) == ("CANCEL", "CANCELLED")


@pytest.mark.slow
def test_a_result_with_nothing_filled_in_is_asked_for(mine, desk, sales):
    visit = begun(a_visit(mine, sales), 3)
    answer = desk.post(page_of(visit, "result"), {"seen": "0", "days": "1"})
    assert answer.status_code == 422
    assert "至少写一样" in words(answer)


@pytest.mark.slow
def test_a_result_is_mended_on_the_page_of_the_visit(mine, desk, sales):
    visit = begun(a_visit(mine, sales), 3)
    desk.post(page_of(visit, "result"), {"seen": "0", "liked": "层高够，打 13800000000", "days": "1"})
    assert "补记、改结果" in words(desk.get(page_of(visit)))
    hidden = masking.mask_in("层高够，打 13800000000")
    desk.post(page_of(visit, "correct"), {"seen": "1", "liked": hidden, "objections": "嫌远"})
    visit.refresh_from_db()
    assert (visit.liked, visit.objections) == ("层高够，打 13800000000", "嫌远")


@pytest.mark.slow
def test_giving_up_a_lead_cancels_its_visit_and_says_so(mine, desk, sales):
    visit = a_visit(mine, sales)
    reason = LossReason.objects.offered("lost").first()
    act = f"/admin/leads/lead/{mine.pk}/act/move/"
    chosen = {"loss_reason": reason.pk} if reason else {}
    page = words(desk.post(act, {"stage": "lost", "reason": "不做了", **chosen}, follow=True))
    assert f"约在 {visit.hours} 的看房一并取消了" in page
    visit.refresh_from_db()
    assert visit.state == State.CANCELLED
    assert "取消" in mine.events.filter(kind="appointed").order_by("-pk").first().details
