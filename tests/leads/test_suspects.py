"""What is taken for spam: where it is marked, and from when on it counts."""

import pytest
from django.db import connection
from django.utils import timezone

from leads.models import Enquiry, Lead, Stage
from leads.statistics import Selection, reported_to
from plumbing.periods import Period
from reports.report import Report
from reports.scope import Scope
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
MARK = '<span class="desk-chip lead-suspect">疑似</span>'
LIST, BOARD = "/admin/leads/lead/", "/admin/leads/lead/board/"


@pytest.fixture
def suspect(lead, sales):
    lead.enquiries.update(screening="quarantined")
    Lead.objects.update(owner=sales)
    lead.refresh_from_db()
    return lead


def counted(user):
    """How many the report says came today; its list and SQL say the same."""
    today = timezone.localdate()
    tables = {table.title: table for table in Report(Scope(reported_to(user), Period(today, today))).tables()}
    number = next(row for row in tables["总览"].rows if row[0].text == "收到")[1].value
    selected = Selection(figure="received", first=f"{today}", last=f"{today}").of(reported_to(user))
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT count(*) FROM leads_lead lead
            WHERE stage <> 'invalid' AND (stage <> 'new' OR contacted_at IS NOT NULL)
                OR NOT EXISTS (SELECT FROM leads_enquiry WHERE lead_id = lead.id AND screening = 'quarantined')""")
        assert [number] == [selected.count()] == list(cursor.fetchone())
    return number


def test_it_is_marked_on_list_and_board_until_somebody_releases_it(suspect, sales):
    desk = signed_in(sales)
    assert [words(desk.get(page)).count(MARK) for page in (LIST, BOARD)] == [1, 1]
    suspect.release(sales)
    assert [words(desk.get(page)).count(MARK) for page in (LIST, BOARD)] == [0, 0]


def test_an_attempt_makes_it_count_and_does_not_release_it(suspect, sales):
    assert counted(sales) == 0
    suspect.log_call("missed", sales)
    assert counted(sales) == 1
    assert Enquiry.objects.get().is_quarantined


@pytest.mark.parametrize("outcome", ["talked", "wechat", "visit"])
def test_who_was_talked_to_is_no_suspect_any_more_and_the_timeline_says_so(suspect, sales, outcome):
    suspect.log_call(outcome, sales)
    assert not Enquiry.objects.get().is_quarantined
    assert suspect.events.get(kind="released").actor == sales
    suspect.move(Stage.INVALID, sales, "没需求")
    assert counted(sales) == 1


def test_what_was_called_and_found_to_be_spam_counts_no_more(suspect, sales):
    suspect.log_call("invalid", sales, "广告")
    assert counted(sales) == 0


@pytest.mark.slow
def test_a_talk_written_down_by_mistake_makes_it_a_suspect_again(suspect, sales):
    suspect.log_call("talked", sales)
    line = suspect.events.get(kind="call")
    page = signed_in(sales).post(f"{LIST}{suspect.pk}/act/mistake/", {"line": line.pk, "text": "打错了"}, follow=True)
    assert "又标上了“疑似”" in words(page)
    assert Enquiry.objects.get().is_quarantined
    assert counted(sales) == 0
