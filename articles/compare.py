"""Two revisions of an article as text: what was taken out and what was put in, in words an editor reads."""

import re
from datetime import date, datetime
from difflib import SequenceMatcher
from html import unescape
from typing import Any

from django.db import models
from django.utils import timezone

from articles.checking.story import read_markup
from articles.models.article import Article, Content

#: (kind, words) with kind "same", "del" or "ins"; or ("skip", n) for n unchanged lines left out.
Row = list[tuple[str, Any]]

#: Unchanged lines shown around a change; the others are only counted.
CONTEXT = 1
#: Lines less alike than this (0 to 1) are one removed and one added, rather than one changed.
ALIKE = 0.3
#: Fewer characters in a row may be the same by chance: they make no two lines alike.
LEAST_KEPT = 2
_PICTURE = re.compile(r"<img\b([^>]*)>")
#: A number is read whole: 22.4 that became 25.1 is no 2 that stayed.
_TOKENS = re.compile(r"\d+(?:[.,]\d+)*|.", re.DOTALL)
_HEADING = re.compile(r"<h([234])>")
_ITEM = re.compile(r"<li>")


def differences(old: Content, new: Content) -> list[tuple[str, list[Row]]]:
    """[(label, rows)] for each field whose text two revisions have differently, in the order of Article's fields."""
    names = [field.attname for field in Article._meta.concrete_fields] + ["tags"]
    changed = [name for name in names if name in new and old.get(name) != new.get(name)]
    differing = []
    for name in changed:
        field: Any = Article._meta.get_field(name)
        before, after = (_lines(field, content.get(name)) for content in (old, new))
        # A date of which single digits are marked can be read by nobody, nor half of 已发布.
        is_one_word = field.choices or isinstance(field, models.DateField)
        rows = _whole(before, after) if is_one_word else _rows(before, after)
        if rows:
            differing.append((str(field.verbose_name), rows))
    return differing


def _lines(field: Any, value: Any) -> list[str]:
    """A field's value as lines of words."""
    if value in (None, "", []):
        return []
    if field.name == "body":
        return body_lines(value)
    if field.name == "tags":
        return ["、".join(value)]
    if field.is_relation:
        row = field.related_model._base_manager.filter(pk=value).first()
        return [str(row or f"（已删除，编号 {value}）")]
    value = field.to_python(value)
    if isinstance(value, bool):
        return ["是" if value else "否"]
    if isinstance(value, datetime):
        return [timezone.localtime(value).strftime("%Y-%m-%d %H:%M")]
    if isinstance(value, date):
        return [value.isoformat()]
    return [str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)]


def body_lines(markup: str) -> list[str]:
    """A body's blocks, a line each; headings, list items and pictures say what they are."""
    markup = _PICTURE.sub(lambda match: f"［{_picture(match[1])}］", markup)
    markup = _ITEM.sub("<li>· ", _HEADING.sub(lambda match: f"{match[0]}{'#' * (int(match[1]) - 1)} ", markup))
    return [piece.text for piece in read_markup(markup)[0]]


def _picture(attributes: str) -> str:
    values = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
    picture = f"图片 {values['data-image']}" if "data-image" in values else "外站图片"
    return f"{picture}：{unescape(values['alt'])}" if values.get("alt") else picture


def _rows(old: list[str], new: list[str]) -> list[Row]:
    rows = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for tag, i1, i2, j1, j2 in steps:
        if tag == "equal":
            rows += _unchanged(old[i1:i2], first=not rows, last=(i2, j2) == (len(old), len(new)))
            continue
        paired = min(i2 - i1, j2 - j1)
        for before, after in zip(old[i1 : i1 + paired], new[j1 : j1 + paired], strict=True):
            rows += _changed(before, after)
        rows += [[("del", line)] for line in old[i1 + paired : i2]]
        rows += [[("ins", line)] for line in new[j1 + paired : j2]]
    return rows if any(kind in {"del", "ins"} for row in rows for kind, _ in row) else []


def _whole(old: list[str], new: list[str]) -> list[Row]:
    return [[*(("del", line) for line in old), *(("ins", line) for line in new)]] if old != new else []


def _unchanged(lines: list[str], *, first: bool, last: bool) -> list[Row]:
    """The rows of unchanged lines: those next to a change, and how many there are between."""
    before, after = (0 if first else CONTEXT), (0 if last else CONTEXT)
    if len(lines) <= before + after + 1:
        return [[("same", line)] for line in lines]
    rows: list[Row] = [[("same", line)] for line in lines[:before]]
    rows.append([("skip", len(lines) - before - after)])
    return rows + [[("same", line)] for line in lines[len(lines) - after :]]


def _changed(before: str, after: str) -> list[Row]:
    """A line with what changed inside it; or both lines whole, where little stayed, or stayed by chance."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    row: Row = []
    kept = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            row.append(("same", "".join(old[i1:i2])))
            kept += len(row[-1][1]) if i2 - i1 >= LEAST_KEPT else 0
            continue
        row += [("del", "".join(old[i1:i2]))] if i2 > i1 else []
        row += [("ins", "".join(new[j1:j2]))] if j2 > j1 else []
    return [row] if 2 * kept >= ALIKE * (len(before) + len(after)) else [[("del", before)], [("ins", after)]]
