"""One thing written in several ways: quantities with their units, traditional characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.search.area import Area
from articles.search.lexemes import SIMPLIFIED, fold, lexemes, vector
from articles.search.quantities import UNITS, quantities
from articles.search.words import Words
from tests import builders

QUANTITIES = [
    ("建设100MW光伏电站", ["MW", "100", "100MW", "100mw", "10万千瓦", "100兆瓦", "0.1GW", "１００ＭＷ"]),
    ("年产12GWh电池", ["GWh", "12", "12GWh", "12吉瓦时", "12000MWh", "1200万千瓦时"]),
    ("储能100 MW、配套20万千瓦时", ["MW", "100MW", "200MWh"]),
    ("3000㎡起租", ["3000", "3000㎡", "3000平方米", "3000平米", "3000平", "3000m²", "0.3公顷", "㎡"]),
    ("单层3000平方米", ["3000", "3000㎡", "3000平方米", "3000 平方米", "平方米"]),
    ("可租1.2万平方米", ["12000㎡", "1.2万平", "1.2万㎡", "12000平方米"]),
    ("面积1500至8000平方米", ["1500㎡", "8000㎡", "1500至8000平方米"]),
    ("总投资1.2亿元", ["1.2亿元", "12000万元", "1.2亿"]),
    ("15亩用地", ["15亩", "1公顷", "10000平方米"]),
    ("年处理5万吨", ["5万吨", "50000吨", "5万吨级"]),
    ("采用7nm工艺", ["7nm", "nm"]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("title", "text"), [(title, text) for title, texts in QUANTITIES for text in texts])
def test_a_quantity_is_found_however_it_is_written(title, text):
    article = builders.article(title=title)
    builders.article(title="另有300平台、13MWA、80NM1和5台设备，31家企业，投资9亿美元")
    assert Article.objects.search(Words.read(text)).ids == [article.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["10MW", "100MWh", "100kW", "300㎡", "3000亩", "3001平方米", "G", "5", "D"])
def test_another_quantity_is_not_found_nor_a_part_of_a_name(text):
    builders.article(title="100MW电站，3000㎡厂房，5G与3D打印")
    assert Article.objects.search(Words.read(text)).ids == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("济南厂房出租", "濟南廠房出租"),
        ("苏州无尘车间", "蘇州無塵車間"),
        ("冷库补贴政策", "冷庫補貼"),
        ("臺灣電子企業落戶寧波", "台湾电子企业"),
        ("后湖里的乾隆码头", "後湖裏"),
        ("线缆与面粉", "綫纜 麵粉"),
    ],
)
def test_traditional_characters_find_simplified_ones_and_the_reverse(title, text):
    article = builders.article(title=title)
    builders.article(title="另一篇不相干的消息")
    assert Article.objects.search(Words.read(text)).ids == [article.pk]
    assert Article.objects.search(Words.read(f"“{text.split()[0]}”")).ids == [article.pk]


AREAS = [
    ("1500平", 1500, 1500), ("1.2万㎡", 12000, 12000), ("15公顷", 150000, 150000), ("1平方公里", 10**6, 10**6),
    ("15亩", 10000, 10000), ("1万2平", 12000, 12000), ("1-2万平 厂房", 10000, 20000), ("3000-5000平", 3000, 5000),
    ("2000至3000平米厂房", 2000, 3000), ("三千平厂房", 3000, 3000), ("三十亩工业用地", 20000, 20000),
    ("两万平方米厂房", 20000, 20000), ("一千五百平", 1500, 1500), ("六百平厂房 成都", 600, 600), ("八百来平", 800, 800),
    ("45多亩 宁波", 30000, None), ("30余亩", 20000, None), ("1w平", 10000, 10000), ("3k平", 3000, 3000),
    ("1500sqm", 1500, 1500), ("10000平以上厂房", 10000, None), ("不超过500平", None, 500),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lower", "upper"), AREAS)
def test_an_area_is_read_however_it_is_said(text, lower, upper):
    area = Area.read(text)
    assert (area.lower, area.upper) == (lower, upper)


@pytest.mark.parametrize(
    "text", ["5G平台", "0平", "999999999999亩", "四平厂房", "2025平均工资", "一平米多少钱", "三平路"]
)
def test_what_nobody_wants_to_rent_is_no_area(text):
    assert Area.read(text) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [("二十亩", "20亩"), ("三千平", "3000㎡"), ("1-2万平", "10000㎡ 20000㎡"), ("半公顷", "0.5公顷")],
)
def test_an_area_alone_is_looked_for_as_the_news_write_it(text, written):
    assert Area.read(text).text == written


PIECES = st.one_of(st.sampled_from([*"0123456789.,-~至 ㎡²㎞万千百亿", *UNITS]), st.characters())
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@pytest.mark.slow
@given(TEXTS)
def test_any_text_is_cut_into_lexemes_that_need_no_escaping(text):
    folded = fold(text)
    assert all(quantity.lexeme for quantity in quantities(folded))
    for lexeme, _position in lexemes(folded):
        assert lexeme
        assert not set("'\\\0") & set(lexeme)
    assert "\0" not in vector([(text, "A")])
    Words.read(text).tsquery()


def test_what_is_made_simple_is_simple():
    """Else a text folded twice would differ from one folded once."""
    assert not set(SIMPLIFIED) & set(SIMPLIFIED.values())
