"""Figures, as the checker reads them."""

import pytest

from articles.checking.figures import figures, number


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1692亿元", 169_200_000_000, "元"),
        ("1,692万元", 16_920_000, "元"),
        ("1.2万平方米", 12_000, "㎡"),
        ("三十二个重点项目", 32, "项目"),
        ("项目共32个", 32, "项目"),
        ("企业达120家", 120, "企业"),
        ("5000万美元", 50_000_000, "美元"),
        ("300亩", 300, "亩"),
    ],
)
def test_figures_are_read_in_their_units(text, value, kind):
    assert [(each.value, each.kind) for each in figures(text)] == [(value, kind)]


@pytest.mark.parametrize(
    "text", ["千亿级产业", "第3期", "2024年9月23日", "18元/平方米", "几十个项目", "3个月", "一个项目", "5000号"]
)
def test_ranks_ordinals_dates_and_rates_are_no_figures(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "value"), [("两", 2), ("十", 10), ("十二", 12), ("三百零五", 305), ("一千二百", 1200), ("二三", None)]
)
def test_chinese_numerals_are_read(text, value):
    assert number(text) == value
