"""What a lead asks for, as the finder's form takes it: read from what the prospect wrote and the calls added.

What was said and cannot be looked for is kept beside it, in words: whoever calls must not take it for granted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from leads.models import AreaUnit, Enquiry, Kind, Lead, Timing, Way
from listings.finder import Need
from listings.forms import FinderForm
from listings.models import Listing
from listings.models.listing import NUMBER, numbers_named
from listings.needs.exclusions import ALL_KINDS
from listings.needs.reading import LONGEST
from listings.wording import read_words
from plumbing.masking import mask_in
from plumbing.quantities import reading
from zones.site import Site

#: What the kinds of enquiries say of a listing.
KINDS: Mapping[str, dict[str, str]] = {
    Kind.RENT: {"kind": Listing.Kind.FACTORY, "deal": Listing.Deal.RENT},
    Kind.BUY: {"kind": Listing.Kind.FACTORY, "deal": Listing.Deal.SALE},
    Kind.LAND: {"kind": Listing.Kind.LAND},
    Kind.OFFICE: {"kind": Listing.Kind.OFFICE},
}
#: Days until it has to be free.
DAYS: Mapping[str, int] = {Timing.QUARTER: 90, Timing.HALF: 180, Timing.YEAR: 365}
#: Sentences of a text that are read, each as far as a reader goes.
MOST_SENTENCES = 30
_PART = rf"[^\n。！？]{{1,{LONGEST - 1}}}"
_SENTENCE = re.compile(rf"{_PART}(?=[\n。！？]|$)|{_PART}[，,；;、\s]|{_PART}")
_CLAUSE = re.compile(r"[；;、]|(?<!\d)[，,]|[，,](?!\d)")
#: Parts of what was said that can be read by themselves, of a text without marks as well.
_PHRASE = re.compile(rf"{_CLAUSE.pattern}|\s+|[。！？!?：]")
#: Words that ask for nothing.
_COURTESY = re.compile(
    "(?:你好|您好|请问|请|谢谢|感谢|多谢|麻烦|帮忙|帮我|帮|合适|急需|急|老板|我们|我司|我|想|要|需要|有没有|有|没有|一下|方便|电话"
    "|联系|了解|看看|看|找|的|了|个|小|吗|呢|吧|啊|呀|哈)+"
)
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")
#: 想看 JN-1032, as our own pages begin a need: which listing is meant is known, and needs no reading.
_NAMED = re.compile(rf"(?:想|要|看|比较|询|了解|和)*\s?{NUMBER}(?:[、，,和与\s]*{NUMBER})*(?:\s?相近的)?", re.I)
#: What says that another city will do, besides the lead's own: 也可以看青岛, and not 他人在青岛.
_WILL_DO = re.compile("也|或|还|都|可以|考虑|改|换|优先|看|最好|要|找|选|租|买")
#: Of several cities none has a zone that could be asked for.
_WITHIN_CITY = ("city", "cities", "zone", "district")
_KINDS = {"kind", "kinds"}


@dataclass(frozen=True)
class Piece:
    """A part of what was said: what the finder's fields take of it, its `text`, and whether it chose the place."""

    fields: Mapping[str, str]
    text: str = ""
    label: str = ""
    cities: tuple[str, ...] = ()
    rest: str = ""
    #: The line of an old list that it stands in: a column's words, as somebody typed them for themselves.
    line: str = ""
    #: Of what only the listing has that was asked about: nobody said it.
    is_said: bool = True
    #: {"cities" or "kinds": those that are not wanted}.
    refused: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Asked:
    """What a lead asks for; of two parts that differ the first of `_pieces` counts."""

    def __init__(self, lead: Lead, site: Site) -> None:
        self._lead, self._site = lead, replace(site, city=None)
        asked = list(lead.enquiries.all())
        #: Of leads that were made one each may have asked for something else: a plot and an office are no one need.
        self._enquiries = [one for one in asked if one.kind == lead.kind] or asked
        self._others = [one for one in asked if one not in self._enquiries]
        self._pieces = [*self._of_calls(), *(each for one in self._enquiries for each in self._of(one))]
        fields: dict[str, str] = {}
        for piece in self._pieces:
            answered = {*_WITHIN_CITY, *_KINDS}
            fields = {name: value for name, value in piece.fields.items() if name not in answered} | fields
        self.form = FinderForm(fields | self._chosen_kinds() | self._place(), self._site)

    def _of_calls(self) -> Iterator[Piece]:
        """What the calls added goes before what was written, and the last of it first."""
        for sentence in reversed(_sentences(self._lead.taught)[-MOST_SENTENCES:]):
            yield self._read(sentence)

    def _of(self, enquiry: Enquiry) -> Iterator[Piece]:
        """Its own fields, then its words; behind these the area of the listing that was asked about.

        Its height is no condition: who asks for a hall of 9 m may do with 8, and says so if not.
        """
        day = timezone.localdate(enquiry.received_at)
        measures = _measures(enquiry)
        prefilled = _prefilled(enquiry)
        area = {"area": measures.pop("area")} if "area" in measures and "area" in prefilled else {}
        # 半年内 was the nearest choice of the form; who wrote 最晚2月底 says it more exactly.
        by = {"by": measures.pop("by")} if "by" in measures else {}
        if "clear_height" in prefilled:
            measures.pop("height", None)
        yield Piece(measures)
        for line, sentence in _lines(enquiry)[:MOST_SENTENCES]:
            piece = self._read(sentence, day)
            yield replace(piece, line=line) if enquiry.way == Way.IMPORT else piece
        yield self._read(enquiry.industry, day, "行业与产品")
        yield self._read(enquiry.budget_typed, day, "预算")
        yield Piece(area | by, is_said=False)
        # 租厂房 was the nearest choice of the form; who wrote 仓库 wants one.
        yield Piece(KINDS.get(enquiry.kind, {}))
        if chosen := [city.slug for city in self._site.network.cities if city.pk == enquiry.city_id]:
            yield Piece({}, cities=tuple(chosen))

    def _read(self, text: str, day: date | None = None, label: str = "") -> Piece:
        words = read_words(text, self._site, day)
        named = words.fields.get("cities") or words.fields.get("city", "")
        cities = tuple(named.split(",")) if named else ()
        # The others, where one is not wanted, are wanted only if none is named anywhere.
        fields = {name: value for name, value in words.fields.items() if name not in words.by_refusal}
        cities = () if words.by_refusal & {*_WITHIN_CITY} else cities
        return Piece(fields, text, label, cities, words.rest, refused=words.refused)

    def _chosen_kinds(self) -> dict[str, str]:
        """Those that the first of the pieces names; 厂房或仓库 and 厂房 are one question. None that was not wanted."""
        refused: set[str] = set()
        for piece in self._pieces:
            refused |= piece.refused.get("kinds", frozenset())
            named = [kind for name in _KINDS for kind in piece.fields.get(name, "").split(",") if kind]
            if wanted := [kind for kind in named if kind not in refused]:
                return _one_or_several("kind", "kinds", wanted)
        return _one_or_several("kind", "kinds", [kind for kind in ALL_KINDS if kind not in refused] if refused else [])

    @cached_property
    def _cities(self) -> list[str]:
        """The lead's own, and those that will do besides; without one of its own, all that were named.

        Without those that are not wanted: if none is left, all the others of the portal.
        """
        named: dict[str, None] = {}
        refused: set[str] = set()
        for piece in self._pieces:
            refused |= piece.refused.get("cities", frozenset()) - named.keys()
            if piece.cities and self._widens(piece):
                named |= dict.fromkeys(piece.cities)
        own = [self._lead.city.slug] if self._lead.city else []
        cities = [city for city in dict.fromkeys([*own, *named]) if city not in refused]
        return cities or [city.slug for city in self._site.network.cities if refused and city.slug not in refused]

    def _widens(self, piece: Piece) -> bool:
        return not (self._lead.city and piece.text) or bool(_WILL_DO.search(piece.text))

    def _place(self) -> dict[str, str]:
        if len(self._cities) != 1:
            return {"cities": ",".join(self._cities)} if self._cities else {}
        fields = {"city": self._cities[0]}
        for piece in self._pieces:
            if not piece.cities or [*piece.cities] == self._cities:
                fields = {name: piece.fields[name] for name in ("zone", "district") if name in piece.fields} | fields
        return fields

    @property
    def has_area_of_listing(self) -> bool:
        """Whether the area that is looked for is that of what was asked about: nobody has said another."""
        of_area = [piece for piece in self._pieces if "area" in piece.fields]
        return bool(of_area) and not of_area[0].is_said

    @property
    def unused(self) -> list[str]:
        """In words what was said and is not looked for, each once."""
        found = [words for piece in self._pieces for words in (*self._overruled(piece), *self._unread(piece))]
        found += [words for enquiry in self._enquiries for words in _beside(enquiry)]
        found += [f"另一条询盘要的是{enquiry.get_kind_display()}，没有一起找" for enquiry in self._others]
        found += [f"“{words}”" for words in self._not_reached()]
        return [*dict.fromkeys([*found, *self.form.not_used])]

    def _overruled(self, piece: Piece) -> Iterator[str]:
        """What the form says otherwise, because somebody said so later or more exactly."""
        rest = {name: value for name, value in piece.fields.items() if name not in {*_WITHIN_CITY, *_KINDS, "sort"}}
        if rest and piece.is_said:
            form = FinderForm(rest, self._site)
            values = self.form.cleaned_data
            for (words, _), name in zip(form.chips, form.query, strict=True):
                if form.cleaned_data[name] != values.get(name):
                    yield words
        is_within_one = bool({"zone", "district"} & piece.fields.keys())
        if (piece.text and {*piece.cities} - {*self._cities}) or (is_within_one and len(self._cities) > 1):
            yield f"“{mask_in(piece.text.strip())}”里的地方"

    def _unread(self, piece: Piece) -> Iterator[str]:
        """The words of which nothing was made; of an old list's column all of its words, in their order."""
        unread = self._unread_words(piece)
        if not piece.line:
            yield from unread
        elif any(unread):
            yield f"“{mask_in(piece.line)}”"

    def _unread_words(self, piece: Piece) -> Iterator[str]:
        masked = mask_in(piece.text)
        rest = piece.rest if masked == piece.text else read_words(masked, self._site).rest
        label = f"{piece.label} " if piece.label else ""
        yield from (f"{label}“{clause}”" for clause in _clauses_with(rest.split(), masked, self._is_looked_for))
        known = " ".join([*piece.fields.values(), rest, reading.plain(" ".join(piece.fields.values()))])
        for clause in filter(None, map(str.strip, _CLAUSE.split(masked))):
            numerals = _NUMERAL.findall(reading.plain(clause))
            if numerals and not {*numerals} & {*_NUMERAL.findall(known)} and not self._is_read(clause):
                yield f"{label}“{clause}”"

    def _is_looked_for(self, phrase: str) -> bool:
        return bool(read_words(phrase, self._site).fields)

    def _is_read(self, clause: str) -> bool:
        words = read_words(clause, self._site)
        return bool(words.fields or words.rest)

    def _not_reached(self) -> Iterator[str]:
        """The sentences beyond those that are read: of the calls the first, of what was written the last."""
        yield from map(mask_in, _sentences(self._lead.taught)[:-MOST_SENTENCES])
        for enquiry in self._lead.enquiries.all():
            yield from (mask_in(sentence) for _, sentence in _lines(enquiry)[MOST_SENTENCES:])


def need_of(lead: Lead, site: Site) -> Need:
    """The same as a Need, read once as long as the words are the same."""
    key = ("need", lead.pk, lead.taught, lead.city_id, tuple(enquiry.pk for enquiry in lead.enquiries.all()))
    return site.remember((*key, timezone.localdate()), lambda: Asked(lead, site).form.meant)


def _one_or_several(one: str, several: str, values: list[str]) -> dict[str, str]:
    return {one if len(values) == 1 else several: ",".join(values)} if values else {}


def _prefilled(enquiry: Enquiry) -> list[str]:
    """The answers that a listing's page had filled in and nobody changed; where nobody knows, whatever it fills in."""
    if enquiry.prefilled is not None:
        return enquiry.prefilled
    is_about_listings = enquiry.way == Way.FORM and bool(enquiry.listing_id or numbers_named(enquiry.need))
    return ["area", "clear_height"] if is_about_listings else []


def _sentences(text: str) -> list[str]:
    return [each for each in (found.strip() for found in _SENTENCE.findall(text)) if each]


def _clauses_with(words: Iterable[str], text: str, is_looked_for: Callable[[str], bool]) -> Iterator[str]:
    """What was said around each of these words, as it was said: alone 能搬 or 的小 tells nobody anything.

    Where some of that is looked for, the word alone.
    """
    phrases = [each for each in map(str.strip, _PHRASE.split(text)) if each]
    for word in words:
        if not _COURTESY.fullmatch(word):
            around = (each for each in phrases if word in each.lower() or word in reading.plain(each).lower())
            phrase = next(around, word)
            yield word if is_looked_for(phrase) else phrase


def _lines(enquiry: Enquiry) -> list[tuple[str, str]]:
    """[(line of the need, sentence in it)]."""
    lines = _NAMED.sub("；", enquiry.need).splitlines()
    return [(line.strip(), sentence) for line in lines for sentence in _sentences(line)]


def _measures(enquiry: Enquiry) -> dict[str, str]:
    """What the enquiry's own fields say, as the finder's form takes it."""
    fields = {}
    if reading.read(enquiry.area_words, AreaUnit.SQUARE_METRES.label).quantity:
        fields["area"] = enquiry.area_words
    elif enquiry.area_m2:
        fields["area"] = str(enquiry.area_m2)
    if enquiry.clear_height_m:
        fields["height"] = str(enquiry.clear_height_m)
    if (day := _needed_by(enquiry)) and day > timezone.localdate():
        fields["by"] = day.isoformat()
    return fields


def _needed_by(enquiry: Enquiry) -> date | None:
    days = DAYS.get(enquiry.timing)
    return timezone.localdate(enquiry.received_at) + timedelta(days=days) if days else None


def _beside(enquiry: Enquiry) -> Iterator[str]:
    """What the other answers of its form say."""
    measures, prefilled = _measures(enquiry), _prefilled(enquiry)
    if enquiry.timing == Timing.NOW:
        yield "尽快要"
    elif enquiry.timing in DAYS and "by" not in measures:
        yield f"{enquiry.get_timing_display()}要（已经过了）"
    for name, label, typed in (("area", "面积", enquiry.area_words), ("height", "净高", enquiry.clear_height_typed)):
        if typed and name not in measures and name not in prefilled:
            yield f"{label} “{mask_in(typed)}”"
    if enquiry.zone and not enquiry.listing_id:
        yield f"意向园区 {enquiry.zone.name}（没有只找这一个）"
    texts: Iterable[str] = (enquiry.city_text, enquiry.zone_text, *enquiry.other_words.splitlines())
    # A number is a way to reach somebody, and no wish.
    yield from (f"“{text}”" for text in texts if text and mask_in(text) == text)
