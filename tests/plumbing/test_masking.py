"""What nobody may read unasked: numbers, WeChat ids and mail addresses, in every spelling, in any text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbing.masking import mask, mask_in, mask_name


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("+8613800000000", "138****0000"),
        ("+8653188888888", "0531****8888"),
        ("+86108888888", "010****888"),
        ("+861088888888", "010****8888"),
        ("+866346123456", "0634****456"),
        ("+864000000000", "400****000"),
        ("+4930901820", "+49****1820"),
        ("+8695588", "****588"),
        ("", ""),
    ],
)
def test_of_every_number_four_digits_at_least_are_hidden(number, masked):
    assert mask(number) == masked


@pytest.mark.parametrize(
    ("typed", "masked"),
    [
        ("电话13800000000找王总", "电话138****0000找王总"),
        ("138 0000 0000", "138****0000"),
        ("138-0000-0000，139 0000 0000", "138****0000，139****0000"),
        ("+86 13800000000", "+86 138****0000"),
        ("8613800000000", "86138****0000"),
        ("１３８００００００００", "138****0000"),
        ("1 3 8 0 0 0 0 0 0 0 0", "138****0000"),
        ("一三八零零零零零零零零", "138****0000"),
        ("幺三八〇〇〇〇〇〇〇〇", "138****0000"),
        ("0531-88888888", "0531-****8888"),
        ("（0531）8888 8888转8012", "（0531）****8888转8012"),
        ("0634-6123456", "0634-****456"),
        ("400-000-0000", "400****000"),
        ("座机：88888888", "座机：****8888"),
        ("座机 8888-8888 平时都在", "座机 ****8888 平时都在"),
        ("电话 6660 8880，3000 平", "电话 ****8880，3000 平"),
        ("电话 6660-8880，3000 平", "电话 ****8880，3000 平"),
        ("+49 30 901820", "****1820"),
        ("微信 wang_zong88", "微信 wa****8"),
        ("vx:wangzong88，QQ 123456789", "vx:wa****8，QQ 12****9"),
        ("v信同号 wangzong", "v信同号 wa****g"),
        ("发到 wang@example.com", "发到 wa****m"),
        ("+86 (138) 0000-1197", "+86 (138****1197"),
        ("138。0000。1293", "138****1293"),
        ("138,0000,1283", "138****1283"),
        ("138/0000/1288", "138****1288"),
        ("138＊0000＊1269", "138****1269"),
        ("[138]00001271", "[138****1271"),
        ("①③⑧00001284", "138****1284"),
        ("壹叁捌零零零零壹贰玖贰", "138****1292"),
        ("138O00O1291", "138****1291"),
        ("I38OOOO1103", "138****1103"),
        ("身份证 110101199001011234", "身份证 110****1234"),
    ],
)
def test_what_people_write_into_their_words_is_masked(typed, masked):
    assert mask_in(typed) == masked


@pytest.mark.parametrize(
    "typed",
    [
        "3000平 单层 净高9米 10吨行车 月租25以内",
        "要 1500-2000 平，预算 300 万，2027年3月1日前",
        "面积 12000.50 ㎡，电 630kVA，2026-11-29 来看",
        "微信上聊过",
        "3000，5000，8000 平各一套",
        "1500/2000/3000 平",
        "电话说 2800-3000 平就够",
        "电话里说 3000，5000，8000 平各一套",
        "手机上聊的，2800 - 3200㎡",
        "OIL 级导热油",
        "",
    ],
)
def test_what_is_no_way_to_reach_anybody_stays(typed):
    assert mask_in(typed) == typed


numbers = st.from_regex(r"1[3-9]\d{9}", fullmatch=True)
words = st.text(
    st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="零〇○幺一二两三四五六七八九+"), max_size=8
)


@pytest.mark.slow
@given(
    words, numbers, st.sampled_from(["", " ", "-", "－", "·", "  "]), st.sampled_from(["", "86", "+86 ", "0"]), words
)
def test_no_mobile_number_survives_in_any_text(before, number, between, prefix, behind):
    typed = f"{before} {prefix}{between.join((number[:3], number[3:7], number[7:]))} {behind}"
    assert number not in re.sub(r"\D", "", mask_in(typed))


@pytest.mark.slow
@given(st.text(max_size=60))
def test_any_text_is_masked_without_an_error_and_twice_is_once(text):
    assert mask_in(mask_in(text)) == mask_in(text)


def test_a_name_shows_its_ends():
    assert (mask_name("wang_zong"), mask_name("a"), mask_name("")) == ("wa****g", "a****a", "")
