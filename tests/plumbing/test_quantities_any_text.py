"""No text breaks the reader of quantities or makes it guess, and one value in all its spellings is one value."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from plumbing.quantities import numerals, reading
from plumbing.quantities.units import BOUNDS, UNITS, Kind
from tests.plumbing.quantity_examples import written

FIELD_UNITS = ["㎡", "亩", "m", "t", "t/㎡", "kVA", "万元", "万元/年", "元/㎡/月", "元/㎡/天", "万元/亩"]

# Any text at all.

WORDS = [
    *"零〇一二两三五七八九十百千万亿半几数点个多余来约近上过每一总共平米亩方吨块毛元角分天月年层台栋第起内",
    *(
        "平方",
        "㎡",
        "公顷",
        "kw",
        "w",
        "k",
        "kva",
        "t",
        "m",
        "m2",
        "kN",
        "元/",
        "美元",
        "$",
        "USD",
        "million",
        "RMB",
        "¥",
    ),
    *("-", "~", "到", "至", "或", "、", "，", ",", ".", "/", "x", "×", ":", "(", ")", " ", "\n", "+", "≥", "<", "%"),
    *(
        "以上",
        "以下",
        "不超过",
        "至少",
        "左右",
        "不到",
        "面议",
        "不限",
        "其中",
        "总",
        "其中设备",
        "加",
        "5年累计",
        "*60米",
        "丈",
        "年租金",
        "亩均",
        "人均",
    ),
    *(
        "0",
        "00",
        "1",
        "5",
        "12",
        "500",
        "3000",
        "3,000",
        "1.5",
        "\u202d",
        "\u200b",
        "３",
        "٣",
        "½",
        "²",
        "①",
        "萬",
        "畝",
    ),
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=14).map("".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.characters()), max_size=14).map("".join),
)


def is_sane(quantity):
    least, most, step = BOUNDS[quantity.kind]
    ends = [end for end in (quantity.lower, quantity.upper) if end is not None]
    in_bounds = all(least <= end <= most and end % step == 0 for end in ends)
    return bool(ends) and in_bounds and ends == sorted(ends)


@pytest.mark.slow
@given(TEXTS, st.sampled_from(FIELD_UNITS))
@example("9" * 5000, "㎡")
@example("\ud800\x00", "㎡")
def test_no_text_breaks_the_reader_and_what_it_reads_is_sane(typed, unit):
    answer = reading.read(typed, unit)
    assert all(is_sane(each) for each in (answer.quantity, *answer.others) if each)
    assert answer.quantity is None or answer.quantity not in answer.others
    for found in reading.find_all(typed):
        assert is_sane(found.quantity)
        assert 0 <= found.start < found.end <= len(reading.plain(typed))


@pytest.mark.slow
@given(TEXTS)
def test_straightening_a_text_twice_changes_nothing_more(typed):
    assume(len(typed) < 100)
    assert reading.plain(reading.plain(typed)) == reading.plain(typed)


@pytest.mark.slow
@given(TEXTS, st.sampled_from(FIELD_UNITS), st.data())
def test_marks_that_nobody_sees_change_no_meaning(typed, unit, data):
    at = data.draw(st.integers(0, len(typed)))
    mark = data.draw(st.sampled_from("\u202a\u202d\u202c\u2066\u2069\u200b\u200e\ufeff\xad\x00"))
    assert reading.read(f"{typed[:at]}{mark}{typed[at:]}", unit) == reading.read(typed, unit)


@pytest.mark.parametrize(
    "part", ["1-", "一", "十几", "1 ", "每", "1万", "1,", "500万", "(", "不超过", "9米", "3000平/", "$", "约"]
)
def test_a_long_text_is_read_in_no_time(part):
    begin = time.process_time()
    reading.read(part * 5000, "㎡")
    reading.find_all(part * 5000)
    assert time.process_time() - begin < 1


# One value in all its spellings.

HAN = "零一二三四五六七八九"


def in_han(number):
    """A whole number from 1 to 10^12 - 1 as it is written in full: 一万零五百."""
    words, gap = "", False
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, scale)
        if section:
            words += (HAN[0] if words and (gap or section < 1000) else "") + section_in_han(section) + name
        gap = not section
    return words


def section_in_han(number):
    words, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            words += (HAN[0] if words and gap else "") + HAN[digit] + name
        gap = not digit
    return words


NUMBERS = st.one_of(
    st.integers(1, 99_999), st.integers(1, 999).map(lambda n: n * 10_000), st.sampled_from([10**8, 3 * 10**7, 10**4])
)


def spellings(number):
    """A strategy for the ways to write a whole number."""
    ways = [str(number), f"{number:,}", in_han(number)]
    ways += [f"{Decimal(number) / scale:f}{name}" for scale, name in ((10**4, "万"), (10**4, "w"), (10**8, "亿"))]
    ways += [f"{number // 1000}千"] if number % 1000 == 0 else []
    ways += [f"{number // 10**8}个亿"] if number % 10**8 == 0 else []
    ways += (
        [f"{number // 10**4}万{number % 10**4 // 1000}"]
        if number > 10**4 and not number % 1000 and number % 10**4
        else []
    )
    ways += [each.replace("二千", "两千").replace("二万", "两万") for each in ways[2:3]]
    full_width = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
    return st.sampled_from([*ways, *(way.translate(full_width) for way in ways)])


KINDS_OF_ONE_UNIT = sorted({(unit.kind, unit.symbol) for unit in UNITS.values() if unit.kind in BOUNDS})
FIELDS = {
    Kind.AREA: ["㎡", "亩"],
    Kind.LENGTH: ["m"],
    Kind.MASS: ["t"],
    Kind.LOAD: ["t/㎡"],
    Kind.POWER: ["kVA", "kW"],
    Kind.MONEY: ["万元", "元"],
}


def names_of(kind, symbol):
    return sorted(name for name, unit in UNITS.items() if (unit.kind, unit.symbol) == (kind, symbol))


@given(st.integers(1, 10**12 - 1))
def test_a_number_written_out_in_chinese_is_that_number(number):
    numeral = numerals.evaluate(in_han(number))
    assert numeral.lower == numeral.upper == number


def noisy(data, text):
    """The text with what people put around it."""
    around = ["{}", "大小{}", "需要 {}。", "{}，急", "\u202d{}\u202c", "要{}的", "（{}）"]
    return data.draw(st.sampled_from(around)).format(text)


def exactly(value, step):
    """A Decimal as the reader rounds it."""
    return int(Fraction(value) / Fraction(step) + Fraction(1, 2)) * step


@pytest.mark.slow
@given(NUMBERS, st.sampled_from([kind for kind, _ in KINDS_OF_ONE_UNIT]), st.data())
def test_a_quantity_in_any_spelling_is_the_same(number, kind, data):
    symbol = data.draw(st.sampled_from([symbol for each, symbol in KINDS_OF_ONE_UNIT if each is kind]))
    name = data.draw(st.sampled_from(names_of(kind, symbol)))
    spelling, space = data.draw(spellings(number)), data.draw(st.sampled_from(["", " ", "\u3000", "\xa0"]))
    assume("w" not in spelling or (kind is not Kind.POWER and (space or not name[0].isascii())))
    unit = data.draw(st.sampled_from(FIELDS[kind]))
    answer = reading.read(noisy(data, f"{spelling}{space}{name}"), unit)
    least, most, step = BOUNDS[kind]
    least = Decimal(1000) if unit == "万元" else least  # less is a price
    value = exactly(number * UNITS[name].factor, step)
    if least <= value <= most:
        assert answer.quantity == reading.Quantity(kind, symbol, value, value)
    else:
        assert answer.quantity is None


@pytest.mark.slow
@given(NUMBERS, st.sampled_from(FIELD_UNITS), st.data())
def test_a_lone_number_is_in_the_unit_of_the_field(number, unit, data):
    typed = data.draw(st.sampled_from([f"{number}", f"{number:,}", in_han(number), f" {number} 左右"]))
    assume("万" not in typed and "亿" not in typed)
    assume(number < {"万": 2000, "m": 100}.get(unit[0], 10**9))  # more may be meant in 元, or in centimetres
    value = reading.read(noisy(data, typed), unit).value
    if value is not None:
        assert reading.in_unit(value, unit) == number
    else:
        assert reading.read(f"{number}{unit}", unit).value is None


@pytest.mark.slow
@given(NUMBERS, NUMBERS, st.data())
def test_a_range_keeps_its_order_and_its_ends(one, other, data):
    lower, upper = sorted((one, other))
    assume(lower < upper <= 100 * lower)
    dash = data.draw(st.sampled_from(["-", "~", "—", "－", "～", "到", "至", " - ", "--", "或"]))
    name = data.draw(st.sampled_from(names_of(Kind.AREA, "m2")))
    first = data.draw(st.sampled_from([f"{lower}", f"{lower:,}", f"{lower}{name}"]))
    quantity = reading.read(noisy(data, f"{first}{dash}{upper}{name}"), "亩").quantity
    assert quantity == reading.read(f"{upper}{name}{dash}{lower}{name}", "亩").quantity
    step = BOUNDS[Kind.AREA][2]
    ends = [exactly(end * UNITS[name].factor, step) for end in (lower, upper)]
    assert quantity is None or [quantity.lower, quantity.upper] == ends


@pytest.mark.slow
@given(st.lists(st.integers(1, 10**5), min_size=2, max_size=4), st.data())
def test_amounts_of_one_unit_with_a_plus_between_them_are_their_sum(parts, data):
    unit, name = data.draw(
        st.sampled_from([("㎡", "平米"), ("亩", "亩"), ("万元", "万"), ("万元", "万元"), ("kVA", "kVA")])
    )
    plus = data.draw(st.sampled_from(["+", "＋", " + ", "加", "，另加", "+设备"]))
    assert reading.in_unit(reading.read(plus.join(f"{part}{name}" for part in parts), unit).value, unit) == sum(parts)


@pytest.mark.slow
@given(st.integers(2, 99), st.integers(1, 99_999), st.data())
def test_a_sum_of_several_years_is_never_one_of_a_year(years, sum_in_10k, data):
    typed = data.draw(st.sampled_from(["{}年累计{}万", "{}年共纳税{}万元", "近{}年税收{}万", "{}年{}万", "每{}年{}万"]))
    assert reading.read(typed.format(years, sum_in_10k), "万元/年").value is None


@pytest.mark.slow
@given(st.integers(1, 10**6), st.sampled_from(["亩", "公顷", "㎡"]))
def test_an_area_comes_back_in_its_unit_as_it_was_typed(hundredths, unit):
    typed = Decimal(hundredths) / 100
    value = reading.read(f"{typed}{unit}", "㎡").value
    assert value is None or reading.in_unit(value, unit) == typed


@pytest.mark.slow
@given(st.integers(1, 10**5), st.sampled_from(["元/㎡/天", "元/㎡/月", "元/㎡/年", "元/亩/年", "万元/亩", "元/平·天"]))
def test_a_price_comes_back_in_its_unit_as_it_was_typed(hundredths, unit):
    typed = Decimal(hundredths) / 100
    found = reading.find_all(f"{typed}{unit}")
    assert all(reading.in_unit(each.quantity.value, unit) == typed for each in found)


FACTS = st.sampled_from(
    [
        ("3000平", "3000 m2"),
        ("两千五百㎡", "2500 m2"),
        ("20亩", "13333.33 m2"),
        ("净高9米", "9 m"),
        ("层高8米5", "8.5 m"),
        ("10吨行车", "10 t"),
        ("5T行车", "5 t"),
        ("承重2吨/㎡", "2 t/m2"),
        ("800kVA", "800 kVA"),
        ("500千瓦", "500 kW"),
        ("预算800万元", "8000000 CNY"),
        ("投资3个亿元", "300000000 CNY"),
        ("500万美元", "5000000 USD"),
        ("租金25元/㎡/月以内", "..25 CNY/m2/month"),
        ("30万/亩", "450 CNY/m2"),
        ("年租金50万元", "500000 CNY/year"),
        ("1000-2000平", "1000..2000 m2"),
        ("不少于50亩", "33333.33.. m2"),
    ]
)


@pytest.mark.slow
@given(st.lists(FACTS, max_size=6), st.sampled_from(["，", " ", "、", "；", "\n", "。", "/ ", " | "]))
def test_facts_side_by_side_do_not_change_each_other(facts, between):
    found = reading.find_all(between.join(fact for fact, _ in facts))
    assert [written(each.quantity, "") for each in found] == [meant for _, meant in facts]
