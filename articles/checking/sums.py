"""Parts that do not add up to their total.

A list need not be complete, and its parts may overlap, so a difference is a finding only where the words promise the
whole (分别, 由…组成, a colon, 合计), where the parts are named by one scheme, or where three parts or more miss the
total by a little.
"""

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, chain, takewhile
from operator import attrgetter
from typing import NamedTuple

from articles.checking.figures import CONTINUOUS, NOUNS, Figure, number, written
from articles.checking.story import SENTENCE, Finding, Piece, Sentence, Story

_LIST = re.compile(r"(?P<whole>分别(?:为|是|有)|分为|由(?=.{0,40}(?:组成|构成))|[:：])|其中|包括")
# The same at the beginning of a sentence, of a total in the sentences before it.
_CONTINUED = re.compile(
    r"\s*(?:其中|(?:分|按|从)[^，。；：\d]{1,8}(?:看|[划区]?分|统计)[，:：]|分(?:行业|区域|类[别型]|板块|领域|产业)[，:：])"
)
_OPEN = re.compile(
    r"等(?!级|离子|温|静压)|主要|重点包括|其他|其它|不含|除外|之一|多为|大部分|不乏|既有"
    r"|占[近约超]?[五六七八九]成"
)
# Parts such as these may overlap, or be a selection.
_OVERLAPPING = re.compile(
    r"以上|以下|超|过亿|亿元|500强|五百强|上市|高新技术|外资|规上|规模以上|专精特新|女|党员|新增|同比|增长|国家级|省级|市级"
    r"|本科|硕士|博士|中级|高级|首次|首批|本地|最|完成|到位|到账|已"
)
# How many parts the sentence announces: 分三期建设.
_PROMISED = re.compile(r"分(?:为|成)?([二两三四五六七八九十\d]{1,2})(?:期|批|步|个阶段|大?片区)")
_REST = re.compile("其他|其它|其余|剩余")
_NEW_SUBJECT = re.compile(r"预计|达产|产值|税|年内|此外|另|还|将|目前|去年|上年|截至|同时|每|累计|全[市省县区]")
# Before a total that parts follow without a word between them, and before one that closes its parts.
_ALL = re.compile(r"[共总]|合计|净增|新增|全[市省县区部年]")
_ALTOGETHER = re.compile(r"(?:合计|共计|总计|总共|一共|总[面建占投产]\w{1,3}|总[值额量数])[^，。；]{0,6}$")
_IN_ALL = re.compile(r"[^，。；、\d]{0,4}[，,]\s*共(?:有|为|计|招|设|签约|需|录用|引进)?")
#: Characters between the figures of a row of parts, and figures on either side of a list's opening that are looked at.
CLOSE, MOST = 18, 20
# Pairs of names that make a whole.
_PAIRS = """
一期 二期，内资 外资，新建 续建，新建 改建，新建 扩建，单层 多层，线上 线下，地上 地下，国内 国外，境内 境外，出让 划拨
自有 贷款，工业 服务业，东区 西区，南区 北区，固定资产 流动资金，厂房 办公，男 女，女 男，出口 进口，进口 出口
城镇 乡村，城镇 农村，冷冻 冷藏，城区 县域
"""
PAIRS = [pair.split() for pair in re.split("[，\n]", _PAIRS.strip())]


class _Parts(NamedTuple):
    """A total and its parts. `whole` is whether the words promise that nothing is left out.

    `lead` is the earlier text that holds the total, where it is not in the text with the parts.
    """

    text: str
    total: Figure
    parts: list[Figure]
    whole: bool
    lead: str = ""

    @property
    def span(self) -> tuple[int, int]:
        figures = self.parts if self.lead else (self.total, *self.parts)
        return min(each.start for each in figures), max(each.end for each in figures)

    @property
    def counted(self) -> Decimal:
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def nearly(self) -> bool:
        """Whether the parts miss the total by a little."""
        few = 3 * self.total.step if self.total.value > 20 * self.total.step else 0
        return abs(self.counted - self.total.value) <= max(self.total.value / 10, few)


def parts_and_total(story: Story) -> Iterator[Finding]:
    """Totals in the body with parts in the same unit that add up to something else."""
    continued = _continued(story.paragraphs)
    for piece in story.paragraphs:
        end = 0
        for each in sorted([*_lists(piece), *_rows(piece), *continued[piece]], key=lambda each: each.span):
            if each.span[0] >= end and _comparable(each) and _is_wrong(each):
                end = each.span[1]
                yield piece.finding("sum", *each.span, _reason(each))


def _lists(piece: Piece) -> Iterator[_Parts]:
    """Totals before the words that open a list."""
    for sentence in piece.split(SENTENCE):
        figures = sentence.figures
        for opening in sentence.find(_LIST) if len(figures) > 2 else ():
            at = bisect_left(figures, opening.end(), key=attrgetter("start"))
            following = figures[at : at + MOST]
            measure = following[0].measure if following else None
            before = [each for each in figures[max(0, at - MOST) : at] if each.measure == measure]
            if before and not re.search("[；;]", piece.plain[before[-1].end : opening.start()]):
                yield _Parts(piece.plain, before[-1], _listed(piece.plain, following), bool(opening["whole"]))


def _listed(text: str, following: list[Figure]) -> list[Figure]:
    """The parts of a list. One whose parts stand between commas ends at the semicolon."""
    in_row = takewhile(lambda figure: not _NEW_SUBJECT.search(figure.before), following)
    parts = [figure for figure in in_row if figure.measure == following[0].measure]
    if len(parts) > 2 and not re.search("[；;]", text[parts[0].end : parts[1].start]):
        ends = re.search("[；;]", text[parts[1].end : parts[-1].end])
        parts = [part for part in parts if not ends or part.start < parts[1].end + ends.start()]
    return parts


def _continued(pieces: list[Piece]) -> dict[Piece, list[_Parts]]:
    """Lists that open a sentence, of a total in the two sentences before it, unless one of these is their sum."""
    found = defaultdict(list)
    before: deque[Sentence] = deque(maxlen=2)
    for sentence in chain.from_iterable(piece.split(SENTENCE) for piece in pieces):
        figures = sentence.figures[:MOST] if _CONTINUED.match(sentence.text) else []
        for measure in {figure.measure for figure in figures} - {"%"}:
            parts = [figure for figure in figures if figure.measure == measure]
            totals = [(each, figure) for each in before for figure in each.figures if figure.measure == measure]
            if not totals or sum(part.value for part in parts) in [figure.value for _, figure in totals]:
                continue
            lead, total = totals[-1]
            row = _Parts(sentence.piece.plain, total, parts, whole=False, lead=lead.piece.plain)
            if row.nearly and [each for each, _ in totals].count(lead) == 1:
                found[sentence.piece].append(row)
        before.append(sentence)
    return found


def _rows(piece: Piece) -> Iterator[_Parts]:
    """Figures of one unit close to each other, the total before three parts or behind them."""
    text, row = piece.plain, piece.figures[:1]
    for figure in [*piece.figures[1:], None]:
        gap = text[row[-1].end : figure.start] if row and figure else ""
        if figure and figure.measure == row[-1].measure and len(gap) <= CLOSE and ("。" not in gap or len(row) == 1):
            row.append(figure)
            continue
        if len(row) > 2 and (_ALTOGETHER.search(row[-1].before) or _closes(text, row)):
            yield _Parts(text, row[-1], row[_counts_parts(text, row[:-1]) : -1], whole=True)
        elif len(row) > 3 and row[0].kind != "%" and not _LIST.search(text, row[0].end, row[1].start):
            parts = row[1 + (row[1].value == len(row) - 2) :]
            each, scheme = _Parts(text, row[0], parts, whole=False), _scheme(parts)
            if (
                _ALL.search(row[0].before)
                or _is_rest(parts[-1])
                or (scheme and scheme not in row[0].before and each.nearly)
            ):
                yield each
        row = [figure] if figure else []


def _closes(text: str, row: list[Figure]) -> bool:
    """Whether 共 alone closes the parts: 招3人、5人，共招10人; not where something is added to them."""
    return bool(_IN_ALL.fullmatch(text, row[-2].end, row[-1].start))


def _is_rest(last: Figure) -> bool:
    """Whether the last part is all that is left: 其余3个, 另有3个为服务业项目."""
    return bool(_REST.search(last.before)) or ("另有" in last.before and last.after[:1] in {*"为是属"})


def _counts_parts(text: str, row: list[Figure]) -> bool:
    """Whether the first of a row says how many there are: 三个专区，分别有席位45个、38个和27个."""
    named = re.search("分别|各", text[row[0].end : row[1].start])
    return bool(named) or row[0].value == len(row) - 1


def _comparable(each: _Parts) -> bool:
    """Whether total and parts are exact figures of the same thing, and each part is one."""
    things = {part.kind for part in each.parts} & set(NOUNS.values())
    exact = all(not figure.meant and figure.low is None for figure in (each.total, *each.parts))
    same = not things or each.total.kind not in NOUNS.values() or things == {each.total.kind}
    return len(each.parts) > 1 and exact and same and all(part.value < each.total.value for part in each.parts)


def _is_wrong(each: _Parts) -> bool:
    total, parts = each.total, each.parts
    whole = each.whole or _is_rest(parts[-1])
    difference = abs(each.counted - total.value)
    pair = len(parts) == 2 and any(one in parts[0].clause and other in parts[1].clause for one, other in PAIRS)
    if difference <= _rounding(each) or total.value in accumulate(part.value for part in parts):
        return False
    if _may_differ(each, pair=pair):
        return False
    if len(parts) == 2 and not whole:
        return pair
    between = each.lead[total.end :] if each.lead else each.text[total.end : parts[0].start]
    statistics = _OVERLAPPING.search(total.before + between)
    too_much = total.kind in CONTINUOUS and each.counted > total.value and not statistics
    return each.nearly or bool(_scheme(parts)) or ((whole or too_much) and difference <= total.value / 4)


def _may_differ(each: _Parts, *, pair: bool) -> bool:
    """Whether the words leave something out, count it twice, or announce more parts than are named."""
    promise = _PROMISED.search(each.text, max(0, each.span[0] - 40), each.span[1])
    if promise and (number(promise[1]) or 0) > len(each.parts):
        return True
    last = each.parts[-1]
    named = each.text[each.span[0] : last.start - len(last.before)]
    unfinished = _OPEN.search(named) or _OPEN.search(each.text, last.end, last.end + 12)
    return bool(unfinished) or (not pair and any(_OVERLAPPING.search(part.clause) for part in each.parts))


def _rounding(each: _Parts) -> Decimal:
    """By how much rounded parts may miss the total: not at all where things are counted or numbers whole."""
    figures = (each.total, *each.parts)
    if each.total.measure not in CONTINUOUS or not any("." in each.text[one.start : one.end] for one in figures):
        return Decimal(0)
    return sum((figure.step for figure in figures), Decimal(0)) / 2


def _scheme(parts: list[Figure]) -> str:
    """What names all parts, if anything: 类 for 实体类、科创类、引进类; 期 for 一期、二期; 区 for 东区、西区."""
    names = [re.sub(r"(?:项目|企业|[共有为达占计了]|投资|占地|面积|建筑|[\s:：])+$", "", part.before) for part in parts]
    return names[0][-1] if all(names) and len({name[-1] for name in names}) == 1 else ""


def _reason(each: _Parts) -> str:
    whole = (each.lead or each.text)[each.total.start : each.total.end]
    number = re.match(r"[\d.,]+", whole)
    unit = whole[number.end() :] if number else ""
    worth = each.total.value / written(number[0]) if number else Decimal(1)
    values = [f"{(part.value / worth).normalize():f}" for part in each.parts]
    return (
        f"各部分相加 {'＋'.join(values)}＝{(each.counted / worth).normalize():f}{unit}，与总数“{whole}”不符，请核对。"
    )
