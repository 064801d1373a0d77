"""Tells the stories of `stories/*.toml`: draws their figures, fills in who and where, adds paragraphs of the topic.

Nothing here touches the database, and the same lot always gives the same texts.
"""

import operator
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from demo.content import FOLDER, read

#: What the last line of every text says.
NOTE = "本文为示例内容，文中的园区、企业、项目和数字均为虚构。"

_OPERATORS = {"+": operator.add, "-": operator.sub}
_RANGE = re.compile(r"([\d.]+)\.\.([\d.]+?)(?: by ([\d.]+))?")
_BLANK = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Topic:
    """One file of stories: what they have in common, and the paragraphs any of them may go on with."""

    name: str
    section: str
    tags: list[str]
    pictures: list[str]
    firms: list[str]
    places: list[str]
    stories: list[dict]
    blocks: list[str]
    closings: list[str]


def topics():
    """Every topic, in the order of the files' names."""
    return [Topic(**read(f"stories/{path.stem}")) for path in sorted(FOLDER.glob("stories/*.toml"))]


@dataclass(frozen=True)
class Text:
    """A story told: the words an editor would have typed, the body in the notation of `markup`."""

    title: str
    summary: str
    body: str


def tell(topic, story, use, blocks, words, lot):
    """The Text of a story told for the `use`-th time (from 0).

    `blocks` are paragraphs of the topic to go on with, `words` is {blank: what stands there}.
    """
    firm = lot.choice(story.get("firms", topic.firms))
    figures = draw(story.get("figures", {}), lot)
    words = Values(lot, {**words, "firm": firm, "company": f"{firm}（示例）", **figures})
    parts = [turn(story["leads"], use), story["body"], *blocks]
    if lot.random() < 0.7:
        parts.append(lot.choice(topic.closings))
    body = "\n".join(fill(part, words).strip() for part in parts)
    return Text(
        title=fill(turn(story["titles"], use), words),
        summary=fill(story.get("summary", ""), words),
        body=f"{body}\n{NOTE}",
    )


def turn(versions, use):
    """The version whose turn it is."""
    return versions[use % len(versions)]


def draw(figures, lot):
    """{name: figure as text} of {name: specification}; one may be the sum or difference of two before it."""
    drawn: dict[str, str] = {}
    for name, specification in figures.items():
        words = specification.split()
        if len(words) == 3 and words[1] in _OPERATORS:
            left, right = Decimal(drawn[words[0]]), Decimal(drawn[words[2]])
            drawn[name] = plain(_OPERATORS[words[1]](left, right))
        else:
            drawn[name] = draw_one(specification, lot)
    return drawn


def draw_one(specification, lot):
    """A figure of `"3.2..9.6"` (as many decimals as the lower end), `"100..400 by 20"` or `"a|b|c"`."""
    if ".." not in specification:
        return lot.choice(specification.split("|"))
    low, step, steps = _parse_range(specification)
    return plain(low + step * lot.randint(0, steps))


@cache
def _parse_range(specification: str) -> tuple[Decimal, Decimal, int]:
    """The lowest figure of a range, the step to the next one, and the number of steps. Raises ValueError otherwise."""
    match = _RANGE.fullmatch(specification)
    if match is None:
        raise ValueError(f"Not a range: {specification}")
    low, high = Decimal(match[1]), Decimal(match[2])
    step = Decimal(match[3]) if match[3] else Decimal(1).scaleb(-len(match[1].partition(".")[2]))
    return low, step, int((high - low) / step)


def plain(number):
    """A Decimal as people write it: 5 for 5.0, 120 for 1.2E+2."""
    return f"{number.normalize():f}"


class Values(dict):
    """What placeholders stand for. One that is missing is drawn anew each time it occurs.

    It is then the name of one of `lists`, of which an item is drawn, or a specification of `draw_one`.
    """

    def __init__(self, lot, values, lists=None):
        super().__init__(values)
        self._lot, self._lists = lot, lists or {}

    def __missing__(self, placeholder):
        if placeholder in self._lists:
            return self._lot.choice(self._lists[placeholder])
        if ".." in placeholder or "|" in placeholder:
            return draw_one(placeholder, self._lot)
        raise KeyError(placeholder)


def fill(text, words):
    """`{blank}` replaced by what it stands for. Raises KeyError for a blank that stands for nothing."""
    return _BLANK.sub(lambda match: words[match[1]], text)
