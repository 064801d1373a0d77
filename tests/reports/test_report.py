"""The report: each of its numbers is recounted by SQL, and opens the list that it counts."""

import json
from datetime import date, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.utils import timezone
from lxml import html

from articles.models import DailyTaps
from leads.models import Lead, Way
from leads.models.stage import WAY
from leads.statistics import CONNECTED, Selection, reported_to
from plumbing.periods import Period
from reports.models import Target
from reports.report import Report
from reports.scope import Scope
from tests import builders
from tests.desk import signed_in
from tests.reports.seeding import seed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, tzinfo=timezone.get_fixed_timezone(0))
YEAR = Period(date(2026, 1, 1), date(2026, 11, 20))
ADDRESS = f"/admin/report/?first={YEAR.first}&last={YEAR.last}"


@pytest.fixture(scope="module")
def year(rows_of_module):
    """Three hundred leads of two years: (cities, people, the manager of the first city)."""
    return seed(300, NOW)


@pytest.fixture
def boss():
    return builders.person(is_superuser=True)


def sql(statement, **values):
    """The only value of the only row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        [[value]] = cursor.fetchall()
    return value


def tables(user, scope=None, **chosen):
    """{title: {name of a row: {heading: cell}}} of the report."""
    scope = scope or Scope(reported_to(user), YEAR)
    report = Report(scope, is_supervisor=True, city_ids=None, **chosen)
    return {
        table.title: {row[0].text: dict(zip(table.headings[1:], row[1:], strict=True)) for row in table.rows}
        for table in report.tables()
    }


def links(shown):
    """[(number in words, {key: value} of the list's address)] of the page's links to lists of leads."""
    found = html.fromstring(shown.content).xpath("//section//td/a[starts-with(@href, '/admin/leads/lead/?')]")
    return [(link.text, dict(parse_qsl(urlsplit(link.get("href")).query))) for link in found]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["head office", "manager", "sales"])
def test_every_number_opens_the_list_that_it_counts(year, boss, who):
    _, people, manager = year
    user = {"head office": boss, "manager": manager, "sales": people[0]}[who]
    counted = [(text, address) for text, address in links(signed_in(user).get(ADDRESS)) if text.isdecimal()]
    assert len(counted) > 60
    found = [(text, str(Selection.read(address).of(reported_to(user)).count()), address) for text, address in counted]
    assert [each for each in found if each[0] != each[1]] == []


@pytest.mark.slow
def test_each_cell_with_a_number_opens_a_list(year, boss):
    """That of a change opens both periods'; of taps there are no leads."""
    cities, *_ = year
    aims = {"received": 9, "signed": 9, "area_m2": 900, "investment_10k": 90}
    Target.objects.create(city=cities[0], month=date(2026, 10, 1), **aims)
    DailyTaps.objects.create(path="/about/", action="call", day=YEAR.last, taps=3)
    shown = tables(boss)
    assert shown["点电话和微信"]["/about/"]["本期"].value == 3
    dead = [
        (title, name, heading)
        for title, rows in shown.items()
        for name, row in rows.items()
        for heading, cell in row.items()
        if cell.value
        and not isinstance(cell.value, str)
        and not cell.address
        and (title, heading) != ("点电话和微信", "变化")
    ]
    assert dead == []


@pytest.mark.slow
def test_a_change_opens_what_it_compares(year, boss):
    """The leads of both periods, each once: as many as SQL finds among those of the two lists."""
    opened = 0
    for title, rows in tables(boss).items():
        for name, row in rows.items():
            if not (row.get("变化") and row["变化"].address):
                continue
            address = dict(parse_qsl(urlsplit(row["变化"].address).query))
            now, before, both = (
                {*Selection.read({**address, **chosen}).of(reported_to(boss)).values_list("pk", flat=True)}
                for chosen in (
                    {"both": ""},
                    {"both": "", "first": f"{YEAR.before.first}", "last": f"{YEAR.before.last}"},
                    {},
                )
            )
            assert (title, name, both) == (title, name, now | before)
            assert min(len(now), len(before)) > 0
            opened += 1
    assert opened > 15


@pytest.mark.slow
def test_the_lists_of_the_desk_show_as_many_as_the_numbers_say(year, boss):
    """By the lists themselves, a figure of each kind."""
    client, seen = signed_in(boss), set()
    for text, address in links(client.get(ADDRESS)):
        if address["figure"] in seen or not text.isdecimal():
            continue
        seen.add(address["figure"])
        shown = client.get("/admin/leads/lead/", address)
        assert (address, shown.context["cl"].result_count) == (address, int(text))
    assert len(seen) > 15


#: What is counted, apart from spam that nobody has taken up.
COUNTED = """
    NOT (stage IN ('new', 'invalid') AND id IN (SELECT lead_id FROM leads_enquiry WHERE screening = 'quarantined'))
"""
RECEIVED = f"SELECT * FROM leads_lead WHERE {COUNTED} AND created_at >= %(begins)s AND created_at < %(ends)s"
EVENTS = "SELECT lead_id FROM leads_leadevent WHERE at >= %(begins)s AND at < %(ends)s AND"
#: {table, row: the same by SQL}, of the period and of the one before.
RECOUNTED: dict[tuple[str, str], str] = {
    ("总览", "收到"): f"SELECT count(*) FROM ({RECEIVED}) lead",
    ("总览", "签约"): f"""
        SELECT count(*) FROM leads_lead WHERE {COUNTED} AND stage IN ('signed', 'settled') AND coalesce(
            (SELECT signed_on FROM leads_signing WHERE lead_id = leads_lead.id),
            (SELECT max(at) AT TIME ZONE 'Asia/Shanghai' FROM leads_leadevent
                WHERE lead_id = leads_lead.id AND kind = 'stage' AND data ->> 'to' = 'signed')::date
            ) BETWEEN %(first)s AND %(last)s""",
    ("总览", "签约内容未填"): f"""
        SELECT count(*) FROM leads_lead WHERE {COUNTED} AND stage IN ('signed', 'settled')
            AND id NOT IN (SELECT lead_id FROM leads_signing)
            AND id IN ({EVENTS} kind = 'stage' AND data ->> 'to' = 'signed')""",
    ("总览", "流失"): f"""
        SELECT count(*) FROM leads_lead
        WHERE {COUNTED} AND stage = 'lost' AND stage_changed_at >= %(begins)s AND stage_changed_at < %(ends)s""",
    ("总览", "无效"): f"""
        SELECT count(*) FROM leads_lead
        WHERE {COUNTED} AND stage = 'invalid' AND stage_changed_at >= %(begins)s AND stage_changed_at < %(ends)s""",
    ("总览", "放回公共池"): f"""
        SELECT count(*) FROM leads_lead WHERE {COUNTED} AND id IN ({EVENTS} kind = 'owner'
            AND data ->> 'from' IS NOT NULL AND data ->> 'to' IS NULL)""",
    ("总览", "打过电话"): f"""
        SELECT count(*) FROM leads_lead WHERE {COUNTED}
            AND id IN ({EVENTS} kind = 'call' AND actor_id IS NOT NULL)""",
    ("首次响应", "应联系"): f"""
        SELECT count(*) FROM ({RECEIVED}) lead
        WHERE contact_by IS NOT NULL AND (contacted_at IS NOT NULL OR contact_by <= now() AND stage <> 'invalid')""",
    ("首次响应", "按时联系"): f"SELECT count(*) FROM ({RECEIVED}) lead WHERE contacted_at <= contact_by",
    ("首次响应", "超时才联系"): f"SELECT count(*) FROM ({RECEIVED}) lead WHERE contacted_at > contact_by",
    ("首次响应", "超时未联系"): f"""
        SELECT count(*) FROM ({RECEIVED}) lead
        WHERE contacted_at IS NULL AND contact_by <= now() AND stage <> 'invalid'""",
    **{
        ("漏斗", str(stage.label)): f"""
        SELECT count(*) FROM ({RECEIVED}) lead WHERE stage = ANY (%(further)s) OR id IN (
            SELECT lead_id FROM leads_leadevent WHERE kind = 'stage' AND data ->> 'to' = ANY (%(further)s))"""
        for stage in WAY[1:]
    },
    **{
        ("渠道与类型", str(way.label)): f"""
        SELECT count(*) FROM ({RECEIVED}) lead JOIN leads_enquiry enquiry
            ON enquiry.lead_id = lead.id AND enquiry.receipt = lead.receipt WHERE way = '{way}'"""
        for way in (Way.CALL, Way.WECHAT, Way.VISIT, Way.REFERRAL)
    },
}


def spans(period):
    return {"begins": period.begins, "ends": period.ends}


@pytest.mark.slow
def test_a_year_is_recounted_by_sql(year, boss):
    shown = tables(boss)
    for (title, name), statement in RECOUNTED.items():
        further = [
            stage.value
            for stage in WAY
            if title == "漏斗" and name in [each.label for each in WAY[: WAY.index(stage) + 1]]
        ]
        for heading, period in (("本期", YEAR), ("上期", YEAR.before)):
            number = sql(statement, first=period.first, last=period.last, **spans(period), further=[*further])
            assert (title, name, heading, shown[title][name][heading].value) == (title, name, heading, number)
            assert number > 0, (title, name, heading)


def test_what_stands_now_is_recounted_by_sql(year, boss):
    still = f"SELECT count(*) FROM leads_lead WHERE {COUNTED} AND stage NOT IN ('settled', 'invalid', 'lost') AND"
    shown = {name: row["线索"].value for name, row in tables(boss)["现在"].items()}
    assert shown == {
        "在手": sql(f"{still} owner_id IS NOT NULL"),
        "待领取": sql(f"{still} owner_id IS NULL"),
        "已逾期": sql(f"{still} next_follow_up_at < now()"),
        "超时未联系": sql(f"{still} contacted_at IS NULL AND contact_by < now()"),
    }


def test_what_is_asked_of_each_lead_is_looked_up_for_all_of_them_at_once(year, boss):
    """Spam, stages and talks: PostgreSQL took them for a look-up of each lead, and planned all around that badly."""
    leads = Scope(reported_to(boss), YEAR).received().order_by()
    asked, all_of_them = (
        json.loads(each.explain(format="json"))[0]["Plan"]["Total Cost"]
        for each in (leads.filter(CONNECTED), Lead.objects.order_by())
    )
    assert asked < 30 * all_of_them  # 660 times it was


@pytest.mark.slow
def test_the_rows_of_a_table_add_up(year, boss):
    """Of cities, people, days, channels and kinds: nothing is counted twice or left out."""
    shown, whole = tables(boss), tables(boss)["总览"]["收到"]["本期"].value
    assert sum(row["收到"].value for row in shown["按城市"].values()) == whole
    assert sum(row["收到"].value for row in shown["按人员"].values()) == whole
    assert sum(row["本期"].value for row in shown["收到的线索"].values()) == whole
    assert sum(row["本期"].value for row in shown["渠道与类型"].values()) == whole
    for row in shown["渠道与类型"].values():
        assert (
            sum(cell.value for heading, cell in row.items() if heading not in ("本期", "上期", "变化"))
            == row["本期"].value
        )
