"""Of a table with few rows the headings say what a column may be: in other words, in English, in pinyin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moving.tables import by_hand, guessing
from moving.tables.columns import FIELDS
from tests.moving.table_files import write_csv

ROW = {
    "title": "示例园区签约",
    "body": "今天签约了两家企业。",
    "time": "2020-03-05 9:00",
    "category": "动态",
    "author": "张三",
    "source": "示例日报",
    "address": "/a/1.html",
    "tags": "签约",
    "summary": "两家企业签约。",
    "views": "88",
}


def proposals(tmp_path, names, rows):
    [(_, found)] = by_hand.headings(write_csv(tmp_path / "a.csv", rows, names), {})
    return {each.heading: each.field or each.proposed for each in found}


@pytest.mark.parametrize(
    "names",
    [
        {"title": "稿件题目", "body": "稿件全文", "time": "见报日期", "category": "所在版块", "author": "记者姓名"},
        {
            "title": "news_title",
            "body": "newsText",
            "time": "ReleaseDate",
            "category": "ColumnName",
            "author": "writer1",
        },
        {"title": "biaoti", "body": "zhengwen", "time": "fabushijian", "category": "lanmu", "author": "zuozhe"},
        {"title": "wzbt", "body": "nr", "time": "fbsj", "category": "lm", "author": "zz"},
        {"source": "稿件来自媒体", "address": "页面链接", "views": "总点击", "summary": "内容提要栏", "tags": "话题词"},
        {"source": "from_media", "address": "page-url", "views": "HitNum", "summary": "shortIntro", "tags": "TagList"},
    ],
)
@pytest.mark.parametrize("count", [1, 3])
def test_a_heading_in_other_words_is_enough(tmp_path, names, count):
    rows = [[f"{ROW[name]}{n}" if name == "title" else ROW[name] for name in names] for n in range(count)]
    assert proposals(tmp_path, names.values(), rows) == {heading: name for name, heading in names.items()}


def test_a_heading_that_is_of_something_beside_a_field_is_not_that_field(tmp_path):
    names = ("正文字数", "副标题名", "题目", "标题颜色", "lanmu_id")
    assert proposals(tmp_path, names, [["1200", "副题", "示例园区签约", "red", "7"]]) == {
        "正文字数": "", "副标题名": "", "题目": "title", "标题颜色": "", "lanmu_id": "",
    }  # fmt: skip


def test_of_two_that_may_be_the_same_the_one_that_says_so_whole_gets_it(tmp_path):
    names = ("发布到哪里的时间说明", "刊发日期", "入库时间")
    found = proposals(tmp_path, names, [["2020-01-01 8:00", "2020-01-02 9:00", "2020-01-03 9:00"]])
    assert (found["刊发日期"], found["入库时间"]) == ("time", "created")


def test_what_cells_speak_against_is_not_proposed_by_a_heading():
    assert guessing.guessed(["总点击", "见报"], ["", ""], [["很多"], ["头版"]]) == ["", ""]
    assert guessing.guessed(["文章主题词"], [""], [["a"]]) == ["seo_keywords"]


def test_of_one_row_whose_headings_say_nothing_a_date_is_no_title_and_the_longest_words_are_the_body(tmp_path):
    row = [
        "示例园区签约两家企业",
        "今天，示例园区和两家企业签约，明年开工。",
        "2020-03-05",
        "2020-03-06",
        "88",
        "/a/1.html",
    ]
    assert proposals(tmp_path, ("甲", "乙", "丙", "丁", "戊", "己"), [row]) == {
        "甲": "title", "乙": "body", "丙": "time", "丁": "", "戊": "", "己": "address",
    }  # fmt: skip


def test_the_headings_are_found_below_a_line_about_the_export(tmp_path):
    rows = [["题名", "文稿", "刊出"], ["示例", "短文。", "2020-03-05"]]
    assert proposals(tmp_path, ("导出说明", "共一条", "内部"), rows) == {
        "题名": "title",
        "文稿": "body",
        "刊出": "time",
    }


HEADINGS = st.text(st.one_of(st.sampled_from("题名正文标内容日期_ -()（）ID"), st.characters()), max_size=70)


@pytest.mark.slow
@given(st.lists(st.tuples(HEADINGS, st.lists(st.text(max_size=80), min_size=1, max_size=3)), max_size=12))
def test_whatever_headings_there_are_each_field_is_proposed_once_and_never_for_one_without_words(columns):
    names, cells = [name for name, _ in columns], [each for _, each in columns]
    fields = [""] * len(names)
    found = guessing.guessed(names, fields, cells)
    proposed = [each for each in found if each]
    assert len(found) == len(names)
    assert len(proposed) == len(set(proposed))
    assert set(proposed) <= set(FIELDS)
    assert all(by_hand.key_of(name) for name, each in zip(names, found, strict=True) if each)
    assert all(not guessing.by_heading(name)[0] or guessing.by_heading(name)[0] in FIELDS for name in names)
