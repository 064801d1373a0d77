"""Tables as text: whatever Excel and WPS save as CSV is read, anything else is refused with a sentence."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbing import csv_sheets, xlsx
from plumbing.xlsx import NotAWorkbook

TEXT = "客户,电话,备注\r\n王先生,13800000000,“要 3000 平”，急\r\n\r\n李女士,13800000001,\r\n"
ROWS = {
    1: {1: "客户", 2: "电话", 3: "备注"},
    2: {1: "王先生", 2: "13800000000", 3: "“要 3000 平”，急"},
    4: {1: "李女士", 2: "13800000001"},
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_encoding_that_a_chinese_windows_saves_is_read(encoding):
    assert csv_sheets.read(TEXT.encode(encoding)).rows == ROWS


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_found_out(separator):
    text = TEXT.replace(",", separator)
    assert csv_sheets.read(text.encode("gb18030")).rows == ROWS


def test_a_cell_of_several_lines_is_one_cell():
    rows = csv_sheets.read('甲,乙\n"第一行\n第二行, 还是它","3"\n'.encode()).rows
    assert rows[2] == {1: "第一行\n第二行, 还是它", 2: "3"}


def test_a_quotation_mark_nobody_closed_takes_no_rows_away_in_silence():
    with pytest.raises(NotAWorkbook, match="读不懂"):
        csv_sheets.read('客户,电话\n"王先生,13800000000\n李女士,13800000001\n'.encode())


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\xff", b"<html><table><tr><td>1</td></tr></table>", b"\x89PNG\r\n\x1a\n\x00\xff\xff"]
)
def test_what_is_no_table_is_refused_with_a_sentence(data):
    with pytest.raises(NotAWorkbook, match="不是表格"):
        csv_sheets.read(data)


def test_bounds_are_those_of_workbooks(monkeypatch):
    with pytest.raises(NotAWorkbook, match="太大"):
        csv_sheets.read(b"a" * (xlsx.MOST_BYTES + 1))
    monkeypatch.setattr(csv_sheets, "MOST_ROWS", 3)
    with pytest.raises(NotAWorkbook, match="超过"):
        csv_sheets.read(b"a,b\n" * 5)
    assert max(csv_sheets.read(b"1," * 1000).rows[1]) == xlsx.MOST_COLUMNS


@pytest.mark.slow
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), min_size=2, max_size=4)))
def test_what_was_written_as_csv_is_read_again(rows):
    file = io.StringIO()
    csv.writer(file).writerows([["甲", "乙", "丙", "丁"], *rows])
    found = csv_sheets.read(b"\xef\xbb\xbf" + file.getvalue().encode()).rows
    kept = {n: {c: text for c, text in enumerate(row, 1) if text.strip()} for n, row in enumerate(rows, 2)}
    assert {n: row for n, row in found.items() if n > 1} == {n: row for n, row in kept.items() if row}


@pytest.mark.slow
@given(st.binary(max_size=300))
def test_no_file_raises_anything_else(data):
    with contextlib.suppress(NotAWorkbook):
        csv_sheets.read(data)
