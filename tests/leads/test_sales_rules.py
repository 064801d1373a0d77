"""The rules of a city: whose they are, what holds without them, and the hours by which its working time is counted."""

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads import alarms, first_contact
from leads.models import Enquiry, Lead, SalesRules
from staff.roles import SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
ADD = "/admin/leads/salesrules/add/"


def moment(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def rules(**fields):
    return SalesRules.objects.create(**fields)


def form(**changes):
    return {"city": "", "opens": "08:30", "closes": "18:00", "promise_days": "10", "protection_days": "", **changes}


def test_a_city_goes_by_its_own_rules_else_head_offices_else_the_usual_ones(jinan, qingdao):
    assert SalesRules.objects.for_city(jinan.pk).hours.opens == time(8, 30)
    rules(opens=time(9))
    rules(city=jinan, opens=time(10))
    book = SalesRules.objects.book()
    for city_id, opens in ((jinan.pk, 10), (qingdao.pk, 9), (None, 9)):
        assert SalesRules.objects.for_city(city_id).opens == book.of(city_id).opens == time(opens)


def test_every_lead_goes_by_exactly_one_of_the_rules(jinan, qingdao):
    rules()
    rules(city=jinan)
    leads = [Lead.objects.create(kind="rent", name="客户", city=city) for city in (jinan, qingdao, None)]
    found = {each.city: list(Lead.objects.filter(part)) for each, part in SalesRules.objects.book().parts()}
    assert {city: sorted(each.pk for each in rows) for city, rows in found.items()} == {
        jinan: [leads[0].pk],
        None: [leads[1].pk, leads[2].pk],
    }


@pytest.mark.parametrize("city", [True, False])
def test_a_city_has_its_rules_once_and_so_has_head_office(city, jinan):
    rules(city=jinan if city else None)
    with pytest.raises(IntegrityError), transaction.atomic():
        rules(city=jinan if city else None)


def test_the_first_contact_is_due_in_the_hours_of_the_leads_city(jinan, qingdao):
    rules(city=jinan, opens=time(9), closes=time(17))
    due = {}
    for city in (jinan, qingdao):
        lead = Lead.objects.create(kind="rent", name="客户", city=city)
        first_contact.start(lead, moment("2026-11-23 16:00"))
        due[city] = Lead.objects.get(pk=lead.pk).contact_by
    assert due == {jinan: moment("2026-11-24 10:00"), qingdao: moment("2026-11-23 18:00")}


def test_reminders_keep_to_the_hours_of_the_leads_city(jinan, qingdao):
    rules(city=jinan, opens=time(9), closes=time(17))
    for city in (jinan, qingdao):
        lead = Lead.objects.create(kind="rent", name="客户", city=city, created_at=moment("2026-11-23 14:00"))
        first_contact.start(lead, moment("2026-11-23 14:00"))
    assert [event.lead.city for event in first_contact.remind(moment("2026-11-23 17:30"))] == [qingdao]
    assert [event.lead.city for event in first_contact.remind(moment("2026-11-24 09:00"))] == [jinan]


@pytest.mark.slow
def test_alarms_count_a_working_day_by_the_hours_of_the_leads_city(jinan, qingdao, send, answers):
    rules(city=jinan, opens=time(9), closes=time(20))
    for number, city in enumerate(("jinan", "qingdao")):
        send(answers, city=city, phone=f"1390000000{number}")
    Lead.objects.update(created_at=moment("2026-11-23 17:59"))

    def raised(at):
        found = {alarm.name: alarm.line for alarm in alarms.due(moment(at))}
        return found.get("uncontacted", "")[:3]

    assert [raised(f"2026-11-24 {at}") for at in ("17:58", "17:59")] == ["", "2 条"]
    Lead.objects.update(created_at=moment("2026-11-23 08:40"))
    at = ("23 19:59", "23 20:00", "24 08:39", "24 08:40")
    assert [raised(f"2026-11-{each}") for each in at] == ["", "1 条", "1 条", "2 条"]


@pytest.mark.slow
def test_suspects_lie_a_working_day_by_the_hours_of_the_leads_city(jinan, send, answers):
    rules(city=jinan, opens=time(9), closes=time(12))
    send(answers, city="jinan")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE leads_enquiry SET screening = 'quarantined'")
        cursor.execute("SET LOCAL parkinfo.erasing = 'on'")
        cursor.execute("UPDATE leads_enquiry SET received_at = %s", [moment("2026-11-23 11:00")])
    assert Enquiry.objects.unexamined().exists()
    at = moment("2026-11-24 11:00")
    assert "suspects" in [alarm.name for alarm in alarms.due(at)]
    assert "suspects" not in [alarm.name for alarm in alarms.due(at - timedelta(minutes=1))]


@pytest.mark.slow
def test_a_citys_manager_writes_that_citys_rules_and_no_others(jinan, qingdao, manager, sales):
    other, office = rules(city=qingdao), rules()
    desk = signed_in(manager)
    typed = form(city=jinan.pk, opens="09:00", closes="17:30")
    assert desk.post(ADD, typed | {"city": qingdao.pk}).status_code == 200
    assert desk.post(ADD, typed | {"city": ""}).status_code == 200
    assert SalesRules.objects.count() == 2
    assert desk.post(ADD, typed).status_code == 302
    own = SalesRules.objects.get(city=jinan)
    assert (own.opens, own.closes) == (time(9), time(17, 30))
    for row in (other, office):
        assert desk.post(f"/admin/leads/salesrules/{row.pk}/change/", typed).status_code == 302
        row.refresh_from_db()
        assert row.opens == time(8, 30)
    shown = words(desk.get("/admin/leads/salesrules/"))
    assert "09:00—17:30" in shown
    assert "青岛" not in shown
    seller = signed_in(sales)
    assert seller.get(f"/admin/leads/salesrules/{own.pk}/change/").status_code == 200
    assert seller.post(f"/admin/leads/salesrules/{own.pk}/change/", typed).status_code == 403
    assert seller.get(ADD).status_code == 403


@pytest.mark.slow
def test_what_makes_no_sense_is_refused_in_words(jinan):
    desk = signed_in(builders.person(SALES_MANAGER))
    refused = desk.post(ADD, form(opens="18:00", closes="08:30"))
    assert "下班要晚于上班" in words(refused)
    desk.post(ADD, form(city=jinan.pk))
    again = desk.post(ADD, form(city=jinan.pk))
    assert "已经有了" in words(again)
    desk.post(ADD, form())
    assert "已经有了" in words(desk.post(ADD, form()))
    assert SalesRules.objects.count() == 2


def effects_of(response):
    """{the sentence: (the number in it, the leads listed below)}."""
    return {effect.sentence: (effect.count, len(effect.listed)) for effect in response.context["effects"]}


@pytest.mark.slow
def test_the_page_says_what_the_numbers_do_today_before_they_are_saved(jinan, manager, sales):
    """Of two leads left alone one was warned of long ago; of the third somebody has just heard."""
    own, desk = rules(city=jinan, protection_days=5), signed_in(manager)
    at = timezone.now() - timedelta(days=60)
    leads = [
        Lead.objects.create(kind="rent", name="客户", city=jinan, owner=sales, created_at=at, receipt=f"AB{n}")
        for n in range(3)
    ]
    leads[0].events.create(kind="expiring", at=at + timedelta(days=30))
    leads[2].events.create(kind="call", actor=sales)
    page = f"/admin/leads/salesrules/{own.pk}/change/"
    shown = desk.get(page)
    assert [*effects_of(shown).values()][:4] == [(1, 1), (1, 1), (2, 2), (0, 0)]
    assert words(shown).count(f"/admin/leads/lead/{leads[0].pk}/change/") == 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM leads_leadevent e WHERE e.lead_id = l.id AND"
            " e.kind = 'expiring')) FROM leads_lead l WHERE NOT EXISTS (SELECT FROM leads_leadevent e WHERE"
            " e.lead_id = l.id AND e.kind = 'call')"
        )
        assert cursor.fetchone() == (2, 1)
    preview = desk.post(page, form(city=jinan.pk, protection_days="80", _preview="1"))
    assert set(effects_of(preview).values()) == {(0, 0)}
    assert "还没有保存" in words(preview)
    assert SalesRules.objects.get().protection_days == 5
    assert desk.post(page, form(city=jinan.pk, protection_days="2", _preview="1")).context.get("effects") is None
    assert desk.post(page, form(city=jinan.pk, protection_days="80")).status_code == 302
    assert SalesRules.objects.get().protection_days == 80


@pytest.mark.slow
def test_a_new_citys_rules_are_counted_as_if_they_were_its_own_already(jinan, qingdao, sales):
    desk = signed_in(builders.person(SALES_MANAGER))
    rules(protection_days=5)
    for city in (jinan, qingdao):
        at = timezone.now() - timedelta(days=60)
        Lead.objects.create(kind="rent", name="客户", city=city, owner=sales, created_at=at)
    preview = desk.post(ADD, form(city=jinan.pk, protection_days="7", _preview="1"))
    assert [*effects_of(preview).values()][:4] == [(0, 0), (1, 1), (1, 1), (0, 0)]
    assert SalesRules.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("days", ["2", "0", "-1", "251", "99999", "x", "3.5", "٣٣٣", "\x00"])
def test_a_number_of_days_that_is_none_is_refused_in_words(days):
    desk = signed_in(builders.person(SALES_MANAGER))
    assert 'class="errorlist' in words(desk.post(ADD, form(protection_days=days)))
    assert not SalesRules.objects.exists()


@pytest.mark.slow
def test_the_page_counts_what_was_claimed_today_and_what_is_cooling_off(jinan, manager, sales, colleague):
    own = rules(city=jinan, protection_days=5, cool_off_days=3, most_claims=2)
    claimed, lost, old = (Lead.objects.create(kind="rent", name="客户", city=jinan) for _ in range(3))
    claimed.claim(colleague)
    for lead, days in ((lost, 0), (old, 20)):
        at = timezone.now() - timedelta(days=days)
        lead.events.create(kind="owner", at=at, data={"from": sales.pk, "to": None, "by": "protection"})
    found = effects_of(signed_in(manager).get(f"/admin/leads/salesrules/{own.pk}/change/"))
    assert found["公共池里原负责人还不能再领的"] == found["今天从公共池领取的"] == (1, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE text = '领取'), count(*) FILTER (WHERE at > now() - interval '3 days' AND"
            " data->>'by' = 'protection') FROM leads_leadevent WHERE kind = 'owner'"
        )
        assert cursor.fetchone() == (1, 1)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_typed_is_taken_or_refused_in_words(network, data):
    typed = st.text(max_size=12) | st.integers(-10, 10**6).map(str) | st.just("")
    names = ("opens", "closes", "most_open", "protection_days", "promise_days", "cool_off_days", "most_claims")
    desk = signed_in(builders.person(SALES_MANAGER))
    answer = desk.post(ADD, form(**{name: data.draw(typed, label=name) for name in names}))
    assert answer.status_code == 302 or 'class="errorlist' in words(answer)
    SalesRules.objects.all().delete()
