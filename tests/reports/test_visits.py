"""Visits in the report: each number is recounted by SQL, and opens the leads that it counts."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from leads import erasure
from leads.models import Appointment, Lead
from leads.statistics import VISITS, Selection, reported_to
from plumbing.periods import Period
from reports.counts import Counts
from reports.scope import Scope
from staff.roles import SALES
from tests import builders
from tests.desk import signed_in
from tests.reports.seeding import seed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)
YEAR = Period(date(2026, 1, 1), date(2026, 11, 20))
TITLES = {"人员": "last_name", "城市": "city.name", "类型": "lead.kind"}
WITHIN = ">= %(begins)s AND {0} < %(ends)s"
#: {figure: the rows it counts, by SQL}.
ROWS = {
    "appointed": "SELECT lead_id FROM leads_appointment WHERE made_at " + WITHIN.format("made_at"),
    "visited": "SELECT lead_id FROM leads_leadevent WHERE kind = 'visit' AND at " + WITHIN.format("at"),
    "liked": """SELECT lead_id FROM leads_appointment
        WHERE state = 'done' AND liked <> '' AND starts_at """
    + WITHIN.format("starts_at"),
    "no_show": "SELECT lead_id FROM leads_appointment WHERE state = 'no_show' AND starts_at "
    + WITHIN.format("starts_at"),
    "unresolved": """SELECT lead_id FROM leads_appointment JOIN leads_lead ON leads_lead.id = lead_id
        WHERE stage NOT IN ('settled', 'lost', 'invalid') AND state IN ('planned', 'moved') AND ends_at <= now()
            AND starts_at """
    + WITHIN.format("starts_at"),
}


@pytest.fixture(scope="module")
def year(rows_of_module):
    return seed(300, NOW)


@pytest.fixture
def boss():
    return builders.person(is_superuser=True)


def tables(user, **chosen):
    """{title: {name of a row: {heading: cell}}}."""
    shown = signed_in(user).get("/admin/report/", {"first": YEAR.first, "last": YEAR.last, **chosen}).context["tables"]
    return {
        table.title: {row[0].text: dict(zip(table.headings[1:], row[1:], strict=True)) for row in table.rows}
        for table in shown
    }


def recounted(figure, group="1", period=YEAR):
    """{group: leads} by SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {group}, count(*) FROM leads_lead lead JOIN zones_city city ON city.id = city_id
                LEFT JOIN staff_user ON staff_user.id = owner_id
                WHERE lead.id IN ({ROWS[figure]}) AND NOT (stage IN ('new', 'invalid')
                    AND lead.id IN (SELECT lead_id FROM leads_enquiry WHERE screening = 'quarantined'))
                GROUP BY 1""",
            {"begins": period.begins, "ends": period.ends},
        )
        return {str(name or "公共池"): number for name, number in cursor.fetchall()}


@pytest.mark.slow
@pytest.mark.parametrize("by", TITLES)
def test_each_number_of_visits_is_the_same_by_sql_and_opens_its_leads(year, boss, by):
    kinds, linked = dict(Lead._meta.get_field("kind").choices), 0
    shown = tables(boss)[f"约看与带看，按{by}"]
    for figure, visits in VISITS.items():
        expected = recounted(figure, TITLES[by])
        expected = {kinds.get(name, name): number for name, number in expected.items()}
        cells = {name: row[visits.words] for name, row in shown.items() if row[visits.words].value}
        assert {name: cell.value for name, cell in cells.items()} == expected, figure
        for cell in cells.values():
            selection = Selection.read(dict(parse_qsl(urlsplit(cell.address).query)))
            assert selection.of(reported_to(boss)).count() == cell.value
            linked += 1
    assert linked >= len(VISITS)


@pytest.mark.slow
def test_both_periods_of_the_overview_are_the_same_by_sql(year, boss):
    overview = tables(boss)["总览"]
    for heading, period in (("本期", YEAR), ("上期", YEAR.before)):
        for figure in ("appointed", "visited"):
            [number] = recounted(figure, period=period).values()
            assert overview[VISITS[figure].words][heading].value == number > 0


@pytest.mark.slow
def test_a_salesperson_reads_of_their_own_visits_by_kind(year, boss):
    _, people, _ = year
    shown = tables(people[0])
    assert "约看与带看，按人员" not in shown
    whole = sum(row["带看"].value for row in shown["约看与带看，按类型"].values())
    assert whole == tables(boss, person=people[0].pk)["总览"]["带看"]["本期"].value > 0


def lead_with_visit(**fields):
    city = builders.city()
    lead = Lead.objects.create(kind="rent", name="示例客户", city=city, owner=builders.person(SALES, city))
    now = timezone.now()
    times = {"starts_at": now - timedelta(hours=3), "ends_at": now - timedelta(hours=1)}
    Appointment.objects.create(lead=lead, made_by=lead.owner, **times, **fields)
    return lead


def figures(user):
    today = Period(timezone.localdate() - timedelta(days=1), timezone.localdate())
    return Counts(Scope(reported_to(user), today)).figures(True)


def test_what_was_liked_is_still_counted_once_its_words_are_erased(boss):
    lead = lead_with_visit(state="done", liked="层高够")
    erasure.erase(lead)
    assert figures(boss)["liked"] == 1
    assert "层高" not in lead.appointments.get().liked


def test_a_visit_of_what_was_merged_is_counted_of_the_lead_that_stays(boss):
    lead = lead_with_visit(state="done")
    lead.record("visit", boss)
    other = Lead.objects.create(kind="rent", name="示例客户", city=lead.city)
    Lead.objects.filter(pk=lead.pk).update(merged_into=other)
    counted = figures(boss)
    assert (counted["appointed"], counted["visited"]) == (1, 1)
    assert counted["received"] == 1
