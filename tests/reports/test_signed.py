"""What was signed, and why leads were given up: each sum and number is recounted by SQL and opens what it counts."""

from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.db.models import Sum
from openpyxl import load_workbook

from leads.models import LossReason, Signing
from leads.statistics import Selection, reported_to
from plumbing.periods import Period
from reports.report import Report
from reports.scope import Scope
from reports.signed import HEADINGS
from tests import builders
from tests.desk import signed_in
from tests.reports.seeding import seed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)
YEAR = Period(date(2026, 1, 1), date(2026, 11, 20))
SUMS = {"面积": "area_m2", "投资额": "investment_10k", "年税收": "yearly_tax_10k"}
NOT_SPAM = """NOT (stage IN ('new', 'invalid')
    AND lead.id IN (SELECT lead_id FROM leads_enquiry WHERE screening = 'quarantined'))"""


@pytest.fixture(scope="module")
def year(rows_of_module):
    return seed(300, NOW)


@pytest.fixture
def boss():
    return builders.person(is_superuser=True)


def report_of(user, period=YEAR, **chosen):
    """{title: {name of a row: {heading: cell}}}."""
    report = Report(Scope(reported_to(user), period), is_supervisor=True, city_ids=None, **chosen)
    return {
        table.title: {row[0].text: dict(zip(table.headings[1:], row[1:], strict=True)) for row in table.rows}
        for table in report.tables()
    }


def rows(statement, **values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def listed(cell, user):
    """The leads behind a cell."""
    selection = Selection.read(dict(parse_qsl(urlsplit(cell.address).query)))
    return selection.of(reported_to(user))


SIGNED = f"""
SELECT {{group}}, count(*), sum(area_m2), sum(investment_10k), sum(yearly_tax_10k),
    count(*) FILTER (WHERE area_m2 IS NULL)
FROM (
    SELECT lead.*, area_m2, investment_10k, yearly_tax_10k, coalesce(signed_on, (
        SELECT max(at AT TIME ZONE 'Asia/Shanghai') FROM leads_leadevent
        WHERE lead_id = lead.id AND kind = 'stage' AND data ->> 'to' = 'signed')::date) AS day
    FROM leads_lead lead LEFT JOIN leads_signing ON lead_id = lead.id
    WHERE stage IN ('signed', 'settled') AND {NOT_SPAM}
) lead
WHERE day BETWEEN %(first)s AND %(last)s GROUP BY 1
"""


def recounted(group, period=YEAR):
    """{group: (leads, area, investment, tax, unfilled)} by SQL."""
    found = rows(SIGNED.format(group=group), first=period.first, last=period.last)
    return {str(name): tuple(float(each or 0) for each in numbers) for name, *numbers in found}


def as_shown(row):
    return tuple(float(row[heading].value or 0) for heading in HEADINGS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "group"),
    [
        ("签约，按人员", "(SELECT last_name FROM staff_user WHERE id = owner_id)"),
        ("签约，按城市", "(SELECT name FROM zones_city WHERE id = city_id)"),
        ("签约，按日期", "to_char(day, 'YYYY-MM')"),
    ],
)
def test_each_cell_is_the_same_by_sql(year, boss, title, group):
    names = {"2026-11": "11-01 至 11-20"}  # the month that is not over
    expected = {names.get(name, name): numbers for name, numbers in recounted(group).items()}
    shown = {name: as_shown(row) for name, row in report_of(boss)[title].items()}
    assert {name: row for name, row in shown.items() if any(row)} == expected
    assert any(unfilled for *_, unfilled in expected.values())


def test_the_sums_of_both_periods_are_the_same_by_sql(year, boss):
    overview = report_of(boss)["总览"]
    for heading, period in (("本期", YEAR), ("上期", YEAR.before)):
        [(leads, *sums, unfilled)] = recounted("1", period).values()
        assert [overview[f"签约{name}"][heading].value for name in SUMS] == sums
        assert (overview["签约"][heading].value, overview["签约内容未填"][heading].value) == (leads, unfilled)
        assert all(sums)


@pytest.mark.slow
def test_behind_each_sum_stand_the_leads_that_it_adds(year, boss):
    tables = report_of(boss)
    count = 0
    for title in ("签约，按人员", "签约，按城市", "签约，按日期"):
        for row in tables[title].values():
            for heading, column in SUMS.items():
                if row[heading].address:
                    leads = listed(row[heading], boss).order_by().values("pk")
                    facts = Signing.objects.filter(lead__in=leads).aggregate(sum=Sum(column))
                    assert float(facts["sum"]) == row[heading].value
                    count += 1
    assert count > 30
    for heading, column in SUMS.items():
        leads = listed(tables["总览"][f"签约{heading}"]["本期"], boss)
        assert not leads.filter(**{f"signing__{column}": None}).exists()


def test_each_reason_is_the_same_by_sql_and_opens_its_leads(year, boss):
    statement = f"""
        SELECT CASE stage WHEN 'lost' THEN '流失：' ELSE '无效：' END || coalesce(reason.name, lost_reason), count(*)
        FROM leads_lead lead LEFT JOIN leads_lossreason reason ON reason.id = loss_reason_id
        WHERE stage IN ('lost', 'invalid') AND {NOT_SPAM}
            AND stage_changed_at >= %(begins)s AND stage_changed_at < %(ends)s GROUP BY 1
    """
    expected = dict(rows(statement, begins=YEAR.begins, ends=YEAR.ends))
    shown = report_of(boss)["流失与无效的原因"]
    assert {name: row["本期"].value for name, row in shown.items() if row["本期"].value} == expected
    assert any(name.endswith(tuple(LossReason.objects.values_list("name", flat=True))) for name in expected)
    for row in shown.values():
        if row["本期"].address:
            assert listed(row["本期"], boss).count() == row["本期"].value


@pytest.mark.slow
def test_a_salesperson_reads_the_sums_of_their_own(year):
    _, people, _ = year
    page = signed_in(people[0]).get("/admin/report/", {"first": YEAR.first, "last": YEAR.last})
    found = {table.title: table for table in page.context["tables"]}
    assert "签约，按日期" in found
    assert "签约，按人员" not in found


@pytest.mark.slow
def test_the_workbook_holds_the_sums_as_numbers(year, boss):
    answer = signed_in(boss).get("/admin/report/xlsx/", {"first": YEAR.first, "last": YEAR.last})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    headings, *lines = list(book["签约，按城市"].values)[1:]
    assert list(headings[1:]) == HEADINGS
    assert sum(line[2] or 0 for line in lines if line[1]) == recounted("1")["1"][1]
