"""Evidence chosen once stays with the form that comes back: nobody else reaches it, and it is not kept for long."""

import os
import re
import time

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backups import making
from leads import attachments, consent, evidence, held_files, intake, orphans, spool
from leads.models import Complaint, LeadEvent
from plumbing import durable

pytestmark = pytest.mark.django_db

ADDRESS = "/enquiries/new/?kind=complaint&city=jinan&src=/news/7/"
PDF = b"%PDF-1.4\n%%EOF\n"
GOOD = {"need": "第二张图片是我们的", "name": "示例", "phone": "13800000000", "city": "jinan"}


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def file(name="证据.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def send(client, jinan):
    """Send the form; without a name it has a mistake."""

    def send(*files, tokens=(), removed=(), **changes):
        answers = {**GOOD, "consent": consent.CURRENT_FOR_COMPLAINTS.version, **changes}
        return client.post(
            ADDRESS, {**answers, "evidence": files, "evidence_held": tokens, "evidence_removed": removed}
        )

    return send


def tokens_in(response):
    return re.findall(r'name="evidence_held" value="([^"]+)"', response.content.decode())


def names():
    return sorted(path.name for path in attachments.directory().glob("*"))


def held():
    return [name for name in names() if name.startswith(held_files.PREFIX)]


def attached():
    return {event.text: (attachments.directory() / event.file).read_bytes() for event in files_of_complaints()}


def files_of_complaints():
    return LeadEvent.objects.filter(kind="file").order_by("pk")


def age(seconds):
    for path in attachments.directory().glob("*"):
        os.utime(path, (time.time() - seconds,) * 2)


def test_files_chosen_once_arrive_with_the_mended_form(send):
    response = send(file(), file("第二.pdf", PDF + b"2"), name="")
    assert "证据.pdf</span>" in response.content.decode()
    assert "移除" in response.content.decode()
    assert not Complaint.objects.exists()
    assert send(tokens=tokens_in(response)).status_code == 303
    assert attached() == {"证据.pdf": PDF, "第二.pdf": PDF + b"2"}


def test_they_last_through_several_mistakes_and_others_may_be_added(send):
    response = send(file(), name="")
    response = send(file("第二.pdf", PDF + b"2"), tokens=tokens_in(response), phone="138")
    assert len(tokens_in(response)) == len(held()) == 2
    send(file("第三.pdf", PDF + b"3"), tokens=tokens_in(response))
    assert [*attached()] == ["证据.pdf", "第二.pdf", "第三.pdf"]


def test_good_files_are_kept_where_another_one_is_not_taken(send):
    response = send(file(), file("方案.docx", b"PK\x03\x04x"))
    assert "“方案.docx”是 Word 文档" in response.content.decode()
    send(tokens=tokens_in(response))
    assert [*attached()] == ["证据.pdf"]


def test_what_is_taken_out_is_not_sent_and_gone(send):
    response = send(file(), file("第二.pdf", PDF + b"2"), name="")
    response = send(tokens=tokens_in(response), removed=["0"], name="")
    assert len(tokens_in(response)) == len(held()) == 1
    send(tokens=tokens_in(response))
    assert [*attached()] == ["第二.pdf"]


@pytest.mark.slow
def test_the_same_file_chosen_again_is_there_once(send):
    response = send(file(), name="")
    response = send(file(), tokens=tokens_in(response), name="")
    assert len(tokens_in(response)) == len(held()) == 1
    send(file(), tokens=tokens_in(response))
    assert [*attached()] == ["证据.pdf"]


def test_the_mended_form_sent_twice_is_one_complaint(send):
    tokens = tokens_in(send(file(), name=""))
    first, second = send(tokens=tokens), send(tokens=tokens)
    assert first["Location"] == second["Location"]
    assert Complaint.objects.count() == files_of_complaints().count() == 1


def test_five_are_the_most_with_those_that_are_held(send):
    response = send(*(file(f"{n}.pdf", PDF + b"%d" % n) for n in range(4)), name="")
    response = send(file("五.pdf", PDF + b"5"), file("六.pdf", PDF + b"6"), tokens=tokens_in(response))
    page = response.content.decode()
    assert "您选了 2 个，加上已上传的共 6 个" in page
    assert "有 2 个没有保留" in page
    assert len(tokens_in(response)) == 4


def test_a_file_whose_time_is_over_is_named_once_and_the_words_go_on(send, monkeypatch):
    tokens = tokens_in(send(file(), name=""))
    monkeypatch.setattr(held_files, "SECONDS", -1)
    response = send(tokens=tokens)
    assert "“证据.pdf”没能留到现在，请重新选择" in response.content.decode()
    assert tokens_in(response) == []
    assert send().status_code == 303


def test_so_is_one_that_is_gone(send):
    tokens = tokens_in(send(file(), name=""))
    attachments.forget(held()[0])
    assert "“证据.pdf”没能留到现在" in send(tokens=tokens).content.decode()


def test_one_that_goes_in_the_last_moment_costs_only_itself(send, monkeypatch):
    tokens = tokens_in(send(file(), name=""))
    keep = evidence.keep
    monkeypatch.setattr(evidence, "keep", lambda *args: attachments.forget(held()[0]) or keep(*args))
    assert "lost_files=1" in send(tokens=tokens)["Location"]
    assert "证据.pdf" in Complaint.objects.get().events.get(kind="note").text


def signed(**changes):
    data = {"key": "", "name": "x", "sha256": "0" * 64, "suffix": ".pdf"}
    return signing.dumps({**data, **changes}, salt="leads.held_files")


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=9))
@example([signing.dumps({"key": "../secret_key"}, salt="another")])
@example(["x" * 10_000])
def test_no_token_of_anybodys_making_leads_to_a_file(send, made):
    response = send(tokens=made)
    assert response.status_code == 200
    assert "先前的文件没能留到现在" in response.content.decode()
    assert tokens_in(response) == []
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("key", ["../secret_key", "/etc/passwd", "", [1], held_files.PREFIX + "0" * 32])
def test_nor_does_one_of_ours_to_any_other_file(send, settings, key):
    (settings.VAR_DIR / "secret_key").write_text("x")
    assert "没能留到现在" in send(tokens=[signed(key=key)]).content.decode()


def test_a_private_file_of_somebody_is_reached_by_no_token(send):
    send(file())
    (name,) = names()
    assert "没能留到现在" in send(tokens=[signed(key=name)], need="另一件").content.decode()


def test_nobody_is_served_a_file_that_is_held(send):
    tokens = tokens_in(send(file(), name=""))
    (name,) = held()
    assert name not in tokens[0]
    for address in (f"/media/{name}", f"/private/{name}", f"/{name}"):
        assert Client().get(address).status_code in {404, 410}


def test_a_full_disk_says_that_files_are_to_be_chosen_again(send, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(durable, "replacing", fail)
        page = send(file(), name="").content.decode()
    assert "有 1 个没有保留" in page
    assert "第二张图片是我们的</textarea>" in page


def test_a_full_spool_keeps_the_files_with_the_form(send, monkeypatch):
    def full(*_, **__):
        raise spool.Full

    with monkeypatch.context() as moment:
        moment.setattr(intake, "receive", full)
        response = send(file())
    assert response.status_code == 503
    send(tokens=tokens_in(response))
    assert [*attached()] == ["证据.pdf"]


@pytest.mark.parametrize("bound", ["MOST_FILES", "MOST_BYTES"])
def test_only_so_much_is_held_at_once_and_what_is_old_makes_room(send, monkeypatch, bound):
    monkeypatch.setattr(held_files, bound, {"MOST_FILES": 1, "MOST_BYTES": len(PDF) + 1}[bound])
    send(file(), name="")
    assert "有 1 个没有保留" in send(file(), name="").content.decode()
    assert len(held()) == 1
    age(held_files.SECONDS + 1)
    assert len(tokens_in(send(file(), name=""))) == len(held()) == 1


@pytest.mark.slow
def test_sweeping_takes_what_is_held_for_long_however_much_it_is(send):
    for number in range(orphans.MOST + 2):
        send(file(content=PDF + b"%d" % number), name="")
    age(held_files.SECONDS)
    assert orphans.sweep() == 0
    age(orphans.LEAST_AGE_SECONDS + 1)
    assert orphans.sweep() == orphans.MOST + 2
    assert names() == []
    assert held_files.SECONDS * 2 <= orphans.LEAST_AGE_SECONDS


def test_backups_take_none_along(send):
    send(file(), name="")
    assert held()[0].startswith(".")
    assert making.attachments.directory() == attachments.directory()


def test_a_correction_has_no_files(client, jinan):
    response = client.post("/enquiries/new/?kind=correction", {"evidence": file(), "evidence_held": "x"})
    assert response.status_code == 200
    assert held() == []
