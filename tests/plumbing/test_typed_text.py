"""Cleaning what people type or paste: what nobody sees goes, what everybody sees stays."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plumbing import typed_text

CLEANERS = [typed_text.prose, typed_text.line, typed_text.identifier]
#: Direction marks of address books; zero-width marks, soft hyphen; control characters, half a character.
UNSEEN = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    "\u200b\u200c\u200e\u200f\u2060\ufeff\xad"
    "\x00\x07\x08\x7f\x9f\ud800\ufffe\uffff\ufdd0\U0001ffff"
)


@pytest.mark.parametrize("clean", CLEANERS)
@pytest.mark.parametrize("mark", UNSEEN)
def test_what_nobody_sees_goes(clean, mark):
    assert clean(f"{mark}高{mark}新区{mark}") == "高新区"


@pytest.mark.parametrize("clean", CLEANERS)
def test_a_lone_joiner_goes(clean):
    assert clean("王\u200d总\u200d") == "王总"


@pytest.mark.parametrize("clean", [typed_text.prose, typed_text.line])
@pytest.mark.parametrize("emoji", ["👨‍👩‍👧", "👩🏽‍💻", "🏳️‍🌈", "❤️‍🔥", "🙂‍↔️"])
def test_an_emoji_keeps_the_joiners_inside_it(clean, emoji):
    assert clean(f"老王{emoji}\u200d") == f"老王{emoji}"


@pytest.mark.parametrize(
    ("typed", "prose", "line", "identifier"),
    [
        ("ＡＩ（济南）", "ＡＩ（济南）", "AI（济南）", "AI(济南)"),
        ("５Ｇ　园区", "５Ｇ　园区", "5G 园区", "5G 园区"),
        ("wang＠example.com", "wang＠example.com", "wang@example.com", "wang@example.com"),
        ("3000㎡", "3000㎡", "3000㎡", "3000m2"),
        ("一\xa0二\u2009三\u3000四", "一 二 三\u3000四", "一 二 三 四", "一 二 三 四"),
        ("第一行\r\n第二行", "第一行\n第二行", "第一行 第二行", "第一行 第二行"),
        ("一\u2028二\x0b三\x85四", "一\n二\n三\n四", "一 二 三 四", "一 二 三 四"),
        ("甲  \n\n \n\n\n乙\t丙\n", "甲\n\n乙\t丙", "甲 乙 丙", "甲 乙 丙"),
        ("٣٠٠٠ ۵ ५", "٣٠٠٠ ۵ ५", "3000 5 5", "3000 5 5"),
        ("⼯业园", "⼯业园", "工业园", "工业园"),
        ("cafe\u0301", "café", "café", "café"),
        ("“济南”……①", "“济南”……①", "“济南”……①", "“济南”......1"),
        ("\u3164", "", "", ""),
        ("甲<![if !IE]>乙<![endif]>", "甲 乙", "甲 乙", "甲<![if !IE]>乙<![endif]>"),
        ("甲<!--[if gte mso 9]>\n乙<![endif]-->丙", "甲 丙", "甲 丙", "甲<!--[if gte mso 9]> 乙<![endif]-->丙"),
        ("层高<!8米", "层高<!8米", "层高<!8米", "层高<!8米"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3", "1\ufe0f\u20e3", "1\u20e3"),
        ("𠮷\U000e0100", "𠮷\U000e0100", "𠮷\U000e0100", "𠮷"),
    ],
)
def test_each_strength_leaves_alone_what_it_says(typed, prose, line, identifier):
    assert (typed_text.prose(typed), typed_text.line(typed), typed_text.identifier(typed)) == (prose, line, identifier)


MIXED = st.text(
    st.one_of(st.characters(), st.sampled_from([*UNSEEN, *"\u200d\u3000\xa0\n\r\t 👨👧️é\u0301０Ａ㎡ﷺ"])), max_size=40
)


@pytest.mark.slow
@given(MIXED)
@example("\u200d" * 3)
@example("👨\u200b\u200d👧")
def test_what_is_cleaned_is_clean(typed):
    for clean in CLEANERS:
        text = clean(typed)
        assert clean(text) == text
        assert text == text.strip()
        text.encode()
        allowed = {"\u200d", "\n", "\t", *typed_text.VISIBLE_FORMATS}
        assert not [each for each in text if unicodedata.category(each) in {"Cc", "Cf", "Cs"} and each not in allowed]


@pytest.mark.slow
@given(MIXED)
def test_a_cleaned_line_is_one_line_without_gaps(typed):
    for clean in (typed_text.line, typed_text.identifier):
        assert clean(typed).split() == [word for word in clean(typed).split(" ") if word]


@pytest.mark.slow
@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=40))
def test_prose_keeps_every_character_one_sees(typed):
    kept = "".join(each for each in typed if not each.isspace() and each not in "\u2800\u3164\uffa0\u115f\u1160")
    assert "".join(typed_text.prose(typed).split()) == unicodedata.normalize("NFC", kept)
