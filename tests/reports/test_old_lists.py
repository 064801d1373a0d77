"""What an old list brought is counted alike in every table of the report, on the days that stand in the list."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from leads.models import Lead
from reports.models import Target
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words
from tests.old_lists.importing import HEADINGS, brought_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/report/"
NOVEMBER = {"first": "2026-11-01", "last": "2026-11-30"}
NOON = timezone.make_aware(datetime.fromisoformat("2026-11-20 12:00"))
STAGES = ["签约", "签约", "入驻", "流失", "无效", "跟进中"]


@pytest.fixture
def desk(settings, tmp_path):
    """A manager's, who has brought in a list of November."""
    settings.VAR_DIR = tmp_path
    city = builders.city()
    manager = builders.person(SALES_MANAGER, city)
    seller = builders.person(SALES, city, last_name="张三")
    Target.objects.create(city=city, month=date(2026, 11, 1), received=10, signed=5)
    rows = [[f"2026-11-0{n + 1}", "客户", f"1380000000{n}", "", "张三", stage, ""] for n, stage in enumerate(STAGES)]
    desk = signed_in(manager)
    brought_in(desk, HEADINGS, *rows)
    assert set(Lead.objects.values_list("owner", flat=True)) == {seller.pk}
    return desk


def tables(desk):
    """{title: {name of a row: {heading: value}}}."""
    return {
        table.title: {
            row[0].text: {heading: cell.value for heading, cell in zip(table.headings[1:], row[1:], strict=True)}
            for row in table.rows
        }
        for table in desk.get(PAGE, NOVEMBER).context["tables"]
    }


def counted(*stages):
    """By SQL: leads of the list that stand at one of the stages."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_lead WHERE stage = ANY (%s)", [[*stages]])
        [[number]] = cursor.fetchall()
    return number


@pytest.mark.slow
def test_what_was_signed_or_lost_is_the_same_number_in_every_table(desk):
    found = tables(desk)
    signed = counted("signed", "settled")
    assert signed == 3
    assert found["总览"]["签约"]["本期"] == found["漏斗"]["签约"]["本期"] == signed
    [[person], [city]] = found["按人员"].values(), found["按城市"].values()
    assert person["签约"] == city["签约"] == signed
    for name, stage in (("流失", "lost"), ("无效", "invalid")):
        assert found["总览"][name]["本期"] == person[name] == city[name] == counted(stage) == 1


def test_how_long_the_steps_took_is_not_told_by_a_list(desk):
    assert {row["从上一步起"] for row in tables(desk)["漏斗"].values()} == {None}


@pytest.mark.slow
def test_no_target_is_reached_by_a_list_and_the_page_says_how_many_it_brought(desk):
    rows = tables(desk)["总览"]
    assert (rows["收到"]["本期"], rows["收到"]["计入目标"], rows["签约"]["计入目标"]) == (len(STAGES), 0, 0)
    assert f"收到里有老名单导入的 {len(STAGES)} 条" in words(desk.get(PAGE, NOVEMBER))


def test_what_was_lost_in_a_list_can_be_taken_up_again(desk):
    lost = Lead.objects.get(stage="lost")
    lost.restore(lost.owner)
    assert lost.stage == "new"


@pytest.mark.slow
def test_what_has_no_day_counts_on_none_and_stands_in_a_line_of_its_own(desk):
    before = tables(desk)["总览"]
    undated = [
        ["", "客户", f"1390000000{n}", "", "张三", stage, ""] for n, stage in enumerate(["签约", "流失", "跟进中"])
    ]
    brought_in(desk, HEADINGS, *undated)
    Lead.objects.filter(is_undated=True).update(created_at=NOON, stage_changed_at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_lead WHERE is_undated AND created_at < '2026-12-01 00:00+08'")
        [[number]] = cursor.fetchall()
    found = tables(desk)
    assert found["总览"].pop("导入、日期不详")["本期"] == number == 3
    assert {name: row["本期"] for name, row in found["总览"].items()} == {
        name: row["本期"] for name, row in before.items()
    }
    page = words(desk.get(PAGE, NOVEMBER))
    assert "figure=undated" in page
    listed = words(desk.get("/admin/leads/lead/", {**NOVEMBER, "figure": "undated"}))
    assert listed.count("日期不详") >= number
