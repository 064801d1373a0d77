"""A call written down on the wrong lead is marked later: the timeline keeps both lines, and nothing counts it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leads import merging, mistakes, protection
from leads.models import Lead, LeadEvent, LossReason, SalesRules, Stage, WrongMove
from leads.statistics import Selection, reported_to
from plumbing.periods import Period
from reports.report import Report
from reports.scope import Scope
from tests import builders
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(lead, sales):
    """A lead of the salesperson, called by a slip, in time: taken for talked to."""
    Lead.objects.filter(pk=lead.pk).update(owner=sales, contact_by=timezone.now() + timedelta(hours=1))
    lead.refresh_from_db()
    lead.log_call("talked", sales, "打错了", timezone.now() + timedelta(days=3))
    return lead


def call_of(lead):
    return lead.events.get(kind="call")


def post(who, lead, line=None, text="打的是另一位客户"):
    data = {"line": (line or call_of(lead)).pk, "text": text}
    return signed_in(who).post(f"/admin/leads/lead/{lead.pk}/act/mistake/", data, follow=True)


def counted(user):
    """{figure: leads} of today's report, by the lists that its numbers open."""
    today = f"{timezone.localdate()}"
    leads = reported_to(user)
    figures = ("received", "promised", "answered", "in_time", "connected", "reached_contacted", "invalid", "lost")
    return {name for name in figures if Selection(figure=name, first=today, last=today).of(leads).exists()}


def recounted():
    """The same by SQL, of the only lead."""
    standing = """SELECT * FROM leads_leadevent line WHERE NOT EXISTS (
        SELECT FROM leads_leadevent mistake WHERE mistake.kind = 'mistaken' AND mistake.data ->> 'line' = line.id::text
    )"""
    with connection.cursor() as cursor:
        cursor.execute(f"""
            SELECT contacted_at <= contact_by, stage <> 'new' OR EXISTS (
                SELECT FROM ({standing}) line WHERE lead_id = leads_lead.id AND kind = 'stage'
                    AND data ->> 'to' NOT IN ('new', 'lost', 'invalid')
            ), EXISTS (SELECT FROM ({standing}) line WHERE lead_id = leads_lead.id AND kind = 'call'
                AND data ->> 'outcome' IN ('talked', 'wechat', 'visit'))
            FROM leads_lead""")
        return cursor.fetchone()


def shown(user):
    """{name of a row: number of the period} of the report's tables of first contacts and stages."""
    today = Period(timezone.localdate(), timezone.localdate())
    tables = {table.title: table for table in Report(Scope(reported_to(user), today)).tables()}
    return {row[0].text: row[1].value for title in ("首次响应", "漏斗") for row in tables[title].rows}


@pytest.mark.slow
def test_what_was_called_by_mistake_counts_no_more_as_called_talked_to_or_reached(called, sales):
    assert {"answered", "in_time", "connected", "reached_contacted"} <= counted(sales)
    assert recounted() == (True, True, True)
    page = post(sales, called)
    assert "已标为误记" in words(page)
    assert "阶段退回“新询盘”" in words(page)
    called.refresh_from_db()
    assert (called.stage, called.contacted_at, called.next_follow_up_at) == ("new", None, None)
    assert called.stage_changed_at == called.created_at
    assert counted(sales) == {"received"}
    assert recounted() == (None, False, False)
    numbers = shown(sales)
    assert [numbers[name] for name in ("收到", "按时联系", "接通", "已联系")] == [1, 0, 0, 0]


@pytest.mark.slow
def test_the_timeline_shows_both_lines_and_no_card_the_call(called, sales):
    post(sales, called)
    page = words(signed_in(sales).get(f"/admin/leads/lead/{called.pk}/change/"))
    assert "的电话 已沟通，不计入统计" in page
    assert "打的是另一位客户" in page
    assert page.count('">误记，不计入统计') == 2  # the call and the stage that it changed
    assert "打错了" in page
    assert "标为误记" not in page  # nothing else may be marked
    assert Lead.objects.with_calls().get().calls == []


@pytest.mark.slow
def test_another_talk_keeps_the_stage_and_is_the_first_contact_then(called, sales):
    first = call_of(called)
    called.record(LeadEvent.Kind.WECHAT, sales, "加上微信了")
    post(sales, called, first)
    called.refresh_from_db()
    assert called.stage == Stage.CONTACTED
    assert called.contacted_at == called.events.get(kind="wechat").at


@pytest.mark.slow
def test_what_was_built_upon_it_since_stays(called, sales):
    called.move(Stage.QUALIFIED, sales)
    called.follow_up(other := timezone.now() + timedelta(days=9), sales)
    post(sales, called)
    called.refresh_from_db()
    assert (called.stage, called.next_follow_up_at) == (Stage.QUALIFIED, other)
    assert called.contacted_at == called.events.get(kind="stage", data__to="contacted").at


@pytest.mark.slow
def test_the_promise_before_it_comes_back(lead, sales):
    lead.claim(sales)
    lead.follow_up(before := timezone.now() + timedelta(days=5), sales)
    lead.log_call("missed", sales, "", timezone.now() + timedelta(days=1))
    page = post(sales, lead)
    lead.refresh_from_db()
    assert lead.next_follow_up_at == before
    assert "约定照原来的" in words(page)


@pytest.mark.slow
def test_a_call_that_ended_the_wrong_lead_lets_it_go_on(called, sales):
    reason = LossReason.objects.filter(used_for__in=["invalid", "both"]).first()
    called.log_call("invalid", sales, loss_reason=reason)
    assert "invalid" in counted(sales)
    post(sales, called, called.events.filter(kind="call").first())
    called.refresh_from_db()
    assert (called.stage, called.lost_reason) == (Stage.CONTACTED, "")
    assert {"invalid", "lost"} & counted(sales) == set()


@pytest.mark.slow
def test_a_reason_is_asked_for_and_what_is_no_call_of_the_lead_cannot_be_marked(called, wanting, sales):
    note, other = called.record(LeadEvent.Kind.NOTE, sales, "备注"), wanting(phone="13900000000")
    other.log_call("talked", sales)
    assert "请写明怎么记错的" in words(post(sales, called, text=" "))
    for line in (note, call_of(other), called.events.get(kind="stage")):
        assert "没有找到这一笔" in words(post(sales, called, line))
    post(sales, called)
    with pytest.raises(WrongMove, match="已经标为误记"):
        mistakes.mark(called, call_of(called).pk, "再标一次", sales)
    assert LeadEvent.objects.filter(kind="mistaken", data__of="call").count() == 1


@pytest.mark.parametrize("typed", ["", "x", "0", "-1", "9" * 30, "１"])
def test_an_odd_line_is_refused_in_words(called, sales, typed):
    page = signed_in(sales).post(
        f"/admin/leads/lead/{called.pk}/act/mistake/", {"line": typed, "text": "打错"}, follow=True
    )
    assert page.status_code == 200
    assert not LeadEvent.objects.filter(kind="mistaken").exists()


@pytest.mark.slow
def test_whose_lead_it_is_and_who_supervises_it_may_mark_it_and_nobody_else(called, colleague, manager):
    assert post(colleague, called).status_code in {403, 404}
    Lead.objects.update(owner=None)  # of the pool, where the colleague sees it
    assert post(colleague, called).status_code == 403
    assert "已标为误记" in words(post(manager, called))


@pytest.mark.slow
def test_a_call_of_a_merged_lead_is_marked_where_its_timeline_is_shown(called, wanting, sales, manager):
    whole, line = wanting(phone="13900000000"), call_of(called)
    merging.merge(called, whole, manager)
    whole.refresh_from_db()
    post(manager, whole, line)
    whole.refresh_from_db()
    assert whole.contacted_at is None
    assert line.lead.events.get(kind="mistaken", data__of="call").data["line"] == line.pk


@pytest.mark.slow
def test_a_mistaken_call_protects_nobody(called, sales):
    rules = SalesRules.objects.create(city=called.city, protection_days=5)
    long_ago = timezone.now() - timedelta(days=30)
    Lead.objects.update(created_at=long_ago, next_follow_up_at=None)
    now = timezone.now()
    assert not protection.over(Lead.objects.all(), rules, now).exists()
    post(sales, called)
    assert protection.over(Lead.objects.all(), rules, now).get() == called


@pytest.mark.slow
def test_the_report_of_a_manager_counts_it_no_more_for_the_person(called, sales, manager):
    assert "in_time" in counted(manager)
    post(sales, called)
    assert "in_time" not in counted(manager)
    assert counted(builders.person(is_superuser=True)) == {"received"}


def test_a_line_that_names_nothing_takes_no_count_down(called, sales, manager):
    for data in ({"line": "x"}, {"line": None}, {"line": [1]}, {"line": True}, 7):
        LeadEvent.objects.create(lead=called, kind="mistaken", actor=sales, data=data)
    assert call_of(called) in LeadEvent.objects.standing()
    assert "connected" in counted(manager)
