"""Uploaded workbooks: what their cells say, and a sentence for what is none."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from plumbing import xlsx
from tests.workbooks import repacked, saved, workbook


def cells(data):
    [sheet, *_] = xlsx.read(data)
    return sheet.rows


def test_cells_are_texts_numbers_dates_and_answers():
    data = workbook(["甲", 3000, 9.1, 0.1 + 0.2, True, date(2026, 12, 1), None, " "])
    day = date(2026, 12, 1)
    assert cells(data) == {1: dict(enumerate(["甲", Decimal(3000), Decimal("9.1"), Decimal("0.3"), True, day], 1))}


def test_rows_and_columns_keep_their_numbers():
    book = Workbook()
    book.active["C4"], book.active["A9"] = "x", "y"
    assert cells(saved(book)) == {4: {3: "x"}, 9: {1: "y"}}


@pytest.mark.parametrize("code", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d"])
def test_a_date_is_known_by_its_format(code):
    book = Workbook()
    book.active["A1"] = 46357
    book.active["A1"].number_format = code
    assert cells(saved(book))[1][1] == date(2026, 12, 1)


def test_the_chinese_formats_that_no_file_spells_out_are_dates_as_well():
    book = Workbook()
    book.active["A1"] = 46357
    book.active["A1"].number_format = "yyyy-mm-dd"
    data = repacked(saved(book), styles=lambda xml: xml.replace(b'numFmtId="164"', b'numFmtId="31"'))
    assert cells(data)[1][1] == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("code", "value"), [('0"亩"', "20亩"), ('#,##0.0 "㎡"', "20㎡"), ('0!.0,"万"', Decimal(20)), ('"约"0', Decimal(20))]
)
def test_a_unit_that_the_format_shows_belongs_to_the_number(code, value):
    book = Workbook()
    book.active["A1"] = 20
    book.active["A1"].number_format = code
    assert cells(saved(book))[1][1] == value


def test_a_formula_counts_by_its_stored_result():
    data = workbook(["=1+1", "=1/0"])
    assert cells(data)[1] == {1: xlsx.UNSAVED, 2: xlsx.UNSAVED}
    calculated = repacked(data, sheet1=lambda xml: xml.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"))
    assert cells(calculated)[1] == {1: Decimal(2), 2: Decimal(2)}


def test_an_error_is_said_to_be_one():
    book = Workbook()
    book.active["A1"] = "#N/A"
    assert cells(saved(book))[1][1] == xlsx.BROKEN


def test_a_cell_merged_downwards_counts_for_each_of_its_rows():
    [sheet] = xlsx.read(workbook(["园", 1], [None, 2], [None, 3], merged=["A1:A2"]))
    assert sheet.rows == {1: {1: "园", 2: Decimal(1)}, 2: {1: "园", 2: Decimal(2)}, 3: {2: Decimal(3)}}
    assert sheet.merged == {(1, 1), (2, 1)}


def test_hidden_sheets_are_marked():
    book = Workbook()
    book.create_sheet("选项").sheet_state = "hidden"
    assert [(sheet.name, sheet.is_hidden) for sheet in xlsx.read(saved(book))] == [("Sheet", False), ("选项", True)]


# What is no such file


def refusal(data):
    with pytest.raises(xlsx.NotAWorkbook) as refused:
        xlsx.read(data)
    return str(refused.value)


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "不是 .xlsx"),
        ("编号,面积\nJN-1001,3000".encode(), "不是 .xlsx"),
        (OLE + b"\0" * 600, "另存为"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "密码"),
        (zipped(**{"word/document.xml": "<w/>"}), "不是 .xlsx"),
        (workbook(["x"])[:-200], "不是 .xlsx"),
        (b"\0" * (xlsx.MOST_BYTES + 1), "太大"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(data, words):
    assert words in refusal(data)


@pytest.mark.slow
def test_a_bomb_is_not_unpacked():
    bomb = zipped(**{f"xl/media/{number}": b"\0" * 8_000_000 for number in range(9)})
    assert len(bomb) < 100_000
    assert "解开以后太大" in refusal(bomb)


def test_millions_of_tags_are_not_read(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_TAGS", 100)
    assert "打不开" in refusal(workbook(*[["x"] * 20] * 20))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["sheet1", "workbook", "styles"])
def test_entities_are_not_read(part, encoding):
    def with_entity(xml):
        text = xml.decode().partition("?>")[2] or xml.decode()
        doctype = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        return f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{text}'.encode(encoding)

    assert "打不开" in refusal(repacked(workbook(["x"]), **{part: with_entity}))


@pytest.mark.slow
@given(st.binary(max_size=3000))
def test_no_bytes_break_the_reader(data):
    for beginning in (b"", OLE, b"PK\x03\x04"):
        assert refusal(beginning + data)


WHOLE = workbook(["编号", "面积", 3000], [date(2026, 1, 1), True, "=1"], merged=["A1:A2"])


def outcome(data):
    """The sheets, or the sentence."""
    try:
        return xlsx.read(data)
    except xlsx.NotAWorkbook as refused:
        return str(refused)


@pytest.mark.slow
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_nor_does_a_file_damaged_anywhere(place, damage):
    assert outcome(WHOLE[:place] + damage + WHOLE[place + len(damage) :])


PIECES = st.binary(max_size=6) | st.sampled_from([b"-1", b'"', b"99999999", b"</c>"])


@pytest.mark.slow
@given(st.sampled_from(["sheet1", "workbook", "styles", "[Content_Types]"]), st.data())
def test_nor_one_whose_parts_say_something_else(part, data):
    """Inside the archive, where checksums do not find it."""

    def changed(xml):
        place = data.draw(st.integers(0, len(xml)))
        return xml[:place] + data.draw(PIECES) + xml[place + 2 :]

    assert outcome(repacked(WHOLE, **{part: changed})) is not None
