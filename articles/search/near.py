"""What stands beside the articles found: zones, and when nothing is found names that look or sound alike.

The names of all listed zones and used tags are held in the process, once a content version: no search asks for them.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.urls import reverse

from articles.models import Tag
from articles.search.lexemes import fold
from zones.addresses import enquiry_url
from zones.models import Zone

MAX_ZONES, MAX_NEAR = 3, 8
#: How alike two spellings are to be near: 1 is the same.
ALIKE = 0.7


@dataclass
class Name:
    """Something with a page of its own, as a search knows it."""

    name: str
    url: str
    haystack: str
    #: The pinyin of its address.
    spelling: str
    kind: str
    thing: object = None

    @cached_property
    def sound(self):
        return pinyin(self.name)


class Names:
    """Every zone (of one city, if given) and tag a visitor can open."""

    def __init__(self, city=None):
        listed = Zone.objects.listed().for_cards()
        self.zones = [self._zone(zone) for zone in (listed.filter(city=city) if city else listed)]
        used = Tag.objects.filter(published_count__gt=0)[:1000]
        self.tags = [Name(tag.name, tag.get_absolute_url(), fold(tag.name), tag.slug, "标签") for tag in used]
        self.known = {fold(name.name) for name in self.zones + self.tags}
        self.known |= {fold(name.thing.city.name) for name in self.zones}

    @staticmethod
    def _zone(zone):
        url = reverse("zones:zone", args=[zone.city.slug, zone.slug])
        industries = " ".join(industry.name for industry in zone.industries.all())
        said = (zone.city.name, zone.name, zone.get_level_display(), industries, zone.summary, zone.slug)
        return Name(zone.name, url, fold(" ".join(said)), zone.slug, "园区", zone)

    def zones_with(self, words, city=None, area=None):
        """At most MAX_ZONES zones (of the city) that every word describes and that let the area; named ones first."""
        texts = [word.text for word in words]
        found = [
            name
            for name in self.zones
            if all(text in name.haystack for text in texts)
            and (city is None or name.thing.city_id == city.pk)
            and (area is None or area.fits(name.thing))
        ]
        found.sort(key=lambda name: not any(text in fold(name.name) for text in texts))
        return [name.thing for name in found[:MAX_ZONES]] if texts or area else []

    def starting(self, text, most):
        """At most `most` zones and tags whose name or its pinyin holds the text; those that begin with it first."""
        wanted = fold(text).strip()
        held = [name for name in self.all if wanted in fold(name.name) or wanted in name.spelling]
        held.sort(key=lambda name: not (fold(name.name).startswith(wanted) or name.spelling.startswith(wanted)))
        return held[:most] if wanted else []

    def near(self, text):
        """At most MAX_NEAR zones and tags whose name looks or sounds like the text, the most alike first."""
        wanted, sound = fold(text), pinyin(text)
        rated = [(max(_alike(wanted, fold(name.name)), _alike(sound, name.sound)), name) for name in self.all]
        rated.sort(key=lambda pair: -pair[0])
        return [name for rate, name in rated[:MAX_NEAR] if rate >= ALIKE]

    @property
    def all(self):
        return [*self.zones, *self.tags]


def _alike(one, other):
    """0 to 1. A text that holds the other is near, however long it is."""
    if not one or not other:
        return 0
    if min(len(one), len(other)) > 1 and (one in other or other in one):
        return 0.9
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def pinyin(text):
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
    def read(cls, text):
        """The first area in the text, or None."""
        if not (found := cls._PATTERN.search(fold(text))):
            return None
        number, thousands, unit = found.groups()
        is_land = unit == "亩"
        size = float(number[:12]) * (10_000 if thousands else 1) * (10_000 / 15 if is_land else 1)
        rest = " ".join((fold(text)[: found.start()] + " " + fold(text)[found.end() :]).split())
        return cls(f"{number[:12]}{thousands}{'亩' if is_land else '㎡'}", size, is_land, rest)

    def fits(self, zone):
        """Whether the zone lets units of this size."""
        least, most = zone.unit_area_min, zone.unit_area_max
        return bool(least or most) and (least or 0) <= self.square_metres <= (most or float("inf"))

    @property
    def kind(self):
        """What is wanted, as the enquiry form names it."""
        if self.is_land or re.search("土地|用地", self.rest):
            return "land"
        if re.search("写字楼|办公", self.rest):
            return "office"
        return "buy" if re.search("买|购|产权", self.rest) else "rent"

    def enquiry_url(self, city, src):
        """The enquiry form's path, filled in."""
        return enquiry_url(kind=self.kind, area=self.typed, city=city, src=src)
