"""The days of old lists: as people write them, as programs keep them, and in words where nobody can tell."""

import contextlib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from old_lists.dates import NotADate, NoYear, read_date

DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2024/3/5",
            "2024-03-05",
            "2024.3.5",
            "2024年3月5日",
            "2024 年 3 月 5 号",
            "20240305",
            "２０２４－０３－０５",
        ),
        *("2024/3/5 14:30", "2024-03-05 00:00:00", "2024-03-05T09:00:00", "2024年3月5日下午", "2024-3-5（周二）"),
        *("24年3月5日", "2024-03-05 星期二", DAY, Decimal(45356), Decimal(20240305)),
    ],
)
def test_a_day_is_read_however_it_is_written(written):
    assert read_date(written, None) == DAY


@pytest.mark.parametrize("written", ["24.3.5", "24/3/5", "24-03-05", "'24.3.5"])
def test_a_short_year_is_read_where_it_can_be_nothing_else(written):
    assert read_date(written, None) == DAY


@pytest.mark.parametrize(
    "written",
    ["2024年3月", "2024-03", "2024.03", "2024年3月份", "24年3月", "2024.3", Decimal("2024.3"), Decimal("2024.03")],
)
def test_of_a_month_the_first_day_is_taken(written):
    assert read_date(written, None) == date(2024, 3, 1)


@pytest.mark.parametrize("written", ["3月5日", "3/5", "3.5", "3-5", "03月05号"])
def test_without_a_year_the_one_that_was_chosen_is_taken_or_none(written):
    assert read_date(written, 2024) == DAY
    with pytest.raises(NoYear):
        read_date(written, None)


@pytest.mark.parametrize(
    "written",
    ["", "去年", "2024-02-30", "2024-13-05", "2.30", "2月30日", "10.11.12", "2024.1", Decimal("2024.1"), Decimal(7),
     "1889-03-05", "0000-00-00", "9999年9月9日", "13800000000", Decimal(13800000000), "第一季度"],
)  # fmt: skip
def test_what_nobody_can_tell_is_refused_in_words(written):
    with pytest.raises(NotADate, match=r"。$"):
        read_date(written, 2024)


def test_nobody_was_met_tomorrow():
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(NotADate, match="今天以后"):
        read_date(tomorrow, None)
    with pytest.raises(NotADate, match="今天以后"):
        read_date(f"{tomorrow:%Y/%m/%d}", None)


@given(
    st.dates(date(1990, 1, 1), date(2026, 1, 1)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"])
)
def test_every_day_is_read_in_every_form(day, form):
    assert read_date(day.strftime(form), None) == day


@pytest.mark.slow
@given(st.text(max_size=30) | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_whatever_stands_there_is_a_day_or_refused(value):
    with contextlib.suppress(NotADate):
        assert read_date(value, 2024) <= timezone.localdate()


def test_a_day_far_off_is_one_to_come_and_none_before_1990():
    with pytest.raises(NotADate, match="今天以后"):
        read_date("9999-12-31", None)
