"""Sizes that nothing of the kind has: a site of 86平方米, floors measured in 亩, a scale that was left out."""

import re
from collections.abc import Iterator

from articles.checking.story import Finding, Story

_SITE = "(?:厂区|工厂|园区|(?:产业|工业|科技|智造|物流|创业|软件|装备)园|开发区|加速器|小镇)"
_IS = "(?:大?约|总?共|达到?|合计|为|近|超过?|仅|只有)*$"
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
        (r"总投资额?|(?<!人均)(?<!台均)年?产值|销售额|营业收入", "元", 10_000, None),
    )
)
# Behind it, the figure is of a thing in it: 占地86平方米的充电站.
_OF = re.compile("的(?!规模|面积)|/|每")


def absurd_sizes(story: Story) -> Iterator[Finding]:
    """Figures below the least or above the most of their row."""
    for piece in story.pieces:
        for figure in piece.figures:
            rows = (row for row in SIZES if figure.kind == row[1] and row[0].search(figure.before))
            what, _, least, most = next(rows, (None, "", None, None))
            if not what or figure.low is not None:
                continue
            if least is not None and figure.value < least and not _OF.match(figure.after):
                yield piece.finding("size", figure.start, figure.end, "小得不合常理，请核对数字和单位。")
            elif most is not None and figure.value > most:
                reason = "大得不合常理，请核对数字和单位。" if most else "建筑面积不用“亩”来计，请核对单位。"
                yield piece.finding("size", figure.start, figure.end, reason)
