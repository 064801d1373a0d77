"""Files on a lead's timeline: known by their bytes, named for what they are, never unpacked, only downloaded."""

import io
import struct
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from leads import attachments, file_kinds
from leads.models import LeadEvent
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


def zipped(*names, compressed=True):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name in names:
            archive.writestr(name, b"x" * 200)
    return out.getvalue()


def film(major, *others):
    brands = b"".join((major, b"\0\0\0\0", *others))
    return struct.pack(">I", len(brands) + 8) + b"ftyp" + brands + b"\0\0\0\x08moov"


PPTX, DOCX = zipped("[Content_Types].xml", "ppt/presentation.xml"), zipped("[Content_Types].xml", "word/document.xml")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
TAKEN = [
    ("厂房平面图.dwg", b"AC1032\0\0\0", "厂房平面图.dwg"),
    ("老图.DWG", b"AC1015\0\0\0", "老图.DWG"),
    ("方案.pptx", PPTX, "方案.pptx"),
    ("资料.zip", zipped("一.txt", "ppt/一.txt"), "资料.zip"),
    ("IMG_0012.HEIC", film(b"heic", b"mif1", b"heic"), "IMG_0012.HEIC"),
    ("IMG_0013.heic", film(b"mif1", b"mif1", b"heix"), "IMG_0013.heic"),
    ("微信图片.jpg", film(b"heic", b"mif1"), "微信图片.heic"),
    ("通话.m4a", film(b"M4A ", b"isom"), "通话.m4a"),
    ("通话.m4a", film(b"mp42", b"isom"), "通话.m4a"),
    ("合同", b"%PDF-1.7 x", "合同.pdf"),
    ("合同.2026", b"%PDF-1.7 x", "合同.2026.pdf"),
    ("方案.zip", PPTX, "方案.pptx"),
    ("里面有方案.zip", None, "里面有方案.zip"),
    ("需求.docx", DOCX, "需求.docx"),
    ("需求.doc", OLE, "需求.doc"),
    ("报价.et", OLE, "报价.et"),
    ("包.apk", zipped("AndroidManifest.xml"), "包.apk.zip"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "content", "kept"), TAKEN, ids=range(len(TAKEN)))
def test_what_prospects_send_is_taken_and_downloads_as_what_it_is(lead, sales, name, content, kept):
    if content is None:  # a presentation kept in an archive as it is, which has its names near the end as well
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("方案.pptx", PPTX)
        content = out.getvalue()
    desk = signed_in(sales)
    desk.post(f"/admin/leads/lead/{lead.pk}/act/file/", {"file": SimpleUploadedFile(name, content)})
    line = lead.events.get(kind=LeadEvent.Kind.FILE)
    assert line.text == kept
    answer = desk.get(f"/admin/leads/lead/{lead.pk}/file/{line.pk}/")
    assert b"".join(answer.streaming_content) == content
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


# Their bytes hold the time at which they were packed, and so are no names of tests.
REFUSED = [
    ("图纸.dwg", b"MZ\x90\0", "收不了"),
    ("图纸.dwg", b"<html><script>", "收不了"),
    ("页面.pdf", b"<html>%PDF-", "收不了"),
    ("说明.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a", "收不了"),
    ("安装.msi", OLE, "收不了"),
    ("录屏.mp4", film(b"isom", b"mp42"), "收不了"),
    ("断了.zip", zipped("一.txt")[:-30], "收不了"),
    ("空.zip", b"", "空的"),
    ("大.jpg", b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024), "太大，JPG 最多 10 MB"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "content", "why"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_none_of_these_is_refused_by_name_and_not_kept(lead, sales, name, content, why):
    data = {"file": SimpleUploadedFile(name, content)}
    page = words(signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/act/file/", data, follow=True))
    assert f"“{name}”{why}" in page or f"“{name}”是{why}" in page
    assert not lead.events.filter(kind=LeadEvent.Kind.FILE).exists()
    assert not attachments.directory().exists()


def test_drawings_may_be_larger_than_pictures():
    large = io.BytesIO(b"AC1032")
    assert file_kinds.checked_name(large, "图.dwg", 24 * file_kinds.MEGABYTE, "图.dwg") == "图.dwg"
    with pytest.raises(file_kinds.NotTaken, match="DWG 最多 24 MB"):
        file_kinds.checked_name(large, "图.dwg", 24 * file_kinds.MEGABYTE + 1, "图.dwg")


def test_a_bomb_is_a_file_like_others_and_nothing_unpacks_it(monkeypatch):
    """Its list of names may be as long as the file."""
    bomb = b"PK\x03\x04" + b"PK\x01\x02".ljust(46, b"\0") * 400_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, len(bomb) - 4, 4, 0)
    for name in ("ZipFile", "is_zipfile"):
        monkeypatch.delattr(zipfile, name)
    assert file_kinds.of(io.BytesIO(bomb + end), "弹.zip").label == "ZIP"


def test_a_long_name_keeps_its_ending_and_odd_ones_are_cleaned(lead, sales):
    desk = signed_in(sales)
    for name in ("长" * 200 + ".dwg", "发票\u202egpj.exe\u200b.dwg"):
        desk.post(f"/admin/leads/lead/{lead.pk}/act/file/", {"file": SimpleUploadedFile(name, b"AC1032")})
    names = set(lead.events.filter(kind=LeadEvent.Kind.FILE).values_list("text", flat=True))
    assert names == {"长" * 116 + ".dwg", "发票gpj.exe.dwg"}


@pytest.mark.slow
@given(st.binary(max_size=200), st.sampled_from(["a.zip", "a.m4a", "a.doc", "a"]))
def test_no_bytes_take_the_page_down(content, name):
    for beginning in (b"", b"PK\x03\x04", b"PK\x03\x04PK\x05\x06", b"\0\0\0\x18ftyp", b"\xff\xff\xff\xffftypmp42"):
        file_kinds.of(io.BytesIO(beginning + content), name)


@pytest.mark.slow
def test_the_browser_offers_all_of_these(lead, sales):
    page = words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/change/"))
    field = page.partition('type="file"')[2].partition(">")[0]
    assert all(ending in field for ending in (".dwg", ".pptx", ".zip", ".heic", ".m4a", "audio/x-m4a"))
