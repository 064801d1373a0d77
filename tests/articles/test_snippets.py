"""Snippets: cut where the words stand, whole at the edges, and safe."""

import pytest

from articles.search.snippets import highlight, snippet
from articles.search.words import Words


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("新能源汽车", "能源", "新<mark>能源</mark>汽车"),
        ("５Ｇ工厂", "5g", "<mark>５Ｇ</mark>工厂"),
        ("面积㎡", "m2", "面积<mark>㎡</mark>"),
        ("MES与messy", "mes", "<mark>MES</mark>与<mark>mes</mark>sy"),
        ("一<b>二</b>", "b", "一&lt;<mark>b</mark>&gt;二&lt;/<mark>b</mark>&gt;"),
        ("高新 新区", "高新区", "<mark>高新</mark> <mark>新区</mark>"),
        ("高新区与高新", '"高新区"', "<mark>高新区</mark>与高新"),
        ("没有", "厂房", "没有"),
    ],
)
def test_words_are_marked_where_they_stand(text, query, marked):
    assert highlight(text, Words.read(query)) == marked


def test_a_snippet_is_cut_around_most_of_the_words():
    text = "厂房" + "别" * 300 + "厂房出租，氢能" + "尾" * 300
    cut = snippet(text, Words.read("厂房 氢能"))
    assert cut.startswith("…别")
    assert "<mark>厂房</mark>出租，<mark>氢能</mark>" in cut
    assert cut.endswith("尾…")


def test_a_snippet_cuts_no_number():
    text = "字" * 20 + "1234567890" + "字" * 19 + "厂房" + "字" * 200
    assert snippet(text, Words.read("厂房")).startswith("…1234567890字")


def test_nothing_to_mark_is_no_snippet():
    assert snippet("正文", Words.read("厂房")) == ""


def test_a_long_text_is_quick():
    text = "产业园区1,692亿元" * 2000
    assert "<mark>园区</mark>" in snippet(text, Words.read("园区"))
