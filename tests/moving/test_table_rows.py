"""Rows of a CSV: in each charset and with each separator, and what a broken one costs."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moving.tables import csv_rows
from moving.tables.csv_rows import Broken, CsvFile, Row, TooBroken

HEAD = ["标题", "正文", "发布时间"]
CELLS = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn"]) | st.sampled_from('",;\t\n园区 '), max_size=12)


@pytest.fixture
def rows(tmp_path):
    """The rows of these bytes: what was whole as lists of cells, what was broken as (first line, last line)."""

    def rows(data):
        path = tmp_path / "a.csv"
        path.write_bytes(data)
        found = [*CsvFile(path).rows()]
        return [(each.first_line, each.last_line) if isinstance(each, Broken) else each.cells for each in found]

    return rows


def written(lines, separator=","):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(lines)
    return out.getvalue()


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_is_read_in_each_charset_and_with_each_separator(rows, charset, separator):
    lines = [HEAD, ["東山园区", '第一"段"，\n\n二,三;四\t五', "2024-3-5"], ["铜", "联通", "伟"]]
    lines = [[cell.replace("\n", "\r\n") for cell in line] for line in lines]
    assert rows(written(lines, separator).encode(charset)) == lines


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6),
    st.sampled_from(["utf-8-sig", "utf-16", "utf-8", "gb18030"]),
    st.sampled_from([",", ";", "\t"]),
)
def test_what_a_program_wrote_comes_back(rows, lines, charset, separator):
    expected = [HEAD, *(line for line in lines if any(cell.strip() for cell in line))]
    quoted = io.StringIO()
    csv.writer(quoted, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([HEAD, *lines])
    try:
        data = quoted.getvalue().encode(charset)
    except UnicodeEncodeError:
        return
    assert [len(each) for each in rows(data)] == [3] * len(expected)
    if charset != "gb18030":
        assert rows(data) == expected


@pytest.mark.slow
@given(st.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_rows_or_told(rows, data):
    rows(data)


def test_a_mark_that_nobody_closed_costs_its_own_row(rows):
    text = written([HEAD, ["一", "文", "2024"]]) + '二,"没有关,2025\r\n三,"好,的",2026\r\n四,文,2027\r\n'
    assert rows(text.encode()) == [HEAD, ["一", "文", "2024"], (3, 3), ["三", "好,的", "2026"], ["四", "文", "2027"]]


def test_marks_inside_of_a_quoted_text_are_characters_of_it(rows):
    text = written([HEAD]) + '一,"<p class="a">他说"好"</p>",2024\r\n'
    assert rows(text.encode()) == [HEAD, ["一", '<p class="a">他说"好"</p>', "2024"]]


def test_a_mark_that_mixes_two_cells_is_not_taken_for_a_row(rows):
    text = written([HEAD]) + '一"二,"三"四,五,"六",2024\r\n' + '"七,"八",2024\r\n九,文,2025\r\n'
    found = rows(text.encode())
    assert found[-1] == ["九", "文", "2025"]
    assert (3, 3) in found


def test_text_behind_a_broken_text_of_several_lines_is_no_row(rows):
    text = written([HEAD]) + '一,"甲\n乙,丙"丁",戊,己,庚\n辛",2024\n二,文,2025\n'
    assert rows(text.encode()) == [HEAD, (2, 4), ["二", "文", "2025"]]


@pytest.mark.slow
def test_a_field_of_megabytes_and_a_nul_are_read(rows):
    body = "园" * 3_000_000
    assert rows(written([HEAD, ["一", body, "a\0b"]]).encode()) == [HEAD, ["一", body, "ab"]]


@pytest.mark.slow
def test_a_row_without_end_is_named_and_does_not_fill_the_memory(rows, monkeypatch):
    monkeypatch.setattr(csv_rows, "MOST_OF_A_ROW", 10_000)
    text = written([HEAD]) + '一,"' + "文\n" * 20_000 + written([["二", "文", "2024"]])
    found = rows(text.encode())
    assert found[1][0] == 2
    assert found[-1] == ["二", "文", "2024"]


def test_too_many_rows_without_end_are_not_read_to_the_end_again_and_again(rows, monkeypatch):
    monkeypatch.setattr(csv_rows, "MOST_READ_AGAIN", 100_000)
    with pytest.raises(TooBroken):
        rows((written([HEAD]) + '一,"文\n' * 3_000).encode())


def test_one_broken_byte_makes_no_other_charset_of_a_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(written([HEAD, ["园区", "正文", ""], ["园X区", "正文", ""]]).encode().replace(b"X", b"\xff"))
    *_, last = CsvFile(path).rows()
    assert isinstance(last, Row)
    assert (last.cells[0], last.codes) == ("园\ufffd区", ("broken-bytes",))


def test_lines_may_end_as_on_an_old_mac(rows):
    assert rows(written([HEAD, ["一", "文", "2024"]]).replace("\r\n", "\r").encode())[1] == ["一", "文", "2024"]
