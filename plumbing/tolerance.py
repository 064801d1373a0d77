"""Lists of which one item may fail without taking the page along."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError

logger = logging.getLogger(__name__)
Item = TypeVar("Item")
Made = TypeVar("Made")


def tolerant_map(make: Callable[[Item], Made], items: Iterable[Item]) -> list[Made]:
    """`make(item)` of each item, in order; an item with which it fails is left out and logged.

    That the database is away is no item's fault, and is raised.
    """
    made = []
    for item in items:
        try:
            made.append(make(item))
        except (DatabaseError, InterfaceError):
            raise
        # Whatever is odd about one row, the others are shown.
        except Exception:
            logger.exception("Left out of a list: %s %s", type(item).__name__, getattr(item, "pk", ""))
    return made


def having_addresses(items: Iterable[Any]) -> list[Any]:
    """Those of the items whose pages have an address (`get_absolute_url()`)."""
    return tolerant_map(_having_address, items)


def _having_address(item: Any) -> Any:
    item.get_absolute_url()
    return item
