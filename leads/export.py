"""Leads as a spreadsheet: what is filtered, masked as in the lists, with formulas made harmless.

A file is written to the disk a few hundred leads at a time, and sent from there when it is whole. What is too much for
one file, or takes too long, is refused with a sentence: part of a list would pass for the whole.
"""

import csv
import io
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any

from django.db import OperationalError, connection
from django.http import FileResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from leads.models import Lead
from leads.models.lead_queryset import LeadQuerySet
from plumbing import deadline, masking
from plumbing.xml import writable

#: Leads in one file, and those read at once.
MOST_ROWS, ROWS_AT_ONCE = 20_000, 500
#: For one file: the database gives no more rows after it.
SECONDS = 30
#: What to do about too many leads.
NARROW = "请先按收到的年月、城市或阶段筛选，分几次导出。"

HEADINGS = [
    "回执号",
    "收到",
    "类型",
    "城市",
    "阶段",
    "负责人",
    "联系人",
    "公司",
    "电话（打码）",
    "其他联系人和号码（打码）",
    "需求",
    "面积（㎡）",
    "面积（原文）",
    "下次跟进",
    "渠道",
]
#: How formulas begin in spreadsheet programs; Chinese ones take full-width signs as well.
DANGEROUS = ("=", "＝", "@", "＠", "\t", "\r")
SIGNS = "+-＋－"


class TooMuch(Exception):
    """More leads than a file holds or than there is time for; the message says what to do."""


def write(leads: LeadQuerySet, form: str) -> tuple[IO[bytes], int]:
    """Write the leads of a queryset to a temporary file; `form` is a key of FORMS.

    Returns (the file at its beginning, how many leads are in it); the caller closes it. Raises TooMuch.
    """
    begun = time.monotonic()
    try:
        with deadline.within(SECONDS):
            return _write(leads, form)
    except OperationalError as error:
        if time.monotonic() - begun < SECONDS:
            raise
        connection.close()  # broken off in the middle of an answer
        raise TooMuch(f"导出超过 {SECONDS} 秒，已停止。{NARROW}") from error


def download(file: IO[bytes], form: str) -> FileResponse:
    """The response that sends the file and closes it."""
    name, (_, content_type) = f"leads-{timezone.localdate():%Y%m%d}.{form}", FORMS[form]
    headers = {"Cache-Control": "no-store"}
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type, headers=headers)


def _write(leads: LeadQuerySet, form: str) -> tuple[IO[bytes], int]:
    if leads.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise TooMuch(f"符合条件的线索超过 {MOST_ROWS} 条，一次导不完。{NARROW}")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - its reader closes it
    try:
        writer, _ = FORMS[form]
        count = writer(_rows(leads.for_cards().with_people().iterator(chunk_size=ROWS_AT_ONCE)), file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file, count


def _rows(leads: Iterable[Lead]) -> Iterator[list[Any]]:
    """Yields the cells of each lead, texts and numbers, in the order of HEADINGS."""
    for lead in leads:
        enquiries = list(lead.enquiries.all())  # those of leads merged into it as well
        newest = next(iter(enquiries), None)
        yield [
            str(lead),
            "日期不详" if lead.is_undated else _moment(lead.created_at),
            lead.get_kind_display(),
            str(lead.city or "总部"),
            "已合并" if lead.is_merged else lead.get_stage_display(),
            lead.owner.display_name if lead.owner else "",
            masking.mask_in(lead.name),
            masking.mask_in(lead.company),
            lead.masked_phone or lead.masked_wechat,
            "\n".join(_others(lead)),
            "\n".join(enquiry.masked_need for enquiry in enquiries),
            next((enquiry.area_m2 for enquiry in enquiries if enquiry.area_m2), None),
            "；".join(masking.mask_in(enquiry.area_words) for enquiry in enquiries if enquiry.area_typed),
            _moment(lead.next_follow_up_at),
            newest.get_way_display() if newest else "",
        ]


def _others(lead: Lead) -> Iterator[str]:
    """Yields a line for each contact, without what the columns of the main one say already."""
    shown = {lead.phone or lead.wechat}
    for number, person in enumerate(lead.contacts.all()):
        ways = "，".join(way.masked for way in person.ways.all() if way.value not in shown)
        if ways or number:
            yield f"{person.masked}：{ways}" if ways else person.masked


def _as_xlsx(rows: Iterable[list[Any]], file: IO[bytes]) -> int:
    """Write an XLSX file and return its number of rows. A text is a text there, whatever it begins with."""
    book, count = Workbook(write_only=True), 0
    sheet = book.create_sheet("线索")
    sheet.append(HEADINGS)
    try:
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
            count += 1
    finally:
        book.save(file)  # also when broken off: it removes the library's own temporary file
    return count


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=_printable(value))
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _as_csv(rows: Iterable[list[Any]], file: IO[bytes]) -> int:
    """Write a CSV file that Excel reads as UTF-8, and return its number of rows.

    What may be a formula gets an apostrophe before it; numbers such as +86 138 stay as they are.
    """
    text, count = io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), 0
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for row in rows:
        writer.writerow([_harmless(value) for value in row])
        count += 1
    text.detach()  # it is flushed, and the file below stays open
    return count


#: {ending of the file's name: (function that writes it, content type)}
FORMS = {
    "xlsx": (_as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (_as_csv, "text/csv; charset=utf-8"),
}


def _harmless(value: Any) -> Any:
    if not isinstance(value, str) or not value:
        return value
    # A sign begins a formula as well, but not before a mere number.
    is_number = value[1:].replace(" ", "").replace("-", "").isdigit()
    return f"'{value}" if value.startswith(DANGEROUS) or (value[0] in SIGNS and not is_number) else value


def _printable(value: Any) -> Any:
    # A carriage return is one of XML's characters, which Excel shows as _x000D_: a line ends with "\n" there.
    return re.sub("\r\n?", "\n", writable(value)) if isinstance(value, str) else value


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
