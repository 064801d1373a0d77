"""Days by which something has to be free: 2027-03-31, 明年3月底前, 三个月内, 年底前, 春节前, 现在就要.

Where only a month is said, its last day is meant. What has no certain day (尽快, 年后, 月初) is not read.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta

from listings.needs.parts import Part
from plumbing.quantities import numerals

#: New Year of the Chinese calendar; beyond the table 春节前 is not read.
_SPRING_FESTIVALS = {
    day.year: day
    for day in (
        *(date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3)),
        *(date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8)),
    )
}
_HOLIDAYS = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1), "十一": (10, 1)}
_YEARS = {"今": 0, "本": 0, "明": 1, "后": 2}
_DAYS_OF_PARTS = {"上旬": 10, "中": 15, "中旬": 20}
#: Further ahead nobody looks.
_MOST_MONTHS = 36

_HAN = "零一二两三四五六七八九十几多"
_YEAR = "(?:(?P<year>20\\d\\d)\\s?年|(?P<which>[今本明后])年的?)"
_MONTH = "(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_MOVING = "入驻|入住|交付|交房|进场|搬|使用|用|投产|投用|开工|开业|起租|拿房|拿地|到位|开始"
#: What stands behind a time to move in; 明年3月到期 is none.
_TO_MOVE_IN = f"(?=的?(?:[要能可就需得]|必须|一定|{_MOVING}|(?:合同|租约)?到期[之以]?前|[，。；、,;!?()]|\\s|$))"
_IS_TO_MOVE_IN = re.compile(_TO_MOVE_IN)
#: The same before it: 交付日期2027-03-31.
_MOVE_IN_AT = re.compile(f"(?:{_MOVING})(?:日期|时间|日)?(?:定|要)?[在是为于:]?\\s?$")
#: What somebody does on a day on which they do not move in: 年底要到期, 3月前要看房.
_ELSE = re.compile(
    "(?:[要就会能可以快的需得]|必须|一定|合同|租约|租期|房子|厂房)*"
    "(?:(?:到期|期满)(?![之以]?前)|不续|退租|截止|看房|来看|去看|看厂|考察|签|拆)"
)
#: What is used up with the day, before and behind it.
_LATEST = re.compile("(?:最晚|最迟|最慢|(?:不能?|别)(?:晚于|迟于|晚过))(?:是|要|在|到)*\\s?$")
_WITH_THE_DAY = re.compile(
    "的?(?:(?:合同|租约)?(?:到期|期满)[之以]?前)?(?:[要能就需得]|可以?|必须|一定)*"
    "(?:入驻|入住|交付使用|交付|交房|进场|搬(?:进去|过去|进|过来|家|入)?|使用|用上|用(?![地电水气工途])|投产|投用|开工|起租|拿房|到位)?"
)
#: What stands before other spans of time: 租期6个月内, 近三个月内.
_OF_ANOTHER = re.compile(
    "(?:[租免押签短]|(?<!交)付|合同|回本|近|过去|到期|成立|注册|看房)[^，。；,;\\s]{0,4}$|[元块万毛]\\s?$"
)


def parts(text: str, today: date) -> Iterator[Part]:
    """The days by which somebody moves in, as parts of "by"; `today` is what they are counted from.

    Of several the one that is said to be the latest is meant: 最晚2027年2月底进场.
    """
    end_of_last, days, latest = 0, [], []
    found = [
        (match, day)
        for pattern, read in _READERS
        for match in pattern.finditer(text)
        if _is_to_move_in(text, match) and (day := _read(read, match, today))
    ]
    for match, day in sorted(found, key=lambda each: (each[0].start(), -each[0].end())):
        if match.start() >= end_of_last:
            end_of_last = match.end()
            said = "" if day.isoformat() in match[0] else match[0].strip()
            at_latest = _LATEST.search(text, 0, match.start())
            start = at_latest.start() if at_latest else match.start()
            with_it = _WITH_THE_DAY.match(text, match.end())
            part = Part("by", day.isoformat(), start, with_it.end() if with_it else match.end(), said)
            (latest if at_latest else days).append(part)
    yield from latest or days


def _is_to_move_in(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()]
    is_at_latest = _LATEST.search(before)
    is_another = (_OF_ANOTHER.search(before) and not is_at_latest) or _ELSE.match(text, match.end())
    is_surely = match.re is _AT_ONCE or match[0].endswith(("前", "内")) or is_at_latest or _MOVE_IN_AT.search(before)
    return not is_another and bool(is_surely or _IS_TO_MOVE_IN.match(text, match.end()))


def _read(read: Callable[[re.Match[str], date], date | None], match: re.Match[str], today: date) -> date | None:
    with suppress(ValueError, OverflowError):  # 2月30日, 9999年
        return read(match, today)
    return None


def _written(match: re.Match[str], _: date) -> date:
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


def _day(match: re.Match[str], today: date) -> date:
    day = date(_year(match, today), _number(match["month"]), int(match["day"]))
    return day if day >= today or _names_year(match) else day.replace(year=day.year + 1)


def _month(match: re.Match[str], today: date) -> date:
    year, month, part = _year(match, today), _number(match["month"]), match["part"]
    day = _in_month(year, month, part, is_before=bool(match["before"]))
    return (
        day if day >= today or _names_year(match) else _in_month(year + 1, month, part, is_before=bool(match["before"]))
    )


def _in_month(year: int, month: int, part: str | None, *, is_before: bool) -> date:
    """The last day of a month, or of the part of it that is named; before a whole month is the day before it."""
    if is_before and not part:
        return date(year, month, 1) - timedelta(days=1)
    return date(year, month, _DAYS_OF_PARTS.get(part or "", monthrange(year, month)[1]))


def _this_month(match: re.Match[str], today: date) -> date:
    months = today.month + (match[0].startswith("下"))
    return _in_month(today.year + (months > 12), (months - 1) % 12 + 1, None, is_before=False)


def _year_end(match: re.Match[str], today: date) -> date:
    return date(_year(match, today), 12, 31)


def _quarter(match: re.Match[str], today: date) -> date | None:
    day = _in_month(_year(match, today), 3 * _number(match["quarter"]), None, is_before=False)
    return day if day >= today else None


def _half_year(match: re.Match[str], today: date) -> date | None:
    year = _year(match, today)
    day = date(year, 6, 30) if match["half"] == "上" else date(year, 12, 31)
    return day if day >= today else None


def _holiday(match: re.Match[str], today: date) -> date | None:
    """The day before it, the next one that comes."""
    for year in (today.year, today.year + 1):
        named = _HOLIDAYS.get(match["name"])
        day = date(year, *named) if named else _SPRING_FESTIVALS.get(year)
        if day and day > today:
            return day - timedelta(days=1)
    return None


def _span(match: re.Match[str], today: date) -> date | None:
    number = numerals.evaluate(match["number"]).upper
    if "月" in match["unit"] or "年" in match["unit"]:
        months = number * (12 if "年" in match["unit"] else 1)
        if months.denominator != 1 or months > _MOST_MONTHS:
            return None
        years, month = divmod(today.month - 1 + int(months), 12)
        year = today.year + years
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    days = number * (1 if match["unit"] == "天" else 7)
    return today + timedelta(days=int(days)) if days.denominator == 1 and days <= _MOST_MONTHS * 30 else None


def _now(_: re.Match[str], today: date) -> date:
    return today


def _year(match: re.Match[str], today: date) -> int:
    return int(match["year"]) if match["year"] else today.year + _YEARS.get(match["which"] or "今", 0)


def _names_year(match: re.Match[str]) -> bool:
    return bool(match["year"] or match["which"])


def _number(text: str) -> int:
    return int(numerals.evaluate(text.removeprefix("0")).lower)


#: 现在用3000平 tells what somebody has.
_AT_ONCE = re.compile(
    r"(?:(?:马上|立即|立刻|即刻|随时|现在(?!用))就?[要能可]?以?(?:用|入驻|入住|搬|进场|交付|交房|拿房|开工)"
    r"|(?:马上|现在)就?要(?=用|$|[，。；,;\s])|现房)"
)
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (re.compile(r"(?<!\d)(?P<year>20\d\d)[年./-](?P<month>\d{1,2})[月./-](?P<day>\d{1,2})日?(?!\d)"), _written),
    (re.compile(rf"(?<![\d.{_HAN}]){_YEAR}?\s?{_MONTH}\s?月\s?(?P<day>\d{{1,2}})[日号](?:之?前|以前)?"), _day),
    (
        re.compile(
            rf"(?<![\d.{_HAN}]){_YEAR}?\s?{_MONTH}\s?月份?(?P<part>上旬|中旬|下旬|[底末中])?"
            rf"(?P<before>[之以]?前)?(?:以?内)?{_TO_MOVE_IN}"
        ),
        _month,
    ),
    (re.compile(rf"(?:下个?|这个?|本|当)月[底末]?(?:[之以]?前|之?内)?{_TO_MOVE_IN}"), _this_month),
    (re.compile(rf"(?<![\d{_HAN}])月底(?:[之以]?前)?{_TO_MOVE_IN}"), _this_month),
    (re.compile(rf"{_YEAR}?(?<![\d{_HAN}半每])年?(?<=年)(?:[底末](?:[之以]?前)?|之?内)"), _year_end),
    (re.compile(rf"{_YEAR}?(?:第)?(?P<quarter>[一二三四1-4])季度(?:[底末内前])?{_TO_MOVE_IN}"), _quarter),
    (re.compile(rf"{_YEAR}?(?P<half>[上下])半年(?:[之以]?前|之?内)?{_TO_MOVE_IN}"), _half_year),
    (
        re.compile(rf"(?P<name>春节|过年|(?<![\d{_HAN}半每今明去前])年|{'|'.join(_HOLIDAYS)})[之以]?前(?![一两三几])"),
        _holiday,
    ),
    (
        re.compile(
            rf"(?<![块元毛角分])(?<![块元毛角分]\d)(?P<number>半|{numerals.pattern('')})\s?(?P<unit>年|个?月|个?星期|周|天)(?:以内|之内|内)(?!部|就?[租投回满])"
        ),
        _span,
    ),
    (_AT_ONCE, _now),
)
