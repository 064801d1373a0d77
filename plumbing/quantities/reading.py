"""The one reader for quantities typed by business people: areas, heights, loads, power, money, rents, prices of land.

    read("3千~5千平", "㎡").quantity    an area from 3000 to 5000 m2
    read("20", "亩").value             13333.33, in m2
    read("500万美元", "万元").value     None; the dollars are in `quantity`
    read("面议", "万元").open_words     "面议"

It is exact and never guesses: what can be read in two ways is not read, and what is not read is said to be so. The
words typed are the caller's to keep. No text makes it raise.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise

from plumbing import typed_text
from plumbing.quantities import sums
from plumbing.quantities.grammar import Amount, amounts
from plumbing.quantities.units import BOUNDS, Kind, Unit

#: Of a longer text the rest is not read.
LONGEST = 2000
#: Two quantities no further apart are one, said twice in different units: 5000平（约7.5亩）.
_SAME = Decimal("0.05")
_TRADITIONAL = "萬億兩畝頃噸圓幣歐臺韓鎊幾餘層約個塊間棟來內過議談暫無沒確價"
_SIMPLIFIED = str.maketrans(
    f"{_TRADITIONAL}壹贰貳叁參肆伍陆陸柒捌玖拾佰仟",
    "万亿两亩顷吨圆币欧台韩镑几余层约个块间栋来内过议谈暂无没确价一二二三三四五六六七八九十百千",
)
# Signs of which plain characters would make digits: of ①3000平 13000平, of 2½亩 21/2亩, of 3000² 30002.
_KEYCAP = re.compile("(?<![0-9])[0-9]\ufe0f?\u20e3")
_RAISED = re.compile("(?<![A-Za-z米])[\xb2\xb3\xb9\u2070-\u209c]")
#: All but plain Latin letters and Han characters, which are no such signs.
_RARE = re.compile("[^\x00-\x7f\u4e00-\u9fff]")
_COMMAS = re.compile("[0-9]+(?:，[0-9]+)+")
_NUMBERED = re.compile(r"\(?[0-9一二三四五六七八九十]")
#: Answers that leave it open.
_OPEN = re.compile(
    "面议|面谈|面洽|电议|详谈|商量|另议|再议|议价|可谈|可议|待定|待议|[未没](?:有)?(?:想好|确定|定)|不[定限详]|保密|暂无|"
    "没有?(?:要求|预算|想法)|无(?:要求|需)|不确定|不清楚|不知道|不方便|不好说|不便透露|不(?:用|需要)|都可以?|都行|均可|随意|随便|看(?:情况|地段|位置|项目)|"
    "视情况|看着|再说|再看|合适就行|市场价|越[大多高低小少]越好|无所谓|tbd"
)
_OPEN_ALONE = re.compile("无|没有|没|否|暂时没有|n/?a|none|no|[-—–/.?、。]+")
_PART = re.compile(r"其中|包括|含(?!税)|\([一首二]期")
_NUMBER = re.compile(r"[\d零一二两三四五六七八九十百千万亿几半¥$]")
#: A number beyond doubt. Of other Han numerals words are made: 一般, 三元区, 千佛山.
_NO_WORD = re.compile(r"\d|[一二两三四五六七八九][十百千万亿]")
#: What sides are told of beside halls and plots.
_SIDES_OF_PARTS = re.compile(r"[门窗柱距跨梯井口路墙板盘柜箱]|[\d两二三四五六七八九十几][间栋幢个套层块]")
#: From this number on, alone where 万元 are asked for, it may as well be meant in 元 (800000).
_MOST_ALONE = {Kind.MONEY: 50_000, Kind.MONEY_PER_YEAR: 50_000, Kind.PRICE: 2_000}
#: In metres: of a height said in centimetres or millimetres.
_HIGHEST_ALONE = 100
#: In 元: where 万元 are asked for, less is a price (20块以内).
_LEAST_SUM = 1000
#: A unit whose number is left out is one of it: 亩半, 丈二, 块八.
_ONE_LEFT_OUT = re.compile(
    r"(?<![\d零一二两三四五六七八九十百千万亿几半数多每个平公英地/])(?<![\d一二两三四五六七八九十百千万亿]\s)"
    r"(?=[亩吨块丈]半(?![年天月个])|[块丈][二三四五六七八九](?:$|[\s,.;/]|一平|以上|左右|高))"
)
_TIMES = re.compile(r"(?<=[米平亩])x(?=\d)|(?<=\dm)x(?=\d)|(?<=m2)x(?=\d)")
#: What no field asks for: 年产值1.2亿, 押金5万.
_ANOTHER_SUM = re.compile(
    r"(?:押金|保证金|[定订]金|首付|贷款|借款|产值|产出|营收|营业额|销售额?|销售收入|注册资[本金]|转让费|加盟费)[^\W\d]{0,4}:?$"
)
#: Said of what is not wanted.
_REFUSED_BEFORE = re.compile("(?:不要|不考虑)$")
_REFUSED_AFTER = re.compile(r"的?(?:都|就|也)?(?:不要|不考虑|不行|免谈|勿扰|除外)(?=\W|了|$)")
_EXPLAINED = re.compile(r"[(=]|折|合|即|相当于")
_TOTAL = re.compile("总|共|合计")
#: How far from its number such a word may stand.
_REACH = 8


@dataclass(frozen=True)
class Quantity:
    """From `lower` to `upper` of `unit`; equal where one value was said, None where it is open (at least, at most).

    `unit` is the canonical one of the kind, as `Kind` names it, but kW for power said in kW, and for money in another
    currency that currency's code ("USD", "USD/m2/month"): nothing is converted that needs a rate. `is_about`: 约, 左右.
    """

    kind: Kind
    unit: str
    lower: Decimal | None
    upper: Decimal | None
    is_about: bool = False

    @property
    def value(self) -> Decimal:
        """The one number that stands for it: the lower end, or where only that is known the upper one."""
        ends = [end for end in (self.lower, self.upper) if end is not None]
        return ends[0]


@dataclass(frozen=True)
class Found:
    """A quantity read in a text, which stands at `plain(text)[start:end]`."""

    quantity: Quantity
    start: int
    end: int


@dataclass(frozen=True)
class Answer:
    """What somebody typed into a field for a quantity; `unit` is the canonical one of what the field asks for.

    `quantity`: the one asked for, if it was read. `others`: further quantities, of another kind (a rent where a sum was
    asked) or several of this one, none of which is the answer. `open_words`: 面议, 待定, 不限 and the like, or "".
    """

    unit: str
    quantity: Quantity | None = None
    others: tuple[Quantity, ...] = ()
    open_words: str = ""

    @property
    def value(self) -> Decimal | None:
        """The quantity's value, None also where it is in another unit than asked (dollars, kW for kVA)."""
        return self.quantity.value if self.quantity and self.quantity.unit == self.unit else None


def read(typed: str, unit: str) -> Answer:
    """The Answer to a field that asks for a quantity in `unit`: "㎡", "亩", "m", "t", "t/㎡", "kVA", "万元", "万元/年",
    "元/㎡/月", "万元/亩".

    A lone number is in that unit; one with 万 or 亿 in the unit without its 万. A sum or a price without a period takes
    the field's. Raises ValueError for a `unit` that is none.
    """
    field, text = _field(unit), plain(typed)
    found = _joined(list(amounts(text, field.unit.kind)))
    if field.unit.kind is Kind.MONEY_PER_YEAR and sums.is_of_another_span(text):
        found = [each for each in found if each.unit and each.unit.kind is not Kind.MONEY]
    if field.unit.kind is Kind.RENT and sums.names_another_period(text):
        found = [each for each in found if each.unit and each.unit.kind is not Kind.PRICE]
    found = sums.summed(text, [_in_field(each, field) for each in found])
    found = [_if_asked_for(text, each) for each in found if not _is_refused(text, each)]
    candidates = _candidates(text, found, field)
    chosen = _chosen(text, candidates, field) if candidates else _lone(text, found, field)
    quantities = [quantity for amount in found if (quantity := _quantity(amount))]
    others = [quantity for quantity in quantities if not chosen or quantity.kind is not chosen.kind]
    words = _OPEN.search(text) or _OPEN_ALONE.fullmatch(text)
    return Answer(field.unit.symbol, chosen, tuple(others), words[0] if words else "")


def find_all(typed: str) -> list[Found]:
    """All quantities with a unit in running text, in order: 济南 3000平 净高9米 10吨行车."""
    found = ((amount, _quantity(amount)) for amount in amounts(plain(typed), None))
    return [Found(quantity, amount.start, amount.end) for amount, quantity in found if quantity]


def in_unit(value: Decimal, unit: str, step: Decimal = Decimal("0.01")) -> Decimal:
    """A canonical value in `unit`, rounded to `step`: 33333.33 (m2) is 50.00 in "亩". Raises ValueError for no unit."""
    return _rounded(Fraction(value) / _field(unit).unit.factor, step)


def plain(typed: str) -> str:
    """The text that is read: plain characters, lower case, simplified where it matters; ① and its like are marks.

    Of 亩半 it makes 一亩半.
    """
    text = _COMMAS.sub(_commas, typed_text.prose(typed[:LONGEST])).replace("米²", "㎡").replace("米³", "立方")
    text = _RAISED.sub("某", _KEYCAP.sub(";", text))
    text = (
        typed_text.identifier(_RARE.sub(lambda match: _without_number(match[0]), text)).lower().translate(_SIMPLIFIED)
    )
    return _ONE_LEFT_OUT.sub("一", _TIMES.sub("×", text))


def _commas(found: re.Match[str]) -> str:
    """Full-width commas among digits: 3，000 is a number, but 层高8米5，800kVA holds two."""
    is_number = re.fullmatch("[0-9]{1,3}(?:，[0-9]{3})*(?:，000|，[0-9]{3}，[0-9]{3})", found[0])
    return found[0].replace("，", "," if is_number else ";")


def _without_number(character: str) -> str:
    """The character, or a mark for a bullet (①, ⑴), or a word that nobody reads for a fraction."""
    made_of = unicodedata.decomposition(character)
    if made_of.startswith("<fraction>"):
        return "某"
    plainly = unicodedata.normalize("NFKC", character) if made_of else character
    is_bullet = len(plainly) > 1 or made_of.startswith("<circle>")
    if is_bullet and _NUMBERED.match(plainly):
        return ";"
    # 5k㎡ is not 5 km2.
    return f" {character}" if len(plainly) > 1 and plainly[0].isascii() and plainly[0].isalpha() else character


@dataclass(frozen=True)
class _Field:
    """What a field asks for. `unscaled`: its unit without a 万. `period`: what turns a sum into one with a period."""

    unit: Unit
    unscaled: Unit
    period: Fraction | None

    @property
    def is_scaled(self) -> bool:
        return self.unit != self.unscaled


@cache
def _field(unit: str) -> _Field:
    whole = _meaning(unit)
    period = whole.factor / _meaning(unit.rpartition("/")[0]).factor if whole.kind in _WITHOUT_PERIOD else None
    return _Field(whole, _meaning(re.sub("^[万亿]", "", unit)), period)


def _meaning(unit: str) -> Unit:
    found = list(amounts(plain(f"1{unit}"), None))
    if len(found) != 1 or found[0].unit is None or found[0].lower is None:
        raise ValueError(f"{unit!r} is no unit")
    return replace(found[0].unit, factor=found[0].lower)


#: The kind that a kind is without its period.
_WITHOUT_PERIOD = {Kind.MONEY_PER_YEAR: Kind.MONEY, Kind.RENT: Kind.PRICE}
_SUMS = {Kind.MONEY, Kind.MONEY_PER_YEAR}
_PERIOD = {Kind.MONEY_PER_YEAR: "year", Kind.RENT: "month"}


def _candidates(text: str, found: list[Amount], field: _Field) -> list[Amount]:
    """The amounts of the kind asked for; sides count only where they are surely those of the whole (no door's)."""
    alike = [each for each in found if each.unit and each.unit.kind is field.unit.kind]
    if field.is_scaled and field.unit.kind is Kind.MONEY:
        alike = [each for each in alike if (each.upper or each.lower or _LEAST_SUM) >= _LEAST_SUM]
    plainly = [each for each in alike if not each.is_product]
    return plainly if plainly or _SIDES_OF_PARTS.search(text) else alike


def _in_field(amount: Amount, field: _Field) -> Amount:
    """With what it leaves to the field: the unit, where it is 500万; the period, where it is a sum or a price."""
    kind, unit = field.unit.kind, amount.unit
    if unit is None and amount.counts is None and amount.is_scaled and kind in _SUMS:
        return replace(amount, unit=field.unscaled, lower=None, upper=None)  # 固投5千万设备2千万
    if unit is None and amount.counts is False and amount.is_scaled:
        return _times(replace(amount, unit=field.unscaled), field.unscaled.factor)
    if field.period is None or unit is None or unit.kind is not _WITHOUT_PERIOD[kind]:
        return amount
    whole = Unit(kind, f"{unit.symbol}/{_PERIOD[kind]}", unit.factor)
    return _times(replace(amount, unit=whole), field.period)


def _times(amount: Amount, factor: Fraction) -> Amount:
    lower, upper = (None if end is None else end * factor for end in (amount.lower, amount.upper))
    return replace(amount, lower=lower, upper=upper)


def _joined(found: list[Amount]) -> list[Amount]:
    """Of 最少1000，最多3000平 one amount, the first number in the unit of the second."""
    joined: list[Amount] = []
    for amount in found:
        if joined and (both := _both(joined[-1], amount)):
            joined[-1] = both
        else:
            joined.append(amount)
    return joined


def _both(one: Amount, other: Amount) -> Amount | None:
    """The amount of which one says the lower end and the other the upper, if they do."""
    if one.unit is None and other.unit and not one.is_scaled:
        one = replace(_times(one, other.unit.factor), unit=other.unit)
    if (one.unit and one.unit.symbol) != (other.unit and other.unit.symbol):
        return None
    ends = {(one.lower is None, one.upper is None), (other.lower is None, other.upper is None)}
    lower, upper = one.lower or other.lower, one.upper or other.upper
    if ends != {(True, False), (False, True)} or not lower or not upper or lower > upper:
        return None
    return replace(other, start=one.start, lower=lower, upper=upper)


def _is_refused(text: str, amount: Amount) -> bool:
    return bool(_REFUSED_BEFORE.search(text[: amount.start]) or _REFUSED_AFTER.match(text[amount.end :]))


def _if_asked_for(text: str, amount: Amount) -> Amount:
    """The amount, unreadable where it is a sum that no field asks for."""
    is_money = amount.unit and amount.unit.kind in {*_SUMS, Kind.PRICE, Kind.RENT}
    label = _NUMBER.split(text[amount.start : amount.end])[0]  # 年产值 in 年产值1.2亿
    is_another = is_money and _ANOTHER_SUM.search(text[max(0, amount.start - _REACH) : amount.start] + label)
    return replace(amount, lower=None, upper=None) if is_another else amount


def _lone(text: str, found: list[Amount], field: _Field) -> Quantity | None:
    """The one number without a unit, in the unit of the field; None where there are two, or something unreadable."""
    bare = [amount for amount in found if amount.unit is None and amount.counts is False]
    unclear = [each for each in found if each.counts is None and _NO_WORD.search(text[each.start : each.end])]
    if len(bare) != 1 or unclear or not all(amount.is_readable for amount in found):
        return None
    most = _MOST_ALONE.get(field.unit.kind) if field.is_scaled else None
    most = _HIGHEST_ALONE if field.unit.kind is Kind.LENGTH else most
    if most and any(end is not None and end >= most for end in (bare[0].lower, bare[0].upper)):
        return None
    return _quantity(_times(replace(bare[0], unit=field.unit), field.unit.factor))


def _quantity(amount: Amount) -> Quantity | None:
    """The amount in round figures; None for one without a unit, and for what nobody can mean."""
    if amount.unit is None or amount.unit.kind not in BOUNDS:
        return None
    least, most, step = BOUNDS[amount.unit.kind]
    lower, upper = (None if end is None else _rounded(end, step) for end in (amount.lower, amount.upper))
    ends = [end for end in (lower, upper) if end is not None]
    if not ends or not all(least <= end <= most for end in ends):
        return None
    return Quantity(amount.unit.kind, amount.unit.symbol, lower, upper, amount.is_about)


def _rounded(value: Fraction, step: Decimal) -> Decimal:
    """To the nearest multiple of the step, halves up."""
    return int(value / Fraction(step) + Fraction(1, 2)) * step


def _chosen(text: str, found: list[Amount], field: _Field) -> Quantity | None:
    """Of several amounts the one that is meant: the total, not its parts; None where nothing says which."""
    gaps = [text[before.end : after.start] for before, after in pairwise(found)]
    whole = found[:1] + [each for each, gap in zip(found[1:], gaps, strict=True) if not _PART.search(gap)]
    in_its_unit = [each for each in whole if each.unit and each.unit.symbol == field.unit.symbol]
    if in_its_unit and any(map(_EXPLAINED.search, gaps)):
        whole = in_its_unit  # 500万美元（约合3500万元）
    quantities = [_quantity(amount) for amount in whole]
    words = {text[each.start : each.end] for each in whole}  # 一楼1000平二楼1000平 are two
    is_one = len(words) == len(whole)
    if is_one and all(each and quantities[0] and _is_same(quantities[0], each) for each in quantities):
        return quantities[0]
    begins = [0, *(each.end for each in found)]
    before = {
        each: text[max(begin, each.start - _REACH) : each.start] for each, begin in zip(found, begins, strict=False)
    }
    totals = [each for each in whole if _TOTAL.search(before[each])]
    return _quantity(totals[0]) if len(totals) == 1 else None


def _is_same(one: Quantity, other: Quantity) -> bool:
    if one.unit != other.unit:
        return False
    return one == other or (abs(one.value - other.value) <= _SAME * one.value and one.lower == one.upper)
