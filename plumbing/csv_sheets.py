"""Tables as text (CSV) that somebody uploads, as Excel and WPS save them: the same Sheet as of a workbook.

Which encoding and which separator it is, nobody says: both are found out. A file is bounded as a workbook is.
"""

import codecs
import csv
import io

from plumbing.xlsx import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, NotAWorkbook, Sheet, Value

#: What stands at the beginning of a text in these encodings; Excel's "Unicode text" is the latter two.
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
#: Without a mark: GB18030 holds all of GBK, in which Chinese Windows saves a CSV.
_ENCODINGS = ("utf-8", "gb18030")
_SEPARATORS = ",;\t"
#: So much of the text is looked at to find out what separates its columns.
_BEGINNING = 4_000
_NOT_TEXT = "这不是表格文件。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”再上传。"


def read(data: bytes) -> Sheet:
    """The one sheet of a CSV file; all its values are texts. Raises NotAWorkbook."""
    if len(data) > MOST_BYTES:
        raise NotAWorkbook(f"文件太大，最多 {MOST_BYTES // 1024 // 1024} MB。请分成几个文件。")
    text = _decoded(data)
    if "\0" in text or text.lstrip().startswith("<"):  # a page of the web that calls itself .xls
        raise NotAWorkbook(_NOT_TEXT)
    # Strict: else a quotation mark that nobody closed takes all rows below it into one cell.
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    sheet, number = Sheet("", is_hidden=False), 0
    try:
        for number, line in enumerate(lines, 1):
            cells: dict[int, Value] = {n: value for n, value in enumerate(line[:MOST_COLUMNS], 1) if value.strip()}
            if cells:
                sheet.rows[number] = cells
            if len(sheet.rows) > MOST_ROWS:
                raise NotAWorkbook(f"表格超过 {MOST_ROWS:,} 行。")
    except csv.Error as error:
        raise NotAWorkbook(f"第 {number + 1} 行读不懂。请用 Excel 打开，另存为 .xlsx 再上传。") from error
    return sheet


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding, "replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotAWorkbook(_NOT_TEXT)


def _separator(text: str) -> str:
    """What stands most often in the beginning; of equals the first of _SEPARATORS."""
    beginning = text[:_BEGINNING]
    return max(_SEPARATORS, key=beginning.count)
