"""Zones whose names somebody half remembers: 明湖制造园, or 明湖园, for 济南明湖智造产业园."""

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from operator import itemgetter

from articles.search.lexemes import fold
from articles.search.suggestions import ZoneName
from articles.search.words import DEALS, PREMISES, Words
from plumbing import pinyin
from zones.models import Zone

MOST = 3
#: From which likeness (0 to 1) on a name was meant: of four characters one may be another.
LEAST = 0.75
#: What people write behind it, and before it.
_BEHIND = re.compile(rf"(?:{'|'.join(sorted(DEALS | PREMISES, key=len, reverse=True))})+$")
_BRACKETS = re.compile(r"[(（].*?[)）]")
#: What names of zones end with: it is left out, or mixed up.
_ENDING = re.compile(
    "(?:科技|工业|产业|科创|创业|创新|物流)*(?:园区|园|基地|开发区|新区|集聚区|产业城|新城|科技城|谷|港)$"
)


def half_named(names: Iterable[ZoneName], words: Words, known: Collection[str]) -> list[Zone]:
    """At most MOST zones that one of the words seems to name, the most alike first.

    Only of a word that ends as a zone's name does, is in none of them, and is no more than what is `known` (folded):
    智能制造园 asks for an industry.
    """
    names = list(names)
    cities = {fold(name.zone.city.name).removesuffix("市") for name in names}
    typed = {_BEHIND.sub("", word.text) for word in words if not word.is_phrase}
    unknown = (text for text in typed if _ENDING.search(text) and not any(text in name.folded for name in names))
    asked = {core for text in unknown if len(core := _core(text, cities)) > 1} - {*known}
    if not asked:
        return []
    likenesses = [(max(_likeness(core, _core(name.folded, cities)) for core in asked), name) for name in names]
    found = sorted((pair for pair in likenesses if pair[0] >= LEAST), key=itemgetter(0), reverse=True)
    return [name.zone for _, name in found[:MOST]]


def _core(name: str, cities: Collection[str]) -> str:
    """A name (folded) without its city, what stands in brackets and what it ends with."""
    name = _BRACKETS.sub("", name)
    city = next((city for city in cities if name.startswith(city)), "")
    return _ENDING.sub("", name.removeprefix(city).removeprefix("市"))


def _likeness(one: str, other: str) -> float:
    """0 to 1, by their characters or by their sounds; a part of a name is as good as nearly all of it."""
    if one in other:
        return 0.9
    sound, other_sound = pinyin.syllables(one), pinyin.syllables(other)
    if sound == other_sound[: len(sound)]:
        return 0.9 if len(one) < len(other) else 1
    by_looks = SequenceMatcher(None, one, other, autojunk=False)
    return max(by_looks.ratio(), SequenceMatcher(None, sound, other_sound, autojunk=False).ratio())
