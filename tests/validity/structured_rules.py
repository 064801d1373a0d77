"""What schema.org and Google's rich results ask of each type that our pages describe themselves by.

What is required and recommended is Google's documentation's (Article, Breadcrumb, Organization, Site name) or, where it
has none for a type (Place, WebSite's search box), schema.org's. What we cannot know is not among the recommended.
"""

import re
from datetime import datetime
from urllib.parse import urlsplit

CONTEXT = "https://schema.org"


def url(value):
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and re.fullmatch(r"[!-~]+", value)


def text(value):
    return isinstance(value, str) and value.strip() == value != ""


def moment(value):
    return datetime.fromisoformat(value).tzinfo is not None


def of(*types):
    """A thing of one of the types, by the rules of that type."""
    return lambda value: value.get("@type") in types and not list(complaints(value))


def each(form):
    """One or several."""
    return lambda value: all(form(one) for one in (value if isinstance(value, list) else [value]))


def among(*words):
    return lambda value: value in words


def between(least, most):
    return lambda value: isinstance(value, float) and least <= value <= most


def numbered(items):
    return [item["position"] for item in items] == list(range(1, len(items) + 1)) and all(map(of("ListItem"), items))


ARTICLE = {
    "headline": lambda value: text(value) and len(value) <= 110,
    "description": text,
    "image": each(url),
    "datePublished": moment,
    "dateModified": moment,
    "author": each(of("Person", "Organization")),
    "publisher": of("Organization"),
    "url": url,
    "mainEntityOfPage": url,
    "inLanguage": among("zh-CN"),
    "articleSection": text,
    "contentLocation": of("Place"),
}
#: {type: ({property: what its value must be}, the required ones, those it should have)}
TYPES = {
    "Article": (ARTICLE, {"headline", "datePublished", "author"}, {"image", "dateModified"}),
    "NewsArticle": (ARTICLE, {"headline", "datePublished", "author"}, {"image", "dateModified"}),
    "Person": ({"name": text}, {"name"}, set()),
    "Organization": (
        {"name": text, "url": url, "logo": url, "contactPoint": each(of("ContactPoint"))},
        {"name"},
        set(),
    ),
    "ContactPoint": (
        {"telephone": re.compile(r"[\d+-]+").fullmatch, "contactType": text, "availableLanguage": among("zh-CN")},
        {"telephone", "contactType"},
        set(),
    ),
    "BreadcrumbList": ({"itemListElement": numbered}, {"itemListElement"}, set()),
    "ListItem": ({"position": among(*range(1, 10)), "name": text, "item": url}, {"position", "name", "item"}, set()),
    "WebSite": (
        {"name": text, "url": url, "inLanguage": among("zh-CN"), "potentialAction": of("SearchAction")},
        {"name", "url"},
        {"potentialAction"},
    ),
    "SearchAction": (
        {"target": of("EntryPoint"), "query-input": among("required name=words")},
        {"target", "query-input"},
        set(),
    ),
    "EntryPoint": ({"urlTemplate": lambda value: url(value) and "{words}" in value}, {"urlTemplate"}, set()),
    "Place": (
        {
            **{"name": text, "description": text, "url": url, "address": of("PostalAddress")},
            **{"geo": of("GeoCoordinates"), "additionalProperty": each(of("PropertyValue"))},
        },
        {"name", "address"},
        {"geo", "url"},
    ),
    "Offer": (
        {
            **{"name": text, "description": text, "sku": text, "url": url, "image": url, "seller": of("Organization")},
            **{"availability": url, "businessFunction": url, "availableAtOrFrom": of("Place")},
            "priceSpecification": of("UnitPriceSpecification"),
        },
        {"name", "url", "availability", "businessFunction"},
        {"priceSpecification", "availableAtOrFrom"},
    ),
    "UnitPriceSpecification": (
        {"price": re.compile(r"\d+\.\d\d").fullmatch, "priceCurrency": among("CNY"), "unitText": text},
        {"price", "priceCurrency"},
        {"unitText"},
    ),
    "PropertyValue": ({"name": text, "value": text}, {"name", "value"}, set()),
    "PostalAddress": (
        dict.fromkeys(("addressLocality", "addressRegion", "streetAddress"), text) | {"addressCountry": among("CN")},
        {"addressCountry", "addressLocality"},
        set(),
    ),
    "GeoCoordinates": (
        {"latitude": between(3, 54), "longitude": between(73, 136)},
        {"latitude", "longitude"},
        set(),
    ),
}


def complaints(thing, *, strictly=False):
    """A sentence for each thing that is wrong in one block; `strictly` also for what it should have."""
    kind = thing.get("@type")
    if kind not in TYPES:
        yield f"{kind} is no type we use"
        return
    properties, required, recommended = TYPES[kind]
    for name in required | (recommended if strictly else set()):
        if name not in thing:
            yield f"{kind} lacks {name}"
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        if name not in properties:
            yield f"{kind} has no {name}"
        elif not properties[name](value):
            yield f"{kind}.{name}: {value!r}"
