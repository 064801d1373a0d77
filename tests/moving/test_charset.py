"""What bytes turn out to be, a value at a time: repaired where they are broken, left alone where they are sound."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moving.zblog import charset

CHINESE = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
    | st.sampled_from("，。“”‘’—…·、（）①㎡％ aZ09\n<>&😀é×·°"),
    max_size=40,
)


def as_latin1(raw):
    """What MySQL makes of bytes that it takes for latin1: cp1252, the five bytes it lacks kept."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)


@given(CHINESE.filter(lambda text: any("\u4e00" <= character <= "\u9fff" for character in text)))
@example("“拿地即开工”——每亩 5×10³ 元·é")
@example("咖啡 café“”之家")
def test_sound_text_is_left_alone(text):
    assert charset.read(text.encode()) == charset.Text(text)


@given(st.text("abcdefghij é ü ö ñ © ® · × ° — “ ” ’ …", max_size=40).filter(lambda text: "“”" not in text))
def test_text_in_latin_letters_is_left_alone(text):
    assert charset.read(text.encode()).text == text


@given(CHINESE.filter(lambda text: any("\u4e00" <= character <= "\u9fff" for character in text)))
def test_what_was_encoded_twice_is_read_once_less(text):
    assert charset.read(as_latin1(text.encode()).encode()) == charset.Text(text, ("twice-encoded",))


def test_it_does_not_matter_which_latin1_it_was_taken_for():
    raw = "招商引资，“园区”".encode()
    assert charset.read(raw.decode("latin1").encode()).text == raw.decode()


@pytest.mark.slow
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=30), st.integers(1, 2))
def test_a_character_cut_in_the_middle_goes_and_is_told(text, left):
    raw = text.encode()[: -3 + left]
    assert charset.read(raw) == charset.Text(text[:-1], ("cut-character",))
    assert charset.read(as_latin1(raw).encode()) == charset.Text(text[:-1], ("twice-encoded", "cut-character"))


@pytest.mark.slow
@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise_or_leave_what_no_database_takes(raw):
    assert not charset.CONTROL.search(charset.read(raw).text)


@pytest.mark.slow
@given(st.text(st.sampled_from("招商引资园区厂房土地项目签约开工投产高新技术产业发展，。"), min_size=4, max_size=40))
def test_gbk_is_told_from_broken_utf_8(text):
    assert charset.read(text.encode("gb18030")) == charset.Text(text, ("gbk",))


def test_one_broken_byte_in_a_long_text_is_one_mark():
    raw = "坏字".encode() + b"\xff" + "节，后面还有很多字".encode()
    assert charset.read(raw) == charset.Text("坏字\ufffd节，后面还有很多字", ("broken-bytes",))


def test_a_broken_piece_in_a_sound_body_is_mended():
    piece = as_latin1("招商引资".encode())
    assert charset.read(f"<p>正文</p><p>{piece}</p>".encode()).text == "<p>正文</p><p>招商引资</p>"


def test_nul_and_other_control_characters_go():
    assert charset.read(b"a\0b\x07c\td\n\x0be") == charset.Text("abc\td\n e", ("control-characters",))


@pytest.mark.parametrize(
    ("counts", "beginning"),
    [
        (
            {"all": 9, "twice-encoded": 8, "cut-character": 1, "gbk": 0, "broken-bytes": 0, "control-characters": 0},
            "UTF-8，被当作",
        ),
        (
            {"all": 9, "twice-encoded": 0, "cut-character": 0, "gbk": 9, "broken-bytes": 0, "control-characters": 0},
            "GBK",
        ),
        (
            {"all": 9, "twice-encoded": 0, "cut-character": 1, "gbk": 0, "broken-bytes": 0, "control-characters": 0},
            "UTF-8；1 篇",
        ),
    ],
)
def test_the_verdict_says_what_most_values_are(counts, beginning):
    assert charset.verdict(counts).startswith(beginning)
