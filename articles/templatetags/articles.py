"""Tags and filters for articles: cards, titles, times."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles import cards as rendered
from plumbing.tolerance import tolerant_map

register = template.Library()

_UNITS = (
    "平方米|平方公里|平米|公里|美元|欧元|千瓦|兆瓦|小时|分钟|元|亩|吨|家|个|项|套|栋|层|座|条|台|人|名"
    "|年|月|日|天|㎡|米|%|％"
)
#: A figure with its unit, such as 1692亿元, 3.9 万平方米 or 11 月 23 日.
FIGURE = re.compile(rf"\d[\d.,]*(?:\s?[万亿]+(?:余|多)?)?(?:\s?(?:{_UNITS}))?(?:\s?\d+\s?(?:月|日))*")


@register.simple_tag(takes_context=True)
def cards(context: Context, ids: Iterable[int], heading: str = "") -> SafeString:
    """The cards of the articles with these ids; `heading` is the element of their titles, h3 if empty."""
    return mark_safe("".join(rendered.cards(ids, context["site"], heading)))  # noqa: S308 - a template's output each


@register.simple_tag(takes_context=True)
def draw_each(context: Context, template_name: str, name: str, items: Iterable[Any]) -> SafeString:
    """The template, drawn for each item under this name; one with which it fails is left out."""
    drawing = context.template.engine.get_template(template_name)  # type: ignore[union-attr] # set while one is drawn

    def draw(item: Any) -> SafeString:
        with context.push(**{name: item}):
            return drawing.render(context)

    return mark_safe("".join(tolerant_map(draw, items)))  # noqa: S308 - as above


@register.filter
def whole_figures(title: str) -> SafeString:
    """The title with each figure kept on one line: a number cut in two at a line's end reads as another number."""
    pieces, end = [], 0
    for match in FIGURE.finditer(title):
        pieces += [escape(title[end : match.start()]), f'<span class="whole">{match[0]}</span>']
        end = match.end()
    return mark_safe("".join([*pieces, escape(title[end:])]))  # noqa: S308 - a figure has no character of HTML


@register.filter
def local_time(moment: datetime, form: str) -> str:
    """As strftime writes it; `date`, which knows languages, takes ten times as long."""
    return timezone.localtime(moment).strftime(form)


@register.filter
def machine_time(moment: datetime) -> str:
    """A `<time>`'s datetime: to the second, since HTML allows no microseconds."""
    return timezone.localtime(moment).isoformat(timespec="seconds")
