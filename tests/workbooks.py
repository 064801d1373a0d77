"""Workbooks as people make them, for tests."""

import io
import zipfile

from openpyxl import Workbook, load_workbook


def workbook(*rows, merged=(), sheet="房源", **sheets):
    """The bytes of a workbook with these rows, and those of further sheets by name."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for name, content in {sheet: rows, **sheets}.items():
        page = page if name == sheet else book.create_sheet(name)
        for row in content:
            page.append(list(row))
    for each in merged:
        book[sheet].merge_cells(each)
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def opened(response):
    """The workbook that a response sends."""
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def repacked(data, **parts):
    """A workbook's bytes with other contents of some parts (a function of the old ones), by the part's file name."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = parts.get(name.rpartition("/")[2].partition(".")[0])
            new.writestr(name, change(old.read(name)) if change else old.read(name))
    return file.getvalue()
