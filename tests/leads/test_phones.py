"""Telephone numbers as people type them."""

import pytest

from leads import phones


@pytest.mark.parametrize(
    ("typed", "number", "extension"),
    [
        ("13800000000", "+8613800000000", ""),
        (" 138 0000 0000 ", "+8613800000000", ""),
        ("１３８－００００－００００", "+8613800000000", ""),
        ("+86 138-0000-0000", "+8613800000000", ""),
        ("0086 13800000000", "+8613800000000", ""),
        ("013800000000", "+8613800000000", ""),
        ("0531-88888888", "+8653188888888", ""),
        ("（0531）8888 8888", "+8653188888888", ""),
        ("0531-88888888转8012", "+8653188888888", "8012"),
        ("0531-88888888 分机：8012", "+8653188888888", "8012"),
        ("0531-88888888-8012", "+8653188888888", "8012"),
        ("0531－88888888－８０１２", "+8653188888888", "8012"),
        ("010-68888888 ext. 12", "+861068888888", "12"),
        ("400-000-0000", "+864000000000", ""),
        ("400-000-0000转1", "+864000000000", "1"),
        ("+49 30 901820", "+4930901820", ""),
        ("0049 30 901820", "+4930901820", ""),
        ("+852 2123 4567", "+85221234567", ""),
        ("13800000000（微信同号）", "+8613800000000", ""),
        ("手机：138 0000 0000 同微信", "+8613800000000", ""),
        ("电话0531-88888888转8012", "+8653188888888", "8012"),
        ("138000٠٠٠٠٠", "+8613800000000", ""),
        ("0531-88888888转٨٠١٢", "+8653188888888", "8012"),
    ],
)
def test_a_phone_is_read_as_people_type_it(typed, number, extension):
    assert phones.parse(typed) == phones.Phone(number, extension)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12345",
        "88888888",
        "138000000001",
        "王先生",
        "13800000000/13900000000",
        "转8012",
        "+",
        "😀",
        "a@b.c",
        "+4930" + "1" * 13,
    ],
)
def test_what_cannot_be_dialled_is_no_phone(typed):
    with pytest.raises(phones.NotAPhone):
        phones.parse(typed)


def test_the_error_does_not_carry_the_number_into_a_log():
    with pytest.raises(phones.NotAPhone) as caught:
        phones.parse("138000000001")
    assert "138" not in str(caught.value)


@pytest.mark.parametrize(
    ("number", "shown", "masked"),
    [
        ("+8613800000000", "138 0000 0000", "138****0000"),
        ("+8653188888888", "0531 8888 8888", "0531****8888"),
        ("+4930901820", "+49 30 901820", "+49****1820"),
        ("", "", ""),
    ],
)
def test_a_phone_is_shown_to_be_dialled_or_masked(number, shown, masked):
    assert (phones.display(number), phones.mask(number)) == (shown, masked)
