"""An admin whose list stands whatever its address or a posted selection says: below all apps, for the queue has one."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from plumbing import deletion

#: How lists are narrowed: by a whole value or a span, never by a part of a value.
WHOLE = {"exact", "isnull", "isempty", "gte", "lt", "year", "month", "day"}
YEAR = re.compile(r"[0-9]{1,4}")
#: The years whose beginning and end Python can name in every time zone.
NAMED_YEARS = range(2, 9999)


class ListAdmin(admin.ModelAdmin):
    """Base of every admin of ours: what can be no year, column or row takes no page down.

    And the page before deleting says what is in the way, and what would be missed.
    """

    class Media:
        js = [forms.Script("parkinfo/admin-lists.js", type="module")]

    delete_confirmation_template = delete_selected_confirmation_template = "admin/delete.html"
    #: What to do with rows that something else needs.
    instead_of_deleting = ""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list's own filters ask. Raises IncorrectLookupParameters for a year that is none.

        Django lets an address typed by hand narrow a list by any column: a secret that no page shows could be read
        letter by letter, and a phone without the note that somebody saw it.
        """
        filters = [each[0] if isinstance(each, tuple) else each for each in self.get_list_filter(request)]
        simple = {each.parameter_name for each in filters if hasattr(each, "parameter_name")}
        columns = (*(each for each in filters if isinstance(each, str)), self.date_hierarchy)
        part = lookup.rpartition("__")[2]
        by_column = part in WHOLE and any(lookup.startswith(f"{each}__") for each in columns)
        allowed = (lookup in simple or by_column) and super().lookup_allowed(lookup, value, request)
        if allowed and part == "year" and not (YEAR.fullmatch(value) and int(value) in NAMED_YEARS):
            raise IncorrectLookupParameters(f"No year: {value[:20]}")
        return allowed

    def framed(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """A page of the desk from a view that takes the frame's context after the request."""

        def with_context(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, {**self.admin_site.each_context(request), "opts": self.opts}, *args, **kwargs)

        return with_context

    def for_viewers(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """The view, for people who may see such rows at all; others are asked to sign in as somebody who may."""

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_view_permission(request):
                return self.admin_site.login(request)
            return view(request, *args, **kwargs)

        return self.admin_site.admin_view(guarded)

    def lost_by_deleting(self, request: HttpRequest, objs: Any) -> list[str]:
        """What shows these rows and would not any more, each in a line."""
        return deletion.losing(request, objs, self.model, self.admin_site)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Django's, but it reads nothing of what is in the way: a city may have a hundred thousand articles."""
        if kept := deletion.keeping(objs, self.model):
            return [], {}, set(), deletion.Deletion(kept, self.instead_of_deleting)
        _, counts, lacking, protected = super().get_deleted_objects(objs, request)
        along = [f"{name} {count} 条" for name, count in counts.items() if name != self.opts.verbose_name_plural]
        return deletion.Deletion(along, lost=self.lost_by_deleting(request, objs)), counts, lacking, protected

    def response_action(  # type: ignore[override] # the stubs are of a later Django
        self, request: HttpRequest, queryset: QuerySet[Model]
    ) -> HttpResponse | None:
        """Django's; a selection with what can be no key of a row is refused as a whole."""
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(key)
        except ValidationError:
            self.message_user(request, "所选的条目认不出来，什么都没有改动。请重新勾选。", messages.WARNING)
            return None
        return super().response_action(request, queryset)
