"""The search page, and the suggestions while somebody types."""

import re
from functools import cached_property
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles import body as bodies
from articles.page_queries import with_city_zone_and_section
from articles.search.answers import Answer, answer
from articles.search.forms import SORTS, SearchForm
from articles.search.half_names import half_named
from articles.search.query import Search
from articles.search.snippets import highlight, snippet
from articles.search.suggestions import Names
from articles.search.words import Words
from plumbing.numbering import PAGE_SIZE, Numbering
from plumbing.tolerance import tolerant_map
from zones.models import Zone
from zones.site import Site, SiteRequest

SUGGESTIONS, SUGGESTED_NAMES = 8, 4
#: Who looks for these wants the form of complaints, whatever the news say of them.
COMPLAINT = re.compile("侵权|投诉|举报|维权|盗图|抄袭")
#: Zones shown as cards; the others as names.
SHOWN_ZONES = 3


class Results(Numbering):
    """One page of what a search found; the articles carry `marked_title` and `snippet` for their cards."""

    def __init__(self, search: Search, number: str | None, site: Site, **query: str) -> None:
        super().__init__(len(search.ids), number, **query)
        self.search, self.site = search, site

    @cached_property
    def articles(self) -> list[Any]:
        return tolerant_map(self._marked, self.search.articles_at(self.first, self.first + PAGE_SIZE))

    def _marked(self, article: Any) -> Any:
        with_city_zone_and_section(article, self.site)
        article.marked_title = highlight(article.title, self.search.words)
        text = bodies.text(article.markup)
        article.snippet = snippet(text, self.search.words) or highlight(article.description, self.search.words)
        return article


def _names(site: Site) -> Names:
    return site.remember("names to search", lambda: Names(site.city))


@require_safe
def suggest(request: SiteRequest) -> JsonResponse:
    """At most eight pages for what is being typed, as JSON: zones and tags by name or pinyin, then titles."""
    form = SearchForm(request.GET, request.site)
    names = _names(request.site).containing(form.meant, SUGGESTED_NAMES)
    suggestions = [{"label": name.name, "kind": name.kind, "url": name.url} for name in names]
    if not names and (city := form.typed_city):
        suggestions.append({"label": city.name, "kind": "城市", "url": city.get_absolute_url()})
    if form.area:
        url = form.area.enquiry_url(form.named_city, request.path)
        suggestions.append({"label": f"按 {form.area.typed} 提需求", "kind": "需求", "url": url})
    for pk, title in form.search().titles(SUGGESTIONS - len(suggestions)):
        suggestions.append({"label": title, "kind": "信息", "url": reverse("articles:article", args=[pk])})
    return JsonResponse({"suggestions": suggestions}, json_dumps_params={"ensure_ascii": False})


def _half_named(form: SearchForm, names: Names) -> list[Zone]:
    """The zones that what was typed seems to name, of the city or the one that was chosen."""
    city, zone = form.chosen_city, form.chosen_zone
    found = half_named(names.zones, form.zone_words, names.known)
    return [each for each in found if city in {None, each.city} and zone in {None, each}]


@require_safe
def search(request: SiteRequest) -> HttpResponse:
    """Zones and articles that hold every word; without any, those that hold the words as meant, or fewer words."""
    form = SearchForm(request.GET, request.site)
    names = _names(request.site)
    elsewhere = form.elsewhere(names.known)
    searched = form.search(names.synonyms)
    # Where we have nothing, news and zones of other cities are no answer.
    found = Answer(searched) if elsewhere else answer(searched, names)
    words = Words.read(found.corrected) if found.corrected else form.zone_words
    seem_named = [] if elsewhere else _half_named(form, names)
    described = names.zones_with(words, form.chosen_city, form.chosen_zone, form.area) if form.is_asked else []
    zones = [] if elsewhere else list(dict.fromkeys([*seem_named, *described]))
    context = {
        "form": form,
        "query": form.text,
        "area": form.area,
        "area_url": form.area and form.area.enquiry_url(form.named_city, request.path),
        "elsewhere": elsewhere,
        "are_half_named": not {*seem_named} <= {*described},
        "zones": zones[:SHOWN_ZONES],
        "more_zones": zones[SHOWN_ZONES:],
        "page": Results(found.search, request.GET.get("page"), request.site, **form.query),
        "answer": found,
        "tags": names.tags[:12],
        "sort": found.search.sort,
        "sorts": [(value, label, f"?{urlencode(form.query | {'sort': value})}") for value, label in SORTS],
        "is_complaint": bool(COMPLAINT.search(form.text)),
        "wider": urlencode({"q": form.text}),
    }
    return render(request, "articles/search.html", context)
