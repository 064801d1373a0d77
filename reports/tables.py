"""What a report is made of: tables of cells, each with its words, its number and the list that it counts."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.plots import Plot

Number = int | float | Decimal | None

#: What stands where there is nothing to count or to compare.
NOTHING = "—"
HOUR = 60
#: A change of so much is told by how many times it is.
TENFOLD = 10


@dataclass(frozen=True)
class Cell:
    """One cell: its words on the page, its value in a workbook, and the address of what it counts, if there is one."""

    text: str
    value: Number | str = None
    address: str = ""


@dataclass
class Table:
    """A table with its rows, the first cell of each its name; `bars` are per cent of the longest, one a row."""

    title: str
    headings: list[str]
    rows: list[list[Cell]]
    note: str = ""
    bars: list[int] = field(default_factory=list)
    plot: "Plot | None" = None
    empty_text: str = "这段时间没有。"

    @property
    def drawn_rows(self) -> list[tuple[Cell, list[Cell], int]]:
        """[(name of a row, its other cells, length of its bar or 0)]."""
        bars = self.bars or [0] * len(self.rows)
        return [(row[0], row[1:], bar) for row, bar in zip(self.rows, bars, strict=True)]


def words(text: str, address: str = "") -> Cell:
    """A cell of words."""
    return Cell(text, text, address)


def count(number: int, address: str = "") -> Cell:
    """A number of leads; a list of none needs no address."""
    return Cell(f"{number}", number, address if number else "")


def share(part: int | Decimal, whole: int, address: str = "") -> Cell:
    """A share in per cent; its value is between 0 and 1."""
    return Cell(f"{100 * part / whole:.0f}%", round(float(part) / whole, 4), address) if whole else Cell(NOTHING)


def minutes(number: float | None, address: str = "") -> Cell:
    """A span of working time; its value is in minutes."""
    if number is None:
        return Cell(NOTHING)
    hours, rest = divmod(round(number), HOUR)
    if not hours:
        return Cell(f"{rest} 分钟", round(number), address)
    return Cell(f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时", round(number), address)


def days(number: float | None, address: str = "") -> Cell:
    """A span of days."""
    return Cell(NOTHING) if number is None else Cell(f"{number:.1f} 天", round(number, 2), address)


def amount(number: Decimal, known: int, unit: str, address: str = "") -> Cell:
    """A sum over as many as it is known of."""
    return Cell(f"{number:,.0f} {unit}", round(float(number), 2), address) if known else Cell(NOTHING)


def change(now: Number, before: Number, address: str = "") -> Cell:
    """How much more or less than before, in per cent; `address` is of what is compared."""
    if now is None or not before:
        return Cell(NOTHING)
    ratio = float(now) / float(before)
    if ratio >= TENFOLD:
        return Cell(f"{ratio:.0f} 倍", round(ratio - 1, 4), address)
    return Cell(_signed(100 * (ratio - 1), "%"), round(ratio - 1, 4), address)


def _signed(number: float, unit: str) -> str:
    """A number without decimals, with its sign unless it is 0."""
    return f"{round(number):+d}{unit}" if round(number) else f"0{unit}"


def points(now: tuple[int, int], before: tuple[int, int], address: str = "") -> Cell:
    """How much more or less a share, of (part, whole), is than before, in percentage points (点)."""
    if not (now[1] and before[1]):
        return Cell(NOTHING)
    difference = now[0] / now[1] - before[0] / before[1]
    return Cell(_signed(100 * difference, " 点"), round(difference, 4), address)


def lengths(numbers: list[int]) -> list[int]:
    """Each number in per cent of the largest; what is more than nothing is seen."""
    most = max(numbers, default=0)
    return [max(1, round(100 * number / most)) if number else 0 for number in numbers]
