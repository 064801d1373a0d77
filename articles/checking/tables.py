"""Tables whose cells contradict each other: totals, columns counted from others, ranges upside down."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, groupby, permutations
from typing import NamedTuple

from articles.checking.figures import RANGE, written
from articles.checking.story import Finding, Piece, Story

_BETWEEN = re.compile(r"(?:^| )\|(?: |$)|\t")
_TOTAL = re.compile(r"(?:合|总|共)\s*计|总数|汇总")
_FOOT = re.compile(r"[合总共小]\s*计|总数|汇总")
_SHARE_LINE = re.compile(r"([^：:，。；\d|]{1,16})[：:]?\s*(\d{1,2}(?:\.\d+)?%)[；;。，]?")
_NUMBER = re.compile(r"(?P<number>-?\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[^\d\s.,]{0,4})")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Rows and columns that are not added up.
_NO_SUM = re.compile(r"[率比幅价]|均|增[长减速]|序号|租金|编号|%|年份|电话|其中")
# Headings of shares of one whole, and of what a bare range is one of.
_SHARES = re.compile(r"占比|权重|构成|比[重例](?:$|如下|分别)|(?:分布|结构|来源)[^，。]{0,4}[:：]$")
_MEASURED = re.compile(r"薪|资$|价|租|面积|层高|年龄|荷载|[（(][^（()）]{0,4}(?:元|米|㎡|亩|吨|岁|人|[天日])")
# In a table of answers, of which one may give several.
_CHOICES = re.compile("多选|选择|受访|认为")
_GROWTH = re.compile("增|同比|环比|涨|降|变化")
# Growth at other prices is not that of the figures beside it.
_OTHER_PRICES = re.compile("可比|不变价|增加值|生产总值|GDP|其中")
#: Rows that must be counted alike before the one that is not is wrong; the widest and longest table looked at.
LEAST_RIGHT, WIDEST, LONGEST = 2, 8, 60
#: Rows under a row that sums them up, at most.
MOST_UNDER = 12


class Cell(NamedTuple):
    """A cell and its place in the piece that holds its row."""

    piece: Piece
    start: int
    text: str

    @property
    def number(self) -> Decimal | None:
        match = _NUMBER.fullmatch(self.text.strip())
        return written(match["number"]) if match and "百分点" not in match["unit"] else None

    def finding(self, rule: str, reason: str) -> Finding:
        return self.piece.finding(rule, self.start, self.start + len(self.text), reason)


Row = tuple[Cell, ...]
Column = tuple[Decimal | None, ...]


def wrong_tables(story: Story) -> Iterator[Finding]:
    """What contradicts the rest of its table. Its rows are paragraphs that follow each other with as many cells."""
    for width, rows in groupby(map(_cells, story.paragraphs), key=len):
        table = [row for row in rows if any(cell.text.strip(" -:") for cell in row)]
        if width < 2 or len(table) < 3:
            continue
        for lines in (table, list(zip(*table, strict=True))):
            names = [name.text.strip() for name, *_ in lines]
            total = _TOTAL if any(map(_TOTAL.match, names)) else _FOOT
            if sum(bool(total.match(name)) for name in names) == 1 and (total is _TOTAL or total.match(names[-1])):
                for line in zip(*lines, strict=True):
                    yield from _wrong_total(total, names, line)
        yield from _upside_down(table)
        miscounted = list(_miscounted(table)) if width <= WIDEST and len(table) <= LONGEST else []
        yield from miscounted or _wrong_shares(table)
    for table in _share_lists(story.paragraphs):
        yield from _wrong_shares(table)


def _share_lists(paragraphs: list[Piece]) -> Iterator[list[Row]]:
    """Shares on a line each, 大型企业：6%, as a table whose heading is the line that announces them."""
    table: list[Row] = []
    for piece in [*paragraphs, Piece("body", "")]:
        if (item := _SHARE_LINE.fullmatch(piece.plain)) and table:
            table.append((Cell(piece, 0, item[1]), Cell(piece, item.start(2), item[2])))
            continue
        if len(table) > 3:
            yield table
        table = [(Cell(piece, 0, ""), Cell(piece, 0, piece.plain))] if piece.plain.endswith((":", "：")) else []


def _cells(piece: Piece) -> Row:
    starts = [0, *(match.end() for match in _BETWEEN.finditer(piece.plain))]
    cells = tuple(Cell(piece, *cell) for cell in zip(starts, _BETWEEN.split(piece.plain), strict=True))
    return cells[1:-1] if len(cells) > 2 and not cells[0].text and not cells[-1].text else cells


def _wrong_total(total: re.Pattern[str], names: list[str], line: Row) -> Iterator[Finding]:
    """Of a line of cells named by `names`, the sum by a name like `total`; the first cell may be its heading."""
    headed = line[0].number is None or _YEAR.match(line[0].text)
    filled = [each for each in zip(names, line, strict=True) if each[1].text.strip(" —-–/")][bool(headed) :]
    numbers = [match for _, cell in filled if (match := _NUMBER.fullmatch(cell.text.strip()))]
    if _NO_SUM.search(line[0].text + "".join(names)) or len(numbers) < len(filled):
        return
    values = [written(match["number"]) for match in numbers]
    parts = [value for (name, _), value in zip(filled, values, strict=True) if not _FOOT.match(name)]
    counted = sum(parts, Decimal(0))
    step = max(map(_step, values), default=Decimal(1))
    for (name, cell), value in zip(filled, values, strict=True):
        comparable = (
            total.match(name)
            and value != _of_headings(parts)
            and len(parts) > 1
            and len({match["unit"] for match in numbers}) == 1
        )
        if comparable and abs(counted - value) > (step * len(values) / 2 if step < 1 else 0):
            yield cell.finding("table", f"各项相加是 {counted}，与表中的“{name}”不符，请核对。")


def _of_headings(parts: list[Decimal]) -> Decimal:
    """The sum without rows that the row before them sums up."""
    total, at = Decimal(0), 0
    while at < len(parts):
        total += parts[at]
        sums = list(accumulate(parts[at + 1 : at + MOST_UNDER]))
        at += sums.index(parts[at], 1) + 2 if parts[at] in sums[1:] else 1
    return total


def _step(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(value.as_tuple().exponent))


def _upside_down(table: list[Row]) -> Iterator[Finding]:
    """Bare ranges under a heading of what is measured."""
    for heading, *column in zip(*table, strict=True):
        for cell in column if _MEASURED.search(heading.text) else ():
            ends = RANGE.fullmatch(cell.text.strip())
            if ends and written(ends[1]) > written(ends[2]):
                yield cell.finding("range", "范围的两头颠倒了，请核对。")


def _wrong_shares(table: list[Row]) -> Iterator[Finding]:
    """Shares that do not make a hundred: more than it, or another number where they are weights or have a foot."""
    choices = any(_CHOICES.search(cell.text) for row in table for cell in row)
    foot = [bool(_FOOT.match(row[0].text.strip())) for row in table[1:]]
    for heading, *column in zip(*table, strict=True):
        shares = [value for cell, is_foot in zip(column, foot, strict=True) if not is_foot and (value := cell.number)]
        if not _SHARES.search(heading.text) or choices or len(shares) < 3 or len(shares) + sum(foot) < len(column):
            continue
        counted, rounding = sum(shares), len(shares) * max(map(_step, shares)) / 2
        complete = any(foot) or "权重" in heading.text
        if (counted > 100 + rounding or (complete and counted < 100 - rounding)) and 70 < counted < 130:
            last = next(cell for cell, is_foot in zip(column[::-1], foot[::-1], strict=True) if not is_foot)
            yield last.finding("shares", f"这一列各项占比相加是 {counted}%，不是 100%，请核对。")


def _miscounted(table: list[Row]) -> Iterator[Finding]:
    """The one percentage of a column that is not, as all others are, the growth or share of the cells beside it."""
    rows = [row for row in table[1:] if not (_OTHER_PRICES.search(row[0].text) or _FOOT.match(row[0].text.strip()))]
    columns = list(zip(*([cell.number for cell in row] for row in rows), strict=True))
    for at, heading in enumerate(table[0] if len(rows) > LEAST_RIGHT else ()):
        if "%" not in heading.text + rows[0][at].text or _OTHER_PRICES.search(heading.text):
            continue
        others = [column for column in columns if column is not columns[at] and sum(map(bool, column)) > LEAST_RIGHT]
        wrong = [
            _wrong_rows(columns[at], *pair, bool(_GROWTH.search(heading.text))) for pair in permutations(others, 2)
        ]
        wrong += [_wrong_rows(columns[at], one, (sum(filter(None, one)),) * len(rows), False) for one in others]
        if [] not in wrong and (single := next((each for each in wrong if each and len(each) == 1), None)):
            reason = "按同一行的数算不出这个百分比，而表中其他各行都算得出，请核对。"
            yield rows[single[0]][at].finding("table", reason)


def _wrong_rows(rates: Column, parts: Column, wholes: Column, growth: bool) -> list[int] | None:
    """The rows whose rate is not part / whole (less 100 if it is growth); None if too few are."""
    wrong, right = [], 0
    for at, (rate, part, whole) in enumerate(zip(rates, parts, wholes, strict=True)):
        if rate is None or part is None or not whole or whole <= _step(whole):
            continue
        least = (part - _step(part) / 2) / (whole + _step(whole) / 2) - growth
        most = (part + _step(part) / 2) / (whole - _step(whole) / 2) - growth
        if least * 100 - _step(rate) <= rate <= most * 100 + _step(rate):
            right += 1
        else:
            wrong.append(at)
    return wrong if right >= LEAST_RIGHT * max(1, len(wrong)) else None
