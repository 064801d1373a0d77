"""Areas and sums as people type them."""

from decimal import Decimal

import pytest

from leads import quantities


@pytest.mark.parametrize(
    ("typed", "unit", "metres"),
    [
        ("3000", "sqm", "3000.00"),
        ("３，０００", "sqm", "3000.00"),
        ("30", "mu", "20000.00"),
        ("30亩", "sqm", "20000.00"),
        ("1500 平", "mu", "1500.00"),
        ("3000-5000", "sqm", "3000.00"),
        ("1.5万平方米", "sqm", "15000.00"),
        ("1-2万", "sqm", "10000.00"),
        ("约 800 左右", "sqm", "800.00"),
    ],
)
def test_an_area_is_understood(typed, unit, metres):
    assert quantities.square_metres(typed, unit) == Decimal(metres)


@pytest.mark.parametrize(
    ("typed", "sum_10k"),
    [("500", "500.00"), ("500万", "500.00"), ("1亿", "10000.00"), ("0.05亿元", "500.00"), ("5000000元", "500.00")],
)
def test_a_sum_is_understood_in_ten_thousands(typed, sum_10k):
    assert quantities.ten_thousands(typed) == Decimal(sum_10k)


@pytest.mark.parametrize("typed", ["很大", "0", "", "9" * 40, "-", "0.001", "9999999999.999"])
def test_what_has_no_sensible_number_is_no_quantity(typed):
    with pytest.raises(quantities.NotAQuantity):
        quantities.square_metres(typed, "sqm")


@pytest.mark.parametrize("typed", ["", "0", "0.04", "101", "高"])
def test_what_no_hall_is_high_is_no_height(typed):
    with pytest.raises(quantities.NotAQuantity):
        quantities.metres(typed)


def test_a_height_is_understood_in_metres():
    assert quantities.metres("８.2 米") == Decimal("8.2")
