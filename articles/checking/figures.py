"""Figures as Chinese news writes them: their value, what they count or measure, and how exact they are meant to be."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from plumbing.quantities import numerals

_SCALES = dict(
    zip(["百", "千", "万", "十万", "百万", "千万", "亿", "十亿", "百亿", "千亿", "万亿"], range(2, 13), strict=True)
)


def _kinds(rows: str) -> dict[str, str]:
    """{word: kind} of rows of words, each with the kind itself first."""
    return {word: row.split()[0] for row in rows.split("；") for word in row.split()}


_MEASURED = _kinds(
    "元 元人民币；㎡ 平方米 平米 m² m2；平方公里 平方千米 km²；公里 千米；度电 千瓦时；kVA 千伏安；千瓦 kW"
    "；岁 周岁；米；立方米；天；工作日 个工作日；小时；分钟；美元；欧元；港元；公顷；亩；吨；标箱；%；个百分点"
)
#: Units by what they measure: (kind, worth in the kind's first unit).
UNITS = {unit: (kind, Decimal(1)) for unit, kind in _MEASURED.items()}
_WORTHS = "千瓦 兆瓦 MW 1000；千瓦 GW 1000000；米 厘米 0.01；米 毫米 mm 0.001；吨 千克 公斤 0.001"
UNITS |= {unit: (kind, Decimal(worth)) for kind, *units, worth in map(str.split, _WORTHS.split("；")) for unit in units}
#: Kinds that are measured, and may be rounded; all others are counted.
CONTINUOUS = {kind for kind, _ in UNITS.values()}
#: Words that count things, and the things: `32个重点项目` and `项目共32个` are both of the kind 项目.
MEASURES = tuple("个家项名人位台栋幢座条套辆列艘户件间批支")
NOUNS = _kinds(
    "企业 公司；园区 产业园；生产线 产线；员工 职工；院校 高校；项目；机构；岗位；平台；协议；专利；人才；厂房"
)
_NOUN = re.compile("|".join(sorted(NOUNS, key=len, reverse=True)))
#: What 名 and 位 count, and the nouns for it.
_PEOPLE, _PERSONS = dict.fromkeys("名位", "人"), {"员工", "人才", "岗位"}

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
HAN = "零〇一二两三四五六七八九十百千"
_HAN_NUMBER, _TENS = rf"[{HAN}]{{1,9}}", re.compile("[十百千]")
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True)) + "|(?<=[万亿])度"
UNITS["度"] = UNITS["千瓦时"]
_MEASURE = rf"(?:{'|'.join(MEASURES)})(?!月|百分点|工作日|小时|多|均|次|人住|税|交会)"
# 1692亿 without 元 is money where nothing else follows that could be counted.
_BARE = r"(?<=亿)(?=$|[^\w级]|大单|大项目|项目|投资|产业|订单|签约|落户|落地)"
#: A range of numbers alone: the lower and the upper end.
RANGE = re.compile(rf"({_NUMBER})%?\s*[-—–~～至]{{1,2}}\s*({_NUMBER})%?")
FIGURE = re.compile(
    rf"(?=[\d{HAN}])(?<![\d.,A-Za-z第])(?:(?P<low>{_NUMBER})\s*(?P<lowscale>{_SCALE})?"
    # Of percent only where the other end is one, too: 增长50%到30个 is no range.
    rf"(?:%(?=[^%\d]{{1,4}}[\d.]+%)|(?!%)(?:{_UNIT}))?\s*[-—–~～至到]{{1,2}}\s*)?"
    rf"(?:(?P<number>{_NUMBER})|(?<![第数几上近十百千万两零〇一二三四五六七八九.])(?P<han>{_HAN_NUMBER}))"
    rf"\s*(?P<more>余|多|几)?\s*(?P<scale>{_SCALE})?(?P<much>余|多)?\s*"
    rf"(?P<unit>{_UNIT}|{_MEASURE}|{_BARE})(?P<per>(?=\s*/\s*\w|每))?(?P<around>以上|左右|以内|上下)?"
)
_MORE = re.compile(r"(?:超|超过|逾|突破|不少于|不低于|至少|高于|多于)\s*$")
_LESS = re.compile(r"(?:(?<![最附])近|接近|将近|不足|不到|低于|不超过|少于)\s*$")
_ABOUT = re.compile(r"(?:(?<![签合违预])约|约为|约合|大概|预计|估计|左右|上下)\s*$")
_EACH = re.compile(
    r"(?:每亩|亩均|每平方米|每平米|人均|户均|单价|地均|单体|单个|平均|每[家个人年月天台户名])[^，。；、]{0,6}$"
)
_CLAUSE_END = re.compile(r"[，。；、,;！？!?|\n（）()]")
# Between the name of a table's row and its first figure.
_ROW_NAME = re.compile(r"\s*\|\s*$")
_AFTER = re.compile(r"[^，。；、,;！？!?|\n（）()\d]*")
# How far a figure may be from what it means: the least and the most, in percent of it.
_MARGINS = {"": (100, 100), "odd": (95, 100), "about": (85, 115), "more": (95, 200), "less": (75, 105)}
# Ends 100余亿元级 and 千亿级: the size of an ambition, not a figure.
_RANK = re.compile(r"级|强企业|强榜")


@dataclass(frozen=True)
class Figure:
    """A figure in a text. `value` is in the kind's first unit (元, ㎡, 项目 …), `low` is set for a range.

    `step` is what its last written digit is worth; `meant` is "", "about", "odd" (余), "more" or "less".
    """

    value: Decimal
    kind: str
    measure: str
    digits: str
    step: Decimal
    meant: str
    start: int
    end: int
    before: str
    after: str
    low: Decimal | None = None

    @cached_property
    def clause(self) -> str:
        """The words around it, up to the next comma or full stop on either side."""
        return f"{self.before} {self.after}"

    @property
    def is_exact(self) -> bool:
        return not self.meant and self.low is None

    @property
    def unit(self) -> str:
        """The measure, of an average, too; 人均4万元增加到5万元 says 人均 only once."""
        return self.measure.removesuffix("（每）")

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The least and the most that it can mean."""
        least, most = (self.value * percent / 100 for percent in _MARGINS[self.meant])
        # 240余 ends before 250, 300余 before 400.
        odd = Decimal(1).scaleb(int(self.value.normalize().as_tuple().exponent)) if self.meant == "odd" else 0
        return least if self.low is None else self.low, most + odd


def figures(text: str) -> list[Figure]:
    """The figures of a text in half-width forms, in order; without ordinals, dates, ranks (百亿级) and single rates."""
    figures_read, before_end = [], 0
    for match in FIGURE.finditer(text):
        if figure := _read(match, text, before_end):
            figures_read.append(figure)
        before_end = match.end()
    return figures_read


def _read(match: re.Match[str], text: str, before_end: int) -> Figure | None:
    scale, unit = match["scale"] or "", _PEOPLE.get(match["unit"], match["unit"])
    value = number(match["number"] or match["han"])
    if value is None or (match["per"] is not None and not match["low"]) or _RANK.match(text, match.end()):
        return None
    if match["han"] and (value < 2 or match["more"] == "几"):
        return None
    before = _CLAUSE_END.split(_ROW_NAME.sub("", text[before_end : match.start()]))[-1]
    after = _AFTER.findall(text, match.end(), match.end() + 24)[0]
    kind, worth = _kind(unit, before, after)
    if match["per"] is not None or _EACH.search(before):
        kind += "（每）"
    factor = worth.scaleb(_SCALES.get(scale, 0))
    exponent = int(value.as_tuple().exponent)
    return Figure(
        value=value * factor,
        kind=kind,
        measure=unit if unit not in UNITS and unit else kind,
        digits="".join(map(str, value.normalize().as_tuple().digits)),
        step=Decimal(1).scaleb(exponent) * factor,
        meant=_meant(match, before),
        start=match.start(),
        end=match.end(),
        before=before,
        after=after,
        low=_low(match, worth, value * factor),
    )


def _low(match: re.Match[str], worth: Decimal, value: Decimal) -> Decimal | None:
    """The lower end of a range: 1-2万 has it in the unit of the upper, 9000-1万 as written."""
    if not match["low"]:
        return None
    low = written(match["low"]) * worth
    scaled = low.scaleb(_SCALES.get(match["lowscale"] or match["scale"] or "", 0))
    return low if scaled > value and not match["lowscale"] else scaled


def _kind(unit: str, before: str, after: str) -> tuple[str, Decimal]:
    """(kind, worth of the unit in it)."""
    if not unit:
        return "元", Decimal(1)
    if unit in UNITS:
        return UNITS[unit]
    nouns = [*_NOUN.findall(before[-9:])[-1:], *_NOUN.findall(after[:14])[:1]]
    kinds = [NOUNS[noun] for noun in nouns if unit != "人" or NOUNS[noun] in _PERSONS]
    return (kinds or [unit])[-1], Decimal(1)


def _meant(match: re.Match[str], before: str) -> str:
    if match["more"] or match["much"]:
        return "odd"
    if match["around"] == "以上" or _MORE.search(before):
        return "more"
    if match["around"] == "以内" or _LESS.search(before):
        return "less"
    return "about" if match["around"] or _ABOUT.search(before) else ""


def number(text: str) -> Decimal | None:
    """1692.5 for 1,692.5 and 32 for 三十二; None for what is no single number: 二三, 几十."""
    if text[:1].isdecimal():
        return written(text)
    try:
        numeral = numerals.evaluate(text)
    except numerals.NotANumeral:
        return None
    is_single = numeral.lower == numeral.upper and text[0] not in "百千" and (len(text) == 1 or _TENS.search(text))
    return Decimal(int(numeral.lower)) if is_single else None


def written(digits: str) -> Decimal:
    """The same of digits."""
    return Decimal(digits.replace(",", ""))


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures of a kind can mean the same: equal, rounded, in a range, or about as much if they say so."""
    if any(a.bounds[0] <= b.value <= a.bounds[1] for a, b in ((one, other), (other, one))):
        return True
    step = max(one.step, other.step)
    return one.step != other.step and abs(one.value - other.value) < step and max(one.value, other.value) >= 10
