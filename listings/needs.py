"""A need in words (济南 3000平 单层 净高9米 10吨行车 月租25以内), as the finder's form takes it.

Nothing is guessed: a number is taken only where the words beside it say what it is of.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plumbing.quantities import reading
from plumbing.quantities.reading import Found
from plumbing.quantities.units import Kind

#: Of a longer text the rest is not read.
LONGEST = 200
#: Less is no premises, in ㎡: 一平米多少钱 asks for a price.
SMALLEST = 10
#: A price by the metre so small is what a month costs; by the day it would be less, to buy more.
MONTHLY = 8, 150
#: How far from its number a word may stand that says what it is of.
_REACH = 6
_NO = re.compile("(?:不(?:要|是|能|做|用做?|需要?|考虑)|无[需须]|免|除了|非|没有?|别)[^，。；、,;\\s]{0,4}$")
#: Questions, not refusals.
_WHETHER = re.compile("有没有|能不能|是不是|可不可以|要不要|好不好")
#: What is said of a number, before or behind it, by the finder's field.
_OF_LENGTH = re.compile("净高|层高|梁下|挑高|限高|高度|高$|^(?:以上|左右|多)?(?:的)?(?:净高|层高|高)(?!铁|速|新)")
_OF_MASS = {
    "crane": re.compile("行车|天车|行吊|航吊|航车|桥吊|桥式|龙门吊|吊车|起重|吊装"),
    "load": re.compile("承重|荷载|载荷|荷重|楼板|地坪|地面"),
}
_LIFT = re.compile("货梯|电梯|升降")
#: A rent that is said without its unit: 月租25以内. Not a sum for the whole: 月租2万.
_BARE_RENT = re.compile(
    r"(?:月租金?|租金|房租|租价|单价|价格)[^\d，。；,;]{0,6}?(?<![\d.])(\d{1,3}(?:\.\d{1,2})?)\s*(?:元|块钱?)?"
    r"(?=以内|以下|之内|左右|封顶|上下|[\s，。；、,;]|$)(?!\s*[/每]|\s*(?:万|千|平|亩|天))"
)
#: The fields of which something is said only once: of two different ones neither is taken.
_ONE_OF = {"kind", "deal", "storeys", "fire"}
#: Words that are a choice of the form. Longer ones stand before those they hold.
_CHOICES: tuple[tuple[str, str, str], ...] = (
    ("kind", "land", "工业用地|工业土地|仓储用地|土地|地块|用地|地皮|拿地|建厂"),
    ("kind", "office", "写字楼|办公楼|办公室|研发楼|研发办公|办公|研发"),
    ("kind", "warehouse", "仓库|高标仓|冷库|库房|云仓|仓储|物流仓"),
    ("kind", "factory", "厂房|车间|厂区|工厂"),
    ("deal", "sale", "出售|求购|购买|购置|买|产权厂房|独立产权"),
    ("deal", "rent", "出租|求租|租赁|整租|招租|租"),
    ("storeys", "single", "单层|一层到顶|单一层"),
    ("storeys", "multi", "多层"),
    ("eia", "on", "环评"),
)
_CHOICE = [(field, value, re.compile(words)) for field, value, words in _CHOICES]
_FIRE = re.compile("([甲乙丙丁戊])[一二]?类")
#: An area without its unit, where the words say that it is one.
_BARE_AREA = re.compile(
    r"(?:面积|使用面积)[^\d，。；,;]{0,4}(?<![\d.])(\d{3,6})(?![\d.]|\s*[平㎡m亩元万kK公])"
    r"|(?<![\d.])(\d{3,6})\s*方(?![米英钟])"
    r"|(?<![\d.-])(\d{3,6})\s*(?:左右|以上)?的?(?=厂房|仓库|车间|库房)"
)
#: A power without its unit: what transformers are called by is kVA.
_BARE_POWER = re.compile(r"变压器[^\d，。；,;]{0,3}(?<![\d.])(\d{2,5})(?![\d.]|\s*[a-z台个万元])")
_DAY = re.compile(r"(?<!\d)(20\d\d)[年/-](\d{1,2})[月/-](\d{1,2})日?(?!\d)")
_UNITS_OF_LAND = re.compile("亩|公顷|平方公里")

#: What stands around the numbers, and what nobody needs to be told was not read.
_SAYS_NOTHING = re.compile(
    "净高|层高|梁下|行车|天车|航吊|航车|行吊|吊车|承重|荷载|供电|变压器|电力|用电|面积|租金|月租|以内|以上|以下|左右|不超过|不低于|消防|"
    "我们?|想要?|需要|求|找|请问|有没有|一个|一套|带|能|在|要|有|和|的|高|，|。|；|、|[,.;!?：:()]"
)


@dataclass(frozen=True)
class Words:
    """What was read: `fields` are the finder's, as its address says them; `rest` is what nothing was made of."""

    fields: dict[str, str]
    rest: str


def read(typed: str, cities: Mapping[str, str], industries: Mapping[str, str]) -> Words:
    """The Words of a need. `cities` and `industries` are {slug: name}. No text makes it raise."""
    text = _WHETHER.sub(lambda match: "。" * len(match[0]), reading.plain(typed[:LONGEST]))
    found: list[tuple[str, str, int, int]] = [
        *_named("city", text, cities),
        *_named("industry", text, industries),
        *_measures(text),
        *_bare(text),
        *_choices(text),
    ]
    fields: dict[str, str] = {}
    rest = list(text)
    for field, value, start, end in found:
        if field in _ONE_OF and len({each[1] for each in found if each[0] == field}) > 1:
            continue  # 厂房或仓库: nobody can tell
        rest[start:end] = " " * (end - start)
        fields.setdefault(field, value)
    if "kind" not in fields and "area" in fields and _UNITS_OF_LAND.search(fields["area"]):
        fields["kind"] = "land"
    if fields.get("kind") == "land":
        fields.pop("deal", None)  # of land people say 买 and mean any way to get it
    words = _SAYS_NOTHING.sub(" ", "".join(rest)).split()
    return Words(fields, " ".join(word for word in words if len(word) > 1 and not word.isdecimal()))


def _named(field: str, text: str, names: Mapping[str, str]) -> Iterator[tuple[str, str, int, int]]:
    """The one place or industry that is named; none where several are."""
    hits = []
    for slug, name in names.items():
        plain = reading.plain(name).removesuffix("市")
        start = text.find(plain)
        if plain and start >= 0 and not _NO.search(text[:start]):
            end = start + len(plain)
            hits.append((field, slug, start, end + text.startswith("市", end)))
    longest = [hit for hit in hits if not any(o[2] <= hit[2] and hit[3] <= o[3] and o != hit for o in hits)]
    if len(longest) == 1:
        yield longest[0]


def _measures(text: str) -> Iterator[tuple[str, str, int, int]]:
    found = reading.find_all(text)
    for index, each in enumerate(found):
        begin = found[index - 1].end if index else 0
        stop = found[index + 1].start if index + 1 < len(found) else len(text)
        before = _clause(text[max(begin, each.start - _REACH) : each.start], last=True)
        behind = _clause(text[each.end : min(stop, each.end + _REACH)], last=False)
        field = "" if _NO.search(text[: each.start]) else _field_of(each, before, behind)
        if field and (value := _value(field, each, text)):
            yield field, value, each.start, each.end


def _value(field: str, found: Found, text: str) -> str:
    """As the form takes it: an area as it was typed, else one number; "" of an end that the form does not ask for."""
    if field == "area":
        return text[found.start : found.end].strip()
    end = found.quantity.upper if field == "rent" else found.quantity.lower
    return "" if end is None else f"{round(end, 2).normalize():f}"


def _clause(text: str, *, last: bool) -> str:
    """The part of the text that belongs to the number beside it."""
    parts = re.split("[，。；、,;\\s]+", text.strip())
    return parts[-1] if last else parts[0]


def _field_of(found: Found, before: str, behind: str) -> str:
    """The field a quantity is for, or ""."""
    kind, around = found.quantity.kind, (before, behind)
    if kind is Kind.AREA:
        is_of_a_part = re.search("堆场|绿化|宿舍|食堂|配电", before + behind)
        return "" if is_of_a_part or found.quantity.value < SMALLEST else "area"
    if kind is Kind.LOAD:
        return "load"
    if kind is Kind.RENT or (kind is Kind.PRICE and MONTHLY[0] <= found.quantity.value <= MONTHLY[1]):
        return "rent"
    if kind is Kind.POWER:
        return "power" if found.quantity.unit == "kVA" else ""
    if _LIFT.search(behind) or _LIFT.search(before):
        return ""
    if kind is Kind.MASS:
        return next((field for field, words in _OF_MASS.items() if any(map(words.search, around))), "")
    if kind is Kind.LENGTH and found.quantity.value <= Decimal(60):
        return "height" if any(map(_OF_LENGTH.search, around)) else ""
    return ""


def _bare(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Numbers whose unit is left out, and days."""
    for field, pattern in (("rent", _BARE_RENT), ("area", _BARE_AREA), ("power", _BARE_POWER)):
        for match in pattern.finditer(text):
            if not _NO.search(text[: match.start()]):
                yield field, next(filter(None, match.groups())), *match.span()
    for match in _DAY.finditer(text):
        with suppress(ValueError):
            yield "by", date(*map(int, match.groups())).isoformat(), *match.span()


def _choices(text: str) -> Iterator[tuple[str, str, int, int]]:
    rest = {field: text for field, _, _ in _CHOICE}
    for field, value, words in _CHOICE:
        for match in words.finditer(rest[field]):
            # 仓储用地 is no warehouse.
            rest[field] = rest[field][: match.start()] + " " * len(match[0]) + rest[field][match.end() :]
            if not _NO.search(text[: match.start()]):
                yield field, value, *match.span()
    for match in _FIRE.finditer(text):
        if not _NO.search(text[: match.start()]):
            yield "fire", match[1], *match.span()
