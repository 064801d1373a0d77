"""Needs in words: what is read of them, and that nothing is read which is not there."""

import re
from datetime import date
from fractions import Fraction
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.models import Listing
from listings.needs import people
from listings.needs.exclusions import ALL_KINDS, KINDS
from listings.needs.industries import Industries
from listings.needs.places import Places, ZoneName
from listings.needs.reading import LONGEST, Names, read
from plumbing.quantities import numerals, reading
from tests.listings.needs_examples import CITIES, EXAMPLES, INDUSTRIES, NOTHING, ZONES
from tests.listings.needs_numbers import NUMBERS_SPOKEN
from tests.listings.needs_refusals import REFUSALS
from tests.listings.needs_standing import STANDING
from tests.listings.needs_wordings import WORDINGS

NAMES = Names(Places(CITIES, [ZoneName(*zone) for zone in ZONES], ""), Industries(INDUSTRIES))
TODAY = date(2026, 11, 29)
#: Of what values of the form may be.
MEASURES = (
    *("area", "height", "load", "crane", "lift", "power", "rent", "total"),
    *("price", "mu_price", "total_price"),
)
CHOICES = {"kind", "kinds", "deal", "storeys", "eia", "fire", "has_crane", "has_lift", "ground"}
CHOICES |= {"structure", "gas", "steam", "dock"}
FIELDS = {"city", "cities", "district", "zone", "industry", "by", *MEASURES, *CHOICES}


def read_today(typed, names=NAMES):
    return read(typed, names, TODAY)


def labelled(needs):
    return [(typed, fields, rest) for typed, (fields, rest) in needs.items()]


@pytest.mark.parametrize(("typed", "fields"), EXAMPLES.items())
def test_a_need_in_words_fills_in_the_form(typed, fields):
    words = read_today(typed)
    assert {
        name: (value, words.said[name]) if name in words.said else value for name, value in words.fields.items()
    } == fields


@pytest.mark.parametrize(("typed", "fields", "rest"), labelled(REFUSALS))
def test_what_is_not_wanted_is_no_condition_and_is_told(typed, fields, rest):
    words = read_today(typed)
    assert (words.fields, words.rest) == (fields, rest)


@pytest.mark.parametrize(("typed", "fields", "rest"), labelled(NUMBERS_SPOKEN))
def test_a_number_is_a_condition_or_is_told(typed, fields, rest):
    words = read_today(typed)
    assert (words.fields, words.rest) == (fields, rest)


@pytest.mark.parametrize(("typed", "fields", "rest"), labelled(STANDING))
def test_what_somebody_has_is_no_condition_and_is_told(typed, fields, rest):
    words = read_today(typed)
    assert (words.fields, words.rest) == (fields, rest)


@pytest.mark.parametrize(("typed", "fields", "rest"), labelled(WORDINGS))
def test_one_thing_is_read_alike_in_every_wording(typed, fields, rest):
    words = read_today(typed)
    assert (words.fields, words.rest) == (fields, rest)


@pytest.mark.parametrize("typed", NOTHING)
def test_nothing_is_invented(typed):
    assert read_today(typed).fields.keys() <= {"deal", "kind", "kinds"}


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("济南 3000平 靠近机场 带光伏", "靠近机场 光伏"),
        ("冷库 济南 1000平", "冷库"),
        ("3000平带院子", "院子"),
        ("年产值60万，厂房", "年产值60万"),
        ("济南 3000平 单层 带客梯 三班倒", "客梯 三班倒"),
        ("二楼 厂房", "二楼"),
        ("首层荷载3吨/平", ""),
        ("高标库 5000平", "高标库"),
        ("厂房+冷库", "冷库"),
        ("厂房也可以仓库也可以", ""),
        ("五层楼整栋 8000平", "整栋"),
        ("行车不要", "行车不要"),
        ("5000平 可以分租", "分租"),
        ("想买套厂房，有证", "有证"),
        ("求租，要3000平的，能做环评，位置都行", "位置"),
        ("厂房3000平 办公500平", "办公500平"),
        ("注塑厂 800kw", "注塑厂"),
        ("济南高新西区 500个工位", "高新西区 500个工位"),
        ("不做环评，净高不要超过6米", "不做环评 净高不要超过6米"),
    ],
)
def test_what_was_not_read_is_told(typed, rest):
    assert read_today(typed).rest == rest


def test_the_same_name_in_two_cities_is_read_beside_one_of_them():
    """There are districts called 长安 in 西安 and in 石家庄."""
    assert "city" not in read_today("长安区").fields
    assert read_today("西安长安区").rest == ""


def test_a_short_name_is_read_on_the_host_of_its_city():
    here = Names(Places(CITIES, [ZoneName(*zone) for zone in ZONES], "jinan"), Industries(INDUSTRIES))
    assert read_today("高新区厂房", here).fields == {"city": "jinan", "zone": "gaoxin", "kind": "factory"}
    assert read_today("明湖厂房", here).fields == {"city": "jinan", "zone": "minghu", "kind": "factory"}


def test_a_name_that_two_zones_of_a_city_have_names_neither():
    zones = [ZoneName("minghu", "jinan", "济南明湖智造产业园"), ZoneName("new", "jinan", "济南明湖食品产业园")]
    words = read_today("济南明湖厂房", Names(Places(CITIES, zones, ""), Industries({})))
    assert (words.fields, words.rest) == ({"city": "jinan", "kind": "factory"}, "明湖")


def test_industries_that_the_portal_has_not_are_not_read():
    assert "industry" not in read_today("汽配厂房", Names(Places({}, [], ""), Industries({"food": "食品"}))).fields


def test_a_word_of_two_industries_means_the_one_that_has_it_in_its_name():
    names = Names(Places({}, [], ""), Industries({"chips": "半导体", "it": "电子信息", "led": "光电与电子"}))
    assert read_today("半导体", names).fields == {"industry": "chips"}
    assert read_today("线路板", names).fields == {}


def test_a_portal_without_cities_and_industries_reads_the_rest():
    assert read_today("济南 3000平", Names(Places({}, [], ""), Industries({}))).fields == {"area": "3000平"}


def numbers_of(text):
    """All numbers that the text says, however it says them."""
    found = {Fraction(each) for each in re.findall(r"\d+(?:\.\d+)?", text)}
    for match in re.finditer(numerals.pattern("k|w"), text):
        try:
            numeral = numerals.evaluate(match[0])
        except numerals.NotANumeral:
            continue
        found |= {numeral.lower, numeral.upper}
    return found


def is_in(text, value, said):
    """Whether the number stands in the text, or the chip says out of which words of it that number was made."""
    if said:
        return said.replace("㎡", "m2").replace(" ", "") in text.replace(" ", "")
    return numbers_of(value) <= numbers_of(text)


FRAGMENTS = st.sampled_from(
    [
        *(
            "净高",
            "行车",
            "月租",
            "租金",
            "面积",
            "变压器",
            "承重",
            "预算",
            "明年",
            "不要",
            "厂房",
            "济南",
            "每平每天",
            "长清",
            "锂电",
            "买",
            "总价",
            "亩价",
            "土地",
            "一楼",
            "货梯",
        ),
        *(
            "米",
            "吨",
            "平",
            "元",
            "块",
            "万",
            "亩",
            "kva",
            "千瓦",
            "/㎡/天",
            "一年",
            "月底前",
            "个月内",
            "以内",
            "多",
            "到",
            "-",
            "/",
            "+",
            "，",
            " ",
        ),
    ]
)
NUMBERS = st.one_of(
    st.integers(0, 10**7).map(str),
    st.decimals(0, 100, places=1).map(str),
    st.text("零一二两三四五六七八九十百千万半几", min_size=1, max_size=4),
)
NEEDS = st.lists(st.one_of(FRAGMENTS, NUMBERS), max_size=14).map("".join)


@pytest.mark.slow
@given(st.one_of(st.text(max_size=300), NEEDS))
def test_every_number_of_the_form_stands_in_the_text(typed):
    words = read_today(typed)
    assert set(words.fields) <= FIELDS
    assert all(words.fields.values())
    assert set(words.said) <= set(words.fields)
    assert "area" not in words.fields or reading.read(words.fields["area"], "㎡").quantity
    assert date.fromisoformat(words.fields.get("by", "2026-11-29"))
    text = reading.plain(typed[:LONGEST])
    for name in MEASURES:
        if name in words.fields:
            assert is_in(text, words.fields[name], words.said.get(name)), name


@pytest.mark.slow
@given(NEEDS)
def test_what_stays_unread_stands_in_the_text(typed):
    text = reading.plain(typed[:LONGEST])
    assert all(each in text for each in read_today(typed).rest.split())


@pytest.mark.slow
@given(st.lists(st.one_of(NUMBERS, st.sampled_from(["人", "个", "工位", "员工", "多", " "])), max_size=8).map("".join))
def test_any_number_of_people_fills_some_room_or_none(typed):
    assert people.room(typed) == "" or people.room(typed).startswith("按每人")


@pytest.mark.parametrize(
    "words", ["想要", "需要", "净高需要", "求租", "三千", "每平每天", "1-", "丙丁", "济南市", "3、", "一年内"]
)
def test_words_said_over_and_over_are_read_at_once(words):
    """A pattern that can cut them in several ways would try all."""
    begin = process_time()
    read_today((words * 100)[: LONGEST - 1] + "远")
    assert process_time() - begin < 0.1


@pytest.mark.slow
def test_a_long_need_is_read_in_three_milliseconds():
    typed = (
        "济南长清区附近找个三千平左右的单层厂房，净高九米以上，要有10吨行车，承重3吨每平，配电800千伏安，丙类消防，能办环评，"
        "做汽车零部件的，月租25以内，明年3月底前要进场，靠近高速出口，货车能进，有装卸平台和小块堆场，员工五十人左右，最好带一点办公和食堂，"
        "旁边有公交，业主可以开票，租期先签三年，到期可以优先续租，租金每年涨幅不超过百分之五，看房时间周末都可以，联系微信即可，谢谢"
    )
    read_today(typed)
    times = []
    for _ in range(20):
        begin = process_time()
        read_today(typed)
        times.append(process_time() - begin)
    assert min(times) < 0.003


def test_kinds_are_those_of_listings_in_their_order():
    assert list(ALL_KINDS) == Listing.Kind.values
    assert set(KINDS.values()) == {*ALL_KINDS}
