"""What was refused comes back as a workbook, each row as it was and why, and goes in once it is mended."""

from datetime import date

import pytest

from leads.models import Lead
from old_lists import jobs
from old_lists.writing import REASON
from tests.old_lists.importing import HEADINGS, LISTS, brought_in, choose, confirm, outcomes, uploaded
from tests.workbooks import opened, saved, workbook

pytestmark = pytest.mark.django_db


def download(desk, old_list):
    return opened(desk.get(f"{LISTS}{old_list.pk}/refused/"))


@pytest.mark.slow
def test_each_has_its_reason_beside_it_and_is_as_it_was(desk, zhang):
    old_list = brought_in(
        desk,
        ["2024 年客户"],
        HEADINGS,
        [date(2024, 3, 5), "甲", 1380000000, "示例公司", "张三", "意向", "少一位"],
        [date(2024, 3, 6), "乙", 13800000001, "", "张三", "意向", ""],
        ["三月", "丙", "1380000002", "", "张三", "意向", "+86 的号"],
    )
    rows = list(download(desk, old_list).active.iter_rows(values_only=True))
    assert rows[0] == (REASON, *HEADINGS)
    assert [row[2] for row in rows[1:]] == ["甲", "丙"]
    assert rows[1][0] == "C3 手机号少一位。"
    assert (rows[1][1].date(), rows[1][3]) == (date(2024, 3, 5), "1380000000")
    assert "手机号少一位。" in rows[2][0]
    assert rows[2][1] == "三月"
    assert rows[2][7] == "+86 的号"


@pytest.mark.slow
def test_mended_it_goes_in_with_the_columns_chosen_before(desk, zhang):
    """The heading that nobody could guess, and the word that nobody knew, are asked for once."""
    first = uploaded(
        desk,
        ["建", *HEADINGS[1:]],
        ["2024-3-5", "甲", "1380000000", "", "小张", "意向", ""],
        ["2024-3-6", "乙", "13800000001", "", "小张", "意向", ""],
    )
    choose(desk, first, {"建": "received"}, {"小张": str(zhang.pk)})
    confirm(desk, first)
    jobs.bring_in(first.pk)
    book = download(desk, first)
    book.active["D2"] = "13800000000"
    again = uploaded(desk, data=saved(book))
    choose(desk, again)
    assert again.columns == first.columns
    assert {row["outcome"] for row in again.shown} == {"new"}
    confirm(desk, again)
    jobs.bring_in(again.pk)
    assert {lead.name: lead.owner for lead in Lead.objects.all()} == {"甲": zhang, "乙": zhang}


def test_before_anything_is_done_they_may_be_had_already(desk):
    old_list = uploaded(desk, HEADINGS, ["2024-3-5", "甲", "1380000000", "", "", "", ""])
    choose(desk, old_list)
    assert download(desk, old_list).active.max_row == 2
    assert outcomes(old_list) == {}


@pytest.mark.slow
def test_several_sheets_come_back_as_one(desk):
    data = workbook(
        HEADINGS[:3],
        ["2024-3-5", "甲", "138"],
        sheet="一月",
        二月=[HEADINGS[:3], ["2024-3-5", "乙", "139"]],
        说明=[["填表说明"], ["每月一张"]],
    )
    old_list = brought_in(desk, data=data)
    assert outcomes(old_list) == {"一月!2": "refused", "二月!2": "refused"}
    assert [row[2] for row in download(desk, old_list).active.iter_rows(values_only=True)] == ["客户姓名", "甲", "乙"]


def test_it_is_a_workbook_that_excel_opens(desk):
    old_list = uploaded(desk, HEADINGS, ["2024-3-5", "甲", "1380000000", "", "", "", "多\n行"])
    choose(desk, old_list)
    answer = desk.get(f"{LISTS}{old_list.pk}/refused/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer["Cache-Control"] == "no-store"
