"""Slips of the keyboard: half a pair of brackets or quotation marks, a character or a word typed twice."""

import re
from collections.abc import Iterator

from articles.checking.rules import Shape
from articles.checking.story import Finding, Piece, Story

PAIRS = {"（）": "括号", "“”": "引号", "《》": "书名号", "【】": "方括号", "「」": "引号"}
_WIDE = str.maketrans("()", "（）")
#: Characters beside half a pair that tell which one is meant, and before a word within which somebody may have begun
#: to speak.
SHOWN, SPEECH = 12, 80
_AHEAD, _BEHIND = re.compile(rf".[^，。；！？\n]{{0,{SHOWN}}}"), re.compile(r"[^，。；！？\n]*$")
# Before a closing bracket: the number of an item, 1）, or the eyes of a smile.
_ITEM = re.compile(r"(?:^|[\s，,。；;、：:|])[\w.]{1,3}$|[:;：；]-?$")
# A text that was cut off, as a summary may be.
_CUT = re.compile(r"(?:…|\.{3})$")

#: Characters that are typed twice by mistake: those that another word before may end with, or one behind begin with.
CHARACTERS = """
的 目标有中 士当确黎|了 为除不得 解之却结断然不|在 存现实正所内潜健外自 建岗校职册编线场任案位野读座世逃手于所意此
是 但可于还就只要正总都而凡若真老求 否非|和 温柔平饱总随缓中亲违调祥 平谐睦解气面田声善美合|与 参赠给授 会时众否共其
有 所没只拥具享持国占含带特固现仅稀独保如未共公原应既凡已设留少唯还 关效限利序力机色意望的些人时着助益线害待偿条形为无用
到 达得看见收签报迟接提直想说谈听讲感拿遇等谋 位达底岗期场访账来处货手港站家会校任点时顶头
对 针面应相反绝核校一配成比 接方外手面象比付策应话口联待等称照准抗岸冲立子碰|将 即必主大麻干小老名上中少 来军要士领近
于 关对由至终 是今此谦归永|从 自服跟随盲遵听 事业容前来此而未严|向 方面转定导走去志意取朝倾一动流风投 来往上导前好着
并 合兼吞归 购且非网联列不行存发轨|就 成造早 业地近职医读诊餐任此座绪|也 无 门
都 成首古京花丰江酒新旧帝国瓷商 市江匀会安昌|已 而自 矣|及 以普涉危顾遍 时格其早至第|但 非不 丁凡|们 哥爷娘 这
要 主需重想只不将纪首必简提 求点素领紧闻塞件|其 尤与极土及 中他它实余次间|该 应本活 当
"""
_ROWS = [row.split() for row in CHARACTERS.replace("|", "\n").strip().splitlines()]
_CHARACTER = "|".join(f"(?<![{row[1]}{row[0]}]){row[0]}{{2}}(?![{row[2]}{row[0]}])" for row in _ROWS)
# Words that nobody doubles for effect, as in 研究研究, and that begin no other word here: 企业企业家.
_WORD = (
    "我们|他们|它们|政府|项目(?!项目[部经负])|园区(?!园区[管办])|公司(?!公司[章层治债])|企业(?!企业[家主号级版微])|部门|人员|员工|市民|居民|记者|目前|今年|去年"
    "|其中|以及|并且|而且|但是|因为|所以|如果|通过|根据|按照|关于|由于|为了|已经|正在|可以|能够|需要|必须|进行|开展|举行|举办|召开|实现|完成|成为|拥有"
    "|提供|推进|推动|促进|加快|面积|亿元|万元"
)
_TWICE = re.compile(rf"{_CHARACTER}|({_WORD})\1|(?<!。)。。(?!。)|[，、；：]{{2}}|[，、；]。|。[，、；：]")
# Any longer words, but for one by one, and what somebody shouts.
_AGAIN = re.compile(r"(?![一几]|(.)\1\1)([\u4e00-\u9fff]{3,12})\2(?!域)")


def _is_plain(again: re.Match[str]) -> bool:
    """Whether nobody says it, within quotation marks."""
    before = again.string[max(0, again.start() - SPEECH) : again.start()]
    return before.rfind("“") <= before.rfind("”")


_TYPED_TWICE = "多打了一遍，请删去重复的。"
SHAPES = (Shape("doubled", _TWICE, _TYPED_TWICE), Shape("doubled", _AGAIN, _TYPED_TWICE, _is_plain))


def half_pairs(story: Story) -> Iterator[Finding]:
    """Half pairs of brackets and quotation marks, in the body across paragraphs."""
    for pieces in ([story.title], [story.summary], story.paragraphs):
        for pair in PAIRS:
            yield from _halves(pieces, pair)


def _halves(pieces: list[Piece], pair: str) -> Iterator[Finding]:
    """Opening marks without a closing one here or in a later paragraph, and the other way round; of each the first."""
    pending: list[tuple[Piece, int]] = []
    for piece, following in zip(pieces, [*pieces[1:], None], strict=False):
        text, unclosed, unopened = piece.plain.translate(_WIDE), list[int](), list[int]()
        for mark in re.finditer(f"[{pair}]", text):
            if mark[0] == pair[0]:
                unclosed.append(mark.start())
            elif unclosed:
                unclosed.pop()
            elif pending:
                pending.pop()
            elif pair != "（）" or not _ITEM.search(text[max(0, mark.start() - SHOWN) : mark.start()]):
                unopened.append(mark.start())
        for at in unopened[:1]:
            words = _BEHIND.findall(text[max(0, at - SHOWN) : at])[0]
            yield piece.finding("bracket", at - len(words), at + 1, f"{PAIRS[pair]}只有后一半，请补上前一半。")
        # Speech of several paragraphs opens anew in each and closes in the last.
        continued = PAIRS[pair] == "引号" and following and following.plain.startswith(pair[0])
        if not (continued or _CUT.search(text)):
            pending += [(piece, at) for at in unclosed[:1]]
    for piece, start in pending:
        words = _AHEAD.findall(piece.plain, start)[0]
        yield piece.finding("bracket", start, start + len(words), f"{PAIRS[pair]}只有前一半，请补上后一半。")
