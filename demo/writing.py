"""Writes texts from `stories/*.toml`: draws the figures, fills in who and where, adds paragraphs of the topic.

Nothing here touches the database, and random generators in the same state give the same texts.
"""

import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from demo.content import FOLDER, read

#: The last line of every text.
NOTE = "本文为示例内容，文中的园区、企业、项目和数字均为虚构。"

_OPERATORS = {"+": operator.add, "-": operator.sub}
_RANGE = re.compile(r"([\d.]+)\.\.([\d.]+?)(?: by ([\d.]+))?")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Topic:
    """One file of stories: what they have in common, and paragraphs that fit any of them.

    `zones` are the slugs of the zones they may be about; `closings` are last paragraphs.
    """

    name: str
    section: str
    tags: list[str]
    pictures: list[str]
    firms: list[str]
    zones: list[str]
    stories: list[dict[str, Any]]
    paragraphs: list[str]
    closings: list[str]


def read_topics() -> list[Topic]:
    """Every topic, in the order of the files' names."""
    return [Topic(**read(f"stories/{path.stem}")) for path in sorted(FOLDER.glob("stories/*.toml"))]


@dataclass(frozen=True)
class Text:
    """The words an editor would have typed; the body is in the notation of `markup`."""

    title: str
    summary: str
    body: str


def write(
    topic: Topic, story: dict[str, Any], variant: int, paragraphs: list[str], values: Mapping[str, str], random: Random
) -> Text:
    """The Text of a story of that topic.

    `variant` (from 0) chooses among its titles and leads; `paragraphs` of the topic follow its own text; `values` is
    {placeholder: text}, to which the story's firm and figures are added.
    """
    firm = random.choice(story.get("firms", topic.firms))
    figures = draw_figures(story.get("figures", {}), random)
    values = Values(random, {**values, "firm": firm, "company": f"{firm}（示例）", **figures})
    parts = [choose(story["leads"], variant), story["body"], *paragraphs]
    if random.random() < 0.7:
        parts.append(random.choice(topic.closings))
    body = "\n".join(fill(part, values).strip() for part in parts)
    return Text(
        title=fill(choose(story["titles"], variant), values),
        summary=fill(story.get("summary", ""), values),
        body=f"{body}\n{NOTE}",
    )


def choose(items: Sequence[str], index: int) -> str:
    """The item at that index, counting on from the first again after the last."""
    return items[index % len(items)]


def draw_figures(specifications: Mapping[str, str], random: Random) -> dict[str, str]:
    """{name: figure} of {name: specification}.

    A specification is one of `draw_figure`, or the sum or difference of two figures before it: `"units - taken"`.
    """
    figures: dict[str, str] = {}
    for name, specification in specifications.items():
        words = specification.split()
        if len(words) == 3 and words[1] in _OPERATORS:
            left, right = Decimal(figures[words[0]]), Decimal(figures[words[2]])
            figures[name] = decimal_text(_OPERATORS[words[1]](left, right))
        else:
            figures[name] = draw_figure(specification, random)
    return figures


def draw_figure(specification: str, random: Random) -> str:
    """A figure of `"3.2..9.6"` (as many decimals as the lower end), `"100..400 by 20"`, `"a|b|c"` or just `"a"`."""
    if ".." not in specification:
        return random.choice(specification.split("|"))
    low, step, steps = _parse_range(specification)
    return decimal_text(low + step * random.randint(0, steps))


@cache
def _parse_range(specification: str) -> tuple[Decimal, Decimal, int]:
    """The lowest figure of a range, the step to the next one, and the number of steps. Raises ValueError otherwise."""
    match = _RANGE.fullmatch(specification)
    if match is None:
        raise ValueError(f"Not a range: {specification}")
    low, high = Decimal(match[1]), Decimal(match[2])
    step = Decimal(match[3]) if match[3] else Decimal(1).scaleb(-len(match[1].partition(".")[2]))
    return low, step, int((high - low) / step)


def decimal_text(number: Decimal) -> str:
    """A Decimal as people write it: 5 for 5.0, 120 for 1.2E+2."""
    return f"{number.normalize():f}"


class Values(dict[str, str]):
    """What placeholders stand for. One that is missing is drawn anew each time it occurs.

    It is then the name of one of `lists`, of which an item is drawn, or a specification of `draw_figure`.
    """

    def __init__(self, random: Random, values: Mapping[str, str], lists: Mapping[str, list[str]] | None = None):
        super().__init__(values)
        self._random, self._lists = random, lists or {}

    def __missing__(self, placeholder: str) -> str:
        if placeholder in self._lists:
            return self._random.choice(self._lists[placeholder])
        if ".." in placeholder or "|" in placeholder:
            return draw_figure(placeholder, self._random)
        raise KeyError(placeholder)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each `{placeholder}` replaced. Raises KeyError for one that stands for nothing."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)
