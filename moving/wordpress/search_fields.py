"""What the plug-ins for search engines (Yoast, Rank Math) keep of a post, with their placeholders filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from moving.source import Oddity
from moving.texts import one_line, short

_PLACEHOLDER = re.compile(r"%%?([a-z_]+)(?:\([^)%]*\))?%%?")
_SPACES = re.compile(r"\s*-(?:\s*-)+\s*")


@dataclass(frozen=True, slots=True)
class SearchFields:
    """As a story has them."""

    title: str
    description: str
    keywords: str


def read(metas: Mapping[str, str], title: str, site_title: str, oddities: list[Oddity]) -> SearchFields:
    """The fields; what nobody can fill in is left out, and told."""
    known = {"title": title, "sitename": site_title, "sitetitle": site_title, "sep": "-", "page": ""}

    def filled(*names: str) -> str:
        text = next((metas[name] for name in names if metas.get(name, "").strip()), "")
        placeholders = {match[1] for match in _PLACEHOLDER.finditer(text)}
        if not placeholders:
            return one_line(text)
        if placeholders - known.keys():
            oddities.append(Oddity("seo-placeholder", short(text)))
            return ""
        return one_line(_SPACES.sub(" - ", _PLACEHOLDER.sub(lambda match: known[match[1]], text))).strip(" -")

    return SearchFields(
        filled("_yoast_wpseo_title", "rank_math_title"),
        filled("_yoast_wpseo_metadesc", "rank_math_description"),
        filled("_yoast_wpseo_focuskw", "rank_math_focus_keyword"),
    )
