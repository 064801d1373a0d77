"""Two people in one article: what one saved meanwhile is merged with what the other has typed.

Fields that only the first one changed are taken over into the form; of those that both changed, the person chooses.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.http import QueryDict

from articles.compare import Row, differences
from articles.models.article_revision import ArticleRevision

if TYPE_CHECKING:
    from articles.admin_forms import ArticleForm

#: (name, label, rows): a field, and its changes as `compare.differences` gives them.
ChangedField = tuple[str, str, list[Row]]


@dataclass
class Conflict:
    """What the page shows."""

    newest: ArticleRevision
    taken: list[ChangedField] = field(default_factory=list)
    clashes: list[ChangedField] = field(default_factory=list)


def merge(form: "ArticleForm", before: ArticleRevision, newest: ArticleRevision) -> Conflict:
    """The Conflict between a bound ArticleForm and `newest`, both begun with the revision `before`.

    What only `newest` changed stands in `form.data` afterwards.
    """
    conflict = Conflict(newest)
    for name in newest.content:
        contents = ({name: content[name]} for content in (before.content, newest.content) if name in content)
        model_field = form.instance._meta.get_field(name)
        changes = differences(*contents) if name in before.content else []
        if not changes:
            continue
        [(label, rows)] = changes
        if model_field.name in form.fields and not _is_as_before(form, model_field, before.content[name]):
            conflict.clashes.append((model_field.name, label, rows))
        else:
            conflict.taken.append((model_field.name, label, rows))
    take(form, [name for name, *_ in conflict.taken], newest)
    return conflict


def take(form: "ArticleForm", names: Iterable[str], revision: ArticleRevision) -> None:
    """Put the revision's values of these fields into `form.data`, as a browser would post them."""
    data = cast(QueryDict, form.data).copy()
    for name in names:
        if name not in form.fields:
            continue  # not this person's to change: the form leaves it as stored
        model_field = form.instance._meta.get_field(name)
        data[form.add_prefix(name)] = _typed(form, model_field, revision.content[model_field.attname])
    form.data = data


def _is_as_before(form: "ArticleForm", model_field: Any, before: Any) -> bool:
    if model_field.name not in form.cleaned_data:
        return False  # an invalid value is one that the person has typed
    value = form.cleaned_data[model_field.name]
    if model_field.name == "tags":
        return sorted(value) == sorted(before)
    before = model_field.to_python(before)
    if isinstance(before, datetime) and value:
        return value.replace(microsecond=0) == before.replace(microsecond=0)  # forms show no microseconds
    return (value.pk if model_field.is_relation and value else value) == before


def _typed(form: "ArticleForm", model_field: Any, value: Any) -> str:
    if model_field.name == "tags":
        return "、".join(value)
    if isinstance(value, bool):
        return "on" if value else ""
    if value is None or model_field.is_relation:
        return "" if value is None else str(value)
    form_field = form.fields[model_field.name]
    return form_field.widget.format_value(form_field.prepare_value(model_field.to_python(value))) or ""
