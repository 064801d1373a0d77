"""Quantities as people type them, and what they mean."""

from decimal import Decimal

import pytest

from plumbing.quantities import reading
from tests.plumbing.quantity_doubts import EXAMPLES as DOUBTFUL
from tests.plumbing.quantity_examples import EXAMPLES, meaning, written
from tests.plumbing.quantity_unseen import EXAMPLES as UNSEEN


@pytest.mark.parametrize(("unit", "typed", "expected"), EXAMPLES + DOUBTFUL)
def test_a_quantity_is_read_as_it_was_meant(unit, typed, expected):
    assert meaning(reading.read(typed, unit)) == expected


@pytest.mark.parametrize(
    ("unit", "typed"),
    [
        ("万元", "一亿两千"),  # 1.2 亿, or 2000 more than one
        ("㎡", "5万3万"),
        ("万元", "500kw"),
        ("㎡", "1.500平"),
        ("㎡", "1.3000平"),
        ("㎡", "5-3万"),
        ("万元", "30-2万"),
        ("亩", "三到五十"),
        ("㎡", "至少3000平以内"),
        ("㎡", "3、5000平"),
        ("㎡", "500、800、1200平"),
        ("㎡", "3000x50平"),
        ("㎡", "300平/月"),
        ("万元", "$500万元"),
        ("㎡", "不要3000平以上的"),
        ("㎡", "3000平以上的不要"),
        ("㎡", "2½亩"),
        ("㎡", "三分之一亩"),
        ("万元", "3000₽"),
        ("m", "8'"),
        ("㎡", "3000多层厂房"),
        ("㎡", "3000cm2"),
        ("t", "20/5吨"),
    ],
)
def test_what_could_be_read_in_two_ways_is_not_read(unit, typed):
    assert reading.read(typed, unit).quantity is None


@pytest.mark.parametrize("typed", ["3000平不考虑楼上", "3000平多层厂房", "3000平起重机房", "3000平内部有行车"])
def test_the_beginning_of_another_word_says_nothing_of_the_number(typed):
    assert written(reading.read(typed, "㎡").quantity, "m2") == "3000"


def value_in(notation):
    """The quantity of the kind asked for that the notation names, whether it is "about" or not; "" for none."""
    return "" if notation.startswith("other") else notation.removesuffix("open").strip(" -").replace("~", "")


def test_of_values_it_had_not_seen_the_reader_gets_two_wrong():
    """A bound that stands too far away, and a wish beside what is needed. Nothing else is read that was not meant."""
    read = {
        typed: (value_in(expected), value_in(meaning(reading.read(typed, unit)))) for unit, typed, expected in UNSEEN
    }
    wrong = {typed for typed, (expected, found) in read.items() if found not in ("", expected)}
    missed = {typed for typed, (expected, found) in read.items() if expected and not found}
    assert wrong == {"最多最多，可以出100万"}
    assert missed == {"净高要9米以上，最好10米"}


def test_of_running_text_every_quantity_is_found_where_it_stands():
    typed = "济南找 3000平 单层，净高9米，10吨行车，月租25元/㎡以内，预算800万元"
    found = reading.find_all(typed)
    assert [written(each.quantity, "") for each in found] == [
        "3000 m2", "9 m", "10 t", "..25 CNY/m2/month", "8000000 CNY",
    ]  # fmt: skip
    assert reading.plain(typed)[found[2].start : found[2].end] == "10吨"


def test_money_of_another_currency_is_kept_and_never_counted_as_yuan():
    answer = reading.read("500万美元", "万元")
    assert answer.value is None
    assert (answer.quantity.unit, answer.quantity.value) == ("USD", 5_000_000)


def test_kilowatts_are_no_kilovolt_amperes():
    answer = reading.read("500kW", "kVA")
    assert answer.value is None
    assert (answer.quantity.unit, answer.quantity.value) == ("kW", 500)


def test_of_two_sums_the_one_in_the_currency_asked_for_is_the_answer_when_it_explains_the_other():
    assert reading.read("500万美元（约合3500万元）", "万元").value == 35_000_000


def test_a_unit_that_is_none_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="is no unit"):
        reading.read("3000", "furlong")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("33333.33", "亩", "50.00"),
        ("50000000", "万元", "5000.00"),
        ("36.5", "元/㎡/天", "1.20"),
        ("450", "万元/亩", "30.00"),
    ],
)
def test_a_value_is_given_back_in_the_unit_it_is_shown_in(value, unit, expected):
    assert str(reading.in_unit(Decimal(value), unit)) == expected
