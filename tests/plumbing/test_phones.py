"""Telephone numbers as people type them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plumbing import phones

# Marks that phones put around the numbers in their address books, and others that nobody sees.
UNSEEN = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c\u200d\u200e\u200f\ufeff\xad\u2060\x00\ufe0f"
)


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
        ("\u202d138 0000 0000\u202c", "+8613800000000", ""),
        ("\u202a+86 138\xad0000\u200b0000\u202c", "+8613800000000", ""),
        ("138\u20110000\u20110000", "+8613800000000", ""),
        ("0531-88888888转٨٠١٢", "+8653188888888", "8012"),
        ("010-80006343", "+861080006343", ""),
        ("(021)80006514", "+862180006514", ""),
        ("010-80006528 转 8", "+861080006528", "8"),
        ("08613800000000", "+8613800000000", ""),
        ("139·0000·6236", "+8613900006236", ""),
        ("13900006331.0", "+8613900006331", ""),
        ("0531-80006277,801", "+8653180006277", "801"),
        ("0531-80006275*801", "+8653180006275", "801"),
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
    ("number", "shown"),
    [
        ("+8613800000000", "138 0000 0000"),
        ("+8653188888888", "0531 8888 8888"),
        ("+4930901820", "+49 30 901820"),
        ("", ""),
    ],
)
def test_a_phone_is_shown_to_be_dialled(number, shown):
    assert phones.display(number) == shown


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("13800000000", ["+8613800000000"]),
        ("13800000000/13900000000", ["+8613800000000", "+8613900000000"]),
        ("13800000000、13900000000", ["+8613800000000", "+8613900000000"]),
        ("13800000000，13900000000", ["+8613800000000", "+8613900000000"]),
        ("13800000000；13900000000；15900000000", ["+8613800000000", "+8613900000000", "+8615900000000"]),
        ("13800000000或13900000000", ["+8613800000000", "+8613900000000"]),
        ("13800000000 13900000000", ["+8613800000000", "+8613900000000"]),
        ("138 0000 0000 139 0000 0000", ["+8613800000000", "+8613900000000"]),
        ("13800000000\n13900000000", ["+8613800000000", "+8613900000000"]),
        ("13800000000-13900000000", ["+8613800000000", "+8613900000000"]),
        ("手机13800000000（微信同号）/ 电话0531-88888888", ["+8613800000000", "+8653188888888"]),
        ("0531-88888888、88888889", ["+8653188888888", "+8653188888889"]),
        ("13800000000/13800000000", ["+8613800000000"]),
        ("王总 13800000000、李工13900000000", ["+8613800000000", "+8613900000000"]),
        ("13900006321（请下午打）", ["+8613900006321"]),
        ("📱13800000000", ["+8613800000000"]),
        ("139 0000 6312 微信:abc", ["+8613900006312"]),
        ("13900006281，家里0531-80006281", ["+8613900006281", "+8653180006281"]),
        ("'13900006329", ["+8613900006329"]),
        ("13900006315/6316", ["+8613900006315"]),
        ("13800006527 / 010-80006527", ["+8613800006527", "+861080006527"]),
    ],
)
def test_several_numbers_in_one_field_are_several(typed, numbers):
    assert [phone.number for phone in phones.parse_several(typed)] == numbers


@pytest.mark.parametrize("typed", ["请打 1380000611 或 13900006114", "王总13800000000 QQ123456789"])
def test_beside_what_may_be_another_number_none_is_taken(typed):
    with pytest.raises(phones.NotAPhone):
        phones.parse_several(typed)


def test_where_one_number_is_wanted_two_are_offered_for_a_choice():
    with pytest.raises(phones.NotAPhone) as caught:
        phones.parse("13800000000/13900000000")
    assert caught.value.numbers == ("138 0000 0000", "139 0000 0000")


@pytest.mark.parametrize("read", [phones.parse, phones.parse_several])
@pytest.mark.parametrize("typed", ["138531012341395310567815966310999", "13853101234 139531056781 5966310999"])
def test_numbers_without_anything_between_them_are_refused_and_a_split_offered(read, typed):
    with pytest.raises(phones.NotAPhone) as caught:
        read(typed)
    assert caught.value.numbers == ("138 5310 1234", "139 5310 5678", "159 6631 0999")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1380000000", "手机号少一位。"),
        ("+86 138 0000 000", "手机号少一位。"),
        ("138000000001", "手机号多一位。"),
        ("12800000000", "号段不存在，请再核对。"),
        ("0531-8888888", "座机号少一位。"),
        ("0531-8888888转8012", "座机号少一位。"),
        ("010-888888888", "座机号多一位。"),
        ("88888888", "座机请带区号，例如 0531-88888888。"),
        ("80006255", "座机请带区号，例如 0531-88888888。"),
        ("139OOOO6252", "第 4、5、6、7 位是字母 O，应为数字 0。"),
        ("1380001234O", "第 11 位是字母 O，应为数字 0。"),
        ("138O0012341", "第 4 位是字母 O，应为数字 0。"),
        ("1380001234l", "第 11 位是字母 l，应为数字 1。"),
        ("王总 I38O001 2341 转 8", "第 1 位是字母 I，应为数字 1；第 4 位是字母 O，应为数字 0。"),
        ("+86 0531-8888888O", "第 12 位是字母 O，应为数字 0。"),
        ("13800000000、1390000000l", "第 11 位是字母 l，应为数字 1。"),
        ("wx123456789", "这像是微信号，请填电话号码。"),
        ("l23456789o", "这像是微信号，请填电话号码。"),
        ("400-123-456", "400 号码少一位。"),
        ("name@example.com", "这是一个邮箱，请填电话号码。"),
        ("name＠example.com", "这是一个邮箱，请填电话号码。"),
        ("微信：abc_12345", "这像是微信号，请填电话号码。"),
        ("abc12345", "这像是微信号，请填电话号码。"),
        ("王先生", "没有看到号码，请填手机号，或带区号的座机。"),
        ("13800000000王", "号码里夹着别的字，请只填号码。"),
        ("+999123456", "国外号码不对：请以 + 和国家代码开头，例如 +49。"),
        ("12345", "号码位数不对，请填手机号，或带区号的座机。"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(typed, reason):
    with pytest.raises(phones.NotAPhone) as caught:
        phones.parse(typed)
    assert caught.value.reason == reason


def test_of_two_numbers_the_wrong_one_is_spoken_of():
    with pytest.raises(phones.NotAPhone, match="手机号少一位"):
        phones.parse_several("13800000000、1390000000")


@pytest.mark.parametrize(("typed", "reason"), [("1380001234O", "第 11 位"), ("wx123456789", "微信号")])
def test_where_several_may_stand_it_is_said_as_well(typed, reason):
    with pytest.raises(phones.NotAPhone, match=reason):
        phones.parse_several(typed)


def scattered(data, digits):
    """Digits as people and programs write them: parted, full-width, with marks between them that nobody sees."""
    between = st.sampled_from(["", "", "", " ", "-", "－", "\u2011", ".", "\xa0", "\u3000", *UNSEEN])
    full_width = data.draw(st.sampled_from(["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩"]))
    return "".join(full_width[int(digit)] + data.draw(between) for digit in digits)


@pytest.mark.slow
@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.data())
def test_a_mobile_in_any_spelling_is_the_same_number(digits, data):
    prefix = data.draw(st.sampled_from(["", "+86", "86", "0086", "+86 ", "＋86-", "(+86)", "0", "手机：", "\u202d"]))
    after = data.draw(st.sampled_from(["", " ", "（微信同号）", "。", "\u202c"]))
    typed = prefix + scattered(data, digits) + after
    assert phones.parse(typed) == phones.Phone(f"+86{digits}")
    assert phones.parse_several(typed) == [phones.Phone(f"+86{digits}")]


MOBILES = st.lists(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), min_size=2, max_size=4, unique=True)


@pytest.mark.slow
@given(MOBILES, st.sampled_from(["/", " / ", "、", "，", ";", " ", "  ", "\n", "或", " 或者 ", "|", "\u202c\u202d、"]))
def test_several_mobiles_come_in_their_order(mobiles, between):
    found = phones.parse_several(between.join(mobiles))
    assert [phone.number for phone in found] == [f"+86{mobile}" for mobile in mobiles]


@pytest.mark.slow
@given(MOBILES)
def test_glued_mobiles_are_never_taken_for_one(mobiles):
    with pytest.raises(phones.NotAPhone) as caught:
        phones.parse_several("".join(mobiles))
    assert [number.replace(" ", "") for number in caught.value.numbers] == mobiles


PARTS = st.sampled_from(
    [*"0123456789 +-()/、,;.转x#@微信或", "138", "0531", "400", "+86", "00", "13800000000", *UNSEEN]
)


def outcome(read, typed):
    """The Phones read, and the reason where there are none."""
    try:
        found = read(typed)
    except phones.NotAPhone as error:
        return [], error.reason
    return found if isinstance(found, list) else [found], ""


@pytest.mark.slow
@given(st.one_of(st.text(max_size=80), st.lists(PARTS, max_size=40).map("".join)))
@example("1" * 5000)
@example("1 " * 2500)
@example("1转" * 2500)
@example("0+")
def test_any_text_is_numbers_or_a_reason(typed):
    for read in (phones.parse, phones.parse_several):
        found, reason = outcome(read, typed)
        assert bool(found) != bool(reason)
        for phone in found:
            assert phones.E164.fullmatch(phone.number)
            assert len(phone.extension) <= 8
            assert phones.parse(phones.display(phone.number)) == phones.Phone(phone.number)
