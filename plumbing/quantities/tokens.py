"""The words of a typed quantity: numerals, units, "each", "at least"; everything else is a word to be passed over."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from plumbing.quantities import numerals
from plumbing.quantities.units import ENGLISH_SCALES, UNITS, Kind, Unit

#: What a word says of the number beside it, and on which side of it the word stands.
LIMITS = {
    "least_before": "至少 最少 最低 最小 起码 大于等于 大于 高于 多于 超过 超 逾 >= ≥ >",
    "least_after": "及以上 以上 起步 起租 起售 起 往上 打底 +",
    "most_before": "最多 至多 最高 最大 小于等于 小于 低于 少于 控制在 <= ≤ <",
    "most_after": "及以下 以下 以内 之内 内 封顶 为限",
    "under_before": "不到 不足",
    "about_before": "大约 大概 大致 约为 约合 约 差不多 估计 将近 接近 近 预计 ≈",
    "about_after": "左右 上下 前后 的样子 附近",
    "more_after": "多 余",
    "between_after": "之间",
    "some_after": "来",
}
_NOT = "不要|不能|不可以?|不得|不会|不想|不应|不宜|不|别|勿|没有?|未"
_NEGATED = {"least_before": "少于 低于 小于 下于", "most_before": "超过 超出 超 高于 高过 大于 多于"}
#: What such a word, or a unit, is not followed by, because it is part of another then: 起重机; 平台, 平均, 3块地, m3.
_OTHER_WORDS = {
    "起": "[重吊]",
    "多": "[层少功种]",
    "余": "热",
    "内": "[部外容设置含有]",
    "超": "[高市]",
    "近": "郊",
    "约": "定",
    "平": "[台均原]",
    "平方": "[厘分毫寸尺]",
    "方": "[尺英]",
    "块": "[地土石板]",
    "元": "旦",
    "丈": "[量夫]",
    **dict.fromkeys(("m", "cm", "mm", "km"), r"[23](?!\d)"),
}
#: What stands before a number as "per" does after it: 月租3万, 亩均税收20万.
_NO_NUMBER = r"(?:(?<=\d{4})|(?<![\d一二两三四五六七八九十几半]))"
#: Not the year that is named: 明年租3000平. 以上年租金, 目前年租金 and 今后年租金 are of each.
OF_A_YEAR = "(?<![去今明本])(?<!(?<!以)上)(?<!(?<![以之目底月])前)(?<!(?<![今年月])后)年"
_PER_BEFORE = {
    "年": f"{_NO_NUMBER}{OF_A_YEAR}(?=均|租|税|纳税|缴|产值|营|销售|收入)",
    "月": f"{_NO_NUMBER}月(?=租|均|税|纳税|缴)",
    "天": f"{_NO_NUMBER}日(?=租|均)",
    "亩": "亩均",
}
#: What is counted and is no measure: 3000平/层, 2台, 人均20平.
COUNTED = (
    "层(?!高)|栋|幢|间|套|户|人|名|台(?!币)|辆|部|位|个(?!月|季)|件|只|条|家|单元|跨|期|次|班|小时|分钟|秒|度|号|楼|倍|%|‰|℃"
    "|头|瓶|柜|车|床|桶|箱|袋|棵|株|根|片|张|排|扇|门|把|支|工位"
)
_UNIT_OF_ANOTHER_RATE = "吨|t(?![a-z])|米|m(?![a-z0-9^])|公里|km(?![a-z0-9^])|h(?![a-z])|s(?![a-z])"
_MONEY = (Kind.MONEY, Kind.MONEY_PER_YEAR, Kind.PRICE, Kind.RENT)
#: Latin letters meant as numbers: 3k, 5w (万), 1kw (千万); where power is wanted they are watts.
_SLANG = {Kind.POWER: "", **dict.fromkeys(_MONEY, "k|w|kw")}
#: Not 5000+; 加工, 加盟 and the like add nothing.
_PLUS = (
    r"\+(?=\s*(?!平|亩|吨|米|元|公顷|k|m|t)\w{0,8}?[\d一二两三四五六七八九十半])"
    r"|[外再另]?加(?!元|币|拿|工|盟|装|建|固|急|油|气|热|班|价|宽|高|层|速|快|强|大|密)上?"
)
_READ_AS = {"some_before": "least_before", **{f"not_{name}": name for name in _NEGATED}}


class Token(NamedTuple):
    """`name` says what it is, `text` what was typed from `start` to `end`. A numeral that cannot be read has none."""

    name: str
    text: str
    start: int
    end: int
    numeral: numerals.Numeral | None = None
    unit: Unit | None = None


def tokens(text: str, kind: Kind | None) -> Iterator[Token]:
    """Of lower-case text in simplified characters. Where a sum (`kind`) is wanted, 1kw is one, else a power."""
    for found in _scanner(kind).finditer(text):
        name, words, start, end = found.lastgroup or "", found[0], found.start(), found.end()
        if name == "numeral":
            yield Token(name, words, start, end, numeral=_numeral(words))
        elif name == "unit":
            yield Token(name, words, start, end, unit=UNITS.get(words, UNITS["平"]))
        elif name in _READ_AS:
            yield Token(_READ_AS[name], words, start, end)
        elif name.startswith("per_"):
            yield Token("per_before", words, start, end, unit=UNITS[name.removeprefix("per_")])
        elif name == "other":
            yield Token("mark" if _is_mark(words) else "word", words, start, end)
        elif name != "space":
            yield Token(name, words, start, end)


def _is_mark(character: str) -> bool:
    """Whether it ends a word and says nothing: a full stop, an emoji. Not ₽, ° and the like, nor ' for feet."""
    return (
        unicodedata.category(character)[0] in "PS"
        and unicodedata.category(character) != "Sc"
        and character not in "'\"′°"
    )


def _numeral(text: str) -> numerals.Numeral | None:
    try:
        return numerals.evaluate(text)
    except numerals.NotANumeral:
        return None


@cache
def _scanner(kind: Kind | None) -> re.Pattern[str]:
    """What a text is cut by: of the alternatives the first one that fits."""
    spellings = [*UNITS, "方"] if kind is Kind.AREA else [*UNITS]
    alternatives = {
        "space": r"\s+",
        "plus": _PLUS,
        **{f"not_{name}": f"(?:{_NOT})(?:{_any_of(words.split())})" for name, words in _NEGATED.items()},
        **{name: _any_of(words.split()) for name, words in LIMITS.items()},
        "some_before": r"[上过](?=[十百千万亿半])|过(?=\d)",
        **{f"per_{unit}": words for unit, words in _PER_BEFORE.items()},
        "rate": f"[人户台栋]均|(?:每一?|/)(?:{COUNTED}|{_UNIT_OF_ANOTHER_RATE})",
        "dash": r"-+|~+|[‐–—―−─]+|到|至|或者?|、|(?<=\d)一(?=\d)",
        "numeral": numerals.pattern(_SLANG.get(kind, "k|w") if kind else "k|w"),
        "unit": _any_of(spellings),
        "scale": _any_of([*ENGLISH_SCALES]),
        "code": r"no\.?\s?\d+|[a-z]{1,12}-?\d+|第|编号|[#负]",
        "count": COUNTED,
        "per": r"[/·•.每]|per(?![a-z])",
        "joiner": r"[x×*:^±]|分之",
        "other": ".",
    }
    return re.compile("|".join(f"(?P<{name}>{regex})" for name, regex in alternatives.items()))


def _any_of(words: list[str]) -> str:
    """Any of the words, the longest first; none as the beginning of another word."""

    def one(word: str) -> str:
        latin = "(?![a-z])" if word[-1].isascii() and word[-1].isalnum() else ""
        return re.escape(word) + latin + (f"(?!{_OTHER_WORDS[word]})" if word in _OTHER_WORDS else "")

    return "|".join(map(one, sorted(words, key=len, reverse=True)))
