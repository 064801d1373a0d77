"""Two people in one article: what the other one saved meanwhile, put together with what this one has typed.

Fields that only the other one changed are taken over into the form; of those both changed, the person chooses.
"""

from dataclasses import dataclass, field
from datetime import datetime

from articles.compare import differences
from articles.models.article_revision import ArticleRevision


@dataclass
class Conflict:
    """What the page shows: fields as [(name, label, rows)], with rows as `compare.differences` gives them."""

    newest: ArticleRevision
    taken: list = field(default_factory=list)
    clashes: list = field(default_factory=list)


def merge(form, before, newest):
    """The Conflict between a bound ArticleForm and `newest`, both begun with the revision `before`.

    What only `newest` changed stands in `form.data` afterwards.
    """
    conflict = Conflict(newest)
    for name in newest.content:
        one = ({name: content[name]} for content in (before.content, newest.content) if name in content)
        model_field = form.instance._meta.get_field(name)
        found = differences(type(form.instance), *one) if name in before.content else []
        if not found:
            continue
        [(label, rows)] = found
        if model_field.name in form.fields and not _is_as_before(form, model_field, before.content[name]):
            conflict.clashes.append((model_field.name, label, rows))
        else:
            conflict.taken.append((model_field.name, label, rows))
    take(form, [name for name, *_ in conflict.taken], newest)
    return conflict


def take(form, names, revision):
    """Put the revision's values of these fields into `form.data`, as a browser would post them."""
    form.data = form.data.copy()
    for name in names:
        if name not in form.fields:
            continue  # not this person's to change: the form leaves it as it is stored
        model_field = form.instance._meta.get_field(name)
        form.data[form.add_prefix(name)] = _typed(form, model_field, revision.content[model_field.attname])


def _is_as_before(form, model_field, before):
    if model_field.name not in form.cleaned_data:
        return False  # what cannot be read has been changed
    value = form.cleaned_data[model_field.name]
    if model_field.name == "tags":
        return sorted(value) == sorted(before)
    before = model_field.to_python(before)
    if isinstance(before, datetime) and value:
        return value.replace(microsecond=0) == before.replace(microsecond=0)  # no form shows them
    return (value.pk if model_field.is_relation and value else value) == before


def _typed(form, model_field, value):
    if model_field.name == "tags":
        return "、".join(value)
    if isinstance(value, bool):
        return "on" if value else ""
    if value is None or model_field.is_relation:
        return "" if value is None else str(value)
    shown = form.fields[model_field.name]
    return shown.widget.format_value(shown.prepare_value(model_field.to_python(value))) or ""
