"""What deleting rows at the desk would meet, in the words of the page that asks first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import AdminSite
from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.http import HttpRequest

#: Rows that are named of each kind.
NAMED = 5


@dataclass
class Deletion:
    """Passed through Django's views to the page: `lines` say what is in the way or goes along; true with any."""

    lines: list[str]
    advice: str = ""
    #: What deleted rows are shown on, and will be no more.
    lost: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lines)


def _relations(model: type[models.Model], on_delete: Any) -> Iterator[ForeignObjectRel]:
    """The relations that point at a model and are treated so when its rows are deleted."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and getattr(relation, "on_delete", None) is on_delete:
            yield relation


def _pointing(rows: Any, relation: ForeignObjectRel, objs: Iterable[models.Model]) -> Any:
    return rows.filter(**{f"{relation.field.name}__in": [obj.pk for obj in objs]})


def keeping(objs: Iterable[models.Model], model: type[models.Model]) -> list[str]:
    """How many rows of each kind must go elsewhere before these may be deleted. A query a relation."""
    lines = []
    for relation in _relations(model, models.PROTECT):
        if count := _pointing(relation.related_model._base_manager, relation, objs).count():
            lines.append(f"{_label(relation)} {count} 条")
    return lines


def _label(relation: ForeignObjectRel) -> str:
    return f"{relation.related_model._meta.verbose_name}（{relation.field.verbose_name}）"


def losing(request: HttpRequest, objs: Iterable[models.Model], model: type[models.Model], site: AdminSite) -> list[str]:
    """What shows these rows and will not any more, named where the person may see it. A query or two a relation."""
    lines = []
    for relation in _relations(model, models.SET_NULL):
        admin = site._registry.get(relation.related_model)
        if admin is None or not (count := _pointing(relation.related_model._base_manager, relation, objs).count()):
            continue
        seen = _pointing(admin.get_queryset(request), relation, objs) if admin.has_view_permission(request) else []
        names = [str(row) for row in seen[:NAMED]]
        more = f"{'等 ' if names else ''}{count} 条" if count > len(names) else ""
        lines.append(f"{_label(relation)}：{'、'.join(names)}{more}")
    return lines
