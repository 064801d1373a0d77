"""An admin to look at what only programs write: below all apps, since the queue has one as well as the desk."""

from django.db.models import Model
from django.http import HttpRequest

from plumbing.list_admin import ListAdmin


class ReadOnlyAdmin(ListAdmin):
    """Rows that nobody adds, changes or deletes by hand. Put it before an admin class that says who sees which rows."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
