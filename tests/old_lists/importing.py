"""Bringing in an old list step by step, as a browser does: the file, its columns, its words, the look, the button."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from old_lists import jobs
from old_lists.models import OldList
from tests.workbooks import workbook

LISTS = "/admin/old_lists/oldlist/"
HEADINGS = ["登记日期", "客户姓名", "手机", "公司", "跟进人", "状态", "备注"]


def upload(desk, data, name="老客户.xlsx"):
    return desk.post(f"{LISTS}upload/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def uploaded(desk, *rows, data=None, name="老客户.xlsx", **options):
    """The list made of a file with these rows, or with this content."""
    answer = upload(desk, data or workbook(*rows, sheet="名单", **options), name)
    assert answer.status_code == 200
    assert re.search(r"/(\d+)/columns/$", answer.request["PATH_INFO"]), answer.content.decode()
    return OldList.objects.latest("pk")


def proposed(desk, address):
    """{name of a field: what is chosen} of a page's form, and {label: name}."""
    page = html.fromstring(desk.get(address).content.decode())
    [form] = page.xpath("//form[@method='post'][.//select]")
    chosen = {}
    for select in form.xpath(".//select"):
        found = select.xpath("./option[@selected]/@value") or select.xpath("./option/@value")[:1]
        chosen[select.get("name")] = found[0]
    labels = {label.text_content(): label.get("for", "").removeprefix("id_") for label in form.xpath(".//label")}
    return chosen, labels


def choose(desk, old_list, columns=None, words=None, **wishes):
    """Go through both pages with what is proposed there, but for what is given by heading or word."""
    address = f"{LISTS}{old_list.pk}/columns/"
    chosen, labels = proposed(desk, address)
    chosen |= {labels[heading]: field for heading, field in (columns or {}).items()}
    answer = desk.post(address, {**chosen, "basis": "initiated", **wishes}, follow=True)
    if answer.request["PATH_INFO"].endswith("/words/"):
        address = f"{LISTS}{old_list.pk}/words/"
        chosen, labels = proposed(desk, address)
        chosen |= {labels[word]: value for word, value in (words or {}).items()}
        answer = desk.post(address, chosen, follow=True)
    old_list.refresh_from_db()
    return answer


def confirm(desk, old_list, known="note"):
    return desk.post(f"{LISTS}{old_list.pk}/look/", {"known": known}, follow=True)


def brought_in(desk, *rows, known="note", columns=None, words=None, data=None, **wishes):
    """The list after all of it was done."""
    old_list = uploaded(desk, *rows, data=data)
    choose(desk, old_list, columns, words, **wishes)
    confirm(desk, old_list, known)
    jobs.bring_in(old_list.pk)
    old_list.refresh_from_db()
    return old_list


def outcomes(old_list):
    """{key of a row: what became of it}."""
    return dict(old_list.rows.values_list("key", "outcome"))


def shown(old_list):
    """{key of a row: what was shown of it}."""
    return {row["key"]: row for row in old_list.shown}


def why(row):
    return "".join(f"{place} {reason}" for place, reason in row["reasons"])
