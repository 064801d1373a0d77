"""Targets: who sets them, and what the report makes of them."""

from calendar import monthrange
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from leads import targeted
from leads.models import Lead, Signing
from plumbing.days import start_of_day
from plumbing.periods import Period
from reports import targets
from reports.models import Target
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
LIST, PAGE = "/admin/reports/target/", "/admin/report/"
OCTOBER = {"first": "2026-10-01", "last": "2026-10-20"}


@pytest.fixture
def here():
    return builders.city()


@pytest.fixture
def manager(here):
    return builders.person(SALES_MANAGER, here)


def overview(user, **chosen):
    """{name of a row: {heading: value}} of the overview."""
    table = signed_in(user).get(PAGE, {**OCTOBER, **chosen}).context["tables"][0]
    return {
        row[0].text: dict(zip(table.headings[1:], [cell.value for cell in row[1:]], strict=True)) for row in table.rows
    }


@pytest.mark.slow
def test_a_manager_sets_the_target_of_a_month_by_any_of_its_days(here, manager):
    data = {"city": here.pk, "month": "2026-10-17", "received": "40", "signed": ""}
    signed_in(manager).post(f"{LIST}add/", data)
    target = Target.objects.get()
    assert (target.city, target.month, target.received, target.signed) == (here, date(2026, 10, 1), 40, None)
    assert "已经有了" in words(signed_in(manager).post(f"{LIST}add/", data))
    assert "四样目标至少填一样" in words(
        signed_in(manager).post(f"{LIST}add/", {**data, "month": "2026-11-01", "received": ""})
    )


@pytest.mark.slow
def test_nobody_sets_targets_of_other_cities_and_sales_none(here, manager):
    elsewhere = builders.city()
    foreign = Target.objects.create(city=elsewhere, month=date(2026, 10, 1), received=9)
    assert signed_in(manager).get(f"{LIST}{foreign.pk}/change/").status_code in (302, 404)
    signed_in(manager).post(f"{LIST}add/", {"city": elsewhere.pk, "month": "2026-11-01", "received": "1"})
    assert list(Target.objects.all()) == [foreign]
    assert signed_in(builders.person(SALES, here)).get(LIST).status_code == 403


@pytest.mark.slow
def test_the_report_compares_with_the_targets_of_the_months_and_cities_it_counts(here, manager):
    elsewhere = builders.city()
    for city, month, received in ((here, 9, 70), (here, 10, 4), (here, 11, 70), (elsewhere, 10, 6)):
        Target.objects.create(city=city, month=date(2026, month, 1), received=received)
    Lead.objects.create(kind="rent", name="示例客户", city=here, created_at=start_of_day(date(2026, 10, 9)))
    row = overview(manager)["收到"]
    assert (row["本期"], row["目标"], row["完成"]) == (1, 4, 0.25)
    assert [overview(manager)[name]["目标"] for name in ("签约", "签约面积", "签约投资额")] == [None] * 3
    boss = builders.person(is_superuser=True)
    assert overview(boss)["收到"]["目标"] == 10
    assert overview(boss, of_city=elsewhere.pk)["收到"]["目标"] == 6
    assert "目标" not in overview(boss, person=manager.pk)["收到"]
    assert "目标" not in overview(builders.person(SALES, here))["收到"]


def lead(city, day, **fields):
    return Lead.objects.create(kind="rent", name="示例客户", city=city, created_at=start_of_day(day), **fields)


def sign(signed, day, **data):
    Lead.objects.filter(pk=signed.pk).update(stage="signed")
    signed.events.create(kind="stage", at=start_of_day(day), data={"from": "negotiating", "to": "signed", **data})


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        [[value]] = cursor.fetchall()
    return value


@pytest.mark.slow
def test_against_a_target_counts_only_what_it_is_for(here):
    """Other cities, and months without a target, have leads as well."""
    elsewhere = builders.city()
    Target.objects.create(city=here, month=date(2026, 10, 1), received=40, signed=2)
    for city, day in ((here, 3), (here, 9), (elsewhere, 9), (None, 9)):
        sign(lead(city, date(2026, 10, day)), date(2026, 10, day + 1))
    sign(lead(here, date(2026, 9, 30)), date(2026, 9, 30))
    boss = builders.person(is_superuser=True)
    counted = sql(f"""SELECT count(*) FROM leads_lead WHERE city_id = {here.pk}
        AND created_at >= '2026-10-01 00:00+8' AND created_at < '2026-10-21 00:00+8'""")
    signed = sql(f"""SELECT count(DISTINCT lead_id) FROM leads_leadevent line
        JOIN leads_lead lead ON lead.id = lead_id AND city_id = {here.pk} AND stage = 'signed'
        WHERE line.kind = 'stage' AND at >= '2026-10-01 00:00+8' AND at < '2026-10-21 00:00+8'""")
    for period in ({}, {"first": "2026-01-01", "last": "2026-10-20"}):
        rows = overview(boss, **period)
        assert [(rows[name]["计入目标"], rows[name]["完成"]) for name in ("收到", "签约")] == [
            (counted, counted / 40),
            (signed, signed / 2),
        ]
    assert (counted, signed) == (2, 2)
    page = words(signed_in(boss).get(PAGE, OCTOBER))
    assert f"目标是{here.name} 2026-10整月的目标之和；“计入目标”只数定了目标的城市和月份里" in page


@pytest.mark.slow
def test_against_targets_of_area_and_investment_count_the_sums_that_are_for_them(here):
    """What is not filled in is in no sum, and what was signed elsewhere or in another month is for no target."""
    Target.objects.create(city=here, month=date(2026, 10, 1), area_m2=10_000, investment_10k=500)
    where = [(here, 9), (here, 12), (builders.city(), 9), (here, 30)]
    for number, (city, day) in enumerate(where, 1):
        row = lead(city, date(2026, 9, 1), stage="signed")
        facts = {"area_m2": 1000 * number, "investment_10k": 100 * number if number > 1 else None}
        Signing.objects.create(lead=row, zone=builders.zone(city=city), signed_on=date(2026, 10, day), **facts)
    sums = """SELECT sum({}) FROM leads_signing JOIN leads_lead lead ON lead.id = lead_id AND city_id = {}
        WHERE signed_on BETWEEN '2026-10-01' AND '2026-10-20'"""
    rows = overview(builders.person(is_superuser=True))
    for name, column, target in (("签约面积", "area_m2", 10_000), ("签约投资额", "investment_10k", 500)):
        reached = sql(sums.format(column, here.pk))
        assert (rows[name]["目标"], rows[name]["计入目标"]) == (target, float(reached))
        assert rows[name]["完成"] == pytest.approx(float(reached) / target)
    assert sql(sums.format("area_m2", here.pk)) == 3000


@pytest.mark.slow
def test_each_number_of_targets_opens_its_list(here):
    """Over months of which one has no target for one city, with leads of others and of an old list."""
    elsewhere, boss = builders.city(), builders.person(is_superuser=True)
    for city, months in ((here, (8, 9, 10)), (elsewhere, (8, 10))):
        for month in months:
            Target.objects.create(
                city=city, month=date(2026, month, 1), received=9, signed=9, area_m2=9000, investment_10k=900
            )
    for number in range(60):
        day = date(2026, 7, 25) + timedelta(days=number * 2)
        row = lead([here, elsewhere, builders.city(), None][number % 4], day, receipt=f"{number:012}")
        if number % 3:
            sign(row, day + timedelta(days=1), **({} if number % 7 else {"by": "old_list"}))
        if number % 3 == 2:
            sums = {"area_m2": 100 + number, "investment_10k": number if number % 5 else None}
            Signing.objects.create(lead=row, zone=builders.zone(), signed_on=day, **sums)
    desk, linked = signed_in(boss), 0
    asked = {"first": "2026-07-01", "last": "2026-10-20"}
    [table, *_] = desk.get(PAGE, asked).context["tables"]
    for row in (dict(zip(table.headings, each, strict=True)) for each in table.rows):
        if not row["目标"].value:
            continue
        reached, shown = row["计入目标"], desk.get(row["计入目标"].address).context["cl"]
        counts = {
            "收到": shown.result_count,
            "签约": shown.result_count,
            "签约面积": sum(each.signing.area_m2 for each in shown.queryset if "面积" in row["指标"].text),
            "签约投资额": sum(each.signing.investment_10k for each in shown.queryset if "投资" in row["指标"].text),
        }
        assert 0 < counts[row["指标"].text] == reached.value, row["指标"].text
        assert row["完成"].address == reached.address
        aims = desk.get(row["目标"].address).context["cl"].queryset
        column = {"收到": "received", "签约": "signed", "签约面积": "area_m2", "签约投资额": "investment_10k"}
        assert sum(getattr(each, column[row["指标"].text]) for each in aims) == row["目标"].value
        linked += 1
    assert linked == 4
    [address] = {dict(parse_qsl(urlsplit(row[5].address).query))["towards"] for row in table.rows if row[4].value}
    first, second = sorted((here.pk, elsewhere.pk))
    assert address == f"202608-202608.{first}.{second}_202609-202609.{here.pk}_202610-202610.{first}.{second}"


@pytest.mark.slow
@given(st.sets(st.tuples(st.integers(0, 35), st.integers(1, 99)), min_size=1))
def test_what_targets_are_for_is_read_as_it_was_written(chosen):
    months = {(date(2024 + number // 12, 1 + number % 12, 1), city) for number, city in chosen}
    found = targeted.read(targeted.written(targeted.parts(months)), Period(date(2024, 1, 1), date(2026, 12, 31)))
    days = [day for days, cities in found for day in ((days.first, city) for city in cities)]
    assert {*days} <= months
    assert sum(each.days * len(cities) for each, cities in found) == sum(
        monthrange(month.year, month.month)[1] for month, _ in months
    )


def test_what_is_counted_towards_more_targets_than_an_address_holds_opens_no_list():
    months = [date(2024 + number // 12, 1 + number % 12, 1) for number in range(36)]
    aims = [Target(month=month, city_id=1000 + n, received=1) for month in months for n in range(month.month, 60)]
    assert targets._address("received", aims, pytest.fail) == ""


@pytest.mark.parametrize("fields", [{"month": date(2026, 10, 2), "received": 1}, {"month": date(2026, 10, 1)}])
def test_the_database_keeps_no_target_of_another_day_or_of_nothing(here, fields):
    with pytest.raises(IntegrityError):
        Target.objects.create(city=here, **fields)
