"""Areas, heights, cranes, floor loads and power, with their units or with words that say what a number is of."""

import re
from collections.abc import Iterator
from decimal import Decimal

from listings import power
from listings.needs.parts import LIMIT_BEFORE, LIMIT_BEHIND, NUMBER, Part, says, without
from listings.needs.refusals import is_made, is_refused, is_refused_behind
from plumbing.quantities import reading
from plumbing.quantities.reading import Found, Quantity
from plumbing.quantities.units import Kind

#: Less is no premises, in ㎡: 一平米多少钱 asks for a price.
SMALLEST = 10
#: More is a slip.
LARGEST_AREA = 10_000_000
#: Higher is no hall, in metres.
HIGHEST = 60
#: More is a weighbridge's, in tonnes, of a load on a square metre.
HEAVIEST = {"crane": 500, "load": 15, "lift": 50}
#: How far from its number a word may stand that says what it is of.
_REACH = 6
#: Not the eaves' or the ridge's: nobody can tell how much of that is clear.
_OF_HEIGHT = re.compile(
    "净高|层高|梁下|挑高|限高|(?<![檐脊门窗口盘架堆])高度?(?:要|在|是|有)?$|^(?:以上|左右)?的?(?:净高|层高|高)(?![铁速新台])"
)
_OF_MASS = {
    "crane": re.compile("行车|天车|行吊|航吊|航车|桥吊|桥式|龙门吊|吊车|起重|吊装|吊机|[单双]梁|葫芦|悬臂吊"),
    "load": re.compile("承重|荷载|载荷|荷重|承载|楼板|地坪|地面|楼面"),
}
_LIFT = re.compile("货梯|电梯|升降")
_GOODS_LIFT = re.compile("货梯|载货电梯")
#: Of a part, not of the whole.
_OF_A_PART = re.compile("堆场|绿化|宿舍|食堂|配电|院子|空地|停车|每层|单层面积")
#: Before what comes with the whole: 3000平厂房带院子.
_WITH = re.compile("[带有含附要加需送和及另还]|配(?!电)")
_OF_LAND = re.compile("亩|公顷|平方公里")
#: Rated in kVA, whatever people write: 变压器800kw.
_TRANSFORMER = re.compile("变压器|容量|配电|箱变")
#: What makes power, and needs none.
_GENERATED = re.compile("光伏|发电|屋顶|储能")
#: Hooks of one crane, or several cranes (50/10吨, 10吨+5吨): the largest counts.
_OF_HOOK = r"(?:吨|t(?![a-z]))"
_HOOKS = re.compile(
    rf"(?<![\d.])\d{{1,3}}(?:\.\d)?\s?{_OF_HOOK}?(?:\s?(?:[+/、]|和|加|及)\s?\d{{1,3}}(?:\.\d)?\s?{_OF_HOOK}?)+(?<=[吨t])"
)
#: A force where a load is meant: 荷载20kn.
_FORCE = re.compile(rf"(?:承重|荷载|载荷|荷重|楼板|地面)[^\d，。；,;]{{0,4}}(?P<number>{NUMBER}\s?kn)(?!\s?/|[a-z])")

_BOUNDED = rf"(?P<number>(?:{LIMIT_BEFORE}|大概|大约|约|差不多)?\s?{NUMBER}(?:\s?(?:{LIMIT_BEHIND}))?)"
_NO_UNIT = r"(?!\s?(?:[a-z%/]|[平亩公吨米元块万厘毫尺])|[毛角层台套人天年月日号楼间栋度个多几分]|小时)"


def _labelled(label: str) -> str:
    return rf"(?:{label})(?>[是为约大在到:\s]|需要?|要|得|有|达到?|[,，](?=不低于|不少于|至少))*+{_BOUNDED}{_NO_UNIT}"


#: Behind which a number alone is an area: 厂房要3500左右.
_BUILDING = "厂房|仓库|车间|库房|写字楼|办公楼|钢构|钢结构|单层|多层"
#: Numbers without a unit: (field, what they are read in, the least and the most of it, how they are said).
_BARE = [
    (field, unit, least, most, re.compile(pattern))
    for field, unit, least, most, pattern in (
        ("height", "m", 2, HIGHEST, _labelled("净高|层高|梁下|挑高|限高|(?<![檐脊门窗口盘架堆提])高度?")),
        ("crane", "t", 1, HEAVIEST["crane"], _labelled("行车|天车|行吊|航吊|航车|桥吊|龙门吊|吊车")),
        ("load", "t/㎡", 0.1, HEAVIEST["load"], _labelled("承重|荷载|载荷|荷重")),
        (
            "power",
            "kVA",
            30,
            200_000,
            _labelled("变压器|[供配用]?电力?(?:容量|负荷)?|电[容量]|电[力量]?[要得]?大[，,]?").replace(
                _NO_UNIT, rf"个?{_NO_UNIT}"
            ),
        ),
        ("power", "kVA", 30, 200_000, rf"{_BOUNDED}\s?个?(?:电(?![梯动子商池焊镀])|的?变压器|的电(?![梯动]))"),
        (
            "area",
            "㎡",
            10,
            LARGEST_AREA,
            rf"(?<![用水气方处]量)(?<!用[水气])(?<!污水)(?P<number>(?:{LIMIT_BEFORE})?{NUMBER}\s?个?方(?:{LIMIT_BEHIND})?)(?![米英尺钟案便向式钢管])",
        ),
        ("area", "㎡", 100, LARGEST_AREA, _labelled("面积")),
        (
            "area",
            "㎡",
            100,
            200_000,
            rf"{_BOUNDED}的?(?:[单多]层|标准|(?:[轻重全]?钢结?构?)|框架)*(?=厂房|仓库|车间|库房)",
        ),
        ("area", "㎡", 300, 200_000, rf"{_BOUNDED}的?(?=[单多]层|[轻重全]?钢构|[轻重全]?钢结构)"),
        (
            "area",
            "㎡",
            300,
            200_000,
            rf"(?:{_BUILDING})(?:要|需要?|在|有|得){{0,2}}{_BOUNDED}(?=$|[，。；、,;\s的])",
        ),
    )
]
#: Alone between marks: 2500到3500; one number only beside a word for premises.
_ALONE = re.compile(rf"(?:^|(?<=[，。；、,;\s])){_BOUNDED}(?=$|[，。；、,;\s])")
_PREMISES = re.compile("厂房|车间|仓|库房|厂区|写字楼|办公|场地|研发|钢构|钢结构|单层|多层")
_LEAST_ALONE, _MOST_ALONE = 300, 200_000
_YEAR = re.compile(r"20[1-4]\d")


def with_units(text: str) -> Iterator[Part]:
    """What is said with its unit."""
    hooks = [*_cranes(text)]
    yield from hooks
    text = without(text, [(part.start, part.end) for part in hooks])
    for match in _FORCE.finditer(text):
        yield Part("load", _least(reading.read(f"{match['number']}/㎡", "t/㎡").quantity), *match.span(), match[0])
    found = reading.find_all(text)
    has_floors = any(each.quantity.kind is Kind.AREA and not _OF_LAND.search(_words(text, each)) for each in found)
    for index, each in enumerate(found):
        begin = found[index - 1].end if index else 0
        stop = found[index + 1].start if index + 1 < len(found) else len(text)
        before = _clause(text[max(begin, each.start - _REACH) : each.start], last=True)
        behind = _clause(_behind(text[each.end : stop], has_next=index + 1 < len(found)), last=False)
        is_negative = text[: each.start].endswith("-") or is_refused_behind(text, each.end)
        field = "" if is_negative or is_refused(text, each.start) else _field_of(each, before, behind)
        if field in HEAVIEST and is_made(text, each.start, each.end):
            continue
        if not field and _is_another_crane(each, text):
            field = "crane"
        words = _words(text, each)
        if field and not (field == "area" and has_floors and before.endswith("占地")):
            is_behind = behind.startswith("层高") or _TRANSFORMER.match(behind.removeprefix("的"))
            around = f"{words}{behind}" if is_behind else f"{before}{words}"
            yield _part(field, each.quantity, words, (each.start, each.end), around)


def _cranes(text: str) -> Iterator[Part]:
    """The largest of several hooks that stand beside a word for a crane."""
    for match in _HOOKS.finditer(text):
        before, behind = text[max(0, match.start() - _REACH) : match.start()], text[match.end() :][:_REACH]
        numbers = re.findall(r"\d+(?:\.\d)?", match[0])
        largest = max(numbers, key=Decimal)
        is_of_cranes = any(map(_OF_MASS["crane"].search, (_clause(before, last=True), behind)))
        is_another = _LIFT.search(before) or _OF_MASS["load"].search(before) or is_refused(text, match.start())
        if is_of_cranes and not is_another and 1 <= Decimal(largest) <= HEAVIEST["crane"]:
            yield Part("crane", largest, *match.span(), match[0])


def _behind(text: str, *, has_next: bool) -> str:
    """The words behind a number, of all up to the next one; none where they are of that: 跨度24米 净高9米."""
    is_of_the_next = has_next and re.fullmatch(r"[，。；、,;\s]+[^，。；、,;\s]+", text)
    return "" if is_of_the_next and len(text) <= _REACH else text[:_REACH]


def _words(text: str, found: Found) -> str:
    return text[found.start : found.end].strip()


def _is_another_crane(found: Found, text: str) -> bool:
    """行车两台，一台5吨一台10吨: of the machines named before."""
    before = text[max(0, found.start - 3 * _REACH) : found.start]
    is_one_of_some = found.quantity.kind is Kind.MASS and before.endswith("台") and not _LIFT.search(before)
    return bool(is_one_of_some and _OF_MASS["crane"].search(before))


def without_units(text: str) -> Iterator[Part]:
    """What is said without its unit, by the words that say what it is of."""
    for field, unit, least, most, pattern in _BARE:
        spans = []
        for match in pattern.finditer(text):
            words = match["number"].strip()
            quantity = None if is_refused(text, match.start()) else reading.read(words, unit).quantity
            is_year = field == "area" and _YEAR.fullmatch(words)
            if quantity and least <= quantity.value <= most and not is_year:
                spans.append(match.span())
                yield _part(field, quantity, words, match.span(), match[0])
        text = without(text, spans)


def alone(text: str) -> Iterator[Part]:
    """Areas of which nothing is said but the number; where no area was said otherwise."""
    for match in _ALONE.finditer(text):
        words = match["number"].strip()
        quantity = reading.read(words, "㎡").quantity
        ends = [end for end in (quantity.lower, quantity.upper) if end is not None] if quantity else []
        is_range = len({*ends}) > 1
        if (
            all(_LEAST_ALONE <= end <= _MOST_ALONE for end in ends)
            and (is_range or _PREMISES.search(text))
            and not _YEAR.search(words)
            and quantity
        ):
            yield _part("area", quantity, words, match.span(), words)


def _part(field: str, quantity: Quantity, words: str, span: tuple[int, int], around: str) -> Part:
    """As the form takes it: an area as it was typed, else one number; "" of an end that the form does not ask for."""
    value = re.sub(r"\s*m\^?2", "㎡", words) if field == "area" else _least(quantity)
    if field == "power" and power.is_in_kw(quantity) and quantity.lower is not None and not _TRANSFORMER.search(around):
        return Part(field, f"{power.in_kva(quantity.lower):f}", *span, f"{words}，{power.IN_WORDS}")
    is_of_floors = field == "height" and "层高" in around and "净高" not in around
    is_shown = field == "area" or (says(words, value) and quantity.unit != "kW")
    said = around.strip() if is_of_floors else "" if is_shown else words
    return Part(field, value, *span, said)


def _least(quantity: Quantity | None) -> str:
    return "" if quantity is None or quantity.lower is None else f"{round(quantity.lower, 2).normalize():f}"


def _clause(text: str, *, last: bool) -> str:
    """The part of the text that belongs to the number beside it."""
    parts = re.split("[，。；、,;\\s]+", text.strip())
    return parts[-1] if last else parts[0]


def _field_of(found: Found, before: str, behind: str) -> str:
    """The field a quantity is for, or ""."""
    kind, around = found.quantity.kind, (before, behind)
    if kind is Kind.AREA:
        of_what = before + _WITH.split(behind, maxsplit=1)[0]
        is_whole = SMALLEST <= found.quantity.value <= LARGEST_AREA and not _OF_A_PART.search(of_what)
        return "area" if is_whole else ""
    if kind is Kind.LOAD:
        return "load"
    if kind is Kind.POWER:
        return "" if _GENERATED.search(before + behind) else "power"
    has_label = any(words.search(before) for words in (*_OF_MASS.values(), _OF_HEIGHT))
    if _LIFT.search(before) or (_LIFT.search(behind) and not has_label):
        of_goods = _GOODS_LIFT.search(before) or _GOODS_LIFT.search(behind)
        return "lift" if of_goods and kind is Kind.MASS and found.quantity.value <= HEAVIEST["lift"] else ""
    if kind is Kind.MASS:
        return next(
            (
                field
                for field, words in _OF_MASS.items()
                if any(map(words.search, around)) and found.quantity.value <= HEAVIEST[field]
            ),
            "",
        )
    if kind is Kind.LENGTH and found.quantity.value <= HIGHEST:
        return "height" if any(map(_OF_HEIGHT.search, around)) else ""
    return ""
