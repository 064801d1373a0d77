"""Uploading a workbook of stock, looking at what it would do, and confirming it, as a browser does."""

from django.core.files.uploadedfile import SimpleUploadedFile

from listings.models import StockImport
from tests.desk import words
from tests.workbooks import workbook

IMPORT = "/admin/listings/listing/import/"
#: As an assistant heads her sheet.
HEAD = ["园区", "楼号楼层", "厂房/仓库", "租或售", "面积"]


def upload(desk, data, **wishes):
    """The page with what the file would do, or the one that refuses it."""
    return desk.post(IMPORT, {"file": SimpleUploadedFile("房源.xlsx", data), **wishes}, follow=True)


def look(desk, *rows, wishes=None, **options):
    """The import and {row: what is shown of it} after a workbook with these rows was uploaded."""
    shown = upload(desk, workbook(*rows, **options), **(wishes or {}))
    assert shown.status_code == 200
    stock = StockImport.objects.latest("pk")
    return stock, {row["key"]: row for row in stock.rows}


def say(desk, stock, **said):
    """The rows after something was said of the whole file, as the page's fields and buttons say it."""
    assert desk.post(f"{IMPORT}{stock.pk}/", {"look": "1", **said}, follow=True).status_code == 200
    stock.refresh_from_db()
    return {row["key"]: row for row in stock.rows}


def confirm(desk, stock, *twins, **said):
    """`said` as the page's fields: match-2 is what becomes of the row 2, whose place has a listing."""
    return desk.post(f"{IMPORT}{stock.pk}/", {"go": "1", "twin": twins, **said}, follow=True)


def imported(desk, *rows, **options):
    stock, shown = look(desk, *rows, **options)
    confirm(desk, stock)
    return {key: row["outcome"] for key, row in shown.items()}


def why(row):
    return "".join(f"{place} {reason}" for place, reason in row["reasons"])


def facts(row):
    """{label: what the row says} of a row shown."""
    return {label: new for label, _, new in row["facts"]}


def next_upload(desk, data, before):
    """A file that is uploaded instead of another."""
    return desk.post(f"{IMPORT}?like={before}", {"file": SimpleUploadedFile("房源.xlsx", data)}, follow=True)


def page(desk, stock):
    """The page of an import."""
    return words(desk.get(f"{IMPORT}{stock.pk}/"))
