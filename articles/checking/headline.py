"""A figure of the title or the summary that the body contradicts.

Titles leave things out and bodies hold many figures, so a figure that is only absent from the body is no finding. It is
one where the body has the same digits at another size, two digits swapped, or one other figure for what the title says
in the same words.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from articles.checking.figures import MEASURES, Figure, agree, figures
from articles.checking.story import Finding, Piece, Story

#: What a figure is about, by words in its clause.
SUBJECTS = {
    "投资": r"投资|总投|签约额|签约金额|合同额|引资",
    "占地": r"占地|用地|征地|土地",
    "建筑": r"建筑面积|建面|厂房|载体|楼",
    "产值": r"产值|营收|收入|销售",
    "税": r"税",
    "签约": r"签约|签下|签订|签署",
    "引进": r"引进|落户|入驻|新增",
    "开工": r"开工|动工",
    "投产": r"投产|竣工",
    "融资": r"融资|授信|贷款",
    "产能": r"产能|年产",
    "用工": r"就业|用工|岗位|招聘",
}
#: Words that say that the figure is of another time, place or whole.
ELSEWHERE = re.compile(
    r"累计|今年以来|[去上前]年|同期|截至|目前|已|历年|近年|近[一二三两四五\d]+年|全[国省市区县年球]|总量|历史|首批|一期|二期|三期"
    r"|以上|其中|计划|目标|力争|到20\d\d|每年|年均|增长|增加|下降|同比|原|曾"
)
#: Kinds of which one text may well give several figures that have nothing to do with each other.
LOOSE = {"%", "个百分点", "公里", "千瓦", "kVA", "度", *MEASURES}
MOST_SUMS = 4000


def figures_differ(story: Story) -> Iterator[Finding]:
    """Figures of title and summary compared with those of the body, whatever their units and scales."""
    in_body = [(piece, figure) for piece in story.paragraphs for figure in figures(piece.plain)]
    for head in (story.title, story.summary):
        for figure in figures(head.plain):
            same_kind = [(piece, other) for piece, other in in_body if other.kind == figure.kind]
            if figure.low is not None or not same_kind or any(agree(figure, other) for _, other in same_kind):
                continue
            if contradiction := _contradiction(figure, same_kind):
                piece, other, why = contradiction
                words = head.text[figure.start : figure.end]
                field = "标题" if head is story.title else "摘要"
                yield piece.finding("figures", other.start, other.end, f"{field}写的是“{words}”，{why}")


def _contradiction(figure: Figure, same_kind: list[tuple[Piece, Figure]]) -> tuple[Piece, Figure, str] | None:
    """(piece, figure of the body, why) of the one that contradicts, or None."""
    for piece, other in same_kind:
        if other.low is None and other.digits == figure.digits and len(figure.digits) >= 3:
            return piece, other, "数字一样、大小不同，请核对小数点和单位。"
    if _adds_up(figure, [other for _, other in same_kind]):
        return None
    alone = len({other.value for _, other in same_kind}) == 1
    for piece, other in same_kind:
        if other.low is not None:
            continue
        about = _subjects(figure) & _subjects(other)
        if other.digits == figure.digits and len(figure.digits) == 2 and (alone or about):
            return piece, other, "数字一样、大小不同，请核对小数点和单位。"
        if _slipped(figure, other) and (alone or about):
            return piece, other, "两处只差一两位数字，请核对。"
    if figure.kind in LOOSE or figure.meant:
        return None
    rivals = [(piece, other) for piece, other in same_kind if _subjects(figure) & _subjects(other)]
    if len({other.value for _, other in rivals}) != 1:
        return None
    piece, other = rivals[0]
    if other.meant or other.low is not None or ELSEWHERE.search(other.clause) or ELSEWHERE.search(figure.clause):
        return None
    if ELSEWHERE.search(_sentence(piece.plain, other)):
        return None
    return piece, other, "与正文不一致，请核对。"


def _subjects(figure: Figure) -> set[str]:
    return {subject for subject, words in SUBJECTS.items() if re.search(words, figure.clause)}


def _sentence(text: str, figure: Figure) -> str:
    """The sentence around the figure, up to the figure."""
    return re.split(r"[。！？；\n]", text[: figure.start])[-1]


def _slipped(one: Figure, other: Figure) -> bool:
    """Whether one is the other with two digits swapped, at the same size: 1692 and 1629."""
    a, b = one.digits, other.digits
    if len(a) != len(b) or len(a) < 3 or one.value.adjusted() != other.value.adjusted():
        return False
    wrong = [at for at in range(len(a)) if a[at] != b[at]]
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]


def _adds_up(figure: Figure, others: list[Figure]) -> bool:
    """Whether some of the body's figures make up the title's."""
    sums = {Decimal(0)}
    for other in others:
        sums |= {each + other.value for each in sums}
        if len(sums) > MOST_SUMS:
            return True
    return any(abs(each - figure.value) < figure.step for each in sums)
