"""Periods: what each is compared with, and how it is cut."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbing.periods import LONGEST, Period

DAYS = st.dates(date(1995, 1, 1), date(2150, 1, 1))
PERIODS = st.builds(lambda first, days: Period(first, first + timedelta(days=days)), DAYS, st.integers(0, LONGEST - 1))


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2026-11-01", "2026-11-30", "2026-10-01 至 2026-10-31"),  # whole months, whatever their lengths
        ("2026-03-01", "2026-03-31", "2026-02-01 至 2026-02-28"),
        ("2026-11-01", "2026-11-20", "2026-10-01 至 2026-10-20"),  # of a month that runs the same days
        ("2026-03-01", "2026-03-30", "2026-02-01 至 2026-02-28"),
        ("2026-10-01", "2026-11-20", "2026-07-01 至 2026-08-20"),  # a quarter that runs
        ("2026-01-01", "2026-12-31", "2025-01-01 至 2025-12-31"),
        ("2026-01-01", "2026-11-20", "2025-01-01 至 2025-11-20"),
        ("2026-11-03", "2026-11-09", "2026-10-27 至 2026-11-02"),  # any other: as many days
        ("2026-02-01", "2026-04-30", "2025-11-04 至 2026-01-31"),
    ],
)
def test_a_period_is_compared_with_the_one_before(first, last, before):
    assert str(Period.of(first, last).before) == before


@pytest.mark.slow
@given(PERIODS)
def test_the_period_before_ends_before_and_is_about_as_long(period):
    assert period.before.last < period.first
    assert abs(period.before.days - period.days) <= 3


@given(PERIODS)
def test_the_parts_of_a_period_are_the_whole_of_it_in_order(period):
    parts = list(period.parts())
    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert all(later.first - earlier.last == timedelta(days=1) for earlier, later in pairwise(parts))
    assert len(parts) <= 38


@pytest.mark.slow
@given(st.text() | DAYS.map(str), st.text() | DAYS.map(str))
def test_two_texts_are_a_period_or_are_refused_in_a_sentence(first, last):
    try:
        period = Period.of(first, last)
    except ValueError as error:
        refusal = str(error)
    else:
        assert 0 < period.days <= LONGEST
        refusal = "。"
    assert refusal.endswith("。")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("0001-01-01", "0001-01-02"),
        ("2026-02-30", "2026-03-01"),
        ("2026-03-02", "2026-03-01"),
        ("2020-01-01", "2026-01-01"),
    ],
)
def test_no_period_runs_backwards_too_long_or_through_odd_years(first, last):
    with pytest.raises(ValueError, match="。"):
        Period.of(first, last)
