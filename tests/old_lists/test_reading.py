"""What one row says: numbers in all spellings, WeChat ids, names, words; what cannot be read is kept or refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.models import Stage
from old_lists.reading import NOBODY, Reader, Wishes
from old_lists.table import Cell, Row
from old_lists.words import POOL, vocabulary
from plumbing import xlsx
from staff.roles import SALES_MANAGER
from tests import builders

COLUMNS = {
    "手机": "phone", "座机": "phone", "微信": "wechat", "姓名": "name", "公司": "company", "日期": "received",
    "跟进人": "owner", "状态": "stage", "原因": "reason", "城市": "city", "类型": "kind", "需求": "need",
    "面积": "need", "来源": "source", "备注": "note", "情况": "note",
}  # fmt: skip
WORDS = {"owner": {"张三": "7", "公司": POOL}, "stage": {"战败": "lost", "跟进": "contacted"}, "city": {"济南": "3"}}


def read(**cells):
    row = Row("7", {heading: Cell(f"{heading}7", value) for heading, value in cells.items()})
    return Reader(COLUMNS, WORDS, Wishes(city=3, kind="rent")).read(row)


def numbers(reading):
    return [phone.number for phone in reading.entry.phones]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("138-0000-0000", ["+8613800000000"]),
        ("13800000000/13900000000", ["+8613800000000", "+8613900000000"]),
        ("13800000000 13900000000", ["+8613800000000", "+8613900000000"]),
        ("王总 138 0000 0000（下午打）", ["+8613800000000"]),
        ("0531-88888888转8001", ["+8653188888888"]),
        ("１３８００００００００", ["+8613800000000"]),
        ("+86 13800000000\n13900000000", ["+8613800000000", "+8613900000000"]),
    ],
)
def test_every_number_of_a_cell_is_read(typed, expected):
    assert numbers(read(手机=typed)) == expected


def test_numbers_of_two_columns_are_one_persons_and_a_third_is_kept_in_words():
    reading = read(手机="13800000000", 座机="0531-88888888、13900000000")
    assert numbers(reading)[:2] == ["+8613800000000", "+8653188888888"]
    assert "139 0000 0000" in "".join(reading.entry.remarks)


def test_what_is_unreadable_beside_a_number_is_kept_and_said():
    reading = read(手机="13800000000", 座机="8888")
    assert (reading.reasons, reading.entry.remarks) == ([], ["座机：8888"])
    assert "座机7 读不懂" in "".join(reading.notes)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"手机": "1380000000"}, "手机号少一位。"),
        ({"手机": "1.38E+10"}, "Excel 存成 CSV"),
        ({"手机": "88888888"}, "座机请带区号"),
        ({"姓名": "王先生"}, "没有电话，也没有微信号。"),
        ({"微信": "老王的微信"}, "不像微信号"),
        ({"手机": "微信 老王"}, "没有看到号码"),
        ({"手机": xlsx.BROKEN}, "公式出错。"),
        ({"手机": "13800000000", "备注": xlsx.UNSAVED}, "公式没有存下结果"),
        ({"手机": "13800000000", "状态": "不认识的"}, "“不认识的”的行不导入"),
        ({"手机": "13800000000", "日期": "3月5日"}, "没有写年份"),
    ],
)
def test_a_row_that_cannot_come_in_says_why_and_where(cells, why):
    [[place, reason]] = read(**cells).reasons
    assert why in reason
    assert place in {*(f"{heading}7" for heading in cells), "第 7 行"}


@pytest.mark.parametrize(
    ("typed", "wechat", "remarks"),
    [
        ("wx_example1", "wx_example1", []),
        ("同手机", "", []),
        ("微信同号", "", []),
        ("√", "", []),
        ("老王", "", ["微信：老王"]),
        ("13800000001", "13800000001", []),
    ],
)
def test_a_wechat_id_is_read_or_kept_in_words(typed, wechat, remarks):
    reading = read(手机="13800000000", 微信=typed)
    assert (reading.entry.wechat, reading.entry.remarks, reading.reasons) == (wechat, remarks, [])


def test_who_has_a_wechat_id_alone_comes_in_wherever_it_stands():
    assert read(微信="wx_example1").reasons == []
    reading = read(手机="微信：wx_example1")
    assert (reading.entry.wechat, reading.reasons) == ("wx_example1", [])
    reading = read(手机="88888888", 微信="wx_example1")
    assert (reading.reasons, reading.entry.remarks) == ([], ["手机：88888888"])


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"姓名": "王 先生"}, "王 先生"),
        ({"手机": "王经理：13800000000"}, "王经理"),
        ({"手机": "王总（采购）13800000000"}, "王总"),
        ({"手机": "联系电话：13800000000"}, NOBODY),
        ({"手机": "13800000000"}, NOBODY),
        ({"姓名": "/"}, NOBODY),
        ({"姓名": "很" * 50}, "很" * 40),
    ],
)
def test_a_name_is_taken_where_there_is_one(cells, name):
    reading = read(**{"手机": "13800000000", **cells})
    assert reading.entry.name == name
    assert len(name) < 40 or f"联系人：{'很' * 50}" in reading.entry.remarks


def test_several_columns_of_one_kind_stand_together_with_their_headings():
    entry = read(手机="13800000000", 需求="厂房", 面积=xlsx.Decimal(3000), 备注="一", 情况="二").entry
    assert (entry.need, entry.remarks) == ("需求：厂房\n面积：3000 ㎡", ["备注：一\n情况：二"])


@pytest.mark.parametrize(
    ("typed", "need", "is_asked"),
    [("1000", "面积：1000 ㎡", False), ("两三千平", "面积：两三千平", False), ("50", "面积：50", True)],
)
def test_a_bare_number_of_an_area_gets_its_unit_where_it_can_be_but_one(typed, need, is_asked):
    reading = read(手机="13800000000", 面积=typed)
    assert reading.entry.need == need
    assert any("看不出是亩还是㎡" in note for note in reading.notes) is is_asked


def test_what_the_file_does_not_say_was_said_of_all_of_it():
    entry = read(手机="13800000000").entry
    assert (entry.city_id, entry.kind, entry.stage, entry.owner_id) == (3, "rent", Stage.NEW, None)
    entry = read(手机="13800000000", 城市="济南", 跟进人="张三", 状态="战败", 原因="没有房").entry
    assert (entry.city_id, entry.owner_id, entry.stage, entry.reason) == (3, 7, "lost", "没有房")


def test_a_reason_of_what_goes_on_is_a_remark():
    assert read(手机="13800000000", 状态="跟进", 原因="等环评").entry.remarks == ["无效或流失的原因：等环评"]


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        *(("新客户", "new"), ("未联系", "new"), ("跟进中", "contacted"), ("A类", "qualified"), ("有意向", "qualified")),
        *(("已带看", "visiting"), ("洽谈中", "negotiating"), ("已成交", "signed"), ("成交客户", "signed")),
        *(("空号", "invalid"), ("战败", "lost"), ("未成交", "lost"), ("无意向", "lost"), ("已租别处", "lost")),
        *(("没签约", ""), ("不带看", ""), ("？？", ""), ("", "")),
    ],
)
def test_a_word_of_a_stage_is_proposed_and_a_denied_one_is_not(word, stage):
    assert vocabulary("stage", None).propose(word) == stage


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("租厂房", "rent"),
        ("仓库", "rent"),
        ("求购", "buy"),
        ("工业用地", "land"),
        ("写字楼", "office"),
        ("招商", "invest"),
        ("猫", ""),
    ],
)
def test_a_word_of_a_kind_is_proposed(word, kind):
    assert vocabulary("kind", None).propose(word) == kind


VALUES = st.text(max_size=40) | st.decimals(-(10**12), 10**12) | st.dates() | st.booleans() | st.just(xlsx.BROKEN)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from([*COLUMNS]), VALUES))
def test_whatever_stands_in_a_row_it_comes_in_or_says_why(cells):
    reading = read(**cells)
    entry = reading.entry
    assert reading.reasons or entry.phones or entry.wechat
    assert 0 < len(entry.name) <= 40
    assert len(entry.company) <= 100
    assert len(entry.phone_typed) <= 60
    assert all(place and why for place, why in reading.reasons)


@pytest.mark.django_db
def test_a_city_that_is_none_of_ours_may_be_kept_with_head_office_by_who_works_in_all(jinan):
    everywhere, there = builders.person(SALES_MANAGER), builders.person(SALES_MANAGER, jinan)
    assert (POOL, "总部 / 未定") in vocabulary("city", everywhere).options
    assert POOL not in dict(vocabulary("city", there).options)
    reading = Reader(COLUMNS, {"city": {"北京": POOL}}, Wishes(city=3)).read(
        Row("7", {"手机": Cell("A7", "13800000000"), "城市": Cell("B7", "北京")})
    )
    assert (reading.entry.city_id, reading.reasons) == (None, [])


@pytest.mark.parametrize("written", ["去年冬天", "2023-02-30", "2024.1", "2199-01-01", "2023 年底"])
def test_a_row_is_not_refused_for_a_day_that_nobody_can_tell(written):
    reading = read(手机="13800000000", 日期=written, 备注="要行车")
    assert (reading.reasons, reading.entry.received) == ([], None)
    assert reading.entry.remarks == ["备注：要行车", f"日期：{written}"]
    assert f"日期 日期7“{written}”" in "".join(reading.notes)
    assert "记作“日期不详”" in "".join(reading.notes)


@pytest.mark.parametrize("written", ["23年5月", "2023.5", "2023年5月"])
def test_a_month_of_a_list_is_its_first_day(written):
    assert read(手机="13800000000", 日期=written).entry.received == date(2023, 5, 1)
