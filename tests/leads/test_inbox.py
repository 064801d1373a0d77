"""The inbox: who hears of what, that nobody hears of their own doings, and what is new."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from leads import hand_over, inboxes, mentions
from leads.models import Inbox, Lead, LeadEvent, Notification
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db

PAGE = "/admin/leads/lead/inbox/"
numbers = count(1)


@pytest.fixture
def colleague(jinan):
    return builders.person(SALES, jinan, last_name="李", first_name="示例", username="li")


@pytest.fixture
def boss(jinan):
    return builders.person(SALES_MANAGER, jinan, last_name="赵", first_name="主管", username="zhao")


def another(city, **fields):
    number = next(numbers)
    fields = {"kind": "rent", "name": "示例", "receipt": f"{number:012}", "phone": "+8613800000000", **fields}
    return Lead.objects.create(city=city, **fields)


def titles(person):
    return [item.title for item in inboxes.latest(person, timezone.now())]


def text(response):
    return " ".join(html.fromstring(words(response)).text_content().split())


def told(lead, kind, minutes_ago=0, actor=None, **data):
    """A line of so many minutes ago, announced then."""
    at = timezone.now() - timedelta(minutes=minutes_ago)
    event = LeadEvent.objects.create(lead=lead, kind=kind, actor=actor, at=at, data=data)
    Notification.objects.create(lead=lead, event=event, created_at=at)
    return event


def test_who_is_given_a_lead_and_who_loses_it_hear_of_it_but_not_who_did_it(lead, sales, colleague, boss):
    lead.claim(sales)
    lead.hand_over(colleague, boss)
    assert titles(colleague) == ["赵主管 移交给您"]
    assert titles(sales) == ["赵主管 把您的线索移交给了别人"]
    assert titles(boss) == []


def test_who_takes_a_lead_from_the_pool_hears_nothing_of_what_it_was_before(lead, sales):
    told(lead, LeadEvent.Kind.RESUBMITTED, minutes_ago=5)
    lead.claim(sales)
    assert titles(sales) == []


def test_many_at_once_are_one_message_that_names_the_first(lead, sales, boss, jinan):
    leads = [lead, *(another(jinan) for _ in range(7))]
    hand_over.hand_over(Lead.objects.filter(pk__in=[each.pk for each in leads]), sales, boss)
    [item] = inboxes.latest(sales, timezone.now())
    assert (item.title, item.count, len(item.leads)) == ("赵主管 移交给您（8 条）", 8, 3)


@pytest.mark.slow
def test_an_own_client_who_sends_again_is_heard_of_until_the_lead_is_somebody_elses(lead, sales, colleague, boss):
    lead.claim(sales)
    told(lead, LeadEvent.Kind.RESUBMITTED)
    assert titles(sales) == ["您的客户再次提交"]
    lead.hand_over(colleague, boss)
    assert titles(colleague) == ["赵主管 移交给您"]


@pytest.mark.slow
def test_a_number_that_a_colleague_writes_down_is_told_to_whose_client_it_is(lead, sales, colleague, jinan):
    lead.claim(sales)
    desk = signed_in(colleague)
    number = {"step": "number", "phone": "13800000000", "wechat": ""}
    assert desk.post("/admin/leads/lead/record/", number).status_code == 200
    other = another(jinan, owner=colleague, same_phone_as=lead)
    other.record(LeadEvent.Kind.RECEIVED, colleague)
    assert titles(sales) == ["李示例 记下了您客户的号码"]
    assert titles(colleague) == []


@pytest.mark.slow
@pytest.mark.parametrize("is_late", [True, False])
def test_the_owner_hears_of_a_promise_that_runs_out_and_the_manager_of_one_that_has(lead, sales, boss, is_late):
    lead.claim(sales)
    told(lead, LeadEvent.Kind.REMINDED, is_late=is_late)
    assert titles(sales) == ["超时未联系" if is_late else "还没联系，时限过半"]
    assert titles(boss) == (["您城市的线索超时未联系"] if is_late else [])


def test_a_manager_of_another_city_hears_nothing_of_it(lead, sales, qingdao):
    lead.claim(sales)
    told(lead, LeadEvent.Kind.REMINDED, is_late=True)
    assert titles(builders.person(SALES_MANAGER, qingdao, username="elsewhere")) == []


def test_what_duty_gives_and_what_protection_takes_is_told(lead, sales):
    told(lead, LeadEvent.Kind.OWNER, minutes_ago=2, **{"from": None, "to": sales.pk, "by": "rota"})
    told(lead, LeadEvent.Kind.OWNER, **{"from": sales.pk, "to": None, "by": "protection"})
    assert titles(sales) == ["保护期满，已收回公共池", "值班分派给您"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("note", "is_named"),
    [
        ("@李示例 请看一下", True),
        ("请@李示例看一下", True),
        ("＠li 看一下", True),
        ("李示例 看一下", False),
        ("li@示例.cn", False),
        ("@李", False),
        ("@lisa 看一下", False),
        ("li@李示例.cn", False),
    ],
)
def test_who_is_named_after_an_at_in_a_note_hears_of_it(lead, sales, colleague, note, is_named):
    lead.claim(sales)
    signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/act/note/", {"kind": "note", "text": note})
    assert titles(colleague) == (["sales 在备注里提到您"] if is_named else [])


def test_of_two_whose_names_begin_alike_the_longer_that_fits_is_meant(jinan):
    short = builders.person(SALES, jinan, last_name="李", first_name="示")
    long = builders.person(SALES, jinan, last_name="李", first_name="示例")
    assert mentions.read("@李示例看一下", jinan.pk, short).ids == [long.pk]
    assert mentions.read("@李示 看一下", jinan.pk, long).ids == [short.pk]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("note", "is_told", "sentence"),
    [
        ("@招商主管 请看一下", True, ""),
        ("@招商主管请看一下", True, ""),
        ("@不存在的人 请看", False, "没有叫“不存在的人”的同事，没有通知谁。"),
        ("@专员 请看", False, "“@专员”可能是示例甲专员、示例乙专员，没有通知，请写全名再记一条。"),
        ("@sales 请看", False, "提到的是您自己，不另发消息。"),
    ],
)
def test_who_is_not_found_by_the_name_written_is_said_and_an_end_of_a_name_will_do(
    lead, sales, jinan, note, is_told, sentence
):
    boss = builders.person(SALES_MANAGER, jinan, last_name="示例", first_name="招商主管")
    for name in ("甲专员", "乙专员"):
        builders.person(SALES, jinan, last_name="示例", first_name=name)
    lead.claim(sales)
    desk = signed_in(sales)
    said = text(desk.post(f"/admin/leads/lead/{lead.pk}/act/note/", {"text": note}, follow=True))
    assert (sentence in said, titles(boss) != []) == (True, is_told)
    assert ("提到的人会收到消息" in said) is is_told


@pytest.mark.slow
@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_whatever_a_note_says_it_names_people_of_the_city(sales, colleague, jinan, text):
    assert set(mentions.read(f"{text}@李示例", jinan.pk, sales).ids) <= {colleague.pk}


def test_what_comes_out_of_the_spool_is_new_however_long_ago_it_was_sent(lead, sales):
    lead.claim(sales)
    Inbox.objects.create(person=sales, read_until=timezone.now() - timedelta(minutes=30))
    known = another(lead.city, owner=sales, same_phone_as=lead)
    event = LeadEvent.objects.create(lead=known, kind=LeadEvent.Kind.RECEIVED, at=timezone.now() - timedelta(hours=5))
    assert inboxes.new_count(sales) == 0
    Notification.objects.create(lead=known, event=event)
    assert inboxes.new_count(sales) == 1
    [item] = inboxes.latest(sales, timezone.now())
    assert (item.title, item.is_new) == ("您的客户又来询盘", True)


@pytest.mark.slow
def test_a_note_of_a_lead_that_the_person_may_not_open_shows_none_of_its_words(lead, sales, colleague):
    lead.claim(sales)
    data = {"mentions": [colleague.pk]}
    LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.NOTE, actor=sales, text="他要三千平", data=data)
    assert "他要三千平" not in words(signed_in(colleague).get(PAGE))


@pytest.mark.slow
def test_what_the_page_has_shown_is_new_no_more(lead, sales, boss):
    lead.claim(sales)
    told(lead, LeadEvent.Kind.OWNER, minutes_ago=1, actor=boss, to=sales.pk)
    Inbox.objects.create(person=sales, read_until=timezone.now() - timedelta(hours=1))
    desk = signed_in(sales)
    assert "消息 1" in text(desk.get("/admin/"))
    first = text(desk.get(PAGE))
    assert "新 赵主管 移交给您" in first
    assert lead.masked_name in first
    assert "新 赵主管" not in text(desk.get(PAGE))
    assert "消息 1" not in text(desk.get("/admin/"))


def test_the_badge_is_the_number_of_lines_after_what_was_read(lead, sales, boss, jinan):
    for each in [lead, *(another(jinan) for _ in range(4))]:
        each.hand_over(sales, boss)
    Inbox.objects.create(person=sales, read_until=timezone.now() - timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM leads_leadevent, leads_inbox WHERE kind = 'owner' AND (data->>'to')::int = person_id"
            " AND at > read_until AND actor_id <> person_id AND person_id = %s",
            [sales.pk],
        )
        [counted] = cursor.fetchone()
    assert inboxes.new_count(sales) == counted == 5


@pytest.mark.slow
def test_the_badge_counts_what_the_page_shows_as_new_to_whoever_has_rights_wherever(lead, sales, boss, jinan, qingdao):
    chief = builders.person(SALES_MANAGER, username="chief")
    nobody = builders.person(SALES, qingdao, username="elsewhere")
    lead.claim(sales)
    lead.record(LeadEvent.Kind.NOTE, boss, data={"mentions": [sales.pk, boss.pk]})
    for each in (lead, another(jinan), another(qingdao)):
        told(each, LeadEvent.Kind.REMINDED, is_late=True)
    told(another(jinan, owner=sales), LeadEvent.Kind.RESUBMITTED)
    people = {person: len(inboxes.lines_for(person, person.date_joined)) for person in (sales, boss, chief, nobody)}
    assert list(people.values()) == [3, 2, 3, 0]
    assert {person: inboxes.new_count(person) for person in people} == people


@pytest.mark.slow
def test_the_page_and_the_badge_cost_the_same_for_one_line_and_for_many(
    lead, sales, boss, jinan, django_assert_num_queries
):
    def cost():
        with django_assert_num_queries(1):
            inboxes.new_count(sales)
        with django_assert_num_queries(4):
            inboxes.latest(sales, timezone.now())

    sales, boss = (type(person).objects.get(pk=person.pk) for person in (sales, boss))
    sales.permission_cities  # noqa: B018 - read once a request
    lead.hand_over(sales, boss)
    cost()
    for _ in range(9):
        another(jinan).hand_over(sales, boss)
    cost()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["owner", "reminded", "expiring", "received", "resubmitted", "note"])
def test_odd_lines_take_no_inbox_down(lead, sales, boss, kind):
    lead.claim(sales)
    for data in ({}, [], "x", 7, {"to": "x", "from": [], "is_late": "x", "mentions": "x"}, {"to": sales.pk}):
        LeadEvent.objects.create(lead=lead, kind=kind, actor=boss, data=data)
    for person in (sales, boss):
        assert signed_in(person).get(PAGE).status_code == 200


def test_who_may_see_no_leads_has_no_inbox(jinan):
    writer = builders.person("撰稿人", jinan)
    assert signed_in(writer).get(PAGE).status_code != 200
    assert "消息" not in text(signed_in(writer).get("/admin/"))


def test_a_choice_overwrites_nothing_that_the_worker_notes_meanwhile(sales):
    Inbox.objects.create(person=sales)
    desk = signed_in(sales)
    with CaptureQueriesContext(connection) as queries:
        desk.post(PAGE, {"way": "mail", "is_mailed": "on"})
    changed = [each["sql"] for each in queries if each["sql"].startswith('UPDATE "leads_inbox"')]
    assert changed
    assert not any("mailed_until" in sql.partition("WHERE")[0] or "read_until" in sql for sql in changed)


def test_what_is_mailed_is_the_persons_own_choice(sales):
    desk = signed_in(sales)
    assert "还没有邮箱" in words(desk.get(PAGE))
    desk.post(PAGE, {"way": "mail", "is_mailed_at_night": "on"})
    mine = Inbox.objects.get(person=sales)
    assert (mine.is_mailed, mine.is_mailed_at_night, mine.has_briefing) == (False, True, False)
