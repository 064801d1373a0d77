"""Prices as owners say them, and the one number that is compared."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.pricing import (
    LAND,
    RENT,
    SALE,
    in_common_unit,
    in_words,
    is_per_area_unsaid,
    price_unit,
    read_price,
    tidied,
    why_unread,
)

UNITS = (RENT, SALE, LAND)


@pytest.mark.parametrize(
    ("typed", "unit", "area", "value"),
    [
        ("18 元/㎡·月", RENT, None, "18"),
        ("18", RENT, None, "18"),
        ("0.6 元/㎡/天", RENT, None, "18.25"),
        ("18–22 元/平/月", RENT, None, "18"),
        ("12万/年", RENT, 1000, "10"),
        ("每月 2 万元", RENT, 1000, "20"),
        ("12万/年", RENT, None, None),
        ("3500 元/㎡", SALE, None, "3500"),
        ("800万元", SALE, 2000, "4000"),
        ("800万", SALE, 2000, "4000"),
        ("30 万/亩", LAND, None, "30"),
        ("600万", LAND, Decimal("13333.33"), "30"),
        ("面议", RENT, 1000, None),
        ("30 万/亩", RENT, 1000, None),
        ("18 万元/㎡·月", RENT, None, None),
        ("25 元/月", RENT, 3000, "25"),
        ("0.75元/天", RENT, None, "22.81"),
        ("含税22元/月", RENT, 3000, "22"),
        ("2000元/月", RENT, 100, "20"),
        ("300元/月", RENT, None, None),
    ],
)
def test_a_price_is_compared_in_the_unit_of_its_deal(typed, unit, area, value):
    area = None if area is None else Decimal(area)
    assert read_price(typed, unit, area) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("kind", "deal", "unit"),
    [("factory", "rent", RENT), ("land", "rent", RENT), ("office", "sale", SALE), ("land", "transfer", LAND)],
)
def test_the_unit_follows_kind_and_deal(kind, deal, unit):
    assert price_unit(kind, deal) == unit


@pytest.mark.slow
@given(st.text(max_size=60), st.sampled_from(UNITS), st.decimals(1, 10**7, places=2) | st.none())
def test_no_text_breaks_the_reader_and_what_it_reads_is_sane(typed, unit, area):
    value = read_price(typed, unit, area)
    assert value is None or 0 < value <= 500_000


@pytest.mark.slow
@given(st.decimals(100, 1_000, places=2), st.sampled_from([RENT, SALE, LAND]))
def test_what_is_written_in_the_unit_is_read_back_exactly(value, unit):
    assert read_price(f"{value} {unit}", unit, None) == value


@pytest.mark.parametrize(
    ("typed", "unit", "area", "words"),
    [
        ("0.67 元/㎡/天", RENT, None, "约 20.4 元/㎡·月"),
        ("年租40万", RENT, Decimal(2000), "约 16.7 元/㎡·月"),
        ("800万元", SALE, Decimal(2000), "约 4,000 元/㎡"),
        ("22 元/㎡·月", RENT, None, ""),
        ("14元/平/月", RENT, None, ""),
        ("3,400 元/㎡", SALE, None, ""),
        ("面议", RENT, None, ""),
    ],
)
def test_a_price_said_in_another_unit_can_be_compared(typed, unit, area, words):
    assert in_common_unit(typed, read_price(typed, unit, area), unit) == words


@pytest.mark.parametrize(
    ("typed", "shown", "is_unsaid"),
    [
        ("22元/月", "22 元/㎡·月", True),
        ("22元每月", "22 元/㎡·月", True),
        ("0.75元/天", "0.75 元/㎡·天", True),
        ("0.8块一天", "0.8 元/㎡·天", True),
        ("20-22元/月起", "20-22 元/㎡·月起", True),
        ("22元/平/月", "22 元/㎡·月", False),
        ("20元/平.月", "20 元/㎡·月", False),
        ("18元/㎡/月", "18 元/㎡·月", False),
        ("18元每平米每月", "18 元/㎡·月", False),
        ("30元/月/平", "30 元/㎡·月", False),
        ("0.6元/平方米/日", "0.6 元/㎡·天", False),
        ("18 元/㎡·月", "18 元/㎡·月", False),
        ("300元/平/月", "300 元/㎡·月", False),
        ("5000元/月", "5000元/月", False),
        ("5万元/月", "5万元/月", False),
        ("12万/年", "12万/年", False),
        ("面议", "面议", False),
        ("30 万/亩", "30 万/亩", False),
        ("22元/月，含税", "22元/月，含税", False),
        ("", "", False),
    ],
)
def test_a_rent_is_shown_in_one_spelling_with_the_area_that_was_left_out(typed, shown, is_unsaid):
    assert (tidied(typed), is_per_area_unsaid(typed)) == (shown, is_unsaid)


@pytest.mark.slow
@given(st.text(max_size=30) | st.from_regex(r"[0-9.]{1,6}元?[/每一]?平?/?[月天日]起?", fullmatch=True))
def test_no_text_breaks_the_spelling_and_twice_is_once(typed):
    assert tidied(tidied(typed)) == tidied(typed)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("3600 元/㎡", "3,600 元/㎡"),
        ("3400-3600元/平", "3,400–3,600 元/㎡"),
        ("22 万/亩", "22 万元/亩"),
        ("22.50万元/亩起", "22.5 万元/亩起"),
        ("18 元/㎡·月", "18 元/㎡·月"),
        ("25~28元/平/月", "25–28 元/㎡·月"),
        ("3,600 元/㎡", "3,600 元/㎡"),
        ("面议", "面议"),
        ("", ""),
        ("总价 800 万元", "总价 800 万元"),
        ("12万/年", "12万/年"),
        ("约 22 万/亩", "约 22 万/亩"),
    ],
)
def test_prices_are_shown_as_zones_write_them_and_others_as_they_were_typed(typed, shown):
    assert in_words(typed) == shown
    assert in_words(shown) == shown


@pytest.mark.slow
@given(st.text(max_size=60))
def test_whatever_was_typed_is_shown_and_shown_alike_twice(typed):
    assert in_words(in_words(typed)) == in_words(typed)
    assert bool(in_words(typed)) == bool(typed)


@pytest.mark.parametrize(
    ("typed", "unit", "area", "why"),
    [
        ("0.55 元/㎡·月", RENT, None, "折合 0.55 元/㎡·月，不像真的，请核对单位"),
        ("5000 元/㎡·月", RENT, None, "折合 5,000 元/㎡·月，不像真的，请核对单位"),
        ("3万元", SALE, 3000, "折合 10 元/㎡，不像真的，请核对单位"),
        ("看合同", RENT, None, "没有读出按 元/㎡·月 的数"),
    ],
)
def test_of_a_price_that_cannot_be_compared_it_is_said_why(typed, unit, area, why):
    size = area and Decimal(area)
    assert read_price(typed, unit, size) is None
    assert why_unread(typed, unit, size) == f"价格“{typed}”照原样显示；{why}；按价格筛选时算作未知。"
