"""Dates that do not fit the day of publication, the calendar, each other or the title."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain

from articles.checking.story import CLAUSE, Finding, Piece, Sentence, Story

#: Days after which an event's date should stand in its own field.
LONG_BEFORE = 45
#: A day and month without a year later than publication by no more than this is a slip, not last year's.
SOON = 60
#: A day without a year that comes in no more than this may be of a programme, not last year's.
NEXT = 90
#: Days by which a deadline is over for good; one without a year that is over for longer may be next year's.
OVER, OVER_WITHOUT_YEAR = 7, range(16, 120)
#: Years after which an opening date with its year is history, and months by which a period may run over New Year.
RECENT, OVER_NEW_YEAR = 4, 3
#: Days of a year in which the year before may still be called 今年.
NEW_YEAR = 31
#: Characters on either side of a day that tell of it.
NEARBY = 200

_DATE = re.compile(
    r"(?<![\d.])(?:(?P<year>(?:19|20)\d\d)\s*[年\-/.]\s*)?(?P<month>\d{1,2})(?P<sign>\s*[月\-/.]\s*)(?P<day>\d{1,2})(?:\s*(?P<end>日|号)|(?![\d.]))"
)
# Words of the future, of deadlines and of a rule's own dates: next to the date, or anywhere in the sentence.
_AHEAD_NEAR = re.compile(
    r"将|拟|计划|截止|截至|为止|之前|日?以?前|至|到|起|自|内|目标|可|待|明年|后年|下月|期限|日期|时限|时间|(?<![一二三四])期[:：]?|(?:租|任|合同)期"
)
_AHEAD = re.compile(
    r"将于|将在|将.{0,12}(?:举行|举办|召开|开幕|启动|投产)|拟于|定于|预计|力争|争取|届时|即将|截止|有效期|报名|预约|申报|倒计时"
    r"|届满|失效|施行|实施|执行|生效|预告|敬请|欢迎|计划|目标|有望"
)
_PAST = re.compile(
    r"讯|电|了|获悉|消息|举行|举办|召开|签约|签订|签署|揭牌|成立|开工|奠基|投产|竣工|启动|启用|开业|封顶|落户|入驻|印发|发布|公布|获批|通过"
    r"|调研|考察|走访|赴|会见|完成|建成|开幕|闭幕|落下帷幕|交付|下线"
)
# The same without what programmes say of days to come as well (举办, 启用), and what only reports say.
_DONE = re.compile(
    r"讯|电(?=[\s（(])|[行办开动成署牌约加引来待]了|获悉|签[约订署]|揭牌|开工|奠基|投产|竣工|封顶|落户|印发|获批|调研|考察|走访|会见|完成|建成"
    r"|落下帷幕|下线|成功|顺利|圆满|出席|致辞|强调|指出|听取|传达|通报|记者在"
)
_PROGRAMME = re.compile(r"请|报名|预约|凭|免费|门票|购票|欢迎|届时|本周|下周|[来去].{0,12}吧|首班|展期|咨询|周末")
# Before a date that begins the story: the place, the paper, the reporter.
_DATELINE = re.compile(r"[\w·、“”《》（）()\[\]【】\s—-]{0,24}")
_HISTORY = re.compile(
    r"成立于|早在|此前|始建|创建|创办|建于|以来|曾|自\s*$|于\s*$|[去今前上]年|至|[~～—–]|以后|之后|周年"
)
_BACKGROUND = re.compile(r"成立|获批|批准|设立|建厂|创立|如今|年后|年来|而今")
_RELATIVE_YEAR = re.compile(r"([去今明])年\s*$")
# The beginning of the period that a day ends.
_BEGUN = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})[日号][^，。；\d]{0,6}[至到—~～-]\s*$")
_DEADLINE_BEFORE = re.compile(r"(?:截止|截至|截止(?:时间|日期))\D{0,5}$|[至到]\s*$")
_DEADLINE_AFTER = re.compile(
    r"\s*(?:\d{1,2}[:：时点]\d{0,2}分?|上午|下午|下班|24时)?\s*(?:之?前|以前|截止|为止|止|[（(]含)"
)
_INVITES = re.compile(
    r"请|报名|报送|申报|竞买|提交|递交|征集|逾期|投标|有意|欢迎|预约|领取|申领|投稿|受理|缴纳|应聘|招聘|反馈|意见|登记|填报|核[对实]"
)
_INSTRUCTS = re.compile(r"请|须|务必|逾期|应当?(?![用邀聘])|意见反馈|(?:报名|申报|受理|反馈|征集)[^，。]{0,4}截[止至]")
_REPORTED = re.compile(
    r"已|回忆|档案|旧|老|告示|[写印贴刻](?:着|有|道)|文件写|要求，|20\d\d年\d{1,2}月[^，。；\d]{0,20}(?:下发|印发|发布|出台|召开|贴出)|共有|累计|收到|了|曾|当时|原定|原计划|此前|约定|期间|前[^，。；]{1,14}的(?:企业|单位|项目|人)"
)
# Behind a period in which something happened to those who are meant.
_BETWEEN = re.compile(r"[^，。；]{0,6}(?:出生|发生|毕业|入职|参保|购[买置房车]|开具|产生|支付|实缴|新[增招购])")
# Within words that the story repeats.
_QUOTED = re.compile(r"“[^”]*$")
_REPORTS = re.compile(r"完成|实现|注册|成立|取得|登记|认定|获得|建成|投产|竣工|开工|入库|备案|签订|缴纳.{0,4}年")
# Just before a day with its year: what is still to come.
_PLANNED = re.compile(r"(?<!原)(?<!曾)(?:将于|定于|拟于|将在|计划于|预计)$")
_ANNOUNCED = re.compile(r"20\d\d年|[去前当上]年|宣布|公告|\d月|[上当那]时|日前|表示|称")
# What was counted up to a day, and a clause that is of days to come.
_UP_TO = re.compile(r"(?:^|[，,：:（(“])\s*截[至止](?:到|今年)?$")
_COUNTED = re.compile(
    r"[^，。；\d]{0,4}[，,]?[^，。；]{0,24}(?:累计|已|共|完成|实现|达|新增|收到|突破)[^，。；]{0,20}\d"
)
_STILL = re.compile(r"将|拟|预计|计划|力争|有效|可[^见谓]|前|止|报名|申[报请]|受理|须|请|如|未|逾期")
# Of a round that is over, where the story names a later one.
_ROUND_OVER = re.compile(r"(?:[去上前]年|往[年届]|上一?[期届批轮次]|前[一两]?[期批轮次])[^，。；]{0,10}$")
_FIRST_ROUND = re.compile(r"第?[一二三四首前][期批轮次场]")
# The year, or the part of a 五年规划, that this year is said to be.
_THIS_YEAR = re.compile(
    r"([去今明])年(?:[也就正]?[是即系]|[（(])(?:(20\d\d)年?(?=[，。；、！）)]|$)|“?十([四五六])五”?(?:规划|时期)?的?(开局|起步|收官)(?:之年)?)"
)
_WEEKDAY = r"(?:星期|周(?=.(?:[上下早晚午凌中全举]|\W|$))|礼拜)([一二三四五六日天])"
_WEEKDAY_AFTER = re.compile(rf"\s*[（(，,]?\s*(?:农历\w{{1,8}}[，、,]\s*)?{_WEEKDAY}")
_WEEKDAY_BEFORE = re.compile(rf"(?<!每){_WEEKDAY}(?:[上下]午)?\s*[（(，,]?\s*$")
_UNTIL = re.compile(
    r"(?:[（(]\D{1,6}[）)])?\s*[至到\-—–~～]{1,2}\s*(?:(?P<year>20\d\d)年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})[日号]"
)
# What happens on a day; the same event goes by several words.
_EVENT = re.compile(
    r"(?P<签约>签约(?!项目|企业)|签署|签订)|(?P<搬迁>搬迁|迁[至址往入])|(?P<开园>开园|开业|开街)|(?P<举行>举行|举办|召开|开幕)|(?P<截止>(?:报名|申报|申请|受理|填报|提交|征集|投稿)[^，。；]{0,6}截[止至])"
    r"|招聘会|推介会|对接会|开课|开班|博览会|交易会|展览会|运动会|讲座|沙龙|论坛|大赛|开放日|座谈|宣讲|培训班?|路演"
    r"|直播|闭幕|开标|开工|动工|奠基|启动|投产|竣工|揭牌|上线|截止|拍卖|亮相|开馆|开展|开赛|挂牌|交付|通车|报名|面试"
    r"|考试|检修|停[水电气]|施行|启用|出让|成交|成立|调研|考察|落户|验收|下线|首航|发车"
)
# Behind a day of another event that is only mentioned: 3月5日举行的签约仪式.
_MENTIONED = re.compile(r"[^，。；]{0,6}(?:举行|举办|召开|签[约署订]|启动|开幕|发布|成立)的")
# A line that says when what the title announces will be.
_TIME = re.compile(r"[一二三四、. ]*(?:活动|培训|直播|会议|举办|举行|召开|开课|开标)?(?:时间|日期)\s*[:：]\s*")
DAYS = "一二三四五六日"


@dataclass(frozen=True)
class Day:
    """A day as a sentence writes it, with the words around it. `opens` is whether the story begins with it."""

    sentence: Sentence
    match: re.Match[str]
    before: str
    after: str
    opens: bool
    published: date

    @property
    def month_and_day(self) -> tuple[int, int]:
        return int(self.match["month"]), int(self.match["day"])

    @property
    def last(self) -> tuple[int, int]:
        """Month and day of the end of the period that it begins, if any: 3月18日至20日."""
        until = _UNTIL.match(self.after)
        return (int(until["month"] or self.match["month"]), int(until["day"])) if until else self.month_and_day

    @cached_property
    def year(self) -> int | None:
        if self.match["year"]:
            return int(self.match["year"])
        begun = _BEGUN.search(self.before)
        if begun and (int(begun[2]), int(begun[3])) <= self.month_and_day:
            return int(begun[1])
        relative = _RELATIVE_YEAR.search(self.before)
        return self.published.year + "去今明".index(relative[1]) - 1 if relative else None

    @cached_property
    def candidates(self) -> list[date]:
        """The day in its year, or in the years around publication; none if no calendar has it."""
        around = range(self.published.year - 1, self.published.year + 2)
        return [day for year in ([self.year] if self.year else around) if (day := _date(year, *self.month_and_day))]

    @cached_property
    def nearest(self) -> date:
        return min(self.candidates, key=lambda day: abs(day - self.published))

    @property
    def age(self) -> int:
        """Days from it to publication."""
        return (self.published - self.nearest).days

    @cached_property
    def is_past(self) -> bool:
        """Whether the sentence tells of it as of something that happened."""
        ahead = _AHEAD.search(self.context) or _AHEAD_NEAR.search(self.before[-8:] + "，" + self.after[:6])
        return bool(_PAST.search(self.after)) and not ahead

    @cached_property
    def is_reported(self) -> bool:
        """Whether the sentence cannot be the programme of a day to come."""
        return self.is_past and bool(_DONE.search(self.after)) and not _PROGRAMME.search(self.context)

    @property
    def context(self) -> str:
        return self.before + self.match[0] + self.after


def misplaced_dates(story: Story) -> Iterator[Finding]:
    """What the rules of the table find, the first for each day; and days that differ from the title's."""
    yield from _event_date(story)
    yield from _another_year(story)
    heads = [(field, list(_days(story, [head]))) for field, head in (("标题", story.title), ("摘要", story.summary))]
    body = list(_days(story, story.paragraphs, lead=True))
    for day in chain(*(days for _, days in heads), body):
        judged = ((rule, reason, judge(story, day)) for rule, judge, reason in _RULES)
        if wrong := next((each for each in judged if each[2]), None):
            yield day.sentence.piece.finding(wrong[0], *day.match.span(), wrong[1].format(wrong[2], day=day))
    for field, days in heads:
        if len(days) == 1 and (other := _another_day(days[0], body)):
            reason = f"{field}写的是“{days[0].match[0]}”，与正文不一致，请核对。"
            yield other.sentence.piece.finding("date-title", *other.match.span(), reason)


def _days(story: Story, pieces: list[Piece], *, lead: bool = False) -> Iterator[Day]:
    """The days of pieces; 3-5 and 1.2 are ranges and figures, so without 月…日 only a whole 2024-09-23 is one."""
    for sentence in chain.from_iterable(piece.split(CLAUSE) for piece in pieces):
        text = sentence.piece.plain
        for match in sentence.find(_DATE):
            if match["end"] if "月" in match["sign"] else match["year"]:
                before = text[max(sentence.start, match.start() - NEARBY) : match.start()]
                after = text[match.end() : min(sentence.end, match.end() + NEARBY)]
                opens = lead and _DATELINE.fullmatch(before) and not _HISTORY.search(before + after[:6])
                yield Day(sentence, match, before, after, bool(opens), story.published_on)
                lead = False
        lead = lead and sentence.end - sentence.start <= 12


def _event_date(story: Story) -> Iterator[Finding]:
    event, published = story.event_date, story.published_on
    text = "".join(piece.text for piece in (story.title, story.summary, *story.paragraphs[:1]))
    if event and event > published and not _AHEAD.search(text):
        reason = f"事件日期 {event} 晚于发布日期 {published}，正文也没有说是预告，请核对。"
        yield Finding("date-later", "event_date", "", reason)


def _another_year(story: Story) -> Iterator[Finding]:
    """今年是2025年 in a story of 2026; not in its first month, which may tell of the year before as this one."""
    years = {(story.published_on - timedelta(days)).year for days in (0, NEW_YEAR)}
    for piece in story.pieces:
        for said in _THIS_YEAR.finditer(piece.plain):
            begins = 2021 + 5 * "四五六".index(said[3] or "四") + (4 if said[4] == "收官" else 0)
            opened, closed = (piece.plain.rfind(mark, 0, said.start()) for mark in "“”")
            if opened <= closed and int(said[2] or begins) - "去今明".index(said[1]) + 1 not in years:
                yield piece.finding("date-year", *said.span(), f"发布日期是 {story.published_on}，年份不符，请核对。")


def _later(story: Story, day: Day) -> bool:
    """A day after publication of which the sentence tells as past."""
    soon = day.year or (day.opens and day.nearest <= day.published + timedelta(SOON))
    return bool(soon) and day.nearest > day.published and day.is_reported


def _old(story: Story, day: Day) -> int | None:
    """An old event at the beginning of a story without an event date; a history says its year."""
    past = [each for each in day.candidates if each <= day.published]
    if not (past and day.opens and day.is_past and story.event_date is None):
        return None
    soon = day.published < day.nearest <= day.published + timedelta(NEXT)
    if not day.year and soon and not day.is_reported:
        return None
    if day.year and (
        _BACKGROUND.search(day.context)
        or str(day.year) in story.title.plain
        or ("去年" in story.title.plain and day.year == day.published.year - 1)
        or day.year < day.published.year - RECENT
        or _is_history(story, day)
    ):
        return None
    days = (day.published - max(past)).days
    return days if days > LONG_BEFORE else None


def _is_history(story: Story, day: Day) -> bool:
    """Whether the story goes on to later years."""
    years = re.findall(r"(?<!\d)((?:19|20)\d\d)年", "".join(piece.plain for piece in story.paragraphs))
    return any(int(year) > (day.year or 0) for year in years)


def _overdue(story: Story, day: Day) -> bool:
    """A deadline to apply, register or pay that was over before the story appeared."""
    if not (_DEADLINE_BEFORE.search(day.before) or _DEADLINE_AFTER.match(day.after)):
        return False
    long_ago = day.year and day.year < day.published.year - RECENT
    if long_ago or _QUOTED.search(day.before) or _BETWEEN.match(day.after) or _ROUND_OVER.search(day.before):
        return False
    if _INSTRUCTS.search(day.context):
        is_over = day.age > 0 and (day.year is not None or day.age < OVER_WITHOUT_YEAR.stop)
    else:
        is_over = day.age > OVER if day.year else day.age in OVER_WITHOUT_YEAR
    reported = _REPORTED.search(day.context) or (_REPORTS.search(day.context) and not _INSTRUCTS.search(day.context))
    if not is_over or not _INVITES.search(day.context) or reported:
        return False
    start = day.match.end() if _FIRST_ROUND.search(day.before) else len(day.sentence.piece.plain)
    later = (replace(day, match=match) for match in _DATE.finditer(day.sentence.piece.plain, start, start + NEARBY))
    return not any(each.candidates and each.age <= 0 for each in later)


def _planned(story: Story, day: Day) -> bool:
    """A day that is over, of which the sentence tells as of one to come; not a history that tells of earlier years."""
    is_over = day.age > OVER if day.year else 0 < day.age <= SOON
    known = is_over and _PLANNED.search(day.before) and not _ANNOUNCED.search(day.before)
    words = day.before + day.after.split("，")[0]
    return bool(known) and not _REPORTED.search(words) and not _QUOTED.search(day.before)


def _counted(story: Story, day: Day) -> bool:
    """A day after publication up to which something is said to have been counted."""
    up_to, counted = _UP_TO.search(day.before), _COUNTED.match(day.after)
    if day.nearest <= day.published or not (up_to and counted):
        return False
    return not _STILL.search(day.before[: up_to.start()] + counted[0])


def _weekday(story: Story, day: Day) -> str | None:
    named = _WEEKDAY_AFTER.match(day.after) or _WEEKDAY_BEFORE.search(day.before)
    if not named:
        return None
    year = re.findall(r"(?:19|20)\d\d(?=年)", day.before) if not day.year else []
    meant = _date(int(year[-1]), *day.month_and_day) if year else day.nearest
    if meant and DAYS[meant.weekday()] != (written := named[1].replace("天", "日")):
        return f"{meant.year}年{meant.month}月{meant.day}日是星期{DAYS[meant.weekday()]}，不是星期{written}"
    return None


def _backwards(story: Story, day: Day) -> str | None:
    """A period whose last day is before the first."""
    until = _UNTIL.match(day.after)
    if not until or (until["year"] and not day.year):
        return None
    over_new_year = not until["year"] and day.month_and_day[0] > day.last[0] + OVER_NEW_YEAR
    years = (int(until["year"] or day.year or 0), day.year or 0)
    if (years[0], *day.last) < (years[1], *day.month_and_day) and not over_new_year:
        return f"{day.match[0]}{until[0]}"
    return None


#: (rule, what judges a day, and the reason with what that gave).
_RULES: tuple[tuple[str, Callable[[Story, Day], object], str], ...] = (
    ("date-impossible", lambda _, day: not day.candidates, "日历上没有这一天，请核对。"),
    ("date-period", _backwards, "起止日期颠倒了：“{}”，请核对。"),
    ("date-weekday", _weekday, "{}，请核对。"),
    ("date-later", _later, "这一天晚于发布日期 {day.published}，却写成已经发生，请核对。"),
    ("date-counted", _counted, "统计截止日晚于发布日期 {day.published}，却写成已经完成，请核对。"),
    (
        "date-overdue",
        _overdue,
        "截止日期比发布日期 {day.published} 早 {day.age} 天，读者已来不及；请核对，或写明是往期。",
    ),
    ("date-planned", _planned, "这一天比发布日期 {day.published} 早，却写成将要发生，请核对。"),
    ("date-old", _old, "比发布日期 {day.published} 早 {} 天，读者会当成新近的事；请填“事件日期”。"),
)


def _another_day(head: Day, body: list[Day]) -> Day | None:
    """The body's day for the event of the head, if the body does not have the head's."""
    if not head.candidates or any(day.month_and_day <= head.month_and_day <= day.last for day in body):
        return None
    events = _events(head.sentence.text)
    for day in (each for each in body if not _MENTIONED.match(each.after)):
        near = len(body) == 1 or {*day.month_and_day} & {*head.month_and_day}
        timed = events and "截" not in head.sentence.text and _TIME.fullmatch(day.before)
        same = near and (timed or events & _events(day.context))
        if same and day.candidates and day.nearest.year == head.nearest.year:
            return day
    return None


def _events(text: str) -> set[str]:
    return {match.lastgroup or match[0] for match in _EVENT.finditer(text)}


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
