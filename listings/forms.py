"""The finder's form."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from django import forms
from django.utils.http import urlencode

from listings import asked_fields, power
from listings.asked_fields import KVA, SQUARE_METRES, AreaField, measure, with_unit
from listings.finder import BEST, SORTS, Need
from listings.models import Listing
from listings.needs import people
from listings.needs.exclusions import LONGEST_LIST
from listings.needs.reading import LONGEST, Words
from listings.wording import cities, read_words
from plumbing import typed_fields, typed_text
from plumbing.days import validate_year
from plumbing.quantities import reading
from zones.facts import plain
from zones.industries import industries
from zones.models import Zone
from zones.site import Site

#: The largest that is looked for, of each measure: beyond stands a slip.
_MEASURES = {
    "height": ("净高不低于", "米", 100),
    "load": ("荷载不低于", "吨/㎡", 50),
    "crane": ("行车不低于", "吨", 1_000),
    "lift": ("货梯不低于", "吨", 100),
    "power": ("供电不低于", "kVA", 2_000_000),
    "rent": ("月租不高于", "元/㎡/月", 2_000),
    "total": ("每月总租金不高于", "元", 1_000_000_000),
    "price": ("买价不高于", "元/㎡", 500_000),
    "mu_price": ("地价不高于", "万元/亩", 5_000),
    "total_price": ("买的总价不高于", "万元", 10_000_000),
}
#: What is asked for of any size.
TICKED = ("has_crane", "has_lift", "ground", "gas", "steam", "dock")
#: Of so many cities that are looked through each is named.
_NAMED = 3
#: Of words that nothing was made of no more is kept: they stand in addresses, and each takes nine characters there.
LONGEST_UNREAD = 120


class FinderForm(forms.Form):
    """A GET form. A number that is none is an error; a choice that is none is `unknown`: people follow old links."""

    need = typed_fields.LineField(
        label="说说您要什么",
        required=False,
        widget=forms.TextInput({"placeholder": "例如：济南 3000平 单层 净高9米 10吨行车 月租25以内"}),
    )
    city = forms.ChoiceField(label="城市", required=False)
    #: Where a need in words names several: suzhou,ningbo.
    cities = typed_fields.LineField(label="城市", required=False, max_length=LONGEST_LIST, widget=forms.HiddenInput)
    #: Of the city, as a need in words names it; the portal's zones have addresses, no districts.
    district = typed_fields.LineField(label="区县", required=False, max_length=20, widget=forms.HiddenInput)
    zone = forms.ChoiceField(label="园区", required=False)
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部类型"), *Listing.Kind.choices])
    #: Where a need in words names several: factory,warehouse.
    kinds = typed_fields.LineField(label="类型", required=False, max_length=200, widget=forms.HiddenInput)
    deal = forms.ChoiceField(label="租售", required=False, choices=[("", "租售不限"), *Listing.Deal.choices])
    area = AreaField(label="面积", required=False, widget=forms.TextInput({"inputmode": "decimal"}))
    height, load, crane, lift, power, rent, total, price, mu_price, total_price = (
        measure(*each) for each in _MEASURES.values()
    )
    has_crane = forms.BooleanField(label="有行车", required=False)
    has_lift = forms.BooleanField(label="有货梯", required=False)
    ground = forms.BooleanField(label="一楼", required=False)
    storeys = forms.ChoiceField(label="层数", required=False, choices=[("", "不限"), *Listing.Storeys.choices])
    structure = forms.ChoiceField(label="结构", required=False, choices=[("", "不限"), *Listing.Structure.choices])
    gas = forms.BooleanField(label="有天然气", required=False)
    steam = forms.BooleanField(label="有蒸汽", required=False)
    dock = forms.BooleanField(label="有装卸口（月台）", required=False)
    fire = forms.ChoiceField(label="消防类别", required=False, choices=[("", "不限"), *Zone.FireClass.choices])
    industry = forms.ChoiceField(label="行业", required=False)
    by = forms.DateField(
        label="最晚交付",
        required=False,
        validators=[validate_year],
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": "请写成 2027-03-01 这样的日期。"},
    )
    eia = forms.BooleanField(label="可环评", required=False)
    #: What of a need in words nothing was made of: it goes along to the enquiry, however the conditions are changed.
    unread = typed_fields.LineField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(required=False, choices=[*SORTS.items()], widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, str], site: Site, unit_of_land: str = SQUARE_METRES, **kwargs: Any) -> None:
        """An area of land that `data` gives without its unit is in `unit_of_land`."""
        self.site = site
        self.known_cities = cities(site)
        self.industries = industries(site)
        self.words = read_words(data.get("need", ""), site)
        # What was chosen stands above what was said.
        asked = self.words.fields | {name: value for name, value in data.items() if value}
        if asked.get("kind") == Listing.Kind.LAND and "area" in asked:
            asked["area"] = with_unit(asked["area"], unit_of_land if data.get("area") else SQUARE_METRES)
        super().__init__(asked, auto_id="find-%s", use_required_attribute=False, **kwargs)
        city = self.chosen_city = site.city or self.known_cities.get(asked.get("city", ""))
        zones = site.remember(("zones to find in", city.pk), lambda: _zones(city)) if city else []
        self.zones = {zone.slug: zone for zone in zones}
        if site.city:
            del self.fields["city"]
        else:
            self._offer("city", "全部城市", {slug: city.name for slug, city in self.known_cities.items()})
        if self.zones:
            self._offer("zone", "全部园区", {slug: zone.name for slug, zone in self.zones.items()})
        else:
            del self.fields["zone"]
        self._offer("industry", "不限", {slug: industry.name for slug, industry in self.industries.items()})
        for bound in self:
            if not isinstance(bound.field.widget, forms.CheckboxInput):
                bound.field.widget.attrs["class"] = "field__input"
        self.is_valid()
        self._forget_old_choices(data)
        self._look_for_kinds()
        self._look_for_cities()
        self._look_for_district()

    def _offer(self, name: str, empty: str, choices: dict[str, str]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", empty), *choices.items()]

    def _forget_old_choices(self, given: Mapping[str, str]) -> None:
        """What was chosen and is none of ours is `unknown`: 城市“atlantis”. No zone is known without a city."""
        wrong = [name for name in self.errors if isinstance(self.fields[name], forms.ChoiceField)]
        for name in wrong:
            del self.errors[name]
        self.unknown: list[str] = []
        for name in [*wrong, *([] if "zone" in self.fields else ["zone"])]:
            self._call_unknown(name, given.get(name, ""))

    def _call_unknown(self, name: str, *values: str) -> None:
        label = self.base_fields[name].label
        self.unknown += [f"{label}“{value.strip()[:40]}”" for value in values if label and value.strip()]

    def _look_for_kinds(self) -> None:
        """Several, unless one was chosen."""
        chosen = [] if self.cleaned_data.get("kind") else self.cleaned_data.get("kinds", "").split(",")
        self.any_kinds = tuple(kind for kind in Listing.Kind.values if kind in chosen)
        self._call_unknown("kinds", *(kind for kind in chosen if kind not in Listing.Kind.values))
        if not self.any_kinds:
            self.cleaned_data["kinds"] = ""

    def _look_for_cities(self) -> None:
        """Several, unless one was chosen."""
        slugs = [] if self.chosen_city else self.cleaned_data.get("cities", "").split(",")
        self.any_of_cities = tuple(
            self.known_cities[slug] for slug in dict.fromkeys(slugs) if slug in self.known_cities
        )
        self._call_unknown("cities", *(slug for slug in slugs if slug not in self.known_cities))
        if not self.any_of_cities:
            self.cleaned_data["cities"] = ""

    def _look_for_district(self) -> None:
        """Of a district that has no zone nothing is asked: its whole city is looked through."""
        name = self.cleaned_data.get("district", "")
        zones = self.site.network.zones if name and self.chosen_city else []
        self.district_zones = tuple(
            zone for zone in zones if zone.city == self.chosen_city and name in f"{zone.name} {zone.address}"
        )
        #: One that was asked for and has none.
        self.empty_district = name if name and not self.district_zones else ""
        if self.empty_district:
            self.cleaned_data["district"] = ""

    @cached_property
    def meant(self) -> Need:
        """What was asked for, as far as it could be read."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        names = ("kind", "deal", "area", *_MEASURES, *TICKED, "storeys", "structure", "fire", "eia", "by")
        return Need(
            city=self.chosen_city,
            zone=self.zones.get(chosen.get("zone", "")),
            cities=self.any_of_cities,
            any_kinds=self.any_kinds,
            zones=self.district_zones,
            industry=self.industries.get(chosen.get("industry", "")),
            **{name: chosen[name] for name in names if name in chosen},
        )

    @property
    def query(self) -> dict[str, str]:
        """What was asked for, as the address says it, without the page; the usual order goes without saying."""
        asked = {
            name: self.data[name].strip()
            for name, value in self.cleaned_data.items()
            if value and value != BEST and name not in {"need", "unread"}
        }
        return asked | ({"unread": self.unread_words} if self.unread_words else {})

    @property
    def chosen_sort(self) -> str:
        return self.cleaned_data.get("sort") or BEST

    def show_counts(self, counts: Mapping[str, Mapping[Any, int]]) -> None:
        """Write beside the options of each filter how many fit with it: 出租（12）."""
        keys: dict[str, Mapping[str, int]] = {
            "city": {slug: city.pk for slug, city in self.known_cities.items()},
            "zone": {slug: zone.pk for slug, zone in self.zones.items()},
        }
        for name in counts.keys() & self.fields.keys():
            field, of_name = cast(forms.ChoiceField, self.fields[name]), keys.get(name, {})
            # Of the widget alone: the field's own are what chips are called.
            field.widget.choices = [
                (value, f"{words}（{counts[name][of_name.get(value, value)]}）" if value else words)
                for value, words in cast(Any, field.choices)
            ]

    def url(self, **changes: str) -> str:
        """The query string of the same question with these changes; an empty value takes a part away."""
        asked = self.query | changes
        if changes.get("kind") == Listing.Kind.LAND and "area" in asked:
            asked["area"] = with_unit(asked["area"], SQUARE_METRES)
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What most people ask for."""
        return self._bound("city", "zone", "kind", "deal", "area", "rent")

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What few do."""
        others = ("industry", "by", "total", "price", "mu_price", "total_price")
        return self._bound("height", "load", "crane", "lift", "power", "storeys", "structure", "fire", *others)

    @property
    def more_filled(self) -> int:
        """How many of the fields that few use are filled in: they are chips above what is found."""
        return sum(name in self.query for name in [*(field.name for field in self.more_fields), "eia", *TICKED])

    @property
    def more_is_wrong(self) -> bool:
        """Whether one of them has to be typed anew."""
        return any(field.errors for field in self.more_fields)

    @property
    def _typed(self) -> str:
        """The need as it was typed."""
        return (self.data.get("need") or "").strip()

    @cached_property
    def _kept(self) -> list[str]:
        """What nothing was made of in the need, or in one before the conditions were changed."""
        nothing_read = self._typed if self._typed and self.words == Words({}) else ""
        said = (
            *(self.data.get("unread"), self.words.rest or nothing_read, self._typed[LONGEST:]),
            *(self.vague_place, self.words.elsewhere),
        )
        return list(dict.fromkeys(typed_text.line(words or "") for words in said if words))

    @property
    def vague_place(self) -> str:
        """Where in a city something is looked for, if that city is looked through whole: 历城附近."""
        is_narrow = self.district_zones or self.cleaned_data.get("zone")
        return "" if is_narrow else self.words.said.get("city", "")

    @cached_property
    def unread_words(self) -> str:
        """All that was said or typed and is not looked for, in the words of whoever did."""
        wrong = [f"{re.sub('不[低高]于$', '', label)} {value}" for label, value in self._wrong]
        words = " ".join([*self._kept, self.empty_district, *wrong])
        return typed_text.line(words)[:LONGEST_UNREAD].strip()

    @property
    def _wrong(self) -> list[tuple[str, str]]:
        """[(label, what was typed)] of the fields that could not be read."""
        return [(str(self[name].label), str(self[name].value())) for name in self.errors if name != "unread"]

    @property
    def not_used(self) -> list[str]:
        """The same beside what was found, and prices that nothing looked for has."""
        district = [f"{self.empty_district}（现在没有园区）"] if self.empty_district else []
        wrong = [f"{label}“{value}”" for label, value in self._wrong]
        useless = [self._as_asked(name, "") for name in self.meant.budget.useless]
        elsewhere = [f"{self.words.elsewhere}（现在没有房源）"] if self.words.elsewhere else []
        kept = [words for words in self._kept if words not in {self.vague_place, self.words.elsewhere}]
        is_of_people = self.meant.kind == Listing.Kind.OFFICE and not self.meant.area
        rooms = [people.room(words) if is_of_people else "" for words in kept]
        said = [f"“{words}”（{room}）" if room else f"“{words}”" for words, room in zip(kept, rooms, strict=True)]
        return [*said, *elsewhere, *district, *wrong, *useless]

    @property
    def in_words(self) -> str:
        """The need as it was typed, which says more than what was read of it; else what was asked for, and the rest."""
        if self._typed:
            kept = self.data.get("unread") or ""
            return "，".join(filter(None, (self._typed, kept)))
        return "，".join(filter(None, (*(words for words, _ in self.chips), self.unread_words)))

    @property
    def chips(self) -> list[tuple[str, str]]:
        """[(what was asked for in words, the query string without it)]."""
        of_city = {"city": "", "zone": "", "district": ""}
        # Who names a zone alone is shown it once, and takes its city away with it.
        is_named_by_zone = "zone" in self.query and "city" in self.words.said
        place = "zone" if is_named_by_zone else "city"
        return [
            (self._in_words(name, value), self.url(**(of_city if name == place else {name: ""})))
            for name, value in self.query.items()
            if name not in {"sort", "unread"} and not (is_named_by_zone and name == "city")
        ]

    def _in_words(self, name: str, value: str) -> str:
        """What was asked for, and how if the need says it in other words: 月租不高于 24.33 元/㎡·月（0.8元/天/平）."""
        said = self.words.said.get(name) if self.words.fields.get(name) == value else None
        if name == "power" and not said and power.is_in_kw(reading.read(value, KVA).quantity):
            said = f"{value}，{power.IN_WORDS}"
        return f"{self._as_asked(name, value)}（{said}）" if said else self._as_asked(name, value)

    def _as_asked(self, name: str, value: str) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(cast(Any, field.choices))[value])
        if isinstance(field, typed_fields.MeasureField):
            return f"{field.label} {plain(self.cleaned_data[name])} {field.unit.replace('/月', '·月')}"
        if name == "cities":
            return self._cities_in_words
        if name == "kinds":
            return "或".join(str(Listing.Kind(kind).label) for kind in self.any_kinds)
        if name == "area" and (about := asked_fields.about(value, self.cleaned_data[name])):
            return f"{field.label}约 {about}"
        if name == "area":
            return f"{field.label} {value}{'' if re.search('[^0-9.,-]', value) else ' ㎡'}"
        return f"{field.label} {value}" if name in {"by", "district"} else str(field.label)

    @property
    def _cities_in_words(self) -> str:
        """All but a few by these few: 济南以外的城市."""
        others = [city.name for city in self.known_cities.values() if city not in self.any_of_cities]
        if others and len(self.any_of_cities) > max(_NAMED, len(others)):
            return f"{'、'.join(others)}以外的城市"
        return "、".join(city.name for city in self.any_of_cities)

    def _bound(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]


def _zones(city: Any) -> list[Zone]:
    return list(Zone.objects.listed().filter(city=city).only("name", "slug", "city_id"))
