"""What a search shows beside articles: zones, and where it finds nothing, names that look or sound similar.

The names of all listed cities and zones and of the tags in use are read once a content version and held in the process.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Self

from articles.models import Synonym
from articles.search.area import Area
from articles.search.lexemes import fold
from articles.search.synonyms import Synonyms
from articles.search.words import COMMON, DEALS, PREMISES, SIZES, Word, Words
from articles.sections import used_tags
from plumbing.pinyin import SHORTEST, spells
from plumbing.tolerance import tolerant_map
from zones.facts import facts
from zones.models import City, Zone

MAX_ZONES, MAX_SIMILAR = 60, 8
#: From which likeness (0 to 1) on two spellings are similar, and one is taken for a misspelling of the other.
ALIKE, MISSPELT = 0.7, 0.8
#: From which likeness on two sounds are similar: 芯片 and 西安 have most letters in common, 面板 and 订单班 too.
SOUNDS_ALIKE = 0.8
#: Latin letters that are read of a query as pinyin.
MAX_LETTERS = 60
#: What entry rules do not let in; 不得低于 is no such thing but a condition.
_EXCLUDES = re.compile(
    "不(?:在|予|再|能|可|准|允许|接[收受纳]|受理|引[进入]|考虑|支持|提供|设|含|包括|得(?!低于|少于|小于|超过|高于|大于))"
    "|禁止|严禁|谢绝|拒绝|除外|无法"
)
#: Characters of a clause that only goes on with a list.
_LISTED = 8


@dataclass(eq=False)
class Name:
    """The name of something that has a page: a city, a zone or a tag."""

    name: str
    url: str
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
        looks = 0.9 if _is_part(word, self.folded) else _alike(word, self.folded, ALIKE)
        is_part = spells(*sorted([sound, self.sound], key=len)) and sound not in self._across
        sounds = 0.9 if is_part else _alike(sound, self.sound, SOUNDS_ALIKE)
        return 1 if sound and sound == self.sound else max(looks, sounds)

    @cached_property
    def _across(self) -> set[str]:
        """How pairs of characters sound that belong to two words of the name, which are of two characters mostly:
        规划公示 has no 化工 in it.
        """
        starts = range(len(self.name) - 1)
        sounds = {start: pinyin(self.name[start : start + 2]) for start in starts}
        return set(sounds.values()) - {sounds[start] for start in starts if start % 2 == 0 or start == starts[-1]}

    def part_like(self, word: str) -> str:
        """The part of the name that sounds like the word (`高新区` for `高新曲`), else all of it."""
        ends, sound = range(2, len(self.name) + 1), pinyin(word)
        parts = (self.name[start:end] for end in ends for start in range(end - 1))
        return next((part for part in parts if pinyin(part) == sound), self.name)


@dataclass(eq=False)
class ZoneName(Name):
    """A zone's name, with the zone as its card shows it."""

    zone: Zone
    #: What is said of it, without spaces: in its name, on its card, on its page.
    texts: tuple[str, str, str]

    @classmethod
    def of(cls, zone: Zone) -> Self:
        industries = (industry.name for industry in zone.industries.all())
        card = (zone.city.name, zone.get_level_display(), *industries, zone.summary)
        sheet = (f"{fact.label}{fact.value}{fact.unit}" for fact in facts(zone))
        page = (_offers(zone.description), _offers(zone.entry_rules), zone.address, *sheet)
        texts = (_solid(zone.name), _solid(*card), _solid(*page))
        return cls(zone.name, zone.get_absolute_url(), zone.slug, "园区", zone, texts)

    def depth(self, word: Word) -> int | None:
        """Where the word stands first: 0 in the name, 1 on the card, 2 on the page; None if nowhere."""
        pattern = re.compile("|".join(_whole(each.text) for each in (word, *word.synonyms)))
        found = next((depth for depth, said in enumerate(self.texts) if pattern.search(said)), None)
        is_spelt = found is None and any(spells(word.text, slug) for slug in (self.spelling, self.zone.city.slug))
        return 1 if is_spelt else found


class Names:
    """Every city with its zones and the tags in use; on one city's site (`city`) that city's."""

    def __init__(self, city: City | None = None) -> None:
        cities = [] if city else list(City.objects.listed())
        self.cities = tolerant_map(lambda city: Name(city.name, city.get_absolute_url(), city.slug, "城市"), cities)
        listed = Zone.objects.listed().for_cards().defer(None)
        self.zones = tolerant_map(ZoneName.of, listed.filter(city=city) if city else listed)
        used = used_tags(city)[:1000]
        self.tags = tolerant_map(lambda tag: Name(tag.name, tag.get_absolute_url(), tag.slug, "标签"), used)
        zones = [name.zone for name in self.zones]
        industries = {industry.name for zone in zones for industry in zone.industries.all()}
        labels = {fact.label for zone in zones for fact in facts(zone)}
        self.synonyms = Synonyms(Synonym.objects.values_list("words", flat=True))
        #: All that a query without spaces is cut by, folded.
        self.known = {name.folded for name in self.all} | self.synonyms.words
        self.known |= {fold(text) for text in (*industries, *labels, *(zone.city.name for zone in zones))}

    def zones_with(
        self, words: Words, city: City | None = None, zone: Zone | None = None, area: Area | None = None
    ) -> list[Zone]:
        """At most MAX_ZONES zones (of the city, or that one) that the words describe and that let the area.

        Words that describe every zone count for nothing. Zones named come first, then those whose card says so.
        """
        fitting = [
            name
            for name in self.zones
            if (city is None or name.zone.city_id == city.pk)
            and (zone is None or name.zone.pk == zone.pk)
            and (area is None or area.fits(name.zone))
        ]
        pieces = words.cut(self.known)
        telling = pieces.without(DEALS | COMMON).with_synonyms(self.synonyms)
        if not telling:
            # All of them only for those who chose some, or wrote nothing else.
            return [name.zone for name in fitting[:MAX_ZONES]] if pieces or city or zone or area else []
        # Where no page says that there is such a building, the place and the industry say enough.
        found = (
            _described(fitting, telling)
            or _described(fitting, telling.without(SIZES))
            or _described(fitting, telling.without(PREMISES | SIZES))
        )
        return [name.zone for name in found[:MAX_ZONES]]

    def containing(self, text: str, most: int) -> list[Name]:
        """At most `most` cities, zones and tags with the text in name or pinyin; first those that begin with it."""
        typed = fold(text).strip()
        names = [name for name in self.all if typed in name.folded or spells(typed, name.spelling, is_unfinished=True)]
        names.sort(key=lambda name: not (name.folded.startswith(typed) or name.spelling.startswith(typed)))
        return names[:most] if typed else []

    @cached_property
    def _by_sound(self) -> dict[str, str]:
        """{pinyin: the city, zone, tag, industry or kind of premises that sounds so}."""
        texts = [*(name.folded for name in self.all), *sorted(self.known), *sorted(PREMISES)]
        return {sound: text for text in reversed(texts) if len(sound := pinyin(text)) >= SHORTEST and sound != text}

    def spelt(self, words: Iterable[Word]) -> list[str] | None:
        """The names that Latin words spell in pinyin, however they are divided (`chang fang`, `ningbomoju`), or None
        if they spell anything else.
        """
        return _divided("".join(word.text for word in words)[:MAX_LETTERS], self._by_sound)

    def guess(self, words: Words) -> "Guess":
        """What was meant by words that find nothing, as a Guess."""
        return Guess(self, words)

    @property
    def all(self) -> list[Name]:
        return [*self.cities, *self.zones, *self.tags]


def _is_latin(word: Word) -> bool:
    return word.text.isascii() and word.text.isalpha()


def _divided(letters: str, by_sound: dict[str, str]) -> list[str] | None:
    """The letters as a row of sounds that are known, the longest first; None if they are none."""
    if not letters:
        return []
    for end in range(len(letters), SHORTEST - 1, -1):
        text = by_sound.get(letters[:end])
        if text and (rest := _divided(letters[end:], by_sound)) is not None:
            return [text, *rest]
    return None


def _described(names: list[ZoneName], words: Words) -> list[ZoneName]:
    """Those that every one of the words describes, the best described first; none without a word."""
    found = []
    for name in names if words else []:
        depths = [name.depth(word) for word in words]
        if None not in depths:
            found.append((sum(depth or 0 for depth in depths), name))
    return [name for _depth, name in sorted(found, key=itemgetter(0))]


def _whole(text: str) -> str:
    """The pattern of a folded text without its spaces: 9米 is not in 39米, nor AI in OpenAI or GAIN."""
    solid = "".join(text.split())
    before = "(?<![0-9.])" if solid[:1].isdigit() else "(?<![a-z])" if solid[:1].isascii() else ""
    behind = "(?![a-z])" if len(solid) < SHORTEST and solid[-1:].isascii() and solid[-1:].isalpha() else ""
    return before + re.escape(solid) + behind


def _offers(text: str) -> str:
    """The clauses of a zone's text that exclude nothing: 电镀不在接收范围 is no offer."""
    offers = []
    for sentence in re.split(r"[。；;！\n]", text):
        is_excluding = False
        for clause in re.split(r"，|,(?!\d)", sentence):
            is_excluding = bool(_EXCLUDES.search(clause)) or (is_excluding and len(clause) <= _LISTED)
            if not is_excluding:
                offers.append(clause)
    return "，".join(offers)


def _solid(*texts: str) -> str:
    """The texts folded, without spaces."""
    return "|".join("".join(fold(text).split()) for text in texts)


class Guess:
    """For words that find nothing: the Names similar to them, and the words as they were meant to be spelt."""

    def __init__(self, names: Names, words: Words) -> None:
        self.names, self.words = names, words
        #: The words that are part of no name: all others are spelt right.
        self.unknown = Words(word for word in words if not any(word.text in name.folded for name in names.all))
        #: {word: {name: likeness}} of the unknown words, or of all if none is unknown.
        self._alike = {
            word: {name: likeness for name in names.all if (likeness := name.likeness(word.text)) >= ALIKE}
            for word in self.unknown or words
        }

    @property
    def similar(self) -> list[Name]:
        """At most MAX_SIMILAR names that look or sound like one of the words, the most alike first."""
        best = {}
        for likeness in self._alike.values():
            for name in likeness:
                best[name] = max(best.get(name, 0), likeness[name])
        return sorted(best, key=lambda name: best[name], reverse=True)[:MAX_SIMILAR]

    @property
    def is_spelt(self) -> bool:
        """Whether all of the words spell names in pinyin."""
        return all(map(_is_latin, self.words)) and self.names.spelt(self.words) is not None

    @property
    def corrected(self) -> str | None:
        """The words with the misspelt ones replaced by the names they were meant for; None if none is misspelt."""
        spelt: list[str] = []
        for is_latin, group in groupby(self.words, key=_is_latin):
            words = list(group)
            read = self.names.spelt(words) if is_latin else None
            spelt += read or [self._corrected(word) if word in self.unknown else word.text for word in words]
        return " ".join(spelt) if spelt != [word.text for word in self.words] else None

    def _corrected(self, word: Word) -> str:
        alike = self._alike[word]
        # Of names that are equally similar, the shortest.
        meant = max(alike, key=lambda name: (alike[name], -len(name.name)), default=None)
        # A name that is only a part of a longer word is not what the whole word was meant for.
        if meant is None or len(meant.sound) <= len(pinyin(word.text)) - 3 or alike[meant] < MISSPELT:
            return word.text
        return meant.part_like(word.text)


def _is_part(one: str, other: str) -> bool:
    """Whether one of two texts holds the other, which is more than one character."""
    return min(len(one), len(other)) > 1 and (one in other or other in one)


def _alike(one: str, other: str, least: float) -> float:
    """Likeness, `least` to 1; 0 where it is less."""
    # Their lengths alone limit the likeness: most need no closer look.
    if 2 * min(len(one), len(other)) < least * (len(one) + len(other)):
        return 0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return ratio if matcher.quick_ratio() >= least and (ratio := matcher.ratio()) >= least else 0


@lru_cache(maxsize=10_000)
def pinyin(text: str) -> str:
    """The sound of the text in Latin letters, without tones and spaces."""
    from pypinyin import lazy_pinyin  # 58 MB: only once a search finds nothing

    return re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(fold(text[:40]))))
