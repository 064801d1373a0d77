"""The rota: who is on duty gets what is new, the fewest open leads first, up to a number; off by default."""

from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.worker import run_one
from leads import hours, intake, jobs, protection, rota
from leads.delivery import message_of
from leads.models import Duty, Enquiry, Lead, LeadEvent, SalesRules, SpecialDay
from staff.models import User
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words
from tests.leads.rota.week import NOON, assigned, day, owners
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db


def test_off_nothing_is_given_to_anybody(duty, new, sales, jinan):
    duty(sales), new()
    assert assigned() == []
    SalesRules.objects.create(city=jinan)
    assert assigned() == []
    assert owners() == [None]


def test_who_has_the_fewest_open_leads_gets_the_next(rules, duty, new, sales, colleague):
    duty(sales), duty(colleague)
    new(2, owner=sales), new(owner=sales, stage="lost", lost_reason="不租了")
    new(4)
    assigned()
    assert owners()[3:] == ["colleague", "colleague", "sales", "colleague"]
    assert [user.leads.open().count() for user in (sales, colleague)] == [3, 3]


def test_nobody_gets_more_than_the_rules_allow_and_the_rest_waits(rules, duty, new, sales, colleague):
    SalesRules.objects.update(most_open=2)
    duty(sales), duty(colleague)
    new(owner=sales), new(5)
    assigned()
    assert [owners().count(name) for name in ("sales", "colleague", None)] == [2, 2, 2]
    Lead.objects.filter(owner=sales).update(stage="lost", lost_reason="不租了")
    assigned()
    assert owners().count(None) == 0


def test_each_kind_goes_to_who_takes_it(rules, duty, new, sales, colleague):
    duty(sales, kinds=["land", "invest"]), duty(colleague, kinds=["rent"])
    new(2), new(kind="land"), new(kind="office")
    assigned()
    assert owners() == ["colleague", "colleague", "sales", None]


def test_each_city_has_its_own_people_also_by_head_offices_rules(duty, new, sales, qingdao, jinan, network):
    SalesRules.objects.create(has_rota=True)
    there = builders.person(SALES, qingdao)
    everywhere = builders.person(SALES)
    duty(sales), duty(there, city=qingdao), duty(everywhere, city=None)
    new(), new(city=qingdao), new(city=None)
    assigned()
    assert owners() == ["sales", there.username, everywhere.username]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "at", "is_on"),
    [
        ({}, "24 08:29", False),
        ({}, "24 08:30", True),
        ({}, "24 17:59", True),
        ({}, "24 18:00", False),
        ({}, "28 10:00", False),  # a Saturday
        ({"weekdays": [0, 2]}, "24 10:00", False),
        ({"weekdays": [1]}, "24 10:00", True),
        ({"weekdays": [0, 5]}, "28 10:00", True),
        ({"weekdays": [0, 5]}, "28 18:00", False),
        ({"weekdays": [0, 5]}, "24 10:00", False),
        ({"weekdays": [6]}, "28 10:00", False),
        ({"begins": time(12), "ends": time(20)}, "24 11:59", False),
        ({"begins": time(12), "ends": time(20)}, "24 12:00", True),
        ({"begins": time(12), "ends": time(20)}, "24 19:59", True),
        ({"begins": time(12), "ends": time(20)}, "24 20:00", False),
        ({"away_from": date(2026, 11, 24), "away_until": date(2026, 11, 25)}, "23 17:59", True),
        ({"away_from": date(2026, 11, 24), "away_until": date(2026, 11, 25)}, "24 08:30", False),
        ({"away_from": date(2026, 11, 24), "away_until": date(2026, 11, 25)}, "25 17:59", False),
        ({"away_from": date(2026, 11, 24), "away_until": date(2026, 11, 25)}, "26 08:30", True),
    ],
)
def test_days_hours_and_leave_hold_at_the_minute_in_shanghai(rules, duty, sales, new, fields, at, is_on):
    duty(sales, **fields), new()
    assigned(day(at))
    assert owners() == (["sales"] if is_on else [None])


def test_on_holidays_nobody_is_on_duty_and_on_a_saturday_that_is_worked_everybody(duty, sales):
    row = duty(sales)
    holiday, worked = (timezone.make_aware(datetime(2026, 10, each, 10)) for each in (1, 10))  # noqa: DTZ001 - made aware
    assert (row.is_on(holiday, hours.OFFICE), row.is_on(worked, hours.OFFICE)) == (False, True)


def test_a_saturday_that_is_chosen_is_no_duty_on_a_holiday_or_where_the_house_is_closed(duty, sales):
    SpecialDay.objects.create(day=date(2026, 11, 28), is_working=False)
    row = duty(sales, weekdays=[5, 6])
    holiday = timezone.make_aware(datetime(2026, 10, 3, 10))  # noqa: DTZ001 - made aware
    assert not row.is_on(holiday, hours.OFFICE)
    assert [row.is_on(day(at), hours.OFFICE) for at in ("28 10:00", "29 10:00")] == [False, True]


def test_what_comes_at_night_is_given_in_the_morning_and_told_of_once_for_each_person(
    rules, duty, new, sales, colleague
):
    duty(sales), duty(colleague)
    new(3, created_at=day("23 23:00"))
    assert assigned(day("24 08:29")) == []
    told = list(rota.assign(day("24 08:30")))
    assert sorted(event.data["others"] for event in told) == [0, 1]
    event = LeadEvent.objects.filter(data__to=sales.pk).first()
    assert (event.text, event.actor) == ("自动分派给sales", None)
    message = message_of(event)
    assert message.title == "已分派：济南 租厂房"
    assert "负责人 sales（值班）" in message.lines
    assert assigned(day("24 08:31")) == []


@pytest.mark.slow
def test_a_new_enquiry_has_its_owner_when_people_are_told_of_it(rules, duty, sales, send, answers, monkeypatch):
    duty(sales)
    monkeypatch.setattr(jobs.timezone, "now", lambda: NOON)
    send(answers, city="jinan")
    event = LeadEvent.objects.get(kind="received")
    jobs.announce(event.pk)
    event.refresh_from_db()
    assert any("负责人 sales" in line for line in message_of(event).lines)
    assert Lead.objects.get().owner == sales


def test_a_known_number_still_goes_to_whom_it_knows(rules, duty, sales, colleague, answers):
    duty(colleague)
    first = intake.store(submitted({**answers, "city": "jinan"})).lead
    first.claim(sales)
    intake.store(submitted({**answers, "city": "jinan"}, need="又要一个仓库"))
    assigned()
    assert owners() == ["sales", "sales"]


@pytest.mark.slow
def test_what_is_in_the_pool_for_a_reason_stays_there(rules, duty, sales, colleague, manager, new, send, answers):
    duty(colleague)
    put_back, lost, dialled, called, complaint = new(5)
    put_back.claim(sales)
    put_back.hand_over(None, manager)
    lost.events.create(kind="owner", data={"from": sales.pk, "to": None, "by": "protection"})
    dialled.reveal(sales)
    Lead.objects.filter(pk=called.pk).update(stage="contacted")
    Lead.objects.filter(pk=complaint.pk).update(kind="complaint")
    send(answers, city="jinan")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE leads_enquiry SET screening = 'quarantined'")
    assert assigned() == []
    Enquiry.objects.get().lead.release(sales)
    assert assigned() == [Lead.objects.latest("pk").pk]


def test_what_was_contacted_before_as_all_of_an_old_list_was_is_given_to_nobody(rules, duty, sales, new):
    """An import of five hundred rows would be everybody's within a minute."""
    duty(sales), new(2, contacted_at=day("02 09:00"))
    assert assigned() == []


def test_who_left_or_may_not_work_there_gets_nothing(rules, duty, new, sales, colleague, editor):
    duty(sales), duty(colleague), duty(editor)
    User.objects.filter(pk=sales.pk).update(is_active=False)
    colleague.grants.all().delete()
    new()
    assert assigned() == []


def test_what_is_given_begins_its_protection_then(rules, duty, sales, new):
    SalesRules.objects.update(protection_days=5)
    duty(sales), new(created_at=day("02 09:00"))
    assigned(day("24 10:00"))
    assert [event.lead_id for event in protection.warn(day("27 09:59"))] == []
    assert len([*protection.warn(day("27 10:00"))]) == 1


@pytest.mark.slow
def test_it_costs_the_same_for_one_lead_and_for_fifty(rules, duty, new, sales, colleague):
    duty(sales), duty(colleague)
    new(2), assigned()
    counts = []
    for number in (2, 50):
        new(number)
        with CaptureQueriesContext(connection) as queries:
            assigned()
        counts.append(len(queries))
    assert counts[0] == counts[1]


PEOPLE = st.lists(st.tuples(st.integers(0, 9), st.sets(st.sampled_from(["rent", "land"]))), min_size=1, max_size=5)


@pytest.mark.slow
@settings(max_examples=200)
@given(PEOPLE, st.lists(st.sampled_from(["rent", "land", "office"]), max_size=30), st.none() | st.integers(1, 12))
def test_no_cap_is_passed_and_nobody_who_takes_a_kind_has_two_more_than_another(people, kinds, most):
    duties = [Duty(user=User(pk=n, username=str(n)), kinds=sorted(takes)) for n, (_, takes) in enumerate(people)]
    held = rota.Counter({n: count for n, (count, _) in enumerate(people)})
    before = dict(held)
    given = rota._shared_out([Lead(kind=kind) for kind in kinds], duties, SalesRules(most_open=most), held)
    for lead, user in given:
        assert duties[user.pk].takes(lead.kind)
    got = {n: sum(user.pk == n for _, user in given) for n in before}
    for n, count in before.items():
        assert held[n] == count + got[n]
        assert most is None or got[n] == 0 or held[n] <= most
    alike = [n for n, duty in enumerate(duties) if not duty.kinds and got[n]]
    for n in alike:
        assert all(held[n] <= held[other] + 1 for other, duty in enumerate(duties) if not duty.kinds)
    if most is None:
        assert len(given) == sum(any(duty.takes(kind) for duty in duties) for kind in kinds)


@pytest.mark.slow
def test_the_settings_say_what_waits_and_who_is_on_duty_with_how_many(rules, duty, new, sales, manager, monkeypatch):
    duty(sales), new(2), new(3, owner=sales), new(owner=sales, stage="lost", lost_reason="不租了")
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    page = signed_in(manager).get(f"/admin/leads/salesrules/{rules.pk}/change/")
    found = {effect.sentence: effect.count for effect in page.context["effects"]}
    assert found["一分钟内分派的新询盘（有人没到上限时）"] == 2
    assert found["sales在值班，手上没结束的"] == 3
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE owner_id IS NULL), count(*) FILTER (WHERE owner_id IS NOT NULL)"
            " FROM leads_lead WHERE stage <> 'lost'"
        )
        assert cursor.fetchone() == (2, 3)
    off = {"city": rules.city_id, "opens": "08:30", "closes": "18:00", "promise_days": "10", "_preview": "1"}
    preview = signed_in(manager).post(f"/admin/leads/salesrules/{rules.pk}/change/", off)
    assert [effect.sentence for effect in preview.context["effects"]] == ["今天从公共池领取的"]


def duty_form(user, city, **changes):
    return {"user": user.pk, "city": city.pk if city else "", "weekdays": ["0", "1"], "kinds": ["rent"], **changes}


@pytest.mark.slow
def test_a_manager_keeps_the_rota_of_their_own_city(manager, sales, jinan, qingdao):
    desk, add = signed_in(manager), "/admin/leads/duty/add/"
    stranger = builders.person(SALES, qingdao)
    other = Duty.objects.create(user=stranger, city=qingdao)
    assert desk.post(add, duty_form(sales, qingdao)).status_code == 200
    assert desk.post(add, duty_form(sales, None)).status_code == 200
    assert desk.post(add, duty_form(stranger, jinan)).status_code == 200
    assert Duty.objects.count() == 1
    assert desk.post(add, duty_form(sales, jinan)).status_code == 302
    row = Duty.objects.get(user=sales)
    assert (row.weekdays, row.kinds) == ([0, 1], ["rent"])
    assert "周一、周二" in words(desk.get("/admin/leads/duty/"))
    assert desk.get(f"/admin/leads/duty/{other.pk}/change/").status_code == 302
    assert stranger.username not in words(desk.get("/admin/leads/duty/"))
    seller = signed_in(sales)
    assert seller.get("/admin/leads/duty/").status_code == 200
    assert seller.post(f"/admin/leads/duty/{row.pk}/change/", duty_form(sales, jinan)).status_code == 403


@pytest.mark.slow
def test_who_may_not_work_there_is_refused_in_words(sales, editor, jinan, qingdao):
    desk = signed_in(builders.person(SALES_MANAGER))
    add = "/admin/leads/duty/add/"
    assert "没有青岛的线索权限" in words(desk.post(add, duty_form(sales, qingdao)))
    assert "没有全部城市的线索权限" in words(desk.post(add, duty_form(sales, None)))
    assert desk.post(add, duty_form(editor, jinan)).status_code == 200
    assert not Duty.objects.exists()


@pytest.mark.parametrize("changes", [{"weekdays": ["7"]}, {"weekdays": ["x"]}, {"kinds": ["complaint"]}, {"user": "x"}])
def test_typed_values_that_are_none_are_refused(manager, sales, jinan, changes):
    answer = signed_in(manager).post("/admin/leads/duty/add/", duty_form(sales, jinan) | changes)
    assert 'class="errorlist' in words(answer)
    assert not Duty.objects.exists()


def test_the_worker_does_it(rules, duty, new, sales, monkeypatch):
    duty(sales), new()
    monkeypatch.setattr(jobs.timezone, "now", lambda: NOON)
    jobs.assign()
    monkeypatch.undo()
    while run_one():
        pass
    assert Lead.objects.get().notifications.count() == 1
