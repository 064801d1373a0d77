"""Writes tables of articles as spreadsheets and databases do."""

import csv
import io

from openpyxl import Workbook

HOST = "https://shi.example"
HEAD = ("标题", "正文", "发布时间", "分类", "标签", "作者", "原网址", "浏览量")


def article(number, body="<p>正文。</p>", **cells):
    """A row of HEAD."""
    row = {
        "标题": f"旧文章 {number}",
        "正文": body,
        "发布时间": f"2020-01-{number % 28 + 1} 9:30",
        "分类": "动态",
        "标签": "新能源,招商",
        "作者": "李明",
        "原网址": f"{HOST}/news/{number}.html",
        "浏览量": "88",
    }
    return [{**row, **cells}[heading] for heading in HEAD]


def write_csv(path, rows, head=HEAD, charset="utf-8-sig", separator=","):
    """A CSV with these rows."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([head, *rows])
    path.write_bytes(out.getvalue().encode(charset))
    return path


def write_xlsx(path, sheets):
    """A workbook of {name of the sheet: its rows}."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path
