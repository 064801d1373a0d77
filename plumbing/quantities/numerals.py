"""Numbers as Chinese business people write them: 3,000, 3千, 三千五, 1万5, 2个亿, 5w, 十几, 三五百, 两千多万."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_HAN = "零〇一二两三四五六七八九"
_PLAINLY = str.maketrans(f"{_HAN}点kw", "001223456789.千万")
# Two digits said together are the two ends of a range: 三五百, 七八亩.
_PAIRS = {"12", "23", "34", "45", "56", "67", "78", "89", "35"}
_LONGEST = 40
#: 1kw is slang for ten million; 500kw is the power of a machine.
_MOST_KW = 100

_ARABIC = r"\d{1,3}(?: 000)+(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)*|\d+(?:\.\d+)*"
# 千瓦, 千伏安, 千克, 千帕, 千牛 are units.
_SCALE = r"[十百万亿]|千(?!瓦|伏安|克|帕|牛)"
# In 30万一亩 and 两块五一平 it is no digit.
_EACH = "一(?:平|方|亩|个|月|年|天)"


def pattern(slang: str) -> str:
    """The regular expression of a numeral in lower-case text.

    `slang` are the Latin scales that are meant as such, with "|" between them: "k", "w" (万), "kw" (千万). It is
    generous: whether what it matches is a number, `evaluate` says.
    """
    scale = rf"{_SCALE}|(?:{slang})(?![a-z])" if slang else _SCALE
    digit = rf"(?<!\d)(?!(?:(?<=[百千万亿])|(?<=[块元毛角][{_HAN}])){_EACH})[{_HAN}]"
    return (
        rf"(?:{_ARABIC}|[{_HAN}半]|[几数]?[十百千万亿](?!瓦|伏安|克|帕|牛))"
        rf"(?:\s?(?:个?[多余来几]?|个半)(?:{scale})|{digit}|点(?=[{_HAN}\d])|(?<=[十百千万亿kw点])\d+|(?<=十)几)*"
    )


class NotANumeral(ValueError):
    """It looks like a number, but says none, or could be read as two."""


@dataclass(frozen=True)
class Numeral:
    """A number, or the two between which it lies (三五百 is 300 to 500, 十几 10 to 20), as `text` says it.

    `shared` are the scales that the other end of a range may share, larger ones first: in 3-5百万 the 3 counts
    millions.
    """

    text: str
    lower: Fraction
    upper: Fraction
    shared: tuple[int, ...]

    @property
    def is_about(self) -> bool:
        return self.lower != self.upper or bool(re.search("[多余来]|^[百千万亿]", self.text))

    @property
    def is_more(self) -> bool:
        """Somewhat more than it says: 两千多万."""
        return bool(re.search("[多余]", self.text))

    @property
    def is_scaled(self) -> bool:
        """It says its magnitude itself: 500万 in a field of 万元 is not 500万万元."""
        return bool(re.search("[万亿kw]", self.text))

    @property
    def is_plain(self) -> bool:
        """Arabic digits only: two of them side by side may be one number broken in two."""
        return re.fullmatch(r"[\d., ]+", self.text) is not None

    def times(self, scale: int) -> "Numeral":
        """The number in a scale that stands behind it: 5 million."""
        return replace(self, lower=self.lower * scale, upper=self.upper * scale, shared=(scale, 1))


@lru_cache(1000)
def evaluate(text: str) -> Numeral:
    """The Numeral that a match of `pattern` says. Raises NotANumeral."""
    bare = re.sub(r"个(?!半)|[\s多余来]", "", text)
    if len(bare) > _LONGEST:
        raise NotANumeral
    if slang := re.fullmatch(r"([\d.]+)kw", bare):
        number = _number(slang[1])
        if number > _MOST_KW:
            raise NotANumeral
        return Numeral(text, number * 10**7, number * 10**7, (10**7, 1))
    lower, upper = (each.translate(_PLAINLY) for each in _ends(bare))
    shared = re.fullmatch(r"[\d.]+([百千万亿]*)|.*?[\d十].*?([万亿]*)", lower)
    return Numeral(text, _value(lower), _value(upper), _products((shared[1] or shared[2] or "") if shared else ""))


def _ends(text: str) -> tuple[str, str]:
    """The lower and the upper reading: 三五百 is 三百 and 五百, 二十几 is 二十 and 三十. Mostly they are the same."""
    if few := re.fullmatch(rf"(.*?)([{_HAN}\d]?)十几(.*)", text):
        tens = int((few[2] or "1").translate(_PLAINLY))
        return f"{few[1]}{tens}十{few[3]}", f"{few[1]}{tens + 1}十{few[3]}"
    if text.startswith("百十"):
        return f"1百{text[2:]}", f"1百1十{text[2:]}"
    if pair := re.search(rf"(?<![点{_HAN}])[{_HAN[2:]}]{{2}}(?![{_HAN}])", text):
        if pair[0].translate(_PLAINLY) not in _PAIRS:
            raise NotANumeral
        before, after = text[: pair.start()], text[pair.end() :]
        return f"{before}{pair[0][0]}{after}", f"{before}{pair[0][1]}{after}"
    return text, text


def _value(text: str) -> Fraction:
    """Of digits and scales: 1万5千, 2千3百万, 1千05, 百万. Raises NotANumeral."""
    if re.fullmatch("[百千]?[万亿]?|十[万亿]|万亿", text) and text:
        return Fraction(_products(text)[0])
    text = re.sub("^半", "0.5", re.sub(r"(?<=\d)个半", ".5", text))
    for scale in ("亿", "万", "千", "百", "十"):
        head, found, rest = text.partition(scale)
        if not found:
            continue
        if not head and scale != "十":
            raise NotANumeral  # 万八千
        coefficient = _value(head) if head else Fraction(1)
        if (rest and coefficient.denominator != 1) or re.search(r"[百千]\d$", head):
            raise NotANumeral  # 1.5万5; 三千五万
        return coefficient * _SCALES[scale] + _rest(rest, _SCALES[scale])
    return _number(text)


def _rest(text: str, scale: int) -> Fraction:
    """What follows a scale: 5 in 1万5 is 5000, in 二十五 and in 一百零五 it is five."""
    if not text:
        return Fraction(0)
    if re.fullmatch("[1-9]", text):
        return Fraction(int(text) * scale, 10)
    has_zero = text.startswith("0")
    rest = _value(text.removeprefix("0"))
    # 500万3000 may be two numbers, and 一亿两千 1.2 亿; a zero in between settles it.
    least, most = (0, scale // 10) if has_zero else (scale // 10**4, scale)
    if not least <= rest < most or not (has_zero or re.search("[十百千万]", text)):
        raise NotANumeral
    return rest


def _products(scales: str) -> tuple[int, ...]:
    """百万 gives 1,000,000, 10,000 and 1: the scales together, then without the first, and so on."""
    products = [1]
    for scale in reversed(scales):
        products.append(products[-1] * _SCALES[scale])
    return tuple(reversed(products))


def _number(text: str) -> Fraction:
    """Of Arabic digits. Raises NotANumeral for what is not one number: 3,5 and 1.2.3 and 0531, 1.500 and 1.3000."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        text = text.replace(",", "")
    if not re.fullmatch(r"(?:0|[1-9]\d*)(?:\.\d+)?", text) or re.search(r"\.\d{2,}0$", text):
        raise NotANumeral
    return Fraction(text)
