"""Uploading a workbook of stock, looking at what it would do, and confirming it, as a browser does."""

from django.core.files.uploadedfile import SimpleUploadedFile

from listings.models import StockImport
from tests.workbooks import workbook

IMPORT = "/admin/listings/listing/import/"


def upload(desk, data, **wishes):
    """The page with what the file would do, or the one that refuses it."""
    return desk.post(IMPORT, {"file": SimpleUploadedFile("房源.xlsx", data), **wishes}, follow=True)


def look(desk, *rows, wishes=None, **options):
    """The import and {row: what is shown of it} after a workbook with these rows was uploaded."""
    shown = upload(desk, workbook(*rows, **options), **(wishes or {}))
    assert shown.status_code == 200
    stock = StockImport.objects.latest("pk")
    return stock, {row["key"]: row for row in stock.rows}


def confirm(desk, stock, *twins):
    return desk.post(f"{IMPORT}{stock.pk}/", {"twin": twins}, follow=True)


def imported(desk, *rows, **options):
    stock, shown = look(desk, *rows, **options)
    confirm(desk, stock)
    return {key: row["outcome"] for key, row in shown.items()}


def why(row):
    return "".join(f"{place} {reason}" for place, reason in row["reasons"])
