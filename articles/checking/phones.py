"""Phone numbers that no phone can dial: written without a gap, or a digit short or long."""

import re
from collections.abc import Iterator

from articles.checking.story import Finding, Story

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
_SHORT_OR_LONG = re.compile(r"(?<![\d.-])0(?:10|2\d|[3-9]\d\d)(?:-(?:[2-8]\d{3,5}|\d{9,10})|\d{9,14})(?![\d/-]| \d)")


def undiallable(story: Story) -> Iterator[Finding]:
    """Two or more numbers with nothing but spaces or hyphens between them, and numbers with a wrong count of digits."""
    for piece in story.pieces:
        for match in _TOGETHER.finditer(piece.plain):
            count = 2 if match["landline"] else len(re.findall(_NUMBER, match[0]))
            reason = f"{count} 个电话号码连在一起，读者拨不出去；请分行写，或用顿号隔开。"
            yield piece.finding("phones", match.start(), match.end(), reason)
        for call in _CALL.finditer(piece.plain):
            for match in _MISCOUNTED.finditer(piece.plain, *call.span()):
                count, kind, right = sum(map(str.isdigit, match[0])), "手机号", 11
                if match[0][0] in "48":
                    kind, right = f"{match[0][:3]} 电话", 10
                reason = f"{kind}应有 {right} 位，这里是 {count} 位，读者拨不通；请核对。"
                yield piece.finding("phones", match.start(), match.end(), reason)
            for match in _SHORT_OR_LONG.finditer(piece.plain, *call.span()):
                reason = "区号后面应是 7 位或 8 位号码，这里多了或少了，读者拨不通；请核对。"
                yield piece.finding("phones", match.start(), match.end(), reason)
