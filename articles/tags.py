"""Tags: several in one field of a form, and an article's own, whose changes are indexed."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from taggit.managers import _TaggableManager
from taggit.models import TagBase

from plumbing import typed_text

SEPARATORS = re.compile(r"[，、；;,\n\r\t]+")


def parse(text: str | None) -> list[str]:
    """The names in what an editor typed, in order; one that differs from another by case alone is left out."""
    names = {}
    for name in SEPARATORS.split(text or ""):
        if name := typed_text.line(name):
            names.setdefault(name.casefold(), name)
    return list(names.values())


def join(tags: Iterable[TagBase]) -> str:
    """The tags as an editor would type them: parse(join(tags)) gives the same names."""
    return join_names(tag.name for tag in tags)


def join_names(names: Iterable[str]) -> str:
    """The names in one field."""
    return "、".join(names)


class ArticleTags(_TaggableManager):
    """`article.tags`: a change brings the search index up to date in the same transaction."""

    def add(self, *tags: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().add(*tags, **kwargs)
            self._index(tags)

    def remove(self, *tags: Any) -> None:
        with transaction.atomic():
            super().remove(*tags)
            self._index(tags)

    def clear(self) -> None:
        with transaction.atomic():
            super().clear()
            self._index(True)

    def _index(self, changed: object) -> None:
        if changed:
            self.instance.index()
