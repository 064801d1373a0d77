"""Arithmetic that cannot be right within a sentence: growth, averages, areas, prices, ranges."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from articles.checking import shares
from articles.checking.figures import CONTINUOUS, Figure, number
from articles.checking.rules import Fault
from articles.checking.shapes import UPSIDE_DOWN
from articles.checking.story import Sentence

#: Kinds whose ranges go upwards, and words before one that goes down.
RANGED = {*CONTINUOUS, "人"} - {"%", "个百分点"}
_DOWN = re.compile(r"[由从降减]\w{0,4}$|满$")
_RATE = re.compile(
    r"(?:增长|增加|增幅|增速|提高|提升|上升|上涨|扩大|涨幅|上调|(?P<down>下降|降低|减少|降幅|缩减|回落|压减|压缩|缩短|下调|节[约省]))"
    r"(?:幅度)?(?:了|(?P<around>约|将?近|超过?|逾|不到)|达到?|为)*\s*(?:(?P<rate>\d{1,4}(?:\.\d{1,2})?)(?P<unit>%|倍)"
    r"|(?P<tenths>[一二三四五六七八九])成(?P<five>半)?|(?P<of>[二三四五六七八九十])分之(?P<part>[一二三四五六七八九])"
    r"|(?P<half>一半)|(?P<fold>[一两二三四五六七八九])倍(?!半))(?P<more>多|左右)?"
    r"|翻了?(?P<times>[一两三])?番|是(?:原来|原先|以前|此前|年初|当初|最初|当年|[上去]年同?期?)的(?P<multiple>\d{1,4}(?:\.\d{1,2})?)倍"
)
# Between two figures and by how much the one is more than the other.
_BY = re.compile(
    r"[，,\s]*(?:共|同比|整体)?(?:[净新]?增[加长]?|提[高升]|上升|扩大|减少|下降|降低|缩[短减]|压[缩减]|[多少])了?\s*"
)
_FROM = re.compile(r"[，,]\s*[由从][^，。；\d]{0,8}(?:20\d\d年的?)?")
_SEMICOLON = re.compile("[；;]")
_SEVERAL_YEARS = re.compile(r"[，,\s]*[两二三四五六七八九十\d]年")
# Growth at other prices, or over several years.
_NOT_OF_TWO = re.compile("GDP|增加值|生产总值|可比|年均|年平均|平均增|复合|累计")
_ONLY_PERIOD = re.compile(
    r"(?:[^，。；\d]{0,8}[，,])?[\s\d年月去今上前较比同期环实现又再将约预计有望力争季度半一二两三四五六七八九十的，,了]*"
)
# What was before; not by how much it grew since: 比上年增加1亿元.
_THAN = re.compile(r"[较比](?![^，。；]*(?:[增减多少升降]|提高|扩大))[^，。；]{0,8}$")
_PREVIOUS = rf"{_THAN.pattern}|同期[^，。；增减多少升降]{{0,8}}$|[上去前]年[仅只有为是的]*$"
_BASE = re.compile(rf"{_PREVIOUS}|20\d\d年[仅只有为是的]*$")
# What a rate or a figure is compared with: the month or quarter before, or the year before.
_MONTH_BEFORE = re.compile(r"环比|上个?[月季]|(?<!\d)\d{1,2}月|[一二三四]季度|前一")
_YEAR_BEFORE = re.compile(r"同[比期月]|[去上前今]年|20\d\d年")
# Between a figure and the rate that is of it: 比上月的16亿元增长10%.
_OWN_RATE = re.compile(r"(?:相比)?[，,]?\s*净?")
_REACHED = re.compile(r"(?:达到?|至|到|为)(?:了|约|近|超过?|20\d\d年|[去今]年|的)*$")
_EARLIER = re.compile(r"去年|前年|上年|同期|20\d\d年|原|由|从|以前|此前|最初")
_YEAR = re.compile(r"(20\d\d|[去上今])年")
_FILLERS = re.compile(r"(?:20\d\d|[去上今])年|实现|完成|达到?|增[长至加]|为|全年|[至到的约超近]")
#: Units of area in ㎡, and what stands between two of them for one area.
AREAS = {"㎡": Decimal(1), "亩": Decimal("666.67"), "公顷": Decimal(10_000), "平方公里": Decimal(1_000_000)}
_CONVERTED = re.compile(r"[，,]?\s*[（(，,]?\s*(?:折合|约合|合|即|约|约为|相当于|等于)(?:约|为)?\s*|\s*[（(]\s*")
# Between a whole and the first of its parts.
_AMONG = re.compile(
    r"[，,（(]?\s*其中[:：，]?(?![^，。；]*(?:累计|达产|拟|计划|去年|上年))(?:[^，。；、\d]{0,14}|[^，。；、\d]{0,4}500强[^，。；、\d]{0,8})"
)
_MEAN = re.compile(r"平均每([家个户名人])[^，。；\d]{0,6}$")
# A price by area: 25元/㎡·月, 每平方米每月25元, 30万元/亩; a sum that is asked for it; and what makes it another sum.
_A_METRE = "(?:㎡|m²|m2|平方?米|平|(?P<{}>亩))"
_PRICE = re.compile(
    rf"(?<![\d.])(?P<price>\d{{1,5}}(?:\.\d+)?)(?P<ten>万)?元[/每]{_A_METRE.format('mu')}(?:[·•./每]?(?P<per>[天日月年]))?(?!起)"
    rf"|每{_A_METRE.format('of_mu')}(?:每?(?P<ahead>[天日月年])|成交价|单价)?(?:租金)?[为仅约]?"
    r"(?P<sum>\d{1,5}(?:\.\d+)?)(?P<tens>万)?元(?!起)"
)
_ASKED = re.compile(
    r"(?:(?P<per>[月年])租金?|(?<![米㎡平])每(?P<each>[月年])(?:应付|需付)?(?:租金)?|总价款?|成交总?价|土地(?:出让|成交)?价?款|售价)[为是共=：:]*(?P<around>约)?"
    r"(?P<sum>\d+(?:\.\d+)?)(?:(?P<scale>[万亿])元?|元)(?![/每多余\d])"
)
_OTHER_TERMS = re.compile("[免折减另加含起]|优惠|首年|物业|递增|押金|[至到～~—]")
#: Months of a period, and how far days may be taken for others: a year for 360 or 365.
MONTHS, DAYS = {"天": Decimal(12) / 365, "日": Decimal(12) / 365, "月": Decimal(1), "年": Decimal(12)}, Decimal("0.03")
#: By how much growth may miss, as a part of one: what writers round of it and of its figures, and what 约 and 超 allow.
TOLERANCE, ROUNDED, AROUND = Decimal("0.015"), Decimal("0.02"), Decimal("0.05")
#: The same of growth in tenths and other parts: 六成, 四分之三.
TENTHS, HALF = Decimal("0.05"), Decimal("0.5")


def _upside_down(sentence: Sentence) -> Iterator[Fault]:
    """Ranges that begin with the greater end: 2000-500平方米."""
    for figure in sentence.figures:
        ranged = figure.kind.removesuffix("（每）") in RANGED and not _DOWN.search(figure.before)
        if ranged and figure.low is not None and figure.low > figure.value:
            yield figure.start, figure.end, UPSIDE_DOWN


def _growth(sentence: Sentence) -> Iterator[Fault]:
    """A rate of growth that the figures before and after it do not have."""
    rates = [] if _NOT_OF_TWO.search(sentence.text) else list(sentence.find(_RATE))
    figures = [figure for figure in sentence.figures if figure.kind not in {"%", "个百分点"}]
    for rate, following in zip(rates, [*rates[1:], None], strict=False):
        at = bisect_left(figures, rate.start(), key=attrgetter("start"))
        after = _followers(sentence, figures[at : at + 3], rate, following)
        pair = _base_and_final(sentence.piece.plain, rate, figures[max(0, at - 2) : at], after)
        if pair and pair[0].value and not _can_grow(*pair, rate):
            percent = (pair[1].value / pair[0].value - 1) * 100
            start, stop = min(each.start for each in pair), max(rate.end(), *(each.end for each in pair))
            words = f"{'增长' if percent >= 0 else '下降'} {abs(percent):.1f}%".replace(".0%", "%")
            yield start, stop, f"按前后两个数算应是{words}，与“{rate[0]}”不符，请核对。"


def _difference(sentence: Sentence) -> Iterator[Fault]:
    """By how much a figure is more or less than the one before it, where that is told: 由6条增加到8条，增加3条."""
    text, figures = sentence.piece.plain, sentence.figures
    for one, other, by in zip(figures, figures[1:], figures[2:], strict=False):
        told = (one, other, by)
        points = one.kind == other.kind == "%" and by.kind == "个百分点"
        alike = points or (one.kind != "%" and by.measure == other.measure)
        if not alike or by.after or not _BY.fullmatch(text, other.end, by.start):
            continue
        steps = {figure.step for figure in told}
        margin = max(steps) if len(steps) > 1 or min(steps) < 1 else 0
        wrong = all(figure.is_exact for figure in told) and _first_and_second(text, one, other)
        if wrong and abs(abs(other.value - one.value) - by.value) > margin:
            yield one.start, by.end, "前后两个数相减，与所写的增减不符，请核对。"


def _followers(
    sentence: Sentence, figures: list[Figure], rate: re.Match[str], following: re.Match[str] | None
) -> list[Figure]:
    """The figures up to the next rate or semicolon, without one that the next rate is of."""
    text, end = sentence.piece.plain, following.start() if following else sentence.end
    semicolon = _SEMICOLON.search(text, rate.end(), end)
    after = [each for each in figures if rate.end() <= each.start < (semicolon.start() if semicolon else end)]
    if after and following and _THAN.search(after[-1].before) and _OWN_RATE.fullmatch(text, after[-1].end, end):
        after.pop()
    return after


def _compares_otherwise(words: str, base: Figure) -> bool:
    """Whether the words of a rate say 同比, and the figure is of the month before, or the other way round."""
    of_month, of_year = _MONTH_BEFORE.search(base.before), _YEAR_BEFORE.search(base.before)
    return bool(("同比" in words and of_month and not of_year) or ("环比" in words and of_year))


#: The figure that grew, and what it became.
Pair = tuple[Figure, Figure]


def _base_and_final(text: str, rate: re.Match[str], before: list[Figure], after: list[Figure]) -> Pair | None:
    """The two figures that a rate is of; None where the words do not say so."""
    if len(after) > 1 and _FROM.fullmatch(text, rate.end(), after[0].start) and _REACHED.search(after[1].before):
        return (after[0], after[1]) if after[0].unit == after[1].unit else None
    if not before:
        return None
    last, pair = before[-1], None
    at_once = _ONLY_PERIOD.fullmatch(text, last.end, rate.start())
    if following := next((figure for figure in after if figure.unit == last.unit), None):
        led = _REACHED.search(following.before) and _EARLIER.search(text, last.start - 40, last.start)
        if _BASE.search(following.before) or _is_year_later(following, last):
            pair = following, last
        elif led and at_once:
            return None if _compares_otherwise(text[last.end : rate.start()], following) else (last, following)
    elif len(before) == 2 and at_once:
        pair = _first_and_second(text, *before)
    return pair if pair and not _compares_otherwise(text[last.end : rate.start()], pair[0]) else None


def _first_and_second(text: str, one: Figure, other: Figure) -> Pair | None:
    """The same for two figures before the rate: 由4亿元增长到5亿元, 36万，较上年的30万, 2023年4亿元，2024年5亿元."""
    if one.unit != other.unit:
        return None
    if _is_year_later(one, other) and not _SEVERAL_YEARS.match(text, other.end):
        return one, other
    between = text[one.end : other.start]
    if re.search(_PREVIOUS, between) and not (re.search("计划|目标|预算", between) or _THAN.search(one.before)):
        return other, one
    from_to = re.search("[由从]", text[max(0, one.start - 16) : one.start]) and _REACHED.search(other.before)
    return (one, other) if from_to else None


def _is_year_later(one: Figure, other: Figure) -> bool:
    """Whether both are of the same thing in years that follow each other: 2023年产值100亿元，2024年产值120亿元."""
    years = [_YEAR.search(figure.before) for figure in (one, other)]
    things = [_FILLERS.sub("", figure.before) for figure in (one, other)]
    if not all(years) or (things[1] and things[0][-2:] != things[1][-2:]):
        return False
    earlier, later = (year[1] if year else "" for year in years)
    return later == ("今" if earlier in "去上" else str(int(earlier) + 1) if earlier.isdecimal() else "")


def _can_grow(base: Figure, final: Figure, rate: re.Match[str]) -> bool:
    """Whether the figures can have grown so, as they are rounded."""
    (low, high), (least, most) = (_exact(figure) for figure in (base, final))
    claimed, slack = _claimed(rate)
    return least / high - slack <= 1 + claimed <= most / low + slack


def _claimed(rate: re.Match[str]) -> tuple[Decimal, Decimal]:
    """(growth as a part of one, by how much it may miss)."""
    said = {name: number(text) or Decimal(0) for name, text in rate.groupdict().items() if text}
    sign, near = (-1 if rate["down"] else 1), 2 if rate["around"] or rate["more"] else 1
    if rate["unit"] == "%":
        return said["rate"] / 100 * sign, TOLERANCE
    if rate["tenths"] or rate["half"]:
        return (said.get("tenths", Decimal(5)) + (HALF if rate["five"] else 0)) / 10 * sign, TENTHS * near
    if rate["of"]:
        return said["part"] / said["of"] * sign, TENTHS * near
    times = said["multiple"] - 1 if rate["multiple"] else said.get("rate", said.get("fold"))
    claimed = 2 ** said.get("times", Decimal(1)) - 1 if times is None else times
    return claimed * sign, max(TOLERANCE, (1 + claimed) / 10)


def _exact(figure: Figure) -> tuple[Decimal, Decimal]:
    margin = min(figure.step / 2, figure.value * ROUNDED) if figure.kind in CONTINUOUS else Decimal(0)
    margin += figure.value * AROUND if figure.meant else 0
    return figure.value - margin, figure.value + margin


def _converted(sentence: Sentence) -> Iterator[Fault]:
    """An area in two units that are not the same: 120亩（约合80万平方米）."""
    for one, other in pairwise(sentence.figures):
        between = sentence.piece.plain[one.end : other.start]
        if {one.kind, other.kind} <= AREAS.keys() and one.kind != other.kind and _CONVERTED.fullmatch(between):
            ratio = other.value * AREAS[other.kind] / (one.value * AREAS[one.kind] or 1)
            if one.low is None and other.low is None and not Decimal("0.8") < ratio < Decimal("1.25"):
                yield one.start, other.end, "两个单位换算不符，请核对：1 亩约 667 平方米，1 公顷是 15 亩。"


def _more_than_whole(sentence: Sentence) -> Iterator[Fault]:
    """A part that is more than what it is part of: 企业86家，其中专精特新企业91家."""
    for whole, part in pairwise(sentence.figures):
        alike = whole.measure == part.measure and whole.kind == part.kind != "%" and whole.is_exact and part.is_exact
        if alike and part.value > whole.value and _AMONG.fullmatch(sentence.piece.plain, whole.end, part.start):
            yield whole.start, part.end, "“其中”的一部分比总数还多，请核对。"


def _average(sentence: Sentence) -> Iterator[Fault]:
    """An average that the only count and the only sum before it do not have: 24家，合计480万元，平均每家30万元."""
    for mean in (each for each in sentence.figures if each.kind == "元（每）"):
        named = _MEAN.search(mean.before)
        before = [each for each in sentence.figures if each.end <= mean.start and each.kind != "%"]
        counts = [each for each in before if named and each.measure == named[1].replace("户", "家").replace("名", "人")]
        sums = [each for each in before if each.kind == "元"]
        if len(before) == 2 and len(counts) == len(sums) == 1 and not any(each.meant for each in [*before, mean]):
            ratio = sums[0].value / (counts[0].value * mean.value or 1)
            if not Decimal("0.94") < ratio < Decimal("1.06"):
                yield before[0].start, mean.end, "总数除以个数，与所写的平均数不符，请核对。"


def _price_by_area(sentence: Sentence) -> Iterator[Fault]:
    """The only sum asked for the only area at the only price, which is not their product: 25元/㎡·月×3000㎡=月租7万."""
    prices, sums = list(sentence.find(_PRICE)), list(sentence.find(_ASKED))
    unit = "亩" if any(price["mu"] or price["of_mu"] for price in prices) else "㎡"
    areas = [each for each in sentence.figures if each.kind == unit]
    if not len(prices) == len(areas) == len(sums) == 1 or _OTHER_TERMS.search(sentence.text):
        return
    price, area, asked = prices[0], areas[0], sums[0]
    periods = asked["per"] or asked["each"], price["per"] or price["ahead"]
    if all(periods) != any(periods) or not area.is_exact:
        return
    scale = {"万": 10_000, "亿": 100_000_000}.get(asked["scale"], 1)
    months = MONTHS[periods[0]] / MONTHS[periods[1]] if all(periods) else Decimal(1)
    months *= 10_000 if price["ten"] or price["tens"] else 1
    due = Decimal(price["price"] or price["sum"]) * area.value * months
    slack = due * (DAYS * bool({*"天日"} & {*periods}) + AROUND * bool(asked["around"]))
    total = Decimal(asked["sum"])
    if abs(due - total * scale) > slack + Decimal(1).scaleb(int(total.as_tuple().exponent)) * scale / 2:
        start, end = min(price.start(), area.start, asked.start("sum")), max(price.end(), area.end, asked.end())
        yield start, end, f"单价乘面积应是 {due.quantize(Decimal(1)):,} 元，与所写的总数不符，请核对。"


RULES = (
    ("range", _upside_down),
    *(("shares", rule) for rule in shares.RULES),
    ("growth", _growth),
    ("difference", _difference),
    ("area", _converted),
    ("sum", _more_than_whole),
    ("average", _average),
    ("price", _price_by_area),
)
