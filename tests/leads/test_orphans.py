"""Private files that nothing refers to are swept, and no other is."""

import os
import time
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from leads import attachments, consent, evidence, intake, jobs, orphans, spool
from leads.models import Complaint, Lead, LeadEvent
from plumbing import durable

pytestmark = pytest.mark.django_db

ADDRESS = "/enquiries/new/?kind=complaint&city=jinan&src=/news/7/"


class Killed(BaseException):
    """What stands for a SIGKILL: nothing of ours catches it."""


@pytest.fixture
def complain(client, jinan):
    def complain(need="第二张图片是我们的"):
        answers = {"need": need, "name": "示例", "phone": "13800000000"}
        upload = SimpleUploadedFile("证据.pdf", b"%PDF-1.4\n%%EOF\n")
        agreed = consent.CURRENT_FOR_COMPLAINTS.version
        return client.post(ADDRESS, {**answers, "consent": agreed, "evidence": upload})

    return complain


@pytest.fixture
def killed_at(complain, monkeypatch):
    """Send a complaint, and be killed where a function is called."""

    def killed_at(module, name, need="在途中"):
        def kill(*_, **__):
            raise Killed

        with monkeypatch.context() as moment:
            moment.setattr(module, name, kill)
            with pytest.raises(Killed):
                complain(need)

    return killed_at


@pytest.fixture
def refused(monkeypatch):
    """`with refused():` no submission is stored."""

    @contextmanager
    def refused():
        def fail(_):
            raise RuntimeError

        with monkeypatch.context() as moment:
            moment.setattr(intake, "store", fail)
            yield

    return refused


def kept():
    return sorted(path.name for path in attachments.directory().glob("*"))


def age(days=2.0):
    """As if all private files and the spool had been written so long ago."""
    for directory in (attachments.directory(), spool.directory(), spool.aside()):
        for path in directory.glob("*"):
            os.utime(path, (time.time() - days * 86400,) * 2)


@pytest.mark.parametrize("moment", [(intake, "receive"), (evidence, "attach"), (LeadEvent.objects, "create")])
def test_a_file_whose_writer_was_killed_before_the_row_is_swept_the_day_after(killed_at, moment):
    killed_at(*moment)
    assert len(kept()) == 1
    assert not Complaint.objects.exists()
    age(days=0.9)
    jobs.sweep()
    assert len(kept()) == 1
    age(days=1.1)
    jobs.sweep()
    assert kept() == []


def test_so_is_what_staff_attached(lead, sales, monkeypatch):
    attachments.keep(SimpleUploadedFile("报价.pdf", b"x"))
    attached = attachments.keep(SimpleUploadedFile("合同.pdf", b"x"))
    lead.attach("合同.pdf", attached, sales)
    age()
    assert orphans.sweep() == 1
    assert kept() == [attached]


def test_a_file_that_a_row_refers_to_stays(complain, killed_at):
    complain()
    killed_at(intake, "receive")
    age(days=4000)
    assert orphans.sweep() == 1
    assert kept() == [LeadEvent.objects.get(kind="file").file]


@pytest.mark.parametrize("lies", ["waiting", "aside", "unreadable"])
def test_so_does_one_that_the_spool_refers_to_however_long_it_waits(complain, refused, lies):
    with refused():
        complain()
        if lies == "aside":
            spool.take_in(intake.store)
    [path] = spool.directory().rglob("*.json")
    whole = path.read_text()
    if lies == "unreadable":
        path.write_text("{")
    age(days=300)
    assert orphans.sweep() == 0
    path.write_text(whole)
    spool.put_back()
    assert spool.take_in(intake.store) == 1
    assert orphans.sweep() == 0
    assert [event.file for event in LeadEvent.objects.filter(kind="file")] == kept()


@pytest.fixture
def spooled_elsewhere(complain, refused, tmp_path):
    """A complaint in the spool of a node that is down, which shares the private files with this one: `come_back()`."""
    with refused():
        complain()
    spool.directory().rename(tmp_path / "of another node")

    def come_back():
        spool.directory().rmdir()
        (tmp_path / "of another node").rename(spool.directory())

    spool.directory().mkdir()
    return come_back


def test_so_does_one_that_waits_in_the_spool_of_another_node(spooled_elsewhere):
    age(days=25)
    assert orphans.sweep() == 0
    spooled_elsewhere()
    assert spool.take_in(intake.store) == 1
    assert [event.file for event in LeadEvent.objects.filter(kind="file")] == kept()  # and no mark is left


def test_a_node_that_never_comes_back_leaves_nothing_behind(spooled_elsewhere):
    age(days=31)
    assert orphans.sweep() == 1
    assert kept() == []


def test_who_is_forgotten_in_the_spool_leaves_no_mark(spooled_elsewhere):
    spooled_elsewhere()
    assert spool.forget_person("+8613800000000", timezone.now()) == 1
    assert kept() == []


@pytest.mark.parametrize("directory", [attachments.directory, spool.directory])
def test_a_file_never_finished_is_swept_as_well(complain, directory):
    complain()
    durable.make_directory(directory(), mode=0o700)
    (directory() / f"{durable.TEMPORARY_PREFIX}abc").write_bytes(b"x")
    assert orphans.sweep() == 0
    age()
    assert orphans.sweep() == 1
    assert len(kept()) == 1


def test_when_nearly_all_seem_to_belong_to_nothing_it_is_the_wrong_database(complain, caplog):
    """As a restored or an empty one would look, beside the files of the real one."""
    complain()
    for _ in range(orphans.MOST + 1):
        attachments.keep(SimpleUploadedFile("合同.pdf", b"x"))
    age()
    assert orphans.sweep() == 0
    assert len(kept()) == orphans.MOST + 2
    assert "belong to nothing" in caplog.text


def test_where_no_file_was_ever_kept_nothing_is_swept(db):
    assert not Lead.objects.exists()
    assert orphans.sweep() == 0
