"""Dates that do not fit the day of publication."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from articles.checking.story import Finding, Story

#: Days after which an event's date should stand in its own field.
LONG_BEFORE = 45
#: A day and month without a year later than publication by no more than this is a slip, not last year's.
SOON = 60

_DATE = re.compile(
    r"(?<![\d.])(?:(?P<year>(?:19|20)\d\d)\s*[年\-/.]\s*)?(?P<month>\d{1,2})(?P<sign>\s*[月\-/.]\s*)(?P<day>\d{1,2})\s*(?P<end>日|号)?(?![\d.])"
)
_SENTENCE = re.compile(r"[^。！？；;\n]+")
# Words of the future, of deadlines and of a rule's own dates: next to the date, or anywhere in the sentence.
_AHEAD_NEAR = re.compile(
    r"将|拟|计划|截止|截至|为止|之前|日?以?前|至|到|起|自|内|目标|可|待|明年|后年|下月|期限|日期|时限|时间|期[:：]?|(?:租|任|合同)期"
)
_AHEAD = re.compile(
    r"将于|将在|将.{0,12}(?:举行|举办|召开|开幕|启动|投产)|拟于|定于|预计|力争|争取|届时|即将|截止|有效期|报名|预约|申报|倒计时"
    r"|届满|失效|施行|实施|执行|生效|预告|敬请|欢迎|计划|目标|有望"
)
_PAST = re.compile(
    r"讯|电|了|获悉|消息|举行|举办|召开|签约|签订|签署|揭牌|成立|开工|奠基|投产|竣工|启动|启用|开业|封顶|落户|入驻|印发|发布|公布|获批|通过"
    r"|调研|考察|走访|赴|会见|完成|建成|开幕|闭幕|落下帷幕|交付|下线"
)
# Before a date that begins the story: the place, the paper, the reporter.
_DATELINE = re.compile(r"[\w·、“”《》（）()\[\]【】\s—-]{0,24}")
_HISTORY = re.compile(
    r"成立于|早在|此前|始建|创建|创办|建于|以来|曾|自\s*$|于\s*$|去年|前年|上年|至|[~～—–]|以后|之后|周年"
)


def misplaced_dates(story: Story) -> Iterator[Finding]:
    """Days after publication written of as past, days no calendar has, and an old event without its event date."""
    yield from _event_date(story)
    lead = True
    for piece in story.paragraphs:
        for sentence in _SENTENCE.finditer(piece.plain):
            for match in _DATE.finditer(sentence[0]):
                if not _is_date(match):
                    continue
                finding = _judge(story, sentence[0], match, lead)
                if finding:
                    start = sentence.start() + match.start()
                    yield piece.finding(finding[0], start, start + len(match[0]), finding[1])
                lead = False
            if len(sentence[0]) > 12:
                lead = False


def _event_date(story: Story) -> Iterator[Finding]:
    event, published = story.event_date, story.published_on
    text = "".join(piece.text for piece in (story.title, story.summary, *story.paragraphs[:1]))
    if event and event > published and not _AHEAD.search(text):
        reason = f"事件日期 {event} 晚于发布日期 {published}，正文也没有说是预告，请核对。"
        yield Finding("date-later", "event_date", "", reason)


def _is_date(match: re.Match[str]) -> bool:
    """Whether it is a date: 3-5 and 1.2 are ranges and figures, so without 月 only a whole 2024-09-23 is one."""
    return "月" in match["sign"] if not match["year"] else True


def _judge(story: Story, sentence: str, match: re.Match[str], lead: bool) -> tuple[str, str] | None:
    """(rule, reason) or None."""
    published = story.published_on
    month, day = int(match["month"]), int(match["day"])
    if "月" in match["sign"] and not match["end"]:
        return None
    try:
        day_meant = date(int(match["year"] or 2024), month, day)
    except ValueError:
        return "date-impossible", "日历上没有这一天，请核对。"
    before, after = sentence[: match.start()], sentence[match.end() :]
    around = before[-8:] + "，" + after[:6]
    is_past = _PAST.search(after) and not _AHEAD.search(sentence) and not _AHEAD_NEAR.search(around)
    opens = lead and _DATELINE.fullmatch(before) and not _HISTORY.search(before + after[:6])
    if match["year"]:
        if day_meant > published and is_past:
            return "date-later", f"这一天晚于发布日期 {published}，却写成已经发生，请核对。"
    elif opens and is_past:
        nearest = min(_years(published, month, day), key=lambda each: abs(each - published), default=None)
        if nearest and published < nearest <= published + timedelta(days=SOON):
            return "date-later", f"这一天晚于发布日期 {published}，却写成已经发生，请核对。"
        day_meant = max((each for each in _years(published, month, day) if each <= published), default=day_meant)
    if opens and is_past and story.event_date is None and (published - day_meant).days > LONG_BEFORE:
        days = (published - day_meant).days
        return "date-old", f"比发布日期 {published} 早 {days} 天，读者会当成新近的事；请填“事件日期”。"
    return None


def _years(published: date, month: int, day: int) -> Iterator[date]:
    """That day in the years around publication."""
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            yield date(year, month, day)
        except ValueError:  # 29 February
            continue
