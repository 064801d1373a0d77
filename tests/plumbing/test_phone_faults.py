"""What is wrong with a text that is no telephone number."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plumbing import phone_faults


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1380000000", "手机号少一位。"),
        ("138000000", "手机号少两位。"),
        ("138000000001", "手机号多一位。"),
        ("+861380000000", "手机号少一位。"),
        ("01380000000", "手机号少一位。"),
        ("13800", "号码位数不对，请填手机号，或带区号的座机。"),
        ("138000000001234", "号码位数不对，请再核对。"),
        ("12800000000", "号段不存在，请再核对。"),
        ("0531-8888888", "座机号少一位。"),
        ("010-888888888", "座机号多一位。"),
        ("0635-123456", "座机号少一位。"),
        ("0123-4567890", "区号不存在，请再核对。"),
        ("88888888", "座机请带区号，例如 0531-88888888。"),
        ("400-123-456", "400 号码少一位。"),
        ("name@example.com", "这是一个邮箱，请填电话号码。"),
        ("wx: abc_12345", "这像是微信号，请填电话号码。"),
        ("王先生", "没有看到号码，请填手机号，或带区号的座机。"),
        ("", "没有看到号码，请填手机号，或带区号的座机。"),
        ("13800000000王", "号码里夹着别的字，请只填号码。"),
        ("0000-0000", "没有这样的号码，请再核对。"),
        ("138531012341395310567815966310999", "几个号码连在一起了，请只填一个，或用顿号分开。"),
        ("+999123456", "国外号码不对：请以 + 和国家代码开头，例如 +49。"),
        ("+493011111111111111", "国外号码位数太多，请再核对。"),
        ("95588", "号码位数不对，请填手机号，或带区号的座机。"),
    ],
)
def test_it_is_said_what_is_wrong(typed, reason):
    assert phone_faults.fault(typed) == reason


def test_glued_mobiles_are_told_apart():
    glued = phone_faults.glued_mobiles("138531012341395310567815966310999")
    assert glued == ("13853101234", "13953105678", "15966310999")


@pytest.mark.parametrize("digits", ["", "13853101234", "1385310123402953105678", "1385310123413953105678123"])
def test_what_is_no_row_of_mobiles_is_not_split(digits):
    assert phone_faults.glued_mobiles(digits) == ()


@pytest.mark.slow
@given(st.one_of(st.text(), st.text(alphabet="0123456789+-() ", max_size=40)))
@example("0/+")
@example("+0")
def test_any_text_gets_a_sentence(typed):
    assert phone_faults.fault(typed).endswith("。")
