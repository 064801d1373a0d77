"""What old names become: proposals, and the workbook in which the owner decides."""

import io

import openpyxl
import pytest

from articles.models import Tag
from moving import choices, mapping_sheet
from moving.decisions import Decisions, Usage
from moving.models import NameDecision, OldSite
from moving.proposing import Proposals, settle
from moving.source import StoryKind
from tests import builders
from tests.moving.in_memory import OldSource

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db):
    city = builders.city(host="shi.example")
    builders.zone(city=city, name="东山高新区")
    for slug, name in (("zhengce", "政策"), ("dongtai", "动态"), ("yuanqu", "园区")):
        builders.section(slug, name)
    return OldSite.objects.create(key="shi", city=city, hosts=["shi.example"])


@pytest.fixture
def source():
    """Names of most kinds, each with a story."""
    made = OldSource()
    made.category(1, "政策法规")
    made.category(2, "园区")
    made.category(3, "东山高新区", parent="2")
    made.category(4, "其他")
    for number, name in enumerate(["AI", "ai", "新 能源", "新能源", "R&", "D", "！！"], 10):
        made.tag(number, name)
    made.author(1, "王建国")
    made.author(2, "访客")
    tags = tuple(str(number) for number in range(10, 17))
    for number in (1, 2, 3, 4):
        made.story(number, category=str(number), tags=tags, author=str(number % 2 + 1))
    made.story(5, kind=StoryKind.PAGE, category="", title="关于我们")
    return made


def proposals(site, source):
    return {(row.sort, row.old_id): row for row in Proposals(site, Usage.of(source)).all()}


def test_sections_and_zones_are_proposed_by_what_the_category_is_called(site, source):
    rows = proposals(site, source)
    assert rows["category", "1"].section.name == "政策"
    assert (rows["category", "3"].section.name, rows["category", "3"].zone.name) == ("园区", "东山高新区")
    assert rows["category", "4"].section is None


def test_tags_that_are_one_are_proposed_as_one(site, source):
    Tag.objects.create(name="新能源")
    rows = proposals(site, source)
    assert rows["tag", "10"].tag == rows["tag", "11"].tag == "AI"
    assert rows["tag", "12"].tag == rows["tag", "13"].tag == "新能源"
    assert rows["tag", "14"].tag == rows["tag", "15"].tag == "R&D"
    assert rows["tag", "16"].leaves_out


def test_what_cannot_be_proposed_is_left_to_decide(site, source):
    usage = Usage.of(source)
    assert {row.name for row in settle(site, Proposals(site, usage).all())} == {"其他", "关于我们"}
    site.choices = choices.proposed()
    assert Decisions(site).missing(usage) == ["分类 4「其他」（1 篇）", "页面 5「关于我们」（1 篇）"]


def fill(data, changes):
    """The workbook with cells changed: {(sheet, old id, heading): value}."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for (sheet, old_id, heading), value in changes.items():
        rows = book[sheet]
        column = [cell.value for cell in rows[1]].index(heading)
        next(row for row in rows.iter_rows() if row[0].value == old_id)[column].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mark", "leaves_out"),
    [("是", True), ("√", True), ("✓", True), ("Y", True), ("", False), ("否", False), ("no", False)],
)
def test_a_mark_in_the_last_column_is_a_yes_or_a_no(site, source, mark, leaves_out):
    sheet = mapping_sheet.write(site, Usage.of(source))
    mapping_sheet.read(site, fill(sheet, {("分类", "1", "不迁入"): mark}))
    assert Decisions(site).get("category", "1").leaves_out is leaves_out


@pytest.mark.slow
@pytest.mark.parametrize("mark", ["x", "X", "maybe", "？", "先不", "不确定", "是吗"])
def test_a_mark_that_is_neither_is_named_and_nothing_is_read(site, source, mark):
    sheet = fill(mapping_sheet.write(site, Usage.of(source)), {("分类", "1", "不迁入"): mark})
    with pytest.raises(mapping_sheet.SheetRefused, match=r"工作表“分类”第 2 行：“不迁入”里的“.+”看不懂"):
        mapping_sheet.read(site, sheet)
    assert not site.decisions.exists()


@pytest.mark.slow
def test_a_column_that_is_called_otherwise_is_named_and_nothing_is_read(site, source):
    book = openpyxl.load_workbook(io.BytesIO(mapping_sheet.write(site, Usage.of(source))))
    next(each for each in book["分类"][1] if each.value == "不迁入").value = "不要的"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(mapping_sheet.SheetRefused, match="工作表“分类”缺这几列：不迁入"):
        mapping_sheet.read(site, out.getvalue())
    assert not site.decisions.exists()


@pytest.mark.slow
def test_the_sheet_that_was_filled_in_is_what_was_decided(site, source):
    usage = Usage.of(source)
    sheet = fill(
        mapping_sheet.write(site, usage),
        {
            ("分类", "4", "栏目"): "动态",
            ("分类", "1", "不迁入"): "是",
            ("标签", "13", "本站标签"): "绿色能源",
            ("标签", "10", "不迁入"): "是",
            ("作者", "1", "署名"): "建国",
            ("页面", "5", "本站路径"): "/news/",
            ("选择", "future", "回答"): "到那天再公开（定时）",
        },
    )
    mapping_sheet.read(site, sheet)
    decisions = Decisions(site)
    assert decisions.missing(usage) == []
    assert decisions.get("category", "4").section.name == "动态"
    assert decisions.get("category", "1").leaves_out
    assert decisions.get("category", "3").zone.name == "东山高新区"
    assert decisions.tags(source.all_stories[0]) == ["AI", "新能源", "绿色能源", "R&D"]
    assert decisions.byline(source.all_stories[1]) == "建国"
    assert (decisions.get("page", "5").path, decisions.get("page", "5").leaves_out) == ("/news/", True)
    assert (site.choices["future"], site.choices["draft"]) == ("scheduled", "take")
    # Written again it says the same, and read again it changes nothing.
    before = list(NameDecision.objects.order_by("pk").values())
    mapping_sheet.read(site, mapping_sheet.write(site, usage))
    assert list(NameDecision.objects.order_by("pk").values()) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({("分类", "4", "栏目"): "没有的"}, "工作表“分类”第 5 行：没有栏目“没有的”。"),
        ({("分类", "4", "园区"): "别处"}, "工作表“分类”第 5 行：没有这个城市的园区“别处”。"),
        ({("标签", "13", "本站标签"): "……"}, "工作表“标签”第 5 行：“……”做不成标签。"),
        ({("页面", "5", "本站路径"): "/nowhere/"}, "工作表“页面”第 2 行：“/nowhere/”不是本站的页面。"),
        ({("作者", "1", "署名"): "名" * 41}, "工作表“作者”第 2 行：署名最多 40 个字。"),
        ({("选择", "future", "回答"): "随便"}, "工作表“选择”第 2 行：“随便”不是这个问题的回答。"),
    ],
)
def test_one_cell_that_is_wrong_is_named_and_nothing_is_kept(site, source, change, fault):
    sheet = fill(mapping_sheet.write(site, Usage.of(source)), {("分类", "1", "不迁入"): "是", **change})
    with pytest.raises(mapping_sheet.SheetRefused) as refusal:
        mapping_sheet.read(site, sheet)
    assert refusal.value.faults == [fault]
    assert not NameDecision.objects.exists()
