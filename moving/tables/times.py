"""Moments as people type them, and as spreadsheets and databases keep them: 2024-03-05 8:30, 2024年3月5日 下午3点半,
20240305083000, 45356.354, Tue, 05 Mar 2024 08:30:00 +0800, 1709598600.

Without a zone they are of China. What may be read as two days is none.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from openpyxl.utils.datetime import from_excel

from moving.texts import short
from plumbing import typed_text
from plumbing.xlsx import Fault, Value, plain

CHINA = ZoneInfo("Asia/Shanghai")
#: A spreadsheet's days from 1990 to 2119, as it keeps those it was told to show as numbers.
SERIALS = range(32_874, 80_000)
#: Seconds since 1970, from 1990 to 2100, and thousandths of them.
SECONDS, THOUSAND = range(631_152_000, 4_102_444_800), 1000
#: Longer ones say something else; a hostile one would cost time.
LONGEST = 80
_NAMED = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {name: at for at, name in enumerate(_NAMED.split("|"), 1)}
_HAN = str.maketrans("零〇一二三四五六七八九", "00123456789")
_HAN_NUMBER = r"[零〇一二三四五六七八九十廿卅]{1,4}"
_YEAR_IN_HAN = re.compile(r"[零〇一二三四五六七八九]{4}(?=年)")
_PART_IN_HAN = re.compile(rf"({_HAN_NUMBER})(?=[月日号点时分秒])")
_WEEKDAY = re.compile(
    r"[(\[]?(?:星期|周|礼拜)[一二三四五六日天][)\]]?,?|\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|satur|sun|sat)(?:day)?\b[,.]?"
)
_DAY = re.compile(
    r"(?P<y>\d{4}|\d{2}(?=年))\s*(?:年|[-/.])\s*(?P<m>\d{1,2})\s*(?:月|[-/.])\s*(?P<d>\d{1,2})(?:\s*[日号]|(?!\d))"
    r"|(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d)(?!\d)"
    rf"|(?P<b4>{_NAMED})[a-z]*\.?\s*(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?P<y4>\d{{4}})"
    rf"|(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*(?P<b5>{_NAMED})[a-z]*\.?,?[\s-]*(?P<y5>\d{{4}})"
    r"|(?P<p6>\d{1,2})[-/.](?P<q6>\d{1,2})[-/.](?P<y6>\d{4})(?!\d)"
    r"|(?P<y7>\d{4})\s*(?:年|[-/])\s*(?P<m7>\d{1,2})\s*(?:月份?)?(?!\d)"
)
_RUN_OF_DIGITS = re.compile(r"((?:19|20)\d{6})[\sT]?(\d\d)(\d\d)(\d\d)?")
_MORNING, _NOON = ("凌晨", "清晨", "早上", "早晨", "am", "a.m."), ("上午", "中午")
_AFTERNOON, _EVENING = ("下午", "pm", "p.m."), ("傍晚", "晚上", "晚间", "夜里")
_HALF = "|".join(map(re.escape, (*_MORNING, *_NOON, *_AFTERNOON, *_EVENING)))
_HOUR = re.compile(
    rf"[t,]?\s*(?P<before>{_HALF})?\s*(?P<h>\d{{1,2}})\s*"
    r"(?:[:.]\s*(?P<m>\d{1,2})(?:[:.]\s*(?P<s>\d{1,2})(?:[.,]\d{1,9})?)?|[点时]\s*(?:(?P<half>半)|整|钟|(?P<m2>\d{1,2})\s*分?"
    r"(?:\s*(?P<s2>\d{1,2})\s*秒?)?)?)?"
    rf"\s*(?P<after>am|pm|a\.m\.|p\.m\.)?\s*(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d{{1,2}}:?(?:\d\d)?)?(?:\s*\(?cst\)?)?"
)


class NotATime(ValueError):
    """The value is no moment; the message says why, in Chinese."""


def read(value: Value | datetime | None, hour: Value | None = None) -> datetime | None:
    """The moment in a cell; `hour` is what another cell says of the hour alone. None where the cell says nothing.

    Raises NotATime.
    """
    if value is None or value == "":
        return None
    if isinstance(value, Fault):
        raise NotATime(value.reason)
    if isinstance(value, datetime):
        moment = _to_seconds(value if value.tzinfo else value.replace(tzinfo=CHINA))
    elif isinstance(value, date):
        moment = datetime.combine(value, time(), CHINA)
    elif isinstance(value, Decimal) and not isinstance(value, bool):
        moment = _of_number(value)
    else:
        moment = _of_text(str(value))
    return _with_hour(moment, hour) if hour else moment


def _with_hour(moment: datetime, hour: Value) -> datetime:
    """A day with the hour of another cell, where it has none itself."""
    there = moment.astimezone(CHINA)
    if there.time() != time():
        return moment
    if isinstance(hour, datetime):
        return datetime.combine(there.date(), hour.time().replace(microsecond=0), CHINA)
    if isinstance(hour, Decimal) and 0 <= hour < 1:
        return there + timedelta(seconds=round(float(hour) * 86400))
    return _at_hour(there.date(), _plain(str(hour)))


def _to_seconds(moment: datetime) -> datetime:
    """Without what a spreadsheet's fraction of a day leaves beside a whole second."""
    try:
        return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    except OverflowError:
        return moment.replace(microsecond=0)


def _of_number(number: Decimal) -> datetime:
    if int(number) in SERIALS:
        moment = from_excel(float(number))
        return _to_seconds(moment.replace(tzinfo=CHINA))
    if int(number) in SECONDS:
        return datetime.fromtimestamp(int(number), UTC)
    if int(number / THOUSAND) in SECONDS:
        return datetime.fromtimestamp(int(number / THOUSAND), UTC)
    return _of_digits(plain(number))


def _of_digits(text: str) -> datetime:
    if found := _RUN_OF_DIGITS.fullmatch(text):
        year, month, day = int(found[1][:4]), int(found[1][4:6]), int(found[1][6:])
        return _moment(year, month, day, int(found[2]), int(found[3]), int(found[4] or 0))
    if re.fullmatch(r"(?:19|20)\d{6}", text):
        return _moment(int(text[:4]), int(text[4:6]), int(text[6:]))
    raise NotATime(f"时间读不懂：{short(text)}")


def _of_text(typed: str) -> datetime:
    if len(typed) > LONGEST:
        raise NotATime(f"时间读不懂：{short(typed)}")
    text = _plain(typed)
    if re.fullmatch(r"\d{1,14}(?:\.\d{1,12})?", text) and not re.fullmatch(r"\d{1,4}\.\d{1,2}", text):
        return _of_number(Decimal(text))
    if _RUN_OF_DIGITS.fullmatch(text.upper()):
        return _of_digits(text.upper())
    if "," in text and re.search(r"[+-]\d{4}$|gmt$", text):
        try:
            return parsedate_to_datetime(typed_text.identifier(typed)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            pass  # it may be readable all the same
    text = _WEEKDAY.sub(" ", text).strip()
    found = _DAY.match(text)
    if not found:
        raise NotATime(f"时间读不懂：{short(typed)}")
    day = _day(found, typed)
    rest = _WEEKDAY.sub(" ", text[found.end() :]).strip()
    return _at_hour(day, rest) if rest else datetime.combine(day, time(), CHINA)


def _plain(typed: str) -> str:
    """In small letters and our digits, those in Han characters too, one space at most between words."""
    text = typed_text.identifier(typed).lower().strip("'‘’“”\"")
    text = _YEAR_IN_HAN.sub(lambda match: match[0].translate(_HAN), text)
    text = _PART_IN_HAN.sub(lambda match: str(_han_number(match[1])), text)
    return text.replace("年 ", "年").replace("月 ", "月")


def _han_number(text: str) -> int:
    """五, 十, 十五, 二十, 廿五, 三十一, 〇五."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, is_ten, ones = text.partition("十")
    if not is_ten:
        return int(text.translate(_HAN))
    digits = [tens.translate(_HAN) or "1", ones.translate(_HAN) or "0"]
    return int(digits[0]) * 10 + int(digits[1]) if all(each.isdecimal() for each in digits) else 99


def _day(found: re.Match[str], typed: str) -> date:
    parts = found.groupdict()
    if parts["p6"]:
        return _day_of_three(int(parts["p6"]), int(parts["q6"]), int(parts["y6"]), typed)
    year = next(parts[key] for key in ("y", "y2", "y4", "y5", "y7") if parts[key])
    named = parts["b4"] or parts["b5"]
    month = _MONTHS[named] if named else int(parts["m"] or parts["m2"] or parts["m7"])
    # Of a month alone the first day is taken.
    day = int(parts["d"] or parts["d2"] or parts["d4"] or parts["d5"] or 1)
    return _date(int(year) + (2000 if len(year) == 2 else 0), month, day, typed)


def _day_of_three(first: int, second: int, year: int, typed: str) -> date:
    """5/3/2024 may be two days, unless one of the two numbers is no month."""
    if first <= 12 and second <= 12 and first != second:
        raise NotATime(f"看不出哪个是月、哪个是日：{short(typed)}，请写成 2024-03-05")
    month, day = (first, second) if first <= 12 else (second, first)
    return _date(year, month, day, typed)


def _date(year: int, month: int, day: int, typed: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotATime(f"日历上没有这一天：{short(typed)}") from None


def _at_hour(day: date, text: str) -> datetime:
    found = _HOUR.fullmatch(text)
    if not found:
        raise NotATime(f"钟点读不懂：{short(text)}")
    hour, minute = int(found["h"]), int(found["m"] or found["m2"] or (30 if found["half"] else 0))
    if half := found["before"] or found["after"]:
        hour = _in_half(hour, half, text)
    moment = _moment(day.year, day.month, day.day, hour, minute, int(found["s"] or found["s2"] or 0))
    return _in_zone(moment, found["zone"]) if found["zone"] else moment


def _in_half(hour: int, half: str, text: str) -> int:
    """The hour of the day; 24 is the end of it."""
    if hour > 12:
        return hour
    if half in _MORNING:
        return hour % 12
    if half in _NOON:
        return hour + 12 if half == "中午" and hour < 10 else hour
    if half in _AFTERNOON:
        return hour % 12 + 12
    if hour < 5:
        raise NotATime(f"看不出是晚上还是凌晨：{short(text)}")
    return hour + 12


def _moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """In China. 24:00 is the next day's first minute."""
    try:
        moment = datetime(year, month, day, 0 if hour == 24 else hour, minute, second, tzinfo=CHINA)
        return moment + timedelta(days=1) if hour == 24 else moment
    except (ValueError, OverflowError):
        raise NotATime(f"没有这个时刻：{year}-{month}-{day} {hour}:{minute:02}:{second:02}") from None


def _in_zone(moment: datetime, zone: str) -> datetime:
    """The moment with these digits in the zone that stands behind them."""
    found = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", zone)
    offset = timedelta()
    if found:
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0)) * (-1 if found[1] == "-" else 1)
    try:
        return moment.replace(tzinfo=UTC) - offset
    except OverflowError:
        raise NotATime(f"没有这个时刻：{moment:%Y-%m-%d %H:%M}{zone}") from None
