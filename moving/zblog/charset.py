"""What the bytes of an old database turn out to be, a value at a time.

UTF-8 was stored in tables declared latin1, dumped as if it were latin1, and cut in mid-character; a site has sound and
broken values side by side. So no file is converted: each value says for itself what it is, and sound text stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: MySQL's latin1 is cp1252 with the five bytes that it lacks kept as they are.
BYTE_OF = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
#: A C1 character stands for its byte, too, whoever converted it.
BYTE_OF |= {chr(byte): byte for byte in range(0x80, 0xA0)}
TWICE = re.compile("[" + re.escape("".join(BYTE_OF)) + "]{2,}")
OTHERS = re.compile("[^\x00-\x7f" + re.escape("".join(BYTE_OF)) + "]")
#: What PostgreSQL or a page does not take: NUL, other control characters, halves of a pair.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
#: From here on characters are Chinese, or the punctuation that comes with it.
WIDE = re.compile("[\u2000-\ufffc\U00010000-\U0010ffff]")
#: Word's line break within a paragraph, and a new page.
BREAKS = re.compile("[\x0b\x0c]")
LONGEST_CHARACTER = 4

#: Codes of what was done to a value.
TWICE_ENCODED, CUT, GBK, BROKEN, CONTROLS = (
    "twice-encoded",
    "cut-character",
    "gbk",
    "broken-bytes",
    "control-characters",
)


@dataclass(frozen=True, slots=True)
class Text:
    """A value as text, and codes of what had to be done to it."""

    text: str
    codes: tuple[str, ...] = ()


def read(value: bytes | str) -> Text:
    """`value` as the text that was meant. Never raises; sound text comes back as it is, but for control characters."""
    codes: list[str] = []
    text = _decode(value, codes) if isinstance(value, bytes) else value
    if not text.isascii() and (repaired := _once_less(text)) is not None:
        text, was_cut = repaired
        codes += [TWICE_ENCODED, *[CUT] * was_cut]
    if CONTROL.search(text):
        text = CONTROL.sub("", BREAKS.sub(" ", text))
        codes.append(CONTROLS)
    return Text(text, tuple(dict.fromkeys(codes)))


def _decode(value: bytes, codes: list[str]) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        wrong, end = error, len(value)
    if wrong.reason == "unexpected end of data" and end - wrong.start < LONGEST_CHARACTER:
        codes.append(CUT)
        return value[: wrong.start].decode()
    text = value.decode(errors="replace")
    # A broken byte or two in UTF-8, or another charset altogether, in which hardly anything would be right.
    if text.count("\ufffd") * 4 > len(WIDE.findall(text)):
        try:
            other = value.decode("gb18030")
        except UnicodeDecodeError:
            pass
        else:
            codes.append(GBK)
            return other
    codes.append(BROKEN)
    return text


def _once_less(text: str) -> tuple[str, bool] | None:
    """`text` where it was encoded twice, and whether its end is cut; None where it was not.

    Either all of it was, or (a sound body into which a broken one was pasted) runs of it. In sound text letters with
    accents and quotation marks rarely make a Chinese character, and hardly ever two.
    """
    if not TWICE.search(text):
        return None
    was_cut = False
    # What has no Chinese outside of the runs was broken as a whole.
    whole = not OTHERS.search(text)
    changed = False

    def less(match: re.Match[str]) -> str:
        nonlocal was_cut, changed
        raw = bytes(BYTE_OF[character] for character in match[0])
        last = match.end() == len(text)
        try:
            better, cut = raw.decode(), False
        except UnicodeDecodeError as error:
            if not (last and error.reason == "unexpected end of data" and error.start):
                return match[0]
            better, cut = raw[: error.start].decode(), True
        if len(WIDE.findall(better)) < (1 if whole else 2):
            return match[0]
        was_cut, changed = was_cut or cut, True
        return better

    better = TWICE.sub(less, text)
    return (better, was_cut) if changed else None


def verdict(counts: Mapping[str, int]) -> str:
    """In words for the owner: what the values are. `counts` has how many were repaired, by code, and `all` of them."""
    if not counts["all"]:
        return "全是英文字母和数字，看不出编码"
    what = "UTF-8"
    if counts[GBK] * 2 > counts["all"]:
        what = "GBK"
    elif counts[TWICE_ENCODED] * 2 > counts["all"]:
        what = "UTF-8，被当作 latin1 又编码了一次（逐个值还原）"
    return "；".join([what, *(f"{counts[code]} 篇有值{words}" for code, words in WORDS.items() if counts[code])])


#: What the codes mean, for people.
WORDS = {
    TWICE_ENCODED: "编码过两次，已还原",
    CUT: "末尾的字被截断，去掉了半个字",
    GBK: "是 GBK，已转换",
    BROKEN: "含认不出的字节，以 � 代替",
    CONTROLS: "含控制字符，已去掉",
}
