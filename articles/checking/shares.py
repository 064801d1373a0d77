"""Shares that cannot be right: those of one whole that make no hundred, and one that is not its part of the whole."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, permutations

from articles.checking.figures import CONTINUOUS, Figure
from articles.checking.rules import Fault
from articles.checking.story import Sentence
from articles.checking.sums import PAIRS

_SHARE = re.compile(
    r"(占股?|持股|出资|股权|份额|比重|比例)(?:比|比例|比重)?(?:分别)?[为达约]?(?:如下[:：][^，。；、\d]{0,10})?\s*$"
)
# Before one that only the first names: 设备占60%、土建30%.
_NEXT_SHARE = re.compile(r"[、和]\s*(?![^，。]*[率增降升涨幅比超])[^，。；、\d]{0,10}")
_HOLDING = re.compile("持股|占股|出资|股权|入股")
_SEVERAL_WHOLES = re.compile(
    "以上|认为|满意|希望|问卷|受访|调查|^(?=.*女)(?!.*男)|党员|高新|全[国省市区县镇]|GDP|出口|增长|分别占"
)
#: Shares of one whole that add up to more than this many percent are of different wholes.
#: Those that add up to less than this many are not all.
MOST_SHARES, LEAST_SHARES = Decimal(130), Decimal(80)
#: Figures before a share that are looked at for its part and whole.
MOST_FIGURES = 12
_REST = re.compile(r"(?:其他|其它|其余|剩余|剩下|余下)[^，。；\d]{0,10}$")
# What is no share of the whole that has the rest, and makes shares overlap.
_NO_SHARE = re.compile("[增降升涨率]|提高|[同环]比|超过|以上|其中")
_OVERLAP = re.compile("多选|[同环]比|增长|提高|下降")
_WHOLE = re.compile(
    r"(?:就是|即|构成|组成|涵盖|覆盖)[^，。；]{0,8}(?:全部|所有|整体)|全部(?:来自|由|分为)|(?:合计|相加)[为达是]?100%|无其他"
)
# Between a part and its share of the whole, and between the whole and its parts.
_OF_WHOLE = re.compile(
    r"[^，。；\d占比增]{0,10}(?:[，,（(][^，。；\d]{0,6}(?:增长|下降|提高)\d[\d.]*%)?[，,（(]?\s*约?占(?:其?比[重例]?|其?总人?[数量额]的?(?:比[重例])?)?[为达到约超过近仅逾]*\s*"
)
_PARTS = re.compile("其中|中[，,有]")
#: By how much a rounded figure may be more or less than it is written, at most, as a part of it; and a hundred, in all.
ROUNDED, HALF = Decimal("0.05"), Decimal("0.5")


def _shares(sentence: Sentence) -> Iterator[Fault]:
    """Shares of one whole, named by one word, that add up to more than it; or to less, where the rest is named."""
    word, shares = "", list[Figure]()
    for figure in (each for each in sentence.figures if each.kind == "%"):
        between = sentence.piece.plain[shares[-1].end : figure.start] if shares else ""
        if _total(shares) == 100 and "；" in between.replace(";", "；"):
            shares = []  # a whole of its own: 乙方股东中，……
        match = _SHARE.search(figure.before)
        word = word or (match[1] if match else "")
        if (match and match[1] == word) or (shares and _NEXT_SHARE.fullmatch(between)):
            shares.append(figure)
    several = _SEVERAL_WHOLES.search(sentence.text) or any("其中" in each.before for each in shares[1:])
    total, rounding = _total(shares), _rounding(shares)
    if len(shares) < 2 or several or _REST.search(shares[-1].before) or abs(total - 100) <= min(rounding, HALF):
        return
    holding = all(_HOLDING.search(figure.before) for figure in shares)
    pair = any(one in shares[0].before and other in shares[1].before for one, other in PAIRS)
    listed = len(shares) > 2 and all(figure.is_exact for figure in shares)
    if total > 100 and (holding or (total <= MOST_SHARES and (pair or len(shares) > 2))):
        yield _no_hundred(shares, "超过了")
    elif listed and _WHOLE.search(sentence.text) and LEAST_SHARES <= total < 100 - rounding:
        yield _no_hundred(shares, "不到")


def _shares_with_rest(sentence: Sentence) -> Iterator[Fault]:
    """Shares before the one of what is left over, which do not make a hundred with it: 46%, 31%, 剩下28%."""
    shares = [each for each in sentence.figures if each.kind == "%" and not _NO_SHARE.search(each.before)]
    rest = next((at for at, figure in enumerate(shares) if _REST.search(figure.before)), 0)
    parts = shares[: rest + 1]
    if rest and all(figure.is_exact for figure in parts) and not _OVERLAP.search(sentence.text):
        sums = accumulate(figure.value for figure in reversed(parts))
        wrong = all(abs(each - 100) > _rounding(parts) for each in sums)
        if wrong and LEAST_SHARES <= _total(parts) <= MOST_SHARES:
            yield _no_hundred(parts, "不是")


def _part_of_whole(sentence: Sentence) -> Iterator[Fault]:
    """A share that no part before it is of any whole: 产值20亿元，其中出口5亿元，占比30%."""
    text = sentence.piece.plain
    start = text.rfind("。", 0, sentence.start - 1) + 1 if sentence.text.startswith("其中") else sentence.start
    figures = Sentence(sentence.piece, start, sentence.end).figures
    for at, share in enumerate(figures):
        before = [each for each in figures[max(0, at - MOST_FIGURES) : at] if each.kind != "%" == share.kind]
        part = before[-1] if before and _OF_WHOLE.fullmatch(text, before[-1].end, share.start) else None
        whole = next((each for each in before if part and each.measure == part.measure), None)
        if part and whole and part.value < whole.value and _PARTS.search(text, whole.end, part.start):
            pairs = [pair for pair in permutations(before, 2) if pair[0].measure == pair[1].measure]
            if not any(_is_share(share, *pair) for pair in pairs):
                percent = f"{part.value / whole.value * 100:.1f}%".replace(".0%", "%")
                yield part.start, share.end, f"按前面的两个数算是 {percent}，与所写的占比不符，请核对。"


def _is_share(share: Figure, part: Figure, whole: Figure) -> bool:
    (low, high), (least, most) = _margins(part), _margins(whole)
    claimed = share.bounds
    return low / (most or 1) * 100 <= claimed[1] + share.step and claimed[0] - share.step <= high / (least or 1) * 100


def _margins(figure: Figure) -> tuple[Decimal, Decimal]:
    margin = min(figure.step / 2, figure.value * ROUNDED) if figure.measure in CONTINUOUS else Decimal(0)
    return figure.bounds[0] - margin, figure.bounds[1] + margin


def _total(shares: list[Figure]) -> Decimal:
    return sum((each.value for each in shares), Decimal(0))


def _rounding(shares: list[Figure]) -> Decimal:
    return max((each.step for each in shares), default=Decimal(0)) * len(shares) / 2


def _no_hundred(shares: list[Figure], relation: str) -> Fault:
    total = _total(shares).normalize()
    return shares[0].start, shares[-1].end, f"各部分占比相加是 {total:f}%，{relation} 100%，请核对。"


RULES = (_shares, _shares_with_rest, _part_of_whole)
