"""Moments in the cells of a table: each spelling that people and programs give them, and none that may be two."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moving.tables import times

CHINA = ZoneInfo("Asia/Shanghai")
MOMENTS = st.datetimes(*map(datetime.fromisoformat, ("1990-01-01", "2099-12-31"))).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=ZoneInfo("Etc/GMT-8"))
)


@pytest.mark.parametrize(
    "typed",
    [
        *("2024-03-05 15:30", "2024/3/5 15:30:00", "2024.3.5 15.30", "2024-3-5 3:30 PM", "2024年3月5日 下午3点半"),
        *(
            "2024年3月5日15时30分",
            "2024年3月5号（周二）下午 3:30",
            "2024年3月5日 星期二 15：30",
            "２０２４－３－５ １５：３０",
        ),
        *("二〇二四年三月五日 十五时三十分", "24年3月5日 15:30", "20240305153000", "202403051530", "20240305 153000"),
        *("Mar 5, 2024 3:30 PM", "5 March 2024 15:30", "Tue, 05 Mar 2024 15:30:00 +0800", "2024-03-05T07:30:00Z"),
        *("2024-03-05T15:30:00.123+08:00", "1709623800", "1709623800000", "45356.645833333", " 2024-3-5  15:30 "),
        *(Decimal("45356.6458333333"), *map(datetime.fromisoformat, ("2024-03-05 15:30", "2024-03-05 15:29:59.999"))),
    ],
)
def test_a_moment_is_read_in_each_spelling(typed):
    assert times.read(typed) == datetime(2024, 3, 5, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        *(("凌晨0点", 0), ("早上8点", 8), ("上午12点", 12), ("中午12点", 12), ("中午1点", 13), ("下午3:05", 15)),
        *(("晚上8点", 20), ("晚上12点", 24), ("12:05 am", 0), ("12:05 pm", 12), ("24:00", 24), ("20点", 20)),
    ],
)
def test_an_hour_is_of_its_half_of_the_day(typed, hour):
    moment = times.read(f"2024-03-05 {typed}").astimezone(CHINA)
    assert (moment.day - 5) * 24 + moment.hour == hour


@pytest.mark.parametrize("typed", ["2024-03-05", "20240305", "2024年3月5日", date(2024, 3, 5), Decimal(45356), "45356"])
def test_a_day_alone_begins_at_midnight_in_china(typed):
    assert times.read(typed) == datetime(2024, 3, 5, tzinfo=CHINA)


def test_a_day_and_its_hour_may_stand_in_two_cells():
    for hour in ("8:30", "上午8点半", Decimal("0.3541666667"), "08:30:00"):
        assert times.read("2024-3-5", hour) == datetime(2024, 3, 5, 8, 30, tzinfo=CHINA)


@pytest.mark.parametrize(
    "typed",
    [
        "昨天",
        "2024-02-30",
        "3/5/2024",
        "2024-3-5 25:00",
        "2024-3-5 至 2024-3-8",
        "晚上",
        "2024",
        "2024-3-5 晚上1点",
        "9" * 99,
    ],
)
def test_what_is_no_moment_or_may_be_two_is_told_in_a_sentence(typed):
    with pytest.raises(times.NotATime, match=r"[\u4e00-\u9fff]"):
        times.read(typed)


def test_of_day_month_and_year_the_one_beyond_twelve_is_the_day():
    assert times.read("13/5/2024") == times.read("5/13/2024") == datetime(2024, 5, 13, tzinfo=CHINA)


@pytest.mark.slow
@given(MOMENTS)
def test_a_moment_comes_back_from_whatever_it_was_written_as(moment):
    formats = (
        "%Y-%m-%d %H:%M:%S",
        "%Y/%m/%d %H:%M:%S",
        "%Y年%m月%d日 %H时%M分%S秒",
        "%Y%m%d%H%M%S",
        "%b %d, %Y %I:%M:%S %p",
    )
    for written in (moment.strftime(each) for each in formats):
        assert times.read(written) == moment.replace(tzinfo=CHINA)
    assert times.read(moment.isoformat()) == moment


@pytest.mark.slow
@given(st.text(st.sampled_from("0123456789年月日时分 :-/.点半上下午一十二TZ+")) | st.text(max_size=30))
def test_any_text_is_a_moment_or_told(typed):
    try:
        times.read(typed)
    except times.NotATime as refusal:
        assert str(refusal)  # noqa: PT017 - it need not be raised
