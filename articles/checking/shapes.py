"""Slips that their very shape or size gives away: a row of a table each."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from articles.checking.figures import RANGE, written
from articles.checking.rules import Fault, Shape
from articles.checking.story import Piece
from plumbing.phone_faults import landline_lengths

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
    r"(?:(?:入驻|出租|入住|占有|合格|满意|绿化|绿地|空置|覆盖|开工|整改|达标|签约|就业|城镇化|自给|到位|通过|优良|普及|办结)率"
    r"|占比(?!之和|合计|相加)|比重|份额|持股|占(?=[^，。；\d]{1,14}总))(?:(?!增|同比|提高了|计划|目标)[^，。；\d]){0,16}(\d{3,5}(?:\.\d+)?)%"
)
# Ranges without a unit, by what they are of; and of what is counted in years, months, storeys or degrees.
_NAMED = re.compile(
    rf"(?:月薪|年薪|薪[资酬水]|工资|面积|层高|租金|单价|价格|年龄|荷载|容积率|[利费]率)[为在约:：]{{0,2}}\s*{RANGE.pattern}(?![\w.:：㎡%/-])"
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
# Without a domain, or with one that there is none of, where it is told where to write to.
_MAIL = re.compile(r"(?:邮箱|邮件|e-?mail|投递|发送?[至到])[^。！？\n]*", re.IGNORECASE)
_NO_DOMAIN = re.compile(
    r"(?<![A-Za-z\d_.@-])[A-Za-z0-9][A-Za-z0-9_.-]{0,63}@[A-Za-z\d-]{1,63}(?:\.(?:con|cmo|ocm))?"
    r"(?![A-Za-z\d@-]|\.[A-Za-z\d]|[，,。、]\s*(?:cn|com|net|org)(?![A-Za-z]))"
)
# An item of an enumeration; 一是一、二是二 is an idiom.
_ITEM = re.compile(r"(?:^|(?<=[，。；：:、\n]))\s*([一二三四五六七八九十])是(?![一二三四五六七八九十])")
_ORDER = "一二三四五六七八九十"

# A mobile number or a 400/800 hotline, however it is grouped.
_NUMBER = r"(?:1[3-9]\d(?:[ \-]?\d){8}|[48]00(?:[ \-]?\d){7})"
# Only its length tells where a landline number ends: what follows without a gap belongs to another number.
_LANDLINE = r"(?P<landline>0\d{2,3}[ \-]?\d{7,8})"
_TOGETHER = re.compile(rf"(?<![\d.])(?:{_NUMBER}(?:[ \-]{{0,3}}{_NUMBER})+|{_LANDLINE}{_NUMBER})(?!\d)")
# Behind these words, in the same sentence, stand numbers to call; a unit behind one makes it a figure.
_CALL = re.compile(
    r"(?:电话|手机|热线|联系|致电|来电|咨询|预约|拨|微信|经理|先生|女士|Tel|Mob)[^。！？\n]*", re.IGNORECASE
)
_MISCOUNTED = re.compile(
    r"(?<![\d.\-A-Za-z])(?<![编证单账]号)(?<![^同]号[:：])(?<!代码)"
    r"(?:1[3-9]\d(?:(?:[ \-]?\d){5,7}|\d{9,10}|[ \-]\d{4}[ \-]\d{5,6}|[ \-]\d{5}[ \-]\d{4,5}|\d[ \-]\d{4}[ \-]\d{4})"
    r"|[48]00[ \-]?\d(?:[ \-]?\d){5}(?:\d\d)?)"
    r"(?![ \-]?\d)(?!\s*[.,%年元万亿亩吨㎡平多余])"
)
# An area code, a hyphen and as many digits as no exchange has; 0531-12345 and 0531-967788 are services.
_SHORT_OR_LONG = re.compile(
    r"(?<![\d.-])0(?:10|2\d|[3-9]\d\d)(?:-(?:[2-8]\d{3,5}|1(?!1[68]114)\d{5}|\d{9,10})|\d{9,14})(?![\d/-]| \d)"
)
# Seven digits behind an area code, of which some areas have eight.
_LANDLINE_ALONE = re.compile(r"(?<![\d.-])(0(?:10|2\d|[3-9]\d\d))[）)]?[- ]?\d{7}(?![\d/-]| \d)")
_SITE = "(?:厂区|工厂|园区|(?:产业|工业|科技|智造|物流|创业|软件|装备)园|开发区|加速器|小镇)"
# Ends at the figure, which | stands for.
_IS = r"(?:大?约|总?共|达到?|合计|为|近|超过?|仅|只有)*\|"
_HOIST = "(?:行车|天车|航车|行吊|起重机|货梯)"
# Loads of floors under ten kilogrammes or over fifty tonnes a square metre; a plot ratio over fifteen.
_ABSURD = re.compile(
    r"(?:荷载|承重|承载)(?:能?力|标准)?[为约达:： ]{0,3}(?:\d(?:\.\d+)?(?:公斤|千克)|(?:5[1-9]|[6-9]\d|\d{3,})吨)"
    r"[/每](?:平方?米?|㎡|m²)|容积率[^，。；\d]{0,6}(?:1[6-9]|[2-9]\d|\d{3,})(?![\d.]*[%个])"
)
#: (what stands before the figure, its kind, the least and the most that is possible), in the kind's first unit.
SIZES = tuple(
    (re.compile(what + _IS), kind, least, most)
    for what, kind, least, most in (
        (rf"{_SITE}(?:总|规划|[一二三]期|项目)*占地(?:总?面积)?", "㎡", 500, None),
        (r"(?:地块|宗地|工业用地|净地)(?:总|出让)?面积", "㎡", 200, None),
        (r"总建筑面积|总建面", "㎡", 100, None),
        (r"(?:厂房|仓库|车间|研发楼|载体)(?:总)?(?:建筑)?面积", "㎡", 10, None),
        (r"(?:建筑面积|建面|套内面积|(?:单|每|标准)层(?:面积)?)", "亩", None, 0),
        (r"占地(?:总?面积)?|用地(?:总?面积)?", "亩", None, 1_000_000),
        (r"层高", "米", 2, 40),
        (r"(?:[净檐]高|柱距|跨度|进深|开间)", "米", 1, None),
        (rf"\|{_HOIST}|{_HOIST}(?:起重量|吨位|载重|承重)?", "吨", Decimal("0.1"), 3000),
        (r"总投资额?|(?<!人均)(?<!台均)年?产值|销售额|营业收入", "元", 10_000, None),
    )
)
# Behind it, the figure is of a thing in it: 占地86平方米的充电站.
_OF = re.compile("的(?!规模|面积)|/|每")


def _is_another_plan(plan: re.Match[str]) -> bool:
    """十三五 began in 2016, and each of them takes five years."""
    begins = 2016 + 5 * (_ORDER.index(plan[1]) - 2)
    return (int(plan[2]), int(plan[3])) != (begins, begins + 4)


def _are_points(shares: re.Match[str]) -> bool:
    return abs(Decimal(shares[2]) - Decimal(shares[1])) == Decimal(shares[3])


def _together(numbers: re.Match[str]) -> str:
    count = 2 if numbers["landline"] else len(re.findall(_NUMBER, numbers[0]))
    return f"{count} 个电话号码连在一起，读者拨不出去；请分行写，或用顿号隔开。"


def _miscounted(number: re.Match[str]) -> str:
    kind, right = (f"{number[0][:3]} 电话", 10) if number[0][0] in "48" else ("手机号", 11)
    return f"{kind}应有 {right} 位，这里是 {sum(map(str.isdigit, number[0]))} 位，读者拨不通；请核对。"


def _is_one_short(number: re.Match[str]) -> bool:
    return landline_lengths(number[1])[:1] == [len(number[1]) + 8]


SHAPES = (
    Shape("range", _YEARS, "起止年份颠倒了，请核对。", lambda years: years[1] > years[2]),
    Shape("range", _HOURS, "起止时间颠倒了，请核对。", lambda at: -EARLIER < int(at[2]) - int(at[1]) < 0 < int(at[2])),
    Shape("range", _NAMED, UPSIDE_DOWN, lambda ends: written(ends[1]) > written(ends[2])),
    Shape("range", _COUNTED, UPSIDE_DOWN, lambda ends: int(ends[1]) > int(ends[2])),
    Shape("date", _NO_MONTH, "一年只有 12 个月，请核对。"),
    Shape("date", _NO_HOUR, "一天只到 24:00，请核对。"),
    Shape("figure", _TWO_MAGNITUDES, "“亿”和“万”连在一起了，请核对是哪一个。"),
    Shape("figure", _TWO_POINTS, "数里有两个小数点，请核对。"),
    Shape("share", _LIMITED, "这样的比例不会超过 100%，请核对。", lambda share: Decimal(share[1]) > 100),
    Shape("date", _NO_MORNING, "上午没有这个钟点，请核对。"),
    Shape("date-period", _PLAN_YEARS, "与这个五年规划的起止年份不符，请核对。", _is_another_plan),
    Shape("figure", _LESS_BY_TIMES, "减少不能用“倍”，请改成百分比或“减少到几分之几”。"),
    Shape("figure", _POINTS, "两个百分比之间相差的是“个百分点”，不是“%”，请核对。", _are_points),
    Shape("figure", _TWICE_VAGUE, "“近、约、超”和“余、多”意思重复或相反，请留一个。"),
    Shape("wording", _UP_TO, "到某时为止的统计用“截至”，“截止”是到期停止；请改。"),
    Shape("wording", _MISSPELT, "这个词有错别字，请改。"),
    Shape("address", _BROKEN_MAIL, "邮箱地址里有中文标点，读者发不出去；请改。"),
    Shape("address", _NO_DOMAIN, "邮箱地址不完整，@ 后面应是完整的域名，例如 example.com；请核对。", within=_MAIL),
    Shape("phones", _TOGETHER, _together),
    Shape("phones", _MISCOUNTED, _miscounted, within=_CALL),
    Shape("phones", _SHORT_OR_LONG, "区号后面应是 7 位或 8 位号码，这里多了或少了，读者拨不通；请核对。", within=_CALL),
    Shape("phones", _LANDLINE_ALONE, "这个区号的座机是 8 位，这里少了一位，读者拨不通；请核对。", _is_one_short, _CALL),
    Shape("size", _ABSURD, "大得或小得不合常理，请核对数字和单位。"),
)


def skipped_items(piece: Piece) -> Iterator[Fault]:
    """A number left out of 一是…二是…四是…"""
    items = list(_ITEM.finditer(piece.plain))
    for before, item in pairwise(items if items and items[0][1] == "一" else ()):
        if _ORDER.index(item[1]) > _ORDER.index(before[1]) + 1:
            yield item.start(1), item.end(), f"前面是“{before[1]}是”，这里跳号了，请核对。"


def absurd_sizes(piece: Piece) -> Iterator[Fault]:
    """Sizes below the least or above the most of their row: a site of 86平方米, floors measured in 亩."""
    for figure in piece.figures:
        rows = (row for row in SIZES if figure.kind == row[1] and row[0].search(f"{figure.before}|{figure.after}"))
        _, _, least, most = next(rows, (None, "", None, None))
        if figure.low is not None:
            continue
        if least is not None and figure.value < least and not _OF.match(figure.after):
            yield figure.start, figure.end, "小得不合常理，请核对数字和单位。"
        elif most is not None and figure.value > most:
            reason = "大得不合常理，请核对数字和单位。" if most else "建筑面积不用“亩”来计，请核对单位。"
            yield figure.start, figure.end, reason
