"""What stands beside the articles found: zones, and when nothing is found names that look or sound alike.

The names of all listed cities, zones and used tags are held in the process, once a content version: no search asks
for them.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import Self

from django.urls import reverse

from articles.search.lexemes import fold
from articles.search.words import Word, Words
from articles.sections import used_tags
from zones.canonical import enquiry_url
from zones.models import City, Zone

MAX_ZONES, MAX_NEAR = 3, 8
#: How alike two spellings are to be near, and to be taken for a slip of the one who typed: 1 is the same.
ALIKE, MISSPELT = 0.7, 0.8
#: Letters of a sound, at least, that is looked for within another: `an` is in half of them.
SHORTEST_SOUND = 4


@dataclass(eq=False)
class Name:
    """Something with a page of its own, as a search knows it."""

    name: str
    url: str
    haystack: str
    #: The pinyin of its address.
    spelling: str
    kind: str

    @cached_property
    def folded(self) -> str:
        return fold(self.name)

    @cached_property
    def sound(self) -> str:
        return pinyin(self.name)

    def likeness(self, word: str) -> float:
        """0 to 1: how much a word (folded) looks or sounds like the name or a part of it."""
        sound = pinyin(word)
        return max(_alike(word, self.folded, 2), _alike(sound, self.sound, SHORTEST_SOUND))

    def meant_by(self, word: str) -> str:
        """The part of the name that sounds like the word (`高新区` of a zone by `高新曲`), else all of it."""
        ends, wanted = range(2, len(self.name) + 1), pinyin(word)
        parts = (self.name[start:end] for end in ends for start in range(end - 1))
        return next((part for part in parts if pinyin(part) == wanted), self.name)


@dataclass(eq=False)
class ZoneName(Name):
    """A zone's name, with the zone as its card shows it."""

    zone: Zone


class Names:
    """Every city with its zones and the tags in use; on one city's site (`city`) that city's."""

    def __init__(self, city: City | None = None) -> None:
        cities = [] if city else list(City.objects.listed())
        self.cities = [Name(each.name, each.get_absolute_url(), fold(each.name), each.slug, "城市") for each in cities]
        listed = Zone.objects.listed().for_cards()
        self.zones = [self._zone(zone) for zone in (listed.filter(city=city) if city else listed)]
        used = used_tags(city)[:1000]
        self.tags = [Name(tag.name, tag.get_absolute_url(), fold(tag.name), tag.slug, "标签") for tag in used]
        self.known = {name.folded for name in self.all} | {fold(name.zone.city.name) for name in self.zones}

    @staticmethod
    def _zone(zone: Zone) -> ZoneName:
        url = reverse("zones:zone", args=[zone.city.slug, zone.slug])
        industries = " ".join(industry.name for industry in zone.industries.all())
        said = (zone.city.name, zone.name, zone.get_level_display(), industries, zone.summary, zone.slug)
        return ZoneName(zone.name, url, fold(" ".join(said)), zone.slug, "园区", zone)

    def zones_with(self, words: Words, city: City | None = None, area: "Area | None" = None) -> list[Zone]:
        """At most MAX_ZONES zones (of the city) that every word describes and that let the area; named ones first."""
        texts = [word.text for word in words]
        found = [
            name
            for name in self.zones
            if all(text in name.haystack for text in texts)
            and (city is None or name.zone.city_id == city.pk)
            and (area is None or area.fits(name.zone))
        ]
        found.sort(key=lambda name: not any(text in fold(name.name) for text in texts))
        return [name.zone for name in found[:MAX_ZONES]] if texts or area else []

    def starting(self, text: str, most: int) -> list[Name]:
        """At most `most` cities, zones and tags whose name or its pinyin holds the text; those that begin so first."""
        wanted = fold(text).strip()
        held = [name for name in self.all if wanted in name.folded or wanted in name.spelling]
        held.sort(key=lambda name: not (name.folded.startswith(wanted) or name.spelling.startswith(wanted)))
        return held[:most] if wanted else []

    def guess(self, words: Words) -> "Guess":
        """What was meant by words that find nothing, as a Guess."""
        return Guess(self, words)

    @property
    def all(self) -> list[Name]:
        return [*self.cities, *self.zones, *self.tags]


class Guess:
    """What comes near some words among the Names, and what the misspelt of them were meant for."""

    def __init__(self, names: Names, words: Words) -> None:
        self.words = words
        #: Words that are part of a name already are spelt well.
        self.unknown = Words(word for word in words if not any(word.text in name.folded for name in names.all))
        #: {word: {name: likeness}}, of the well spelt words only when there are no others.
        self._alike = {
            word: {name: likeness for name in names.all if (likeness := name.likeness(word.text)) >= ALIKE}
            for word in self.unknown or words
        }

    @property
    def near(self) -> list[Name]:
        """At most MAX_NEAR names that look or sound like one of the words, the most alike first."""
        best = {}
        for likeness in self._alike.values():
            for name in likeness:
                best[name] = max(best.get(name, 0), likeness[name])
        return sorted(best, key=lambda name: best[name], reverse=True)[:MAX_NEAR]

    @property
    def corrected(self) -> str | None:
        """The words, those misspelt replaced by the names they were meant for; None when no word is."""
        made = [self._meant_by(word) if word in self.unknown else word.text for word in self.words]
        return " ".join(made) if made != [word.text for word in self.words] else None

    def _meant_by(self, word: Word) -> str:
        alike = self._alike[word]
        # Of names as alike the shortest.
        meant = max(alike, key=lambda name: (alike[name], -len(name.name)), default=None)
        # A name within a longer word is not what all of the word was meant for.
        if meant is None or len(meant.sound) <= len(pinyin(word.text)) - 3 or alike[meant] < MISSPELT:
            return word.text
        return meant.meant_by(word.text)


def _alike(one: str, other: str, shortest: int) -> float:
    """0 to 1. A text that holds the other is near, however long it is, if what is held has `shortest` letters."""
    if not one or not other:
        return 0
    if min(len(one), len(other)) >= shortest and (one in other or other in one):
        return 1 if one == other else 0.9
    # As alike as they are long, at most: most need no closer look.
    if 2 * min(len(one), len(other)) < ALIKE * (len(one) + len(other)):
        return 0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0


@lru_cache(maxsize=10_000)
def pinyin(text: str) -> str:
    """The sound of the text in Latin letters, without tones and spaces."""
    from pypinyin import lazy_pinyin  # 58 MB: only for who finds nothing

    return re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(fold(text[:40]))))


@dataclass(frozen=True)
class Area:
    """An area somebody typed among the words: `3000平`, `1.2万㎡`, `20亩`."""

    typed: str
    square_metres: float
    is_land: bool
    rest: str

    _PATTERN = re.compile(r"(\d+(?:\.\d+)?)\s*(万?)\s*(平方米|平米|平方|平(?![方米均台原])|m2|m²|㎡|亩)", re.IGNORECASE)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The first area in the text, or None."""
        if not (found := cls._PATTERN.search(fold(text))):
            return None
        number, thousands, unit = found.groups()
        is_land = unit == "亩"
        size = float(number[:12]) * (10_000 if thousands else 1) * (10_000 / 15 if is_land else 1)
        rest = " ".join((fold(text)[: found.start()] + " " + fold(text)[found.end() :]).split())
        return cls(f"{number[:12]}{thousands}{'亩' if is_land else '㎡'}", size, is_land, rest)

    def fits(self, zone: Zone) -> bool:
        """Whether the zone lets units of this size."""
        least, most = zone.unit_area_min, zone.unit_area_max
        return bool(least or most) and (least or 0) <= self.square_metres <= (most or float("inf"))

    @property
    def kind(self) -> str:
        """What is wanted, as the enquiry form names it."""
        if self.is_land or re.search("土地|用地", self.rest):
            return "land"
        if re.search("写字楼|办公", self.rest):
            return "office"
        return "buy" if re.search("买|购|产权", self.rest) else "rent"

    def enquiry_url(self, city: City | None, src: str) -> str:
        """The enquiry form's path, filled in."""
        return enquiry_url(kind=self.kind, area=self.typed, city=city, src=src)
