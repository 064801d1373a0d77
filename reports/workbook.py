"""The report as a workbook: a sheet for each table."""

import tempfile
from collections.abc import Iterable
from typing import IO

from openpyxl import Workbook

from plumbing.periods import Period
from plumbing.xlsx_writing import cell
from reports.tables import Table

#: Characters of a column, at least.
WIDTH = 14


def write(tables: Iterable[Table], period: Period) -> IO[bytes]:
    """Write the tables to a temporary file, returned at its beginning; the caller closes it."""
    book, file = Workbook(write_only=True), tempfile.TemporaryFile()  # noqa: SIM115 - its reader closes it
    try:
        for table in tables:
            sheet = book.create_sheet(table.title)
            sheet.column_dimensions["A"].width = 3 * WIDTH
            sheet.append([cell(sheet, f"{table.title}　{period}，上期 {period.before}")])
            sheet.append([cell(sheet, heading) for heading in table.headings])
            for row in table.rows:
                sheet.append([cell(sheet, each.value) for each in row])
            if table.note:
                sheet.append([cell(sheet, table.note)])
    finally:
        book.save(file)  # also when broken off: it removes the library's own temporary file
    file.seek(0)
    return file
