"""Parts that do not add up to their total.

A list after 其中 need not be complete, and its parts may overlap, so a difference is a finding only where the words
promise the whole (分别, 由…组成, a colon), where the parts are named by one scheme, or where three parts or more miss
the total by a little.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile

from articles.checking.figures import CONTINUOUS, NOUNS, Figure, figures, han_value
from articles.checking.story import Finding, Story

_SENTENCE = re.compile(r"[^。！？\n]+")
_LIST = re.compile(r"(?P<whole>分别(?:为|是|有)|分为|由(?=.{0,40}(?:组成|构成))|[:：])|其中|包括")
_OPEN = re.compile(r"等(?!级|离子|温|静压)|主要|重点包括|其他|其它|不含|除外|之一|多为|大部分|不乏|既有")
# Parts such as these may overlap, or be a selection.
_OVERLAPPING = re.compile(
    r"以上|以下|超|过亿|亿元|500强|五百强|上市|高新技术|外资|规上|规模以上|专精特新|女|党员|新增|同比|增长|国家级|省级|市级"
    r"|本科|硕士|博士|中级|高级|首次|首批|本地|最|完成|到位|到账|已|亿元"
)
# How many parts the sentence announces: 分三期建设.
_PROMISED = re.compile(r"分(?:为|成)?([二两三四五六七八九十\d]{1,2})(?:期|批|步|个阶段|大?片区)")
_NEW_SUBJECT = re.compile(r"预计|达产|产值|税|年内|此外|另|还|将|目前|去年|上年|截至|同时|每|累计|全[市省县区]")
#: Pairs of names that make a whole.
_PAIRS = [
    *(("一期", "二期"), ("内资", "外资"), ("新建", "续建"), ("新建", "改建"), ("新建", "扩建"), ("单层", "多层")),
    *(("线上", "线下"), ("地上", "地下"), ("国内", "国外"), ("境内", "境外"), ("出让", "划拨"), ("自有", "贷款")),
    *(("工业", "服务业"), ("东区", "西区"), ("南区", "北区"), ("固定资产", "流动资金"), ("厂房", "办公"), ("男", "女")),
]


def parts_and_total(story: Story) -> Iterator[Finding]:
    """Sentences of the body with a total and a list of parts in the same unit that add up to something else."""
    for piece in story.paragraphs:
        for sentence in _SENTENCE.finditer(piece.plain):
            text, numbers = sentence[0], figures(sentence[0])
            for opening in _LIST.finditer(text) if len(numbers) > 2 else ():
                total, parts = _total_and_parts(text, numbers, opening)
                if total and _is_wrong(text, total, parts, promised=bool(opening["whole"])):
                    start, end = sentence.start() + total.start, sentence.start() + parts[-1].end
                    yield piece.finding("sum", start, end, _reason(text, total, parts))
                    break


def _total_and_parts(text: str, numbers: list[Figure], opening: re.Match[str]) -> tuple[Figure | None, list[Figure]]:
    """(total, parts): the nearest figure before the list in its unit, and those of the list. (None, []) for no list."""
    following = [figure for figure in numbers if figure.start >= opening.end()]
    measure = following[0].measure if following else None
    before = [figure for figure in numbers if figure.end <= opening.start() and figure.measure == measure]
    if not before or re.search("[；;]", text[before[-1].end : opening.start()]):
        return None, []
    total = before[-1]
    in_row = takewhile(lambda figure: not _NEW_SUBJECT.search(figure.before), following)
    parts = [figure for figure in in_row if figure.measure == measure]
    # A list whose parts stand between commas ends at the semicolon.
    if len(parts) > 2 and not re.search("[；;]", text[parts[0].end : parts[1].start]):
        ends = re.search("[；;]", text[parts[1].end :])
        parts = [part for part in parts if not ends or part.start < parts[1].end + ends.start()]
    things = {part.kind for part in parts} & set(NOUNS.values())
    exact = all(not figure.meant and figure.low is None for figure in (total, *parts))
    if len(parts) < 2 or not exact or (things and total.kind in NOUNS.values() and things != {total.kind}):
        return None, []
    return total, parts


def _is_wrong(text: str, total: Figure, parts: list[Figure], *, promised: bool) -> bool:
    counted = sum(part.value for part in parts)
    difference = abs(counted - total.value)
    if difference <= _rounding(text, total, parts) or any(part.value >= total.value for part in parts):
        return False
    labels = [part.clause for part in parts]
    if (promise := _PROMISED.search(text)) and _count(promise[1]) > len(parts):
        return False  # the others stand elsewhere, or are not known yet
    if _OPEN.search(text[total.end : parts[-1].end + 12]) or any(map(_OVERLAPPING.search, labels)):
        return False
    if len(parts) == 2 and not promised:
        return any(one in labels[0] and other in labels[1] for one, other in _PAIRS)
    small = difference <= max(total.value / 10, 3 * total.step if total.value > 20 * total.step else 0)
    return small or _alike(parts) or (promised and difference <= total.value / 4)


def _count(number: str) -> Decimal | int:
    return int(number) if number.isdecimal() else han_value(number) or 0


def _rounding(text: str, total: Figure, parts: list[Figure]) -> Decimal:
    """By how much rounded parts may miss the total: not at all where things are counted or numbers whole."""
    written = [text[figure.start : figure.end] for figure in (total, *parts)]
    if total.measure not in CONTINUOUS or not any("." in figure for figure in written):
        return Decimal(0)
    return sum((figure.step for figure in (total, *parts)), Decimal(0)) / 2


def _alike(parts: list[Figure]) -> bool:
    """Whether the parts are named by one scheme: 实体类、科创类、引进类; 一期、二期、三期; 东区、西区、南区."""
    names = [re.sub(r"(?:项目|企业|[共有为达占计了]|投资|占地|面积|建筑|[\s:：])+$", "", part.before) for part in parts]
    return all(names) and len({name[-1] for name in names}) == 1


def _reason(text: str, total: Figure, parts: list[Figure]) -> str:
    whole = text[total.start : total.end]
    number = re.match(r"[\d.,]+", whole)
    unit = whole[number.end() :] if number else ""
    worth = total.value / Decimal(number[0].replace(",", "")) if number else Decimal(1)
    values = [f"{(part.value / worth).normalize():f}" for part in parts]
    counted = f"{(sum(part.value for part in parts) / worth).normalize():f}"
    return f"各部分相加 {'＋'.join(values)}＝{counted}{unit}，与总数“{whole}”不符，请核对。"
