"""Text that came along from another platform: editors' lines, buttons, invitations to follow, notices."""

import re
from collections.abc import Iterator

from articles import body
from articles.checking.story import Finding, Piece, Story

#: Paragraphs that count as the beginning, and as the end, of a body.
FIRST, LAST = 3, 6
#: Characters up to which a line is taken for one of a platform as a whole.
SHORT = 60

# At the beginning of a paragraph, whatever follows.
_OPENINGS = re.compile(
    r"由?内容质量、互动评论、分享传播等多维度分值决定"
    r"|勋章级别越高"
    r"|(?:原标题|原题)\s*[:：]"
    r"|[（(]原标题\s*[:：]"
    r"|(?:点击|戳|轻触|点)(?:上方|下方|上面|下面|右上角|这里)?[“\"「]?(?:蓝字|蓝色字)"
    r"|(?:责任编辑|责编|本文编辑|实习编辑|网络编辑|编辑|校对|审核|监制|值班编委|排版)\s*[:：]"
    r"|[（(【\[]\s*(?:责任编辑|责编|编辑)\s*[:：]"
    r"|返回搜狐"
    r"|举报[/／]反馈|举报反馈"
    r"|(?:平台|特别|免责|版权|郑重)声明\s*[:：]"
    r"|声明\s*[:：]\s*(?:该文观点|本文内容|以上内容|本文由)"
    r"|(?:以上内容|上述内容)(?:为|由).{0,20}(?:上传|发布)"
    r"|本文(?:来自|来源于?|转载?自)(?:微信公众号|公众号|网易号|百家号|头条号|搜狐号|澎湃号)"
    r"|本文(?:链接|网址)\s*[:：]"
    r"|当前位置\s*[:：]"
    r"|海量资讯、精准解读"
    r"|Notice: The content above"
)
# A short paragraph of nothing but this.
_LINES = re.compile(
    r"(?:点击|戳)?(?:左下角|下方|文末)?[“\"「]?阅读原文[”\"」]?"
    r"|(?:点击)?展开(?:阅读)?全文|打开APP(?:阅读全文|查看更多)?"
    r"|(?:请)?(?:长按|扫描|识别|扫一扫)(?:识别|扫描)?(?:上方|下方|上图|下图|图中|以下)?(?:的)?二维码.{0,12}"
    r"|扫一扫.{0,4}关注.{0,14}|扫描二维码推送至手机访问"
    r"|(?:欢迎)?关注(?:我们|本号|公众号)|点击关注.{0,10}"
    r"|(?:喜欢|觉得不错).{0,10}(?:点赞|在看|转发).{0,10}"
    r"|分享到?(?:给朋友)?\s*[:：]?.{0,20}|字号\s*[:：].{0,10}"
    r"|上一篇\s*[:：].*|下一篇\s*[:：].*|相关(?:阅读|文章|推荐)\s*[:：]?|推荐阅读\s*[:：]?|热门推荐"
    r"|(?:特别|免责|版权|平台)声明"
)
# The same, but at either end of the body only: a list or a heading of the story may hold these words, too.
_END_LINES = re.compile(
    r"广告|ADVERTISEMENT|END|End|查看更多|发布于\s*[:：]?.{0,12}"
    r"|(?:点赞|收藏|转发|分享|在看|评论)(?:[ 、/|·]{0,3}(?:点赞|收藏|转发|分享|在看|评论|举报))+"
)
_DRESS = ' \t\n▲▼↓↑→←>＞·•…。.，,|-—_*★☆【】[]（）()“”"'


def leftovers(story: Story) -> Iterator[Finding]:
    """Lines of a platform in the body, in the summary, or in the excerpt that lists show where there is no summary."""
    last = len(story.paragraphs) - LAST
    for piece in (story.summary, *story.paragraphs):
        at_end = not piece.paragraph or piece.paragraph <= FIRST or piece.paragraph > last
        if span := _platform_line(piece.plain, at_end):
            yield piece.finding("leftover", *span, "像是别的平台或网页自带的文字，不是新闻内容；请删去。")
    if not story.summary.text and story.markup:
        excerpt = Piece("excerpt", body.excerpt(story.markup))
        if match := _OPENINGS.search(excerpt.plain):
            reason = "没有写摘要，列表和分享里会显示这段平台文字；请删去，并补一句摘要。"
            yield excerpt.finding("leftover", match.start(), match.end(), reason)


def _platform_line(text: str, at_end: bool) -> tuple[int, int] | None:
    """(start, end) of what is not the story's, or None."""
    dressed = len(text) - len(text.lstrip(_DRESS))
    if opening := _OPENINGS.match(text) or _OPENINGS.match(text, dressed):
        # A short line goes as a whole; of a long one, the words that follow may be the story's.
        return (0, len(text)) if len(text) <= SHORT else opening.span()
    line = text.strip(_DRESS)
    if len(text) <= SHORT and (_LINES.fullmatch(line) or (at_end and _END_LINES.fullmatch(line))):
        return 0, len(text)
    return None
