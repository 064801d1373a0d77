"""Calls in the report: of who made them, whoever has the lead since; each number is recounted by SQL."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from leads import merging
from leads.models import Lead
from leads.statistics import CALLS, Selection, reported_to
from plumbing.periods import Period
from reports.report import Report
from reports.scope import Scope
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.reports.seeding import seed

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 1, 1), date(2026, 11, 20))
RECOUNTED = """
    SELECT last_name, count(DISTINCT lead.id) FROM leads_leadevent line
    JOIN leads_lead lead ON lead.id = line.lead_id JOIN staff_user person ON person.id = actor_id
    WHERE line.kind = 'call' AND line.data ->> 'outcome' = ANY (%(outcomes)s)
        AND line.at >= %(begins)s AND line.at < %(ends)s
        AND NOT ((stage = 'invalid' OR stage = 'new' AND contacted_at IS NULL) AND EXISTS (
            SELECT FROM leads_enquiry WHERE lead_id = lead.id AND screening = 'quarantined'
        ))
    GROUP BY 1
"""


@pytest.fixture
def boss():
    return builders.person(is_superuser=True)


def shown(user, period, person=""):
    """{name of a person: {heading: cell}} of the table of calls."""
    report = Report(Scope(reported_to(user), period, person), is_supervisor=True, city_ids=None)
    table = next((each for each in report.tables() if each.title == "打电话，按人员"), None)
    return {row[0].text: dict(zip(table.headings[1:], row[1:], strict=True)) for row in table.rows} if table else {}


def today():
    return Period(timezone.localdate(), timezone.localdate())


def test_a_call_is_of_who_made_it_and_the_lead_of_who_has_it(boss):
    city = builders.city()
    caller, heir = (builders.person(SALES, city, last_name=name) for name in ("甲", "乙"))
    lead = Lead.objects.create(kind="rent", name="示例客户", city=city, owner=caller)
    for outcome in ("missed", "talked", "talked"):
        lead.log_call(outcome, caller)
    lead.hand_over(heir, boss)
    lead.log_call("missed", heir)
    found = shown(builders.person(SALES_MANAGER, city), today())
    assert {name: [cell.value for cell in row.values()] for name, row in found.items()} == {"甲": [1, 1], "乙": [1, 0]}
    [[overview]] = [
        [row[1] for row in table.rows if row[0].text == "打过电话"]
        for table in Report(Scope(reported_to(boss), today(), str(caller.pk)), is_supervisor=True).tables()
        if table.title == "总览"
    ]
    assert overview.value == 1
    assert Selection.read(dict(parse_qsl(urlsplit(overview.address).query))).of(reported_to(boss)).get() == lead


def test_a_call_of_what_was_merged_is_counted_of_the_lead_that_stays(boss):
    city = builders.city()
    caller = builders.person(SALES, city, last_name="甲")
    one, other = (Lead.objects.create(kind="rent", name="示例客户", city=city, owner=caller) for _ in range(2))
    one.log_call("talked", caller)
    merging.merge(one, other, boss)
    cell = shown(boss, today())["甲"]["打通"]
    assert cell.value == 1
    assert Selection.read(dict(parse_qsl(urlsplit(cell.address).query))).of(reported_to(boss)).get() == other


@pytest.mark.slow
def test_each_number_of_calls_is_the_same_by_sql_and_opens_its_leads(boss):
    seed(200, datetime(2026, 11, 20, 7, tzinfo=UTC))
    found, linked = shown(boss, YEAR), 0
    outcomes = {"called": ["missed", "talked"], "talked": ["talked"]}
    for figure, calls in CALLS.items():
        with connection.cursor() as cursor:
            cursor.execute(RECOUNTED, {"outcomes": outcomes[figure], "begins": YEAR.begins, "ends": YEAR.ends})
            expected = dict(cursor.fetchall())
        cells = {name: row[calls.words] for name, row in found.items() if row[calls.words].value}
        assert {name: cell.value for name, cell in cells.items()} == expected
        for cell in cells.values():
            selection = Selection.read(dict(parse_qsl(urlsplit(cell.address).query)))
            assert selection.of(reported_to(boss)).count() == cell.value
            linked += 1
    assert linked >= 8
