"""What the map knows of a member of staff, whose model stands above it: where they may do what."""

from typing import Any, Protocol, TypeVar

from django.db import models

Rows = TypeVar("Rows", bound=models.QuerySet[Any])


class GrantHolder(Protocol):
    """A user as `staff.models.User` is one."""

    def cities_for(self, *permissions: str) -> set[int] | None:
        """Where the person holds any of the permissions: None for everywhere, else a set of city ids."""

    def within(self, queryset: Rows, city_field: str, action: str = "view") -> Rows:
        """The rows whose city, by its id in `city_field`, lies where the person may `action` such rows."""
