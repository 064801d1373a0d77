"""Text that came along from another platform: editors' lines, buttons, invitations to follow, notices."""

import re
from collections.abc import Iterator

from articles import body
from articles.checking.rules import Fault
from articles.checking.story import Finding, Piece, Story

#: Paragraphs that count as the beginning, and as the end, of a body.
FIRST, LAST = 3, 6
#: Characters up to which a line is taken for one of a platform as a whole.
SHORT = 60

# At the beginning of a paragraph, whatever follows.
_OPENINGS = re.compile(
    r"由?内容质量、互动评论、分享传播等多维度分值决定|勋章级别越高|海量资讯、精准解读|Notice: The content above"
    r"|[（(]?(?:原标题|原题|本文链接|本文网址|(?:[您你]的?)?(?:现在|当前|目前|所在)的?位置|[您你]的位置)\s*[:：]|位置\s*[:：]\s*首页|返回搜狐|举报[/／]?反馈"
    r"|(?:点击|戳|轻触|点)(?:上方|下方|上面|下面|右上角|这里)?[“\"「]?(?:蓝字|蓝色字)"
    r"|[（(【\[]?\s*(?:责任编辑|责编|本文编辑|实习编辑|网络编辑|编辑|校对|审核|监制|值班编委|排版)\s*[:：](?!\s*\d|.{40})"
    r"|(?:平台|特别|免责|版权|郑重|转载|授权)(?:声明|说明|须知)\s*[:：]|声明\s*[:：]\s*(?:该文|此文|本文|转载|以上内容)"
    r"|(?:以上内容|上述内容)(?:为|由).{0,20}(?:上传|发布)"
    r"|本文(?:来源|作者|编辑)\s*[:：]|本文(?:来自|来源于?|转载?自)(?:微信公众号|公众号|网易号|百家号|头条号|搜狐号|澎湃号)"
)
# A short paragraph of nothing but this.
_LINES = re.compile(
    r"(?:点击)?展开(?:阅读)?全文|打开APP(?:阅读全文|查看更多)?|字号\s*[:：].{0,10}|分享到?(?:给朋友)?\s*[:：]?.{0,20}"
    r"|(?:请)?(?:长按|扫描|识别|扫一扫)(?:识别|扫描)?(?:上方|下方|上图|下图|图中|以下)?(?:的)?二维码.{0,12}"
    r"|扫一扫.{0,4}关注.{0,14}|扫描二维码推送至手机访问|(?:欢迎)?关注(?:我们|本号|公众号)|点击关注.{0,10}"
    r"|(?:喜欢|觉得不错).{0,10}(?:点赞|在看|转发).{0,10}|[上下前后]一[篇条则]\s*[:：丨|].*"
    r"|(?:(?:打印|关闭|收藏|字[号体]\s*[:：]?[大中小 ]{1,6})(?:本页|窗口|页面)?[】【\s|]*){2,4}"
    r"|(?:相关(?:阅读|文章|推荐)|推荐阅读|热门推荐|往期(?:回顾|推荐|精彩))\s*[:：]?|(?:特别|免责|版权|平台|转载)声明"
)
# What pages write above a text: when and from where it came, how often it was read, how large its letters are.
_READ = (
    r"(?:浏览|点击|访问|阅读)(?:总?次数|量|数)?\s*[:：]\s*[\d,]*\s*人?次?"
    r"|字[号体]\s*[:：【\[][\s【\[]*(?:[大中小][】\]\s|]*){2,4}"
)
_ABOVE = re.compile(
    rf"(?=.*(?:{_READ}))(?:(?:{_READ}|(?:(?:发布|发表|更新)(?:时间|日期)|日期|时间)\s*[:：][\s\d年月日:/.-]+"
    r"|(?:(?:信息)?来源|作者|编辑|发布(?:人|机构))\s*[:：]\s*[^\s，。；]{1,16})[\s|]*)+"
)
# The same, but at either end of the body only: a list or a heading of the story may hold these words, too.
_END_LINES = re.compile(
    r"广告|ADVERTISEMENT|END|End|查看更多|发布于\s*[:：]?.{0,12}|来源\s*[:：丨/](?!.*(?:《|公报|年鉴)).{1,40}"
    r"|(?:点赞|收藏|转发|分享|在看|评论)(?:[ 、/|·]{0,3}(?:点赞|收藏|转发|分享|在看|评论|举报))+"
)
# Anywhere in a short paragraph at the end of the body.
_TAILS = re.compile(
    r"版权(?:均?归|属于?)(?:原?作者|原创|原刊|原网|其)|侵权.{0,12}(?:删|联系)|侵删|侵犯.{0,8}权益|(?:未经授权|如需|欢迎|谢绝|禁止|严禁).{0,6}转载|转载(?:请|须|时)?.{0,3}注明"
    r"|不代表(?:本|我)\w{0,3}(?:平台|公众号|号|网|站|刊)|仅供(?:学习|交流|个人学习|分享)|(?:点击|戳|点|见|文末|下方|查看).{0,12}阅读原文(?!件)"
    r"|(?:文章|内容|图片|素材|图文|信息|稿件)(?:均)?(?:来源于?|来自于?|源自|转自|整理自)(?:互联网|网络)|^阅读原文$"
    r"|(?:扫码|长按|点击|欢迎|扫一扫|识别).{0,8}关注(?:我们|本|公众号|官|微信)|点(?:个|亮|击|一下|赞)?.{0,3}在看|(?:加|设为?)[“\"]?星标|(?:分享|转发)(?:给|至|到).{0,6}(?:朋友圈|好友|更多人)"
)
# The same in the last sentence of any paragraph there: what makes readers of somebody else's platform its customers.
_ADVERTS = re.compile(
    r"更多.{0,6}(?:内容|资讯|信息|详情|消息|动态|干货)[，,\s]*(?:敬?请|欢迎|可|扫码|点击|持续)*关注.{0,16}(?:视频号|公众号|服务号|订阅号|抖音|微博|头条号|小红书|官微)"
    r"|(?:商务|广告|推广|投稿)合作(?:请|可|欢迎)?(?:加|添加|联系)(?:微信|[VvQ]|我们|小编)"
    r"|(?:商务|广告|推广)合作(?:微信|电话|邮箱|QQ|VX)\s*[:：]|(?:^|[，。！])(?:欢迎)?扫码(?:即可)?[进入加]群(?=[，。！]|$)"
    r"|(?:扫码|关注|加微信|添加|回复).{0,16}领取?.{0,14}(?:礼包|资料|红包|福利)|(?:拨打|致电|来电|加微信)\D{0,8}[\d-]{7,}.{0,20}(?:免佣|免中介|立减|专享|礼包)"
)
_ROLE = (
    "(?:来源|作者|记者|通讯员|撰[文稿]|[文图]|文字|图片|图文|摄影|供图|策划|统筹|制[作图]|总?监制|总?编辑|责任编辑|责编|美编|主编|编[审委]|值班编委"
    "|校对|校审|审[核签读稿]|[一二三初复终]审|供稿(?:单位)?|投稿|排版|出品)"
)
# Names of who wrote and who checked, of the platform's staff one at least: 文字丨… 编辑丨… 审核丨…
_SIGNATURE = re.compile(
    r"(?=.*(?:编辑|责编|美编|编[审委]|审[核签读稿]|[一二三初复终]审|校对|校审|监制|供稿|投稿|排版))"
    rf"(?:{_ROLE}(?:[&、/]{_ROLE})?\s*[:：丨|/]\s*[^:：丨|/，。；？]{{1,16}}?[\s,;，；]*)+"
)
POSTS = (
    "联系人|主任|经理|书记|董事长|总裁|副总|秘书长|负责人|总监|老师|工程师|专员|记者|教授|创始人"
    "|[局部科厂班组站校院会所处区市县镇乡州行队]长"
)
# What the writer meant to fill in; in brackets, a note to do so, and the place of a picture.
_GAP = re.compile(
    r"(?<![A-Za-z\d])(?:X{2,}|x{2,}|×{2,}|\*{3,}|TO[D]O|TBD)(?![A-Za-z\d])|(?<![A-Za-z\d])[Xx×](?=[年月日]|[万亿]元)"
    r"|[_＿]{2,}(?=[亿万元个家亩%])|(?<=[资额积约达])[?？](?=[亿万]元|万?平方米)|[:：名数额]待(?:补充?|填写?|核实)(?=[，。；！？\s]|$)"
    r"|(?:投资|[占用]地|面积|产值)(?:额|约|为|达)? +(?=[亿万]元|亩|万?平方米)"
    rf"|(?:{POSTS})某某(?!公司|企业|单位|[园市县区村镇路厂])"
    r"|(?<=[\w，、])[【\[](?:姓名|人名|职[务称]|(?:公司|企业|单位|园区|项目|产品)名?称?|地[点址]|时间|日期|数[字据]|金额|电话|面积)[】\]](?!\s*[:：+＋])"
    r"|[【\[](?:图片?|[配插]图|[音视]频|海报|链接|二维码|表情)\d*[】\]](?=\s*$)"
)
# Where it shows how to fill it in.
_PATTERN = re.compile("格式|命名|备注|注明|模板|样式|填[写入]|[例比]如|写[成作明]|主题")
_ASIDE = re.compile(r"[（(【\[]([^（(【\[\]】）)\n]{2,40})[）)】\]]")
_NOTE = re.compile(
    r"(?!其中).*待.{0,12}(?:补充?|填写?|核[实对]?|定稿|审[定核]|替?换)|.*(?:[先暂]空着|留空|后补充?|再补充?|占位)"
    r"|(?:此处|这里|这段|图).{0,8}(?:插入?|附|配|放|补|加|换|缺|空着|占位).{0,12}|待补[:：].*"
)
_DRESS = ' \t\n▲▼▶►◀◁▷➤☞👉👇👆↓↑→←>＞·•…。.，,|-—_*★☆【】[]（）()“”"'


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


def gaps(piece: Piece) -> Iterator[Fault]:
    """The first thing that the writer meant to fill in."""
    for sentence in piece.sentences:
        notes = (aside for aside in sentence.find(_ASIDE) if _NOTE.fullmatch(aside[1]))
        found = (gap for gap in sentence.find(_GAP) if not _PATTERN.search(sentence.text))
        if gap := next(found, None) or next(notes, None):
            yield *gap.span(), "这里还没有填好；请补上，或者删去。"
            return


def _platform_line(text: str, at_end: bool) -> tuple[int, int] | None:
    """(start, end) of what is not the story's, or None."""
    dressed = len(text) - len(text.lstrip(_DRESS))
    if opening := _OPENINGS.match(text) or _OPENINGS.match(text, dressed):
        # A short line goes as a whole; of a long one, the words that follow may be the story's.
        return (0, len(text)) if len(text) <= SHORT else opening.span()
    start = max(text.rfind(end, 0, -1) for end in "。！？\n") + 1
    if at_end and len(text) - start <= SHORT and _ADVERTS.search(text, start):
        return start, len(text)
    if len(text) > SHORT:
        return None
    line = text.strip(_DRESS)
    whole = any(shape.fullmatch(line) for shape in (_LINES, _ABOVE, _SIGNATURE)) or (
        at_end and (_END_LINES.fullmatch(line) or _TAILS.search(line))
    )
    return (0, len(text)) if whole else None
