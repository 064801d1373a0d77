"""Whom a note names after an @, and what is to be said where that is nobody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from leads.hand_over import sellers
from staff.models import User

#: A name after @, as far as it may go: whose it is, the people there say.
_MENTION = re.compile(r"(?<![A-Za-z0-9._-])[@＠](\w{2,20})")
#: Of a name that was not written whole: its end is known by so many characters.
SHORTEST_PART = 2
#: So many characters of what nobody is called are repeated, and so many people offered instead.
LONGEST_SHOWN, MOST_OFFERED = 10, 3


@dataclass
class Mentions:
    """Whom a note names, and sentences about names that are nobody's, several people's or one's own."""

    ids: list[int] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


def read(text: str, city_id: int | None, author: User) -> Mentions:
    """Who of the people of the city is named; who writes is not told what they know."""
    found, named = Mentions(), _MENTION.findall(text)
    people = list(sellers(city_id)) if named else []
    for words in dict.fromkeys(named):
        meant = _named(words, people) or _nearly(words, people)
        if len(meant) != 1:
            found.sentences.append(_nobody(words, meant))
        elif meant[0] == author:
            found.sentences.append("提到的是您自己，不另发消息。")
        else:
            found.ids.append(meant[0].pk)
    found.ids, found.sentences = sorted(set(found.ids)), [*dict.fromkeys(found.sentences)]
    return found


def _named(words: str, people: Iterable[User]) -> list[User]:
    """Whose name these words begin with, or whose log-in name they are: of 李示 and 李示例 the longer that fits."""
    found = [each for each in people if words.startswith(each.display_name) or words == each.username]
    longest = max((len(each.display_name) for each in found), default=0)
    return [each for each in found if words == each.username or len(each.display_name) == longest]


def _nearly(words: str, people: Iterable[User]) -> list[User]:
    """Those with whose name's end the words begin, the longest end that does: @招商主管 is 示例招商主管."""
    parts = {each: _common(words, each.display_name) for each in people}
    longest = max(parts.values(), default=0)
    return [each for each, part in parts.items() if part == longest >= SHORTEST_PART]


def _common(words: str, name: str) -> int:
    """How many of the name's last characters the words begin with."""
    return next((length for length in range(len(name), 0, -1) if words.startswith(name[-length:])), 0)


def _nobody(words: str, near: list[User]) -> str:
    shown = words[:LONGEST_SHOWN]
    if near:
        names = "、".join(each.display_name for each in near[:MOST_OFFERED])
        return f"“@{shown}”可能是{names}，没有通知，请写全名再记一条。"
    return f"没有叫“{shown}”的同事，没有通知谁。"
