"""What is proposed for a column: by its heading, else by what stands below it; and where the headings are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from old_lists import columns, table
from plumbing.xlsx import NotAWorkbook, Sheet
from tests.workbooks import workbook


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *(
            ("手机号码", "phone"),
            ("联系电话*", "phone"),
            ("电话1", "phone"),
            ("备用电话（座机）", "phone"),
            ("Tel", "phone"),
        ),
        *(
            ("微信", "wechat"),
            ("客户姓名", "name"),
            ("联系人", "name"),
            ("单位名称", "company"),
            ("客户名称", "company"),
        ),
        *(
            ("来电日期", "received"),
            ("登记时间", "received"),
            ("业务员", "owner"),
            ("跟进人", "owner"),
            ("客户状态", "stage"),
        ),
        *(
            ("战败原因", "reason"),
            ("意向城市", "city"),
            ("意向区域", "city"),
            ("区域", "city"),
            ("租/售", "kind"),
            ("需求面积（㎡）", "need"),
            ("客户来源", "source"),
        ),
        *(("跟进情况", "note"), ("最近一次跟进情况", "note"), ("序号", ""), ("No.", "")),
    ],
)
def test_a_heading_says_what_stands_below_it(heading, field):
    assert columns.propose(heading, ["示例"]) == field


@pytest.mark.parametrize(
    ("samples", "field"),
    [
        (["13800000000", "0531-88888888", "王总 139 0000 0000"], "phone"),
        (["2024/3/5", "2024-3-6", "3月7日"], "received"),
        (["要 3000 平", "两台行车"], "note"),
        (["1", "2", "3"], ""),
        ([], ""),
    ],
)
def test_what_stands_below_says_it_where_the_heading_does_not(samples, field):
    assert columns.propose("建", samples) == field


def test_of_what_one_column_may_be_the_first_is_it():
    found = columns.proposals({"联系人": ["甲"], "姓名": ["乙"], "手机": ["13800000000"], "座机": ["0531-88888888"]})
    assert found == {"联系人": "name", "姓名": "note", "手机": "phone", "座机": "phone"}


def found(*rows, **options):
    return table.find(workbook(*rows, **options))


def test_headings_are_found_below_titles():
    read = found(
        ["2024 年招商客户登记表"], [], ["填表人：张三", None, "单位：组"], ["姓名", "电话"], ["甲", "13800000000"]
    )
    assert (read.headings, [row.key for row in read.rows]) == (["姓名", "电话"], ["5"])


def test_headings_of_a_customer_and_with_numbers_are_found_below_titles_too():
    read = found(["一季度客户", "张三"], ["客户手机号码", "电话2"], ["13800000000", "0531-88888888"])
    assert read.headings == ["客户手机号码", "电话2"]


def test_a_list_without_headings_is_read_from_its_first_row():
    read = found(["甲", "13800000000", "要厂房"], ["乙", "13800000001", "要地"])
    assert read.headings == ["A 列", "B 列", "C 列"]
    assert [row.key for row in read.rows] == ["1", "2"]


def test_two_columns_of_one_heading_and_one_without_are_told_apart():
    read = found(["姓名", "电话", "备注", "备注"], ["甲", "13800000000", "一", "二", "三"])
    assert read.headings == ["姓名", "电话", "备注", "备注（D 列）", "E 列"]


@pytest.mark.parametrize("row", [["合计", None, 5], ["小 计：", 3], ["姓名", "电话", "备注"], ["本月合计 12 条"]])
def test_totals_and_headings_again_are_no_prospects(row):
    read = found(["姓名", "电话", "备注"], ["甲", "13800000000", "一"], row)
    assert [row.is_sum for row in read.rows] == [False, True]


def test_who_is_called_like_a_total_is_one_still():
    read = found(["姓名", "电话"], ["合计划贸易（示例）有限责任公司采购部", "13800000000"])
    assert [row.is_sum for row in read.rows] == [False]


def test_cells_merged_downwards_are_of_each_row():
    read = found(["日期", "姓名", "电话"], ["2024-3-5", "甲", "1"], [None, "乙", "2"], merged=["A2:A3"])
    assert [row.cells["日期"].text for row in read.rows] == ["2024-3-5", "2024-3-5"]


@pytest.mark.parametrize("rows", [[], [["姓名", "电话"]]])
def test_a_file_without_prospects_is_refused(rows):
    with pytest.raises(NotAWorkbook, match="没有内容"):
        found(*rows)


def test_bounds(monkeypatch):
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    with pytest.raises(NotAWorkbook, match="一次最多导入 2 行"):
        found(["姓名", "电话"], *[["甲", "13800000000"]] * 3)
    with pytest.raises(NotAWorkbook, match="最多 60 列"):
        found(["姓名", "电话", *range(70)], range(72))


CELLS = (
    st.none() | st.text(max_size=8) | st.integers(-5, 10**12) | st.sampled_from(["姓名", "电话", "合计", "13800000000"])
)


@pytest.mark.slow
@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_no_row_below_the_headings_is_lost(rows):
    sheet = Sheet("甲", is_hidden=False)
    sheet.rows = {
        n: kept
        for n, row in enumerate(rows, 1)
        if (kept := {c: str(value) for c, value in enumerate(row, 1) if value is not None and str(value).strip()})
    }
    read = table.Table()
    if sheet.rows:
        table._add(read, sheet, "")
        heading_row = table._heading_row(sheet)
        assert [row.key for row in read.rows] == [str(n) for n in sheet.rows if n > heading_row]
        assert all(len(row.cells) == len(sheet.rows[int(row.key)]) for row in read.rows)
