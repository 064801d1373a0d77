"""What a listing says in each column: as the export writes it, and as a page shows it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from listings.models import Listing
from listings.stock_sheet.columns import Column
from plumbing import masking, xlsx
from plumbing.xml import writable
from zones.facts import plain


def value_of(listing: Listing, column: Column) -> Any:
    """A fact as Python has it; of several rows of another table a list. A listing not stored yet has none of those."""
    if isinstance(column.field, models.ManyToManyField):
        return list(getattr(listing, column.name).all()) if listing.pk else []
    return getattr(listing, column.name)


def cell_of(listing: Listing, column: Column) -> str | int | Decimal | date | None:
    """What stands in the cell; None for nothing. A landlord's number leaves the house masked."""
    value = value_of(listing, column)
    if isinstance(value, bool) or column.field.choices:
        return in_words(column, value) or None
    if isinstance(value, int | Decimal | date):
        return value
    return cleaned(in_words(column, value)) or None


def in_words(column: Column, value: Any) -> str:
    """A fact for people; "" for one that is not known."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "有" if value else "没有"
    if column.field.choices:
        return str(dict(column.field.flatchoices).get(value, value))
    if isinstance(value, int | Decimal):
        return plain(value)
    if isinstance(value, list):
        return "、".join(sorted(str(each) for each in value))
    if column.name == "landlord_phone":
        return masking.mask(value)
    return value.name if column.name == "contact" else str(value)


def cleaned(text: str) -> str:
    """A text as a workbook holds it."""
    return writable(text.replace("\r\n", "\n").replace("\r", "\n"))


def says(value: xlsx.Value, cell: str | int | Decimal | date | None) -> bool:
    """Whether a cell that was read says what `cell_of` gave: nothing was changed there."""
    if isinstance(value, date):
        return value == cell
    if isinstance(value, Decimal):
        return isinstance(cell, int | Decimal) and value == cell
    return isinstance(value, str) and isinstance(cell, str) and value.strip() == cell.strip()
