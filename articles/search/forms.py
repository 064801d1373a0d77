"""The search form: what may be chosen, and the search that follows from it."""

from collections.abc import Collection
from datetime import timedelta
from functools import cached_property
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from articles.models import Article
from articles.search import places
from articles.search.area import Area
from articles.search.lexemes import fold
from articles.search.query import DATE, RELEVANCE, Search
from articles.search.synonyms import Synonyms
from articles.search.words import MAX_TEXT, Words
from articles.sections import sections, shown_sections
from plumbing import typed_fields
from zones.models import City, Zone
from zones.site import Site

PERIODS = {"week": ("近一周", 7), "month": ("近一个月", 30), "quarter": ("近三个月", 91), "year": ("近一年", 365)}

SORTS = ((RELEVANCE, "相关度"), (DATE, "时间"))


class SearchForm(forms.Form):
    """A GET form. Unknown values are left out and are no errors: people follow old links and type addresses."""

    q = typed_fields.LineField(
        label="搜索词", required=False, widget=forms.TextInput(attrs={"class": "search__input", "type": "search"})
    )
    city = forms.ChoiceField(label="城市", required=False)
    zone = forms.ChoiceField(label="园区", required=False)
    section = forms.ChoiceField(label="栏目", required=False)
    period = forms.ChoiceField(label="时间", required=False)
    sort = forms.ChoiceField(required=False, choices=SORTS, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, site: Site, **kwargs: Any) -> None:
        super().__init__({**data.dict(), "q": data.get("q", "")[:MAX_TEXT]}, auto_id="search-%s", **kwargs)
        self.site = site
        self.fields["q"].widget.attrs["placeholder"] = "园区、企业、产业、政策"
        self.cities = {city.slug: city for city in site.network.cities}
        self.sections = {section.slug: section for section in sections(site).values()}
        city = self.chosen_city = site.city or self.cities.get(data.get("city", ""))
        zones = site.remember(("zones to search", city.pk), lambda: _zones(city)) if city else []
        self.zones = {zone.slug: zone for zone in zones}
        if site.city:
            del self.fields["city"]
        else:
            self._choose("city", "全部城市", {slug: city.name for slug, city in self.cities.items()})
        if zones:
            self._choose("zone", "全部园区", {slug: zone.name for slug, zone in self.zones.items()})
        else:
            del self.fields["zone"]
        # One that is asked for already is named, be there nothing in it.
        offered = {*shown_sections(site), self.sections.get(data.get("section", ""))}
        names = {slug: section.name for slug, section in self.sections.items() if section in offered}
        self._choose("section", "全部栏目", names)
        self._choose("period", "不限时间", {key: label for key, (label, _days) in PERIODS.items()})
        self.is_valid()

    def _choose(self, field: str, empty: str, choices: dict[str, str]) -> None:
        choice = cast(forms.ChoiceField, self.fields[field])
        choice.choices = [("", empty), *choices.items()]
        choice.widget.attrs["class"] = "field__input"

    @property
    def text(self) -> str:
        return self.cleaned_data.get("q", "")

    @cached_property
    def meant(self) -> str:
        """What was typed, without what says nothing."""
        return places.plainly(self.text)

    @cached_property
    def area(self) -> Area | None:
        return Area.read(self.meant)

    @property
    def query(self) -> dict[str, str]:
        """What was chosen, as the address says it, without the page."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields that narrow, for the template."""
        return [self[name] for name in ("city", "zone", "section", "period") if name in self.fields]

    @property
    def unknown(self) -> list[str]:
        """What was chosen and is none of ours, in words: 城市“atlantis”. No zone is known without a city."""
        names = [name for name in ("city", "section", "period") if name in self.errors]
        names += ["zone"] if "zone" in self.errors or "zone" not in self.fields else []
        given = [(self.base_fields[name].label, self.data.get(name, "").strip()) for name in names]
        return [f"{label}“{value[:40]}”" for label, value in given if label and value]

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("city", "zone", "section", "period"))

    @property
    def words(self) -> Words:
        """The words to look for, without an area unless it stands alone."""
        return self.zone_words or Words.read(self.area.text if self.area else "")

    @property
    def zone_words(self) -> Words:
        """The words that must describe a zone: none if only an area was typed."""
        return Words.read(self.area.rest if self.area else self.meant)

    @property
    def typed_city(self) -> City | None:
        """The first city that the text names, else None."""
        text = fold(self.text)
        return next((city for city in self.cities.values() if fold(city.name).removesuffix("市") in text), None)

    @property
    def named_city(self) -> City | None:
        """The city chosen, else the one typed, else None."""
        return self.chosen_city or self.typed_city

    def elsewhere(self, known: Collection[str]) -> str | None:
        """The city that was typed and is none of ours, else None; `known` are names, folded."""
        return places.elsewhere(self.zone_words, known, (city.name for city in self.cities.values()))

    @property
    def is_asked(self) -> bool:
        """Whether there is a word or a choice."""
        return bool(self.text or self.is_narrowed)

    @property
    def chosen_zone(self) -> Zone | None:
        return self.zones.get(self.cleaned_data.get("zone", ""))

    def search(self, synonyms: Synonyms | None = None) -> Search:
        """The search that the form describes."""
        chosen = self.cleaned_data
        days = PERIODS[chosen["period"]][1] if chosen.get("period") else None
        zone, section = self.chosen_zone, self.sections.get(chosen.get("section", ""))
        return Article.objects.search(
            self.words,
            synonyms=synonyms,
            lists_all=self.is_narrowed and not self.text,
            city=self.chosen_city.pk if self.chosen_city else None,
            zone=zone.pk if zone else None,
            section=section.pk if section else None,
            since=timezone.now() - timedelta(days=days) if days else None,
            sort=chosen.get("sort") or RELEVANCE,
        )


def _zones(city: City) -> list[Zone]:
    return list(Zone.objects.listed().filter(city=city).only("name", "slug"))
