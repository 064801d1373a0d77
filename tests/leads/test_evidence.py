"""Files that prove a complaint: taken by their bytes, kept apart from what is public, served to editors, erased."""

import io
from pathlib import Path

import PIL.Image
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backups import making
from leads import attachments, consent, erasure, evidence, intake, spool
from leads.models import Complaint, Enquiry, LeadEvent
from leads.submission import EvidenceFile, Submission
from plumbing import durable
from staff.roles import SALES_MANAGER
from tests.leads.conftest import person

pytestmark = pytest.mark.django_db

ADDRESS = "/enquiries/new/?kind=complaint&city=jinan&src=/news/7/"
PDF = b"%PDF-1.4\n%%EOF\n"


def picture(form, size=(8, 8)):
    out = io.BytesIO()
    PIL.Image.new("RGB", size, "red").save(out, form)
    return out.getvalue()


def file(name="证据.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def complain(client, jinan):
    """Send a complaint as a browser does that has files to send."""

    def complain(*files, **changes):
        filled = {"need": "第二张图片是我们的", "name": "示例", "phone": "13800000000", "city": "jinan"}
        filled |= {"consent": consent.CURRENT_FOR_COMPLAINTS.version, **changes}
        return client.post(ADDRESS, {**filled, "evidence": list(files)})

    return complain


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    return client


def kept():
    return sorted(path.name for path in attachments.directory().glob("*"))


def address_of(event):
    return f"/admin/leads/complaint/{event.lead_id}/file/{event.pk}/"


@pytest.mark.parametrize(
    ("name", "content", "suffix"),
    [
        ("授权书.PDF", PDF, ".pdf"),
        ("截图.jpg", picture("JPEG"), ".jpg"),
        ("作品.png", picture("PNG"), ".png"),
        ("作品.webp", picture("WEBP"), ".webp"),
        ("没有后缀", picture("PNG"), ".png"),
        ("../../x.html", picture("JPEG"), ".jpg"),
    ],
)
def test_a_file_is_taken_by_its_bytes_and_its_name_is_only_text(complain, desk, name, content, suffix):
    assert complain(file(name, content)).status_code == 303
    event = LeadEvent.objects.get(kind="file")
    assert event.text == Path(name).name
    assert kept() == [event.file]
    assert event.file.endswith(suffix)
    response = desk.get(address_of(event))
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Disposition"].rstrip('"').endswith(suffix)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([("页面.pdf", b"<html>%PDF-</html>")], "“页面.pdf”不是 JPG"),
        ([("动图.png", picture("GIF"))], "“动图.png”不是 JPG"),
        ([("坏.png", picture("PNG", (80, 80))[:60])], "“坏.png”不是 JPG"),
        ([("声音.webp", b"RIFF0000WAVEfmt ")], "“声音.webp”不是 JPG"),
        ([("录屏.mp4", b"\0\0\0\x18ftypisom")], "“录屏.mp4”是视频，请选画面截图"),
        ([("授权书.docx", b"PK\x03\x04x")], "“授权书.docx”是 Word 文档或压缩包，请另存为 PDF"),
        ([("空.pdf", b"")], "“空.pdf”是空的"),
        ([("大.pdf", PDF + b"x" * evidence.MOST_BYTES)], "“大.pdf”太大"),
        ([("一.pdf", PDF)] * 6, "最多 5 个文件，您选了 6 个"),
    ],
)
def test_a_wrong_file_is_named_at_its_field_and_costs_no_words(complain, files, message):
    response = complain(*(file(*each) for each in files))
    page = response.content.decode()
    assert response.context["form"].errors.keys() == {"evidence"}
    assert message in page.partition('name="evidence"')[2]
    assert "第二张图片是我们的</textarea>" in page
    assert "请重新选择" in page
    assert not Enquiry.objects.exists()
    assert kept() == []


@pytest.mark.parametrize(
    ("name", "content", "suffix"),
    [
        ("IMG_0001.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", ".heic"),
        ("录音.m4a", b"\0\0\0\x18ftypM4A \0\0\0\0isommp42", ".m4a"),
        ("录音.m4a", b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", ".m4a"),
    ],
)
def test_what_phones_make_is_taken_as_it_is(name, content, suffix):
    assert evidence.describe(file(name, content)).suffix == suffix


@pytest.mark.parametrize("name", ["图纸.zip", "图纸.dwg", "方案.pptx"])
def test_strangers_send_no_archives_and_no_drawings(name):
    for content in (b"PK\x05\x06".ljust(22, b"\0"), b"AC1032", b"PK\x03\x04x"):
        with pytest.raises(ValidationError):
            evidence.describe(file(name, content))


def test_the_largest_file_is_taken_and_one_byte_more_is_not():
    assert evidence.describe(file(content=PDF.ljust(evidence.MOST_BYTES, b" "))).suffix == ".pdf"
    with pytest.raises(Exception, match="太大"):
        evidence.describe(file(content=PDF.ljust(evidence.MOST_BYTES + 1, b" ")))


def test_more_than_all_files_together_may_have_is_not_read(client, jinan, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_BYTES_SENT", 100)
    response = client.post(ADDRESS, {"need": "x" * 200})
    assert response.status_code == 413
    assert "返回上一页" in response.content.decode()


def test_a_full_disk_costs_the_files_and_not_the_complaint(complain, client, desk, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(durable, "replacing", fail)
        location = complain(file())["Location"]
    complaint = Complaint.objects.get()
    assert "证据文件没有全部收到" in client.get(location).content.decode()
    assert "证据.pdf" in complaint.events.get(kind="note").text
    # Sent once more they reach the same complaint.
    again = complain(file())["Location"]
    assert "lost_files" not in again
    assert Complaint.objects.get().events.filter(kind="file").count() == 1


def test_a_disk_that_is_full_while_they_come_in_costs_the_files_alone(complain, client, settings, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    settings.FILE_UPLOAD_HANDLERS = ["plumbing.uploads.DiskUploadHandler"]
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", fail)
    assert "lost_files=1" in complain(file())["Location"]
    assert "证据.pdf" in Complaint.objects.get().events.get(kind="note").text


def test_the_same_sent_twice_is_one_complaint_with_each_file_once(complain):
    first, second = (complain(file(), file("图.png", picture("PNG"))) for _ in "12")
    assert first["Location"] == second["Location"]
    assert LeadEvent.objects.filter(kind="file").count() == len(kept()) == 2


def test_one_file_chosen_twice_is_there_once(complain):
    complain(file(), file())
    assert LeadEvent.objects.filter(kind="file").count() == len(kept()) == 1


def test_the_same_words_with_other_files_are_another_complaint(complain):
    locations = {complain(*files)["Location"] for files in ([], [file()], [file("图.png", picture("PNG"))])}
    assert len(locations) == Complaint.objects.count() == 3


def test_files_wait_in_the_spool_with_their_complaint(complain, monkeypatch):
    def fail(_):
        raise RuntimeError

    with monkeypatch.context() as down:
        down.setattr(intake, "store", fail)
        complain(file())
    assert not Enquiry.objects.exists()
    assert len(kept()) == 2  # and the mark that it waits
    assert spool.take_in(intake.store) == 1
    assert [event.file for event in LeadEvent.objects.filter(kind="file")] == kept()


def test_what_is_forgotten_in_the_spool_takes_its_files_along(complain, monkeypatch):
    def fail(_):
        raise RuntimeError

    monkeypatch.setattr(intake, "store", fail)
    complain(file())
    [phone] = spool.people()
    [(_, waiting)] = spool._readable()
    assert spool.forget_person(phone, waiting.received_at) == 1
    assert kept() == []


def test_erasing_a_complaint_erases_its_files(complain, django_capture_on_commit_callbacks):
    complain(file())
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(Complaint.objects.get())
    assert kept() == []
    assert not LeadEvent.objects.exclude(file="").exists()


@pytest.mark.slow
def test_only_who_may_see_the_complaint_gets_its_files(complain, client, qingdao):
    complain(file())
    address = address_of(LeadEvent.objects.get(kind="file"))
    assert client.get(address).status_code == 302
    for user in (person("other", "编辑", qingdao), person("boss", SALES_MANAGER)):
        client.force_login(user)
        assert client.get(address).status_code == 404
    assert client.get(f"/media/{kept()[0]}").status_code == 410


def test_the_files_lie_where_backups_take_them_from(complain, settings):
    complain(file())
    assert attachments.directory() in settings.VAR_DIR.iterdir()
    assert settings.MEDIA_ROOT not in attachments.directory().parents
    assert 'add_tree("private", attachments.directory())' in Path(making.__file__).read_text(encoding="utf-8")


def test_a_submission_with_files_survives_the_spools_file():
    sent = Submission({"kind": "complaint"}, "x", files=[EvidenceFile("证据.pdf", "ab" * 32, ".pdf")])
    read = Submission.from_json(sent.to_json())
    assert (read, read.digest) == (sent, sent.digest)
    assert '"files"' not in Submission({"kind": "rent"}, "x").to_json()
