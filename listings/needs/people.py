"""How much of an office so many people fill: no condition, a hint beside what nothing was made of."""

import re
from contextlib import suppress

from plumbing.quantities import numerals

#: ㎡ of an office for each who works in it.
_LEAST, _MOST = 8, 10
#: More work in no office that anybody looks for in one sentence.
_FEWEST, _MOST_PEOPLE = 2, 5_000
_PEOPLE = re.compile(
    rf"(?<![\d.到至~–-])(?P<number>{numerals.pattern('')})\s?(?:多|来)?[个名]?(?:人(?![民才防均])|员工|工位)"
)


def room(words: str) -> str:
    """What the people of whom the words tell fill, in words; "" where they tell of none, or of more than one number."""
    found = [*_PEOPLE.finditer(words)]
    with suppress(numerals.NotANumeral):
        number = numerals.evaluate(found[0]["number"]) if len(found) == 1 else None
        if number and number.lower == number.upper and _FEWEST <= number.upper <= _MOST_PEOPLE:
            least, most = (int(number.upper * each) for each in (_LEAST, _MOST))
            return f"按每人 {_LEAST}–{_MOST} ㎡ 约 {least:,}–{most:,} ㎡，可自己加面积"
    return ""
