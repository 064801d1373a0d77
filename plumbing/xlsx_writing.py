"""Cells of workbooks that we write: a text is a text there, whatever it begins with, and holds what XML can hold."""

import re
from typing import Any

from openpyxl.cell import WriteOnlyCell

from plumbing.xml import writable

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def cell(sheet: Any, value: Any) -> WriteOnlyCell:
    """A cell of a write-only sheet. A carriage return Excel would show as _x000D_: a line ends with "\\n" there."""
    is_text = isinstance(value, str)
    made = WriteOnlyCell(sheet, value=re.sub("\r\n?", "\n", writable(value)) if is_text else value)
    if is_text:
        made.data_type = "s"
    return made
