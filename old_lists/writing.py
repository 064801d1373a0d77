"""What was refused of an old list as a workbook: each row as it was and why, ready to be mended and sent again."""

import tempfile
from collections.abc import Mapping
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from old_lists.models import OldList, Outcome
from old_lists.table import Cell, find
from plumbing import xlsx
from plumbing.xlsx_writing import cell

REASON = "没有导入的原因"
#: What may be mended and sent again.
_TO_MEND = {Outcome.REFUSED}
_HEAD, _BOLD = PatternFill("solid", fgColor="E8F0F8"), Font(bold=True)


def refused(old_list: OldList) -> IO[bytes]:
    """The rows that were not brought in, in the columns of the file. The first column says why."""
    reasons = reasons_of(old_list)
    table = find(bytes(old_list.file))
    headings = [heading for heading in table.headings if heading != REASON]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("没有导入")
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 44
    head = [cell(sheet, heading) for heading in [REASON, *headings]]
    for each in head:
        each.font, each.fill = _BOLD, _HEAD
    sheet.append(head)
    for row in table.rows:
        if (reason := reasons.get(row.key)) is not None:
            why = cell(sheet, reason)
            why.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.append([why, *(_again(sheet, row.cells.get(heading)) for heading in headings)])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - its reader closes it
    book.save(file)
    file.seek(0)
    return file


def reasons_of(old_list: OldList) -> Mapping[str, str]:
    """{key of a row: why it was not brought in}: what became of it or, before anything did, what would."""
    if old_list.confirmed_at:
        done = old_list.rows.filter(outcome__in=_TO_MEND)
        return dict(done.values_list("key", "reason"))
    return {
        shown["key"]: "".join(f"{place} {why}" for place, why in shown["reasons"])
        for shown in old_list.shown
        if shown["outcome"] in _TO_MEND
    }


def _again(sheet: Any, found: Cell | None) -> Any:
    """A cell as it was: days are days; numbers of so many digits that a program would round them are texts."""
    if found is None or isinstance(found.value, xlsx.Fault):
        return cell(sheet, None)
    value = found.value
    return cell(sheet, value if not isinstance(value, str) and not _is_long(value) else found.text)


def _is_long(value: xlsx.Value) -> bool:
    return len(str(value)) > 9 and not hasattr(value, "year")
