"""今日: each of its numbers is counted again by SQL and opens the list it counts."""

import re
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leads import erasure, lead_views
from leads.models import Lead
from plumbing.days import end_of_day, in_short, moment_of
from staff.roles import EDITOR
from tests import builders
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
MINE = "FROM leads_lead WHERE merged_into_id IS NULL AND stage NOT IN ('settled', 'invalid', 'lost') AND "
UNCALLED = "(stage = 'new' AND contacted_at IS NULL)"
SQL = {
    "today": f"owner_id = %s AND (next_follow_up_at < %s OR next_follow_up_at IS NULL AND {UNCALLED})",
    "later": "owner_id = %s AND next_follow_up_at >= %s",
    "undated": f"owner_id = %s AND next_follow_up_at IS NULL AND NOT {UNCALLED} AND %s::timestamptz IS NOT NULL",
    "unclaimed": "(owner_id IS NULL OR owner_id = -%s) AND %s::timestamptz IS NOT NULL",
}


@pytest.fixture
def leads(jinan, sales, colleague):
    """Of every owner, stage and promise some, at different times."""
    made, now = [], timezone.now()
    promises = [None, now - timedelta(days=3), now + timedelta(minutes=1), end_of_day() + timedelta(hours=9)]
    for owner in (None, sales, colleague):
        for stage in ("new", "contacted", "lost"):
            for promise in promises:
                given = {"owner": owner, "stage": stage, "next_follow_up_at": None if stage == "lost" else promise}
                given |= {"lost_reason": "没谈成"} if stage == "lost" else {}
                lead = Lead.objects.create(
                    name="示例客户", kind="rent", city=jinan, created_at=now - timedelta(hours=len(made)), **given
                )
                made.append(lead)
        # Called, not reached, and promised for no day.
        given = {"owner": owner, "contacted_at": now, "created_at": now - timedelta(hours=len(made))}
        made.append(Lead.objects.create(name="示例客户", kind="rent", city=jinan, **given))
    return made


def counted(who):
    with connection.cursor() as cursor:
        for name, condition in SQL.items():
            cursor.execute(f"SELECT count(*) {MINE} {condition}", [who.pk, end_of_day()])
            yield name, cursor.fetchone()[0]


@pytest.mark.slow
def test_every_number_is_what_sql_counts_and_opens_the_list_it_counts(leads, sales):
    desk = signed_in(sales)
    page = desk.get("/admin/leads/lead/today/")
    assert page.context["counts"] == dict(counted(sales))
    links = dict(re.findall(r'href="(/admin/leads/lead/\?work=\w+)">(\d+) 条', page.content.decode()))
    assert len(links) == len(SQL)
    for address, count in links.items():
        assert desk.get(address).context["cl"].result_count == int(count), address


def test_who_did_not_answer_and_is_promised_no_day_leaves_today(lead, sales):
    lead.log_call("missed", sales)
    mine = Lead.objects.filter(owner=sales)
    assert (list(mine.for_today()), list(mine.undated())) == ([], [lead])


@pytest.mark.slow
def test_of_more_than_fit_the_longest_waiting_are_shown_and_the_number_is_of_all(leads, sales, monkeypatch):
    monkeypatch.setattr(lead_views, "MOST_CARDS", 3)
    page = signed_in(sales).get("/admin/leads/lead/today/")
    pool = [lead for lead in leads if lead.owner is None and lead.stage != "lost" and lead.next_follow_up_at is None]
    dated = [lead for lead in leads if lead.owner is None and lead.next_follow_up_at]
    longest = sorted(dated, key=lambda lead: (lead.next_follow_up_at, lead.created_at))
    assert list(page.context["pool"]) == longest[:3]
    assert page.context["counts"]["unclaimed"] == len(pool) + len(dated)
    assert "先列等得最久的 3 条" in words(page)


def test_of_those_nobody_called_the_oldest_stands_first(jinan, sales):
    now = timezone.now()
    new, old = (
        Lead.objects.create(name="示例客户", kind="rent", city=jinan, created_at=now - timedelta(days=days))
        for days in (0, 200)
    )
    assert list(signed_in(sales).get("/admin/leads/lead/today/").context["pool"]) == [old, new]


@pytest.mark.slow
def test_what_was_erased_leaves_the_lists_and_its_receipt_still_finds_it(lead, sales):
    erasure.erase(lead)
    desk = signed_in(sales)
    assert list(desk.get("/admin/leads/lead/today/").context["pool"]) == []
    assert desk.get("/admin/leads/lead/").context["cl"].result_count == 0
    assert list(desk.get("/admin/leads/lead/", {"q": lead.receipt[:6]}).context["cl"].result_list) == [lead]


@pytest.mark.parametrize(("years", "shown"), [(0, "%m-%d %H:%M"), (1, "%Y-%m-%d %H:%M")])
def test_a_moment_of_another_year_says_so(years, shown):
    today = timezone.localdate()
    moment = moment_of(date(today.year - years, 6, 1), time(9, 30))
    assert in_short(moment) == f"{moment:{shown}}"


def test_a_card_of_last_year_says_so(jinan, sales):
    moment = timezone.now() - timedelta(days=400)
    Lead.objects.create(name="示例客户", kind="rent", city=jinan, created_at=moment)
    assert f"{timezone.localtime(moment):%Y-%m-%d}" in words(signed_in(sales).get("/admin/leads/lead/today/"))


@pytest.mark.slow
def test_who_works_with_leads_finds_it_from_every_page_of_the_desk(sales, jinan):
    link = '<a href="/admin/leads/lead/today/">今日</a>'
    assert link in words(signed_in(sales).get("/admin/listings/listing/"))
    assert link not in words(signed_in(builders.person(EDITOR, jinan)).get("/admin/"))
