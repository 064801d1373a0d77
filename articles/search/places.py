"""Cities in a search: with 市 or without, and those in which the network has nothing."""

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from articles.search.words import Word, Words

#: What stands behind 市 where it begins another word: 济南市场, 济南市中区, 青岛市南区.
_OTHER_WORDS = "[场中南北区政级民长内郊容府值面]"
#: What says only that it is to be new: lists are in that order anyway.
_NEW = re.compile(r"^(?:最新|最近|近期)的?(?=\S)")


def _cities() -> frozenset[str]:
    lines = Path(__file__).with_name("cities.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(city for line in lines if not line.startswith("#") for city in line.split())


CITIES = _cities()
_WITH_SUFFIX = re.compile(f"({'|'.join(sorted(CITIES, key=len, reverse=True))})市(?!{_OTHER_WORDS})")


def plainly(text: str) -> str:
    """The text without the 市 behind a city's name (`济南市厂房`) and without 最新 before anything else."""
    return _NEW.sub("", _WITH_SUFFIX.sub(r"\1", text))


def elsewhere(words: Words, known: Collection[str], cities: Iterable[str]) -> str | None:
    """The first city that is asked for and is none of the network's `cities`, else None.

    Behind it stands nothing but what is `known` (names, folded): 北京厂房 is asked for in Beijing, 中山路 is a street.
    """
    ours = {name.removesuffix("市") for name in cities} | {*known}
    for word in words:
        city = next((word.text[:length] for length in (4, 3, 2) if word.text[:length] in CITIES), None)
        if city is None or city in ours or word.is_phrase:
            continue
        rest = word.text.removeprefix(city).removeprefix("的")
        if not rest or "".join(piece.text for piece in Words([Word(rest)]).cut(known)) == rest:
            return city
    return None
