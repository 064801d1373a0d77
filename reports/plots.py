"""The report's plots as shapes that a template draws in SVG: across in per cent of the width, down in pixels.

So a plot fits a phone and a sheet of paper, and its words stay as large as the page's.
"""

from dataclasses import dataclass
from itertools import zip_longest

#: Pixels: of the columns, of a line of words above or below them, of a bar with its words.
HEIGHT, LINE, BAR = 160, 20, 44
#: Names below columns, at most: as many as a phone has room for.
MOST_NAMES = 6


@dataclass(frozen=True)
class Box:
    """A rectangle: `x` and `width` in per cent, `y` and `height` in pixels; `name` is its class."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Word:
    """Words of a plot at a place; `anchor` says which of their ends that is."""

    text: str
    x: float
    y: float
    anchor: str = "start"


@dataclass(frozen=True)
class Plot:
    """A drawing: what it shows, in words, its height in pixels, its shapes, and what its colours mean."""

    label: str
    height: float
    boxes: list[Box]
    words: list[Word]
    legend: list[tuple[str, str]]


def columns(label: str, rows: list[tuple[str, int, int]], legend: list[tuple[str, str]]) -> Plot:
    """Columns of [(name, number, number of the period before)], side by side."""
    most = max((number for _, *numbers in rows for number in numbers), default=0) or 1
    slot = 100 / max(len(rows), 1)
    boxes, words = [], [Word(f"{most}", 0, LINE - 6)]
    every = -(-len(rows) // MOST_NAMES)
    for place, (name, now, before) in enumerate(rows):
        for which, number, at in (("before", before, 0.1), ("now", now, 0.5)):
            height = round(HEIGHT * number / most, 1)
            boxes.append(
                Box(which, round(slot * (place + at), 2), LINE + HEIGHT - height, round(slot * 0.4, 2), height)
            )
        if place % every == 0:
            words.append(Word(name, round(slot * (place + 0.1), 2), HEIGHT + 2 * LINE - 4))
    boxes.append(Box("axis", 0, LINE + HEIGHT, 100, 1))
    return Plot(label, HEIGHT + 2 * LINE, boxes, words, legend)


def bars(label: str, rows: list[tuple[str, int, int]], legend: list[tuple[str, str]]) -> Plot:
    """Bars of [(name, number, number of the period before)], one below the other, each under its words."""
    most = max((number for _, *numbers in rows for number in numbers), default=0) or 1
    boxes, words = [], []
    for place, (name, now, before) in enumerate(rows):
        top = place * BAR
        words += [Word(name, 0, top + LINE - 6), Word(f"{now}", 100, top + LINE - 6, "end")]
        boxes.append(Box("track", 0, top + LINE, 100, 16))
        boxes.append(Box("now", 0, top + LINE, round(100 * now / most, 2), 10))
        boxes.append(Box("before", 0, top + LINE + 10, round(100 * before / most, 2), 6))
    return Plot(label, max(len(rows), 1) * BAR, boxes, words, legend)


def stacked(label: str, rows: list[tuple[str, list[int]]], legend: list[tuple[str, str]]) -> Plot:
    """Bars of the whole width, each divided in the parts that the legend names, in its order."""
    boxes, words = [], []
    for place, (name, parts) in enumerate(rows):
        top, x, whole = place * BAR, 0.0, sum(parts)
        words += [Word(name, 0, top + LINE - 6), Word(f"{whole}", 100, top + LINE - 6, "end")]
        boxes.append(Box("track", 0, top + LINE, 100, 16))
        for part, (which, _) in zip_longest(parts, legend):
            width = round(100 * part / whole, 2) if whole else 0
            boxes.append(Box(which, round(x, 2), top + LINE, width, 16))
            x += width
    return Plot(label, max(len(rows), 1) * BAR, boxes, words, legend)
