"""Numbered lists of articles."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from plumbing import numbering

if TYPE_CHECKING:
    from articles.models.article_queryset import ArticleQuerySet


class Page(numbering.Numbering):
    """One page of a queryset of articles, as cards; newest first where no other order is given."""

    def __init__(
        self, queryset: "ArticleQuerySet", number: str | None = "1", order: Sequence[str] = (), **query: str | None
    ) -> None:
        super().__init__(queryset.order_by()[: numbering.MAX_COUNT + 1].count(), number, **query)
        self._queryset = queryset.order_by(*order) if order else queryset.newest_first()

    @cached_property
    def ids(self) -> list[int]:
        """The ids of the page's articles, found in the index alone."""
        return list(self._queryset.values_list("pk", flat=True)[self.first : self.first + numbering.PAGE_SIZE])
