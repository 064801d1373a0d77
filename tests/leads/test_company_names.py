"""One company in two spellings has one key, two companies have two; the code of one is checked by its last sign."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from leads import credit_codes
from leads.company_names import LONGEST, key

SAME = [
    ("示例传感科技有限公司", "示例传感科技有限责任公司"),
    ("示例传感科技有限公司", "示例传感科技 有限公司"),
    ("示例传感科技有限公司", "示例传感科技"),
    ("示例（中国）投资有限公司", "示例(中国)投资有限公司"),
    ("示例（中国）投资有限公司", "示例中国投资"),
    ("ＡＢＣ精密", "abc 精密"),
    ("示例厂", "示例厂 13800000009"),
    ("示例·重工有限公司", "示例重工"),
]
OTHERS = [
    ("山东示例有限公司", "示例有限公司"),
    ("青岛示例有限公司", "济南示例有限公司"),
    ("示例股份有限公司", "示例有限公司"),
    ("示例集团有限公司", "示例有限公司"),
    ("示例有限公司青岛分公司", "示例有限公司"),
    ("示例科技有限公司", "示例有限公司"),
    ("示例一厂", "示例二厂"),
    ("甲有限公司", "乙有限公司"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_company_are_one(one, other):
    assert key(one) == key(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_companies_are_two(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    "typed", ["", " ", "无", "个人", "有限公司", "某公司", "13800000009", "（ ）", "甲", "一三八零零零零零零零九"]
)
def test_what_names_no_company_has_no_key(typed):
    assert key(typed) == ""


@pytest.mark.slow
@given(st.text(max_size=100))
def test_a_key_is_its_own_and_fits_its_column(typed):
    made = key(typed)
    assert len(made) <= LONGEST
    assert key(made) in (made, "")  # digits that together make a number are none any more


names = st.text("示例青岛传感科技重工集团精密甲乙丙丁ABC3", min_size=2, max_size=12)


@pytest.mark.slow
@given(
    names,
    st.sampled_from(["有限公司", "有限责任公司", ""]),
    st.sampled_from([" ", "　", "·", "（", ")", "-"]),
    st.integers(0, 12),
)
def test_signs_spaces_and_the_spelling_of_the_legal_form_make_no_difference(name, ending, sign, place):
    place = min(place, len(name))
    typed = f"{name[:place]}{sign}{name[place:]}{ending}"
    assert key(typed) == key(f"{name}有限公司") or key(name) == ""


@pytest.mark.slow
@given(names)
def test_a_city_before_the_name_is_never_taken_off(name):
    assert key(f"青岛{name}") != key(name) or key(name) == ""


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91310000631349424 9".replace(" ", "")])
def test_a_code_of_the_standard_is_one(code):
    assert credit_codes.validate(credit_codes.typed(f" {code[:4].lower()} {code[4:]} ")) is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("91350100M000100Y44", "校验位"),
        ("91350100M000100Y4", "现在有 17 位"),
        ("9135010OM000100Y43", "没有“O”"),
        ("370100200012345", "15 位的旧注册号"),
        ("示例", "现在有 2 位"),
    ],
)
def test_what_is_wrong_with_a_code_is_said(typed, said):
    with pytest.raises(ValidationError, match=said):
        credit_codes.validate(credit_codes.typed(typed))


@pytest.mark.slow
@given(
    st.text(credit_codes.ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(credit_codes.ALPHABET)
)
def test_one_character_that_was_copied_wrongly_is_noticed(first, place, wrong):
    code = first + credit_codes.check_character(first)
    credit_codes.validate(code)
    if code[place] != wrong:
        with pytest.raises(ValidationError):
            credit_codes.validate(code[:place] + wrong + code[place + 1 :])
