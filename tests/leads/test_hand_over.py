"""Handing over many leads at once: which of them go, what is said of it, and where it stops."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads import hand_over
from leads.models import Duty, Lead, LeadEvent
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(jinan, sales):
    """`many(3)` makes leads of the city in the hands of `sales`."""

    def many(count, **fields):
        return [Lead.objects.create(**{"kind": "rent", "name": "客户", "city": jinan, "owner": sales, **fields})
                for _ in range(count)]  # fmt: skip

    return many


@pytest.fixture
def act(client, manager):
    """Take the list's action for everything that the list's filter shows; the sentence it answers with."""
    client.force_login(manager)

    def act(owner, query=""):
        data = {
            "action": "hand_over" if owner else "to_pool",
            "owner": owner.pk if owner else "",
            "sure": "yes",
            "select_across": "1",
            "_selected_action": "0",
        }
        page = client.post(f"/admin/leads/lead/{query}", data, follow=True)
        return [str(message) for message in page.context["messages"]]

    return act


@pytest.fixture
def administrator(admin_user):
    return admin_user


def stored(sql, *values):
    """The first column of what a query of one's own finds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [value for (value,) in cursor.fetchall()]


@pytest.mark.slow
def test_who_is_on_leave_is_marked_where_one_chooses_who_gets_one_lead_or_many(
    lead, sales, colleague, manager, client, jinan
):
    today = timezone.localdate()
    until, later = today + timedelta(days=4), today + timedelta(days=6)
    Duty.objects.create(user=colleague, city=jinan, away_from=today, away_until=until)
    Duty.objects.create(user=colleague, city=jinan)
    Duty.objects.create(user=sales, city=jinan, away_from=later, away_until=later)  # not yet
    client.force_login(manager)
    one = words(client.get(f"/admin/leads/lead/{lead.pk}/change/"))
    many = words(client.post("/admin/leads/lead/", {"action": "hand_over", "_selected_action": [lead.pk]}))
    day = f"{until:%m-%d}" if until.year == today.year else f"{until}"
    for page in one, many:
        assert f"{colleague}（休假到 {day}）</option>" in page
        assert page.count("休假到") == 1


def test_one_action_hands_over_all_the_leads_of_who_leaves(lead, sales, colleague, manager, client):
    lead.claim(sales)
    client.force_login(manager)
    client.post("/admin/leads/lead/", {"action": "hand_over", "owner": colleague.pk, "_selected_action": [lead.pk]})
    lead.refresh_from_db()
    assert lead.owner == colleague
    client.force_login(sales)
    client.post("/admin/leads/lead/", {"action": "to_pool", "sure": "yes", "_selected_action": [lead.pk]})
    lead.refresh_from_db()
    assert lead.owner == colleague


@pytest.mark.slow
def test_the_leads_of_who_leaves_are_listed_by_a_tap_on_the_name_or_by_the_name(
    lead, send, answers, sales, colleague, manager, client
):
    send(answers, city="jinan", phone="13700000000")
    lead.claim(sales)
    Lead.objects.get(phone="+8613700000000").claim(colleague)
    client.force_login(manager)
    assert f'<a href="?owner={sales.pk}">' in client.get("/admin/leads/lead/").content.decode()
    for asked in ({"owner": sales.pk}, {"q": sales.display_name}):
        assert list(client.get("/admin/leads/lead/", asked).context["cl"].queryset) == [lead]


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 60, "٣", "\x00", ""])
def test_an_owner_that_is_none_is_no_error(manager, client, asked):
    client.force_login(manager)
    assert client.get("/admin/leads/lead/", {"owner": asked}).status_code in {200, 302, 400}


@pytest.mark.slow
def test_it_says_how_many_went_also_when_the_list_no_longer_holds_them(many, act, sales, colleague):
    """Counted after the change, by the filter that chose them, three leads of who leaves were minus three refused."""
    many(3)
    many(2, stage="invalid", lost_reason="空号")
    said = act(colleague, f"?owner={sales.pk}")
    assert said[0] == "移交了 3 条。2 条没有移交：已结束，或您、对方没有该城市的权限。"
    assert stored("SELECT count(*) FROM leads_lead WHERE owner_id = %s", colleague.pk) == [3]
    assert stored("SELECT count(*) FROM leads_lead WHERE owner_id = %s AND stage = 'invalid'", sales.pk) == [2]


@pytest.mark.slow
def test_each_that_went_has_a_line_that_says_from_whom_to_whom_and_by_whom(many, act, sales, colleague, manager):
    [lead] = many(1)
    many(1, owner=colleague)
    assert act(colleague) == ["移交了 1 条。1 条不用移交。"]
    event = LeadEvent.objects.get()
    assert (event.lead, event.actor, event.text) == (lead, manager, f"移交给 {colleague.display_name}")
    assert event.data == {"from": sales.pk, "to": colleague.pk}


@pytest.mark.slow
def test_back_to_the_pool_goes_what_somebody_has(many, act, sales):
    many(2)
    many(1, owner=None)
    assert act(None) == ["放回公共池 2 条。1 条本来就在公共池。"]
    assert stored("SELECT count(*) FROM leads_lead WHERE owner_id IS NULL") == [3]
    assert set(LeadEvent.objects.values_list("text", flat=True)) == {"放回公共池"}


@pytest.mark.slow
def test_of_more_than_the_limit_the_first_go_and_the_next_time_the_rest(many, act, colleague, monkeypatch):
    monkeypatch.setattr(hand_over, "MOST_LEADS", 3)
    monkeypatch.setattr(hand_over, "BATCH", 2)
    many(5)
    assert act(colleague) == ["移交了 3 条。一次最多移交 3 条，还有 2 条，请再执行一次。"]
    assert stored("SELECT count(*) FROM leads_lead WHERE owner_id = %s", colleague.pk) == [3]
    assert act(colleague) == ["移交了 2 条。3 条不用移交。"]
    assert stored("SELECT count(*) FROM leads_leadevent WHERE kind = 'owner'") == [5]


def test_it_costs_the_same_for_one_lead_and_for_a_batch(many, sales, colleague, manager):
    counts = []
    for number in (2, 1, 20):  # the first asks for the rights as well
        many(number)
        with CaptureQueriesContext(connection) as queries:
            assert hand_over.hand_over(Lead.objects.all(), colleague, manager).moved == number
        counts.append(len(queries))
        Lead.objects.update(owner=None, stage="lost", lost_reason="示例")
    assert counts[1] == counts[2]


@pytest.mark.parametrize(("giver", "taker"), [("manager", "head_office"), ("administrator", "colleague")])
def test_neither_giver_nor_taker_reaches_beyond_their_cities(many, qingdao, request, giver, taker):
    [here] = many(1)
    many(1, city=qingdao)
    many(1, city=None)
    taker = request.getfixturevalue(taker)
    result = hand_over.hand_over(Lead.objects.all(), taker, request.getfixturevalue(giver))
    assert (result.moved, result.refused) == (1, 2)
    assert Lead.objects.get(owner=taker) == here


@pytest.mark.slow
def test_what_was_not_handed_over_is_named_with_why(many, act, colleague):
    moved, closed = many(1, name="甲")[0], many(1, name="乙", stage="lost", lost_reason="预算不够", receipt="C" * 12)[0]
    said = act(colleague)
    moved.refresh_from_db()
    assert moved.owner == colleague
    assert f'/admin/leads/lead/{closed.pk}/change/">{closed} 乙</a>（流失）' in said[-1]
    assert "甲" not in said[-1]


@pytest.mark.slow
def test_of_many_that_were_not_handed_over_the_first_are_named(many, act, colleague):
    many(hand_over.MOST_NAMED + 1, stage="lost", lost_reason="预算不够")
    said = act(colleague)
    assert f"没有移交的，先列 {hand_over.MOST_NAMED} 条" in said[-1]
    assert said[-1].count("<a ") == hand_over.MOST_NAMED


@pytest.mark.slow
def test_what_goes_back_to_the_pool_is_asked_once_and_told_in_its_own_words(lead, sales, manager):
    lead.claim(sales)
    desk = signed_in(manager)
    chosen = {"action": "to_pool", "_selected_action": [lead.pk]}
    assert "选了 1 条" in words(desk.post("/admin/leads/lead/", chosen))
    assert Lead.objects.get(pk=lead.pk).owner == sales
    said = words(desk.post("/admin/leads/lead/", {**chosen, "sure": "yes"}, follow=True))
    assert "放回公共池 1 条。" in said
    assert "移交了" not in said
    assert Lead.objects.get(pk=lead.pk).owner is None
