"""Workbooks a row at a time: dates with their hours, texts from the disk, and what no workbook may do."""

import io
import tracemalloc
import zipfile
from datetime import datetime, time
from decimal import Decimal

import pytest
from openpyxl import Workbook

from plumbing import xlsx_rows
from plumbing.xlsx import NotAWorkbook
from plumbing.xlsx_rows import Rows, RowsEnd

MOMENT = datetime.fromisoformat("2024-03-05 15:30:20")


def written(rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("文章")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out


def read(file):
    book = Rows(file)
    return [cells for _, _, part in [*book.open_sheets()] for _, cells in book.rows(part)]


def changed(file, name, change):
    """The same file with a part of it changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            data = old.read(each)
            new.writestr(each, change(data) if each == name else data)
    return out


def test_a_date_keeps_its_hour_and_an_hour_alone_is_a_text():
    assert read(written([["题", MOMENT, time(8, 30), 3, True]])) == [
        {1: "题", 2: MOMENT, 3: "08:30:00", 4: Decimal(3), 5: True}
    ]


@pytest.mark.slow
def test_rows_beyond_the_bounds_of_an_upload_are_read():
    assert len(read(written([n, "文"] for n in range(20_100)))) == 20_100


@pytest.mark.slow
def test_memory_holds_no_texts():
    def peak(count):
        file = written([f"{n}" * 40, "字" * 2_000 + str(n)] for n in range(count))
        book = Rows(file)
        tracemalloc.start()
        [(_, _, part)] = book.open_sheets()
        assert sum(1 for _ in book.rows(part)) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(2_000) < peak(500) + 2**20


def test_a_document_type_ends_the_sheet():
    file = changed(written([["a"]]), "xl/worksheets/sheet1.xml", lambda data: b"<!DOCTYPE x>" + data)
    with pytest.raises(RowsEnd, match="DOCTYPE"):
        read(file)


def test_a_row_without_end_ends_the_sheet(monkeypatch):
    monkeypatch.setattr(xlsx_rows, "MOST_OF_A_ROW", 100_000)
    file = changed(
        written([["a"]]),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"</row>", b"<c/>" * 200_000 + b"</row>"),
    )
    with pytest.raises(RowsEnd, match="一行太大"):
        read(file)


def test_a_part_that_is_damaged_ends_the_sheet_with_what_came_before():
    file = changed(written([["a"], ["b"]]), "xl/worksheets/sheet1.xml", lambda data: data[:-40])
    book, found = Rows(file), []
    [(_, _, part)] = book.open_sheets()
    with pytest.raises(RowsEnd):
        found += (cells for _, cells in book.rows(part))
    assert found[0] == {1: "a"}


def test_what_is_no_workbook_is_refused():
    with pytest.raises(NotAWorkbook):
        read(io.BytesIO(b"hello"))
