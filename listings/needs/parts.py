"""What each reader gives, and what they have in common: numbers without a unit."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from plumbing.quantities import numerals

_NUMERAL = numerals.pattern("k|w")
#: A number or a range, without its unit, and not the rest of a longer one. It is not given back in part.
NUMBER = rf"(?<![\d.])(?>{_NUMERAL}(?:\s?(?:-|~|—|–|到|至)\s?{_NUMERAL})?)(?![\d.]|-\d)"
#: What bounds it, before and behind.
LIMIT_BEFORE = (
    "(?:不(?:要|能)?|别|勿)(?:超[过出]?|高[于过]|大于|多于)|控制在|小于|低于|最多|最高|至少|最少|最低|不(?:要|能)?(?:低于|小于|少于)"
    "|大于|高于|>=|<=|[≤≥<>]"
)
LIMIT_BEHIND = "以内|之内|以下|以上|及以上|左右|上下|封顶|往上|起|内"
#: Says that one of several would do.
EITHER = re.compile("或|要么|都行|都可|均可|皆可|也行|也可|/")
#: What a number without a unit stands before: nothing that would be its unit.
END = rf"(?=\s*(?:{LIMIT_BEHIND}|的|就|$|[，。；、,;!?()]|\s))"


class Part(NamedTuple):
    """A `value` for the form's `field`, of what stands at `text[start:end]`.

    `said` is how it was said, where the value does not show it (0.8元/天/平, 长清区).
    """

    field: str
    value: str
    start: int
    end: int
    said: str = ""


def says(words: str, value: str) -> bool:
    """Whether the words have the number in these very digits: 25元 says "25", 二十五元 and 25.001元 do not."""
    return value in re.findall(r"\d+(?:\.\d+)?", words)


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with marks in place of what stands there, so that every place keeps its number."""
    for start, end in spans:
        text = f"{text[:start]}{';' * (end - start)}{text[end:]}"
    return text
