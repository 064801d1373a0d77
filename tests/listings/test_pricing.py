"""Prices as owners say them, and the one number that is compared."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.pricing import LAND, RENT, SALE, in_common_unit, price_unit, read_price

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
        ("25 元/月", RENT, 3000, None),
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


@given(st.text(max_size=60), st.sampled_from(UNITS), st.decimals(1, 10**7, places=2) | st.none())
def test_no_text_breaks_the_reader_and_what_it_reads_is_sane(typed, unit, area):
    value = read_price(typed, unit, area)
    assert value is None or 0 < value <= 500_000


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
