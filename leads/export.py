"""Leads as a spreadsheet: what is filtered, masked as in the lists, with formulas made harmless."""

import csv
import io
import re

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from plumbing.xml import writable

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
    "需求",
    "面积（㎡）",
    "下次跟进",
    "渠道",
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a spreadsheet program may take for the beginning of a formula; a Chinese one takes full-width signs too.
DANGEROUS = ("=", "＝", "@", "＠", "\t", "\r")
SIGNS = "+-＋－"


def rows(leads):
    """The cells of each lead, as text and numbers; `leads` comes with city, owner and enquiries."""
    for lead in leads:
        first = next(iter(lead.enquiries.all()), None)
        yield [
            str(lead),
            _moment(lead.created_at),
            lead.get_kind_display(),
            str(lead.city or "总部"),
            "已合并" if lead.is_merged else lead.get_stage_display(),
            lead.owner.display_name if lead.owner else "",
            lead.name,
            lead.company,
            lead.masked_phone or lead.masked_wechat,
            first.masked_need if first else "",
            first.area_m2 if first else None,
            _moment(lead.next_follow_up_at),
            first.get_way_display() if first else "",
        ]


def as_xlsx(leads):
    """An XLSX file; every text is a text there, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("线索")
    sheet.append(HEADINGS)
    for row in rows(leads):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=_printable(value))
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return _download(out.getvalue(), XLSX, "xlsx")


def as_csv(leads):
    """A CSV file that Excel reads as UTF-8; what may be a formula gets an apostrophe, +86 numbers stay as they are."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows([_harmless(value) for value in row] for row in rows(leads))
    return _download(b"\xef\xbb\xbf" + out.getvalue().encode(), "text/csv; charset=utf-8", "csv")


def _harmless(value):
    if not isinstance(value, str) or not value:
        return value
    # A sign begins a formula too, unless only a number follows.
    is_number = value[1:].replace(" ", "").replace("-", "").isdigit()
    return f"'{value}" if value.startswith(DANGEROUS) or (value[0] in SIGNS and not is_number) else value


def _printable(value):
    # A carriage return is one of XML's characters, which Excel shows as _x000D_: a line ends with "\n" there.
    return re.sub("\r\n?", "\n", writable(value)) if isinstance(value, str) else value


def _moment(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _download(content, content_type, ending):
    name = f"leads-{timezone.localdate():%Y%m%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
