"""Slips that their very shape gives away: a row of the table each, a pattern and, where it needs one, a condition."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from articles.checking.figures import RANGE, written
from articles.checking.story import Finding, Story

_TO = r"\s*[-—–~～至到]{1,2}\s*"
UPSIDE_DOWN = "范围的两头颠倒了，请核对。"
#: Hours by which a night shift ends earlier on the clock than it began, at least.
EARLIER = 8
_YEARS = re.compile(rf"(?<![\d-])(20\d\d)年?{_TO}((?:19|20)\d\d)年")
_HOURS = re.compile(rf"(?<![\d:：])(\d{{1,2}})[:：]\d\d{_TO}(\d{{1,2}})[:：]\d\d")
# What no calendar, clock or number has; 26:30 may be a score, V1.2.3 a version.
_NO_MONTH = re.compile(r"20\d\d年(?:0|1[3-9]|[2-9]\d)月(?!\d)")
_NO_HOUR = re.compile(r"(?<=[日午晚上至到间—-])(?:2[5-9]|[3-9]\d)[:：][0-5]\d(?![\d:：])")
_TWO_MAGNITUDES = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?:亿万|万亿万|亿亿)(?![富身])")
_TWO_POINTS = re.compile(r"(?<![A-Za-z\d.])\d{1,3}\.\d{1,2}\.\d{1,3}(?=[万亿元㎡平亩吨人米%])")
# Of things that there are only so many of; not of a plan, and not by how much it grew.
_LIMITED = re.compile(
    r"(?:(?:入驻|出租|入住|占有|合格|满意|绿化|空置|覆盖|开工|整改|达标|签约|就业|城镇化|自给|到位|通过|优良|普及|办结)率"
    r"|占比(?!之和|合计|相加)|比重|份额|持股|占(?=[^，。；\d]{1,14}总))(?:(?!增|同比|提高了|计划|目标)[^，。；\d]){0,16}(\d{3,5}(?:\.\d+)?)%"
)
# Ranges without a unit, by what they are of; and of what is counted in years, months, storeys or degrees.
_NAMED = re.compile(
    rf"(?:月薪|年薪|薪[资酬水]|工资|面积|层高|租金|单价|价格|年龄|荷载|[利费]率)[为在约:：]{{0,2}}\s*{RANGE.pattern}(?![\w.:：㎡%/-])"
)
_COUNTED = re.compile(rf"(?<![\d.:/年月第由从—-])([1-5]?\d){_TO}([1-9]\d?)(?=个月|年(?![\d代级度前])|层|℃)")
_NO_MORNING = re.compile(r"(?:上午|早上|凌晨)(?:1[3-9]|2[0-3])[:：点时]")
_PLAN_YEARS = re.compile(rf"“?十([一二三四五六])五”?(?:时期|期间|规划)?\s*[（(](20\d\d)年?{_TO}(20\d\d)年?[）)]")
_LESS_BY_TIMES = re.compile(
    r"(?:下降|减少|降低|缩短|压缩|缩减|回落)(?:了|约|近|超过?|逾)*(?:\d+(?:\.\d+)?|[一二两三四五六七八九十])倍(?![^，。；]{0,6}后)"
)
_POINTS = re.compile(
    rf"(?<![\d.])(\d{{1,4}}(?:\.\d{{1,4}})?)%(?:提[高升]|上升|增[加长]|扩大|下降|降低|回落)?{_TO}(\d{{1,4}}(?:\.\d{{1,4}})?)%[，,]"
    r"(?:提[高升]|上升|增[加长]|扩大|下降|降低|回落)了?(\d+(?:\.\d+)?)%"
)
_TWICE_VAGUE = re.compile(
    r"(?<![附最远靠临邻])(?:近|约|超过?|逾|将近|接近|不足)\d[\d,.]*[十百千万亿]{0,2}[余多][十百千万亿]{0,2}(?=[个家项名人位台栋元亩吨平米㎡批件场户条次])"
)
_UP_TO = re.compile(
    r"(?:^|(?<=[，。；！？\n]))截止(?=到?(?:20\d\d年|\d{1,2}月|目前|[今去前]年|[本上]月)[^，。；\d]{0,6}(?:\d{0,2}月)?[^，。；\d]{0,4}[，,])"
)
#: Words misspelt for another that sounds alike, none of them within a word that is right.
_MISSPELT = re.compile(
    r"(?<![讲一两几每这那整\d])座落(?=[于在])|部份(?!额)|按装|(?<![篷营蚊])帐[户号](?![外内])|(?<![公发])布署(?!名)|(?<!过)渡假(?!期)|通迅|再接再励|迫不急待"
    r"|一如继往|走头无路|粗旷|震憾|修茸|松驰|凑和着|甘败下风|穿流不息|既往不究|名符其实|倍受(?=关注|青睐|瞩目|好评)|幅射|竣功|竟标|竟拍|竟争|既将(?=[于开举投建完启])"
)
_BROKEN_MAIL = re.compile(
    r"(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]{1,64}@[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63}){0,3}[，,。、](?:cn|com|net|org)(?![A-Za-z])"
)
# An item of an enumeration; 一是一、二是二 is an idiom.
_ITEM = re.compile(r"(?:^|(?<=[，。；：:、\n]))\s*([一二三四五六七八九十])是(?![一二三四五六七八九十])")
_ORDER = "一二三四五六七八九十"


def _is_another_plan(plan: re.Match[str]) -> bool:
    """十三五 began in 2016, and each of them takes five years."""
    begins = 2016 + 5 * (_ORDER.index(plan[1]) - 2)
    return (int(plan[2]), int(plan[3])) != (begins, begins + 4)


def _are_points(shares: re.Match[str]) -> bool:
    return abs(Decimal(shares[2]) - Decimal(shares[1])) == Decimal(shares[3])


#: (rule, shape, which of the shape are wrong, reason)
SHAPES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool], str], ...] = (
    ("range", _YEARS, lambda years: years[1] > years[2], "起止年份颠倒了，请核对。"),
    ("range", _HOURS, lambda at: -EARLIER < int(at[2]) - int(at[1]) < 0 < int(at[2]), "起止时间颠倒了，请核对。"),
    ("range", _NAMED, lambda ends: written(ends[1]) > written(ends[2]), UPSIDE_DOWN),
    ("range", _COUNTED, lambda ends: int(ends[1]) > int(ends[2]), UPSIDE_DOWN),
    ("date", _NO_MONTH, bool, "一年只有 12 个月，请核对。"),
    ("date", _NO_HOUR, bool, "一天只到 24:00，请核对。"),
    ("figure", _TWO_MAGNITUDES, bool, "“亿”和“万”连在一起了，请核对是哪一个。"),
    ("figure", _TWO_POINTS, bool, "数里有两个小数点，请核对。"),
    ("share", _LIMITED, lambda share: Decimal(share[1]) > 100, "这样的比例不会超过 100%，请核对。"),
    ("date", _NO_MORNING, bool, "上午没有这个钟点，请核对。"),
    ("date-period", _PLAN_YEARS, _is_another_plan, "与这个五年规划的起止年份不符，请核对。"),
    ("figure", _LESS_BY_TIMES, bool, "减少不能用“倍”，请改成百分比或“减少到几分之几”。"),
    ("figure", _POINTS, _are_points, "两个百分比之间相差的是“个百分点”，不是“%”，请核对。"),
    ("figure", _TWICE_VAGUE, bool, "“近、约、超”和“余、多”意思重复或相反，请留一个。"),
    ("wording", _UP_TO, bool, "到某时为止的统计用“截至”，“截止”是到期停止；请改。"),
    ("wording", _MISSPELT, bool, "这个词有错别字，请改。"),
    ("address", _BROKEN_MAIL, bool, "邮箱地址里有中文标点，读者发不出去；请改。"),
)


def shapes(story: Story) -> Iterator[Finding]:
    """What the table finds, and a number left out of 一是…二是…四是…"""
    for piece in story.pieces:
        for rule, shape, is_wrong, reason in SHAPES:
            for match in filter(is_wrong, shape.finditer(piece.plain)):
                yield piece.finding(rule, *match.span(), reason)
        items = list(_ITEM.finditer(piece.plain))
        for before, item in pairwise(items if items and items[0][1] == "一" else ()):
            if _ORDER.index(item[1]) > _ORDER.index(before[1]) + 1:
                yield piece.finding("order", item.start(1), item.end(), f"前面是“{before[1]}是”，这里跳号了，请核对。")
