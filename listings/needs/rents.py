"""Rents: 月租25以内, 18到22块一平, 0.8元/天/平, and sums for the whole (12万一年).

What is said of a time and an area is exact. What leaves one out is taken only within the bounds in which nobody can
mean the other.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from listings.needs.parts import LIMIT_BEFORE, LIMIT_BEHIND, NUMBER, Part, says
from plumbing.quantities import reading, tokens
from plumbing.quantities.units import Kind

RENT = "元/㎡/月"
#: 元 that a square metre costs, by the time that was said; "" where none was.
_BY_TIME = {
    "月": (Decimal(3), Decimal(200)),
    "天": (Decimal("0.1"), Decimal(10)),
    "": (Decimal(8), Decimal(150)),
}
#: What of a rent by the month one by another time is.
_MONTHLY = {"天": Decimal(365) / 12, "年": Decimal(1) / 12}
#: From here on it is a sum for the whole.
_LEAST_SUM = 1000
_AREA = r"(?:平方米|平米|平方|m2|平|方(?!案))"
_TIME = "(?:月|天|日(?!元)|年)"
_PER = r"\s*(?:[/每一.·•*]\s*\(?\s*个?\s*)"
_BEFORE = rf"(?:[每一]\s*个?\s*(?:{_AREA}|{_TIME})\s*){{1,2}}"
_LABEL = (
    f"(?:(?:[月日天]|(?<!\\d{{4}}){tokens.OF_A_YEAR})均?租金?|总租金|租金|房租|租价|单价|价格|价位|预算|租(?=\\s?\\d))(?:预算|价格?|总额|单价|费用)?"
    f"(?P<gap>[^\\d，。；、,;\\s/{'零一二两三四五六七八九十百'}]{{0,4}}?)\\s?:?\\s?"
)
_DECIMALS = "(?:钱|[1-9一二两三四五六七八九](?=一(?:平|天|个?月)|[/每左以]|$|[，。；、,;\\s]))?"
#: What a number may be of that is no money.
_OTHER_UNIT = (
    r"(?!\s?(?:吨|t|kg|公斤|千克|kn|k?w|kva|米|m(?!\w)|m2|平|方|亩|公顷|%)"
    r"|[千万元块毛角多几个层台套人号楼年天月日度间栋件单箱托票次条只支瓶辆车柜批家户份片盒袋桶卷])"
)
#: The lower end of 15块到20块.
_LOWER = rf"(?:{NUMBER}[元块]\s?(?:-|~|—|–|到|至)\s?)?"
_PHRASE = re.compile(
    rf"(?P<early>{_BEFORE})?(?P<label>{_LABEL})?(?P<before>{_BEFORE})?(?P<limit>{LIMIT_BEFORE})?¥?\s?{_LOWER}"
    rf"(?P<amount>{NUMBER}来?(?>\s?(?P<money>[元块毛角]{_DECIMALS}|rmb)?)){_OTHER_UNIT}(?P<late>{LIMIT_BEHIND})?"
    rf"(?P<after>(?:{_PER}(?:{_AREA}|{_TIME}))?(?:{_PER}(?:{_AREA}|{_TIME})|(?:(?<=m2)|(?<=[平米方]))[月天])?)"
    rf"\)?(?P<later>{LIMIT_BEHIND})?"
)
_LEAST = re.compile(
    "至少|最少|最低|不(?:要|能)?(?:低于|小于|少于)|(?<!不)(?<!不要)(?<!不能)(?:大于|高于)|>|≥|以上|往上|^起"
)
#: Other money: 物业费3元.
_OF_ANOTHER = re.compile(
    "(?:费|押金?|定金|产值|产出|营收|营业额|销售额?|税|投资|工资|注册资[本金]?|转让|利润|补贴|电价|水价|造价)[^，。；,;\\s]{0,4}$"
)
#: The same behind it: 一年50万产值.
_ANOTHER_BEHIND = re.compile(
    "(?:以上|左右)?的?(?:产值|产能|产量|产出|营收|营业额|销售|流水|税|利润|投资|押金|工资|物业费|电费|水费)"
)


@dataclass(frozen=True)
class Rent:
    """A rent as it was said, in `words`: `by_metre` in 元/㎡·月, or `total` of all there is in 元 a month."""

    words: str
    start: int
    end: int
    by_metre: Decimal | None
    total: Decimal | None


def find(text: str) -> Iterator[Rent]:
    """All rents in the text; none of which only the lower end is said."""
    for match in _PHRASE.finditer(text):
        limits = "".join(match[name] or "" for name in ("gap", "limit", "late", "later"))
        is_another = _OF_ANOTHER.search(text[max(0, match.start() - 8) : match.start()])
        if _LEAST.search(limits) or is_another or _ANOTHER_BEHIND.match(text, match.end()):
            continue
        if match["label"] or match["money"] or match["after"] or match["early"] or match["before"]:
            by_metre, total = _meant(match)
            if by_metre or total:
                yield Rent(match[0].strip(" ;"), *match.span(), by_metre, total)


def parts(found: Iterable[Rent]) -> Iterator[Part]:
    """The rents as parts: by the metre, or in all."""
    for rent in found:
        value = _plainly(rent.by_metre or rent.total or Decimal(0))
        said = "" if says(rent.words, value) else rent.words
        yield Part("rent" if rent.by_metre else "total", value, rent.start, rent.end, said)


def _meant(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """The rent by the metre, or the total, of a match; neither where it could be something else."""
    around = "".join(match[name] or "" for name in ("early", "label", "before", "after"))
    times = {"天" if each == "日" else each for each in re.findall("[年月天日]", around)}
    if len(times) > 1:
        return None, None
    time, is_by_metre = "".join(times), bool(re.search(_AREA, around))
    amount = match["amount"].strip()
    rent = _upper(f"{amount}/㎡/{time or '月'}", RENT, Kind.RENT)
    if is_by_metre and time:
        return rent, None
    value = rent and rent / _MONTHLY.get(time, 1)
    if value is None or (value >= _LEAST_SUM and not is_by_metre):
        total = _upper(amount, "元", Kind.MONEY) if time in {"月", "年"} and not is_by_metre else None
        return None, total and total / (12 if time == "年" else 1)
    is_said = (
        is_by_metre
        or match["money"]
        or time
        or (match["label"] and ("预算" not in match["label"] or "租" in match["label"]))
    )
    if time == "年" or not is_said or not _BY_TIME[time][0] <= value <= _BY_TIME[time][1]:
        return None, None
    return rent, None


def _upper(text: str, unit: str, kind: Kind) -> Decimal | None:
    quantity = reading.read(text, unit).quantity
    return quantity.upper if quantity and quantity.kind is kind and quantity.unit.startswith("CNY") else None


def _plainly(value: Decimal) -> str:
    return f"{round(value, 2).normalize():f}"
