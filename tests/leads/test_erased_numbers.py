"""Who asked to be forgotten stays forgotten when an older backup is restored."""

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.utils import timezone

from leads import consent, erased_numbers, erasure, intake, spool
from leads.models import Enquiry, Lead
from leads.report_forms import ComplaintForm
from plumbing import durable
from tests.leads.conftest import PHONE
from tests.leads.submissions import submitted

NUMBER = f"+86{PHONE}"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_DIR.mkdir()
    settings.BACKUP_COPY_DIR = tmp_path / "copy"


def test_the_list_holds_hashes_and_no_number(settings, network):
    call_command("purge_enquiries", "--phone", PHONE)
    for directory in (settings.VAR_DIR, settings.BACKUP_DIR):
        path = directory / erased_numbers.NAME
        assert path.stat().st_mode & 0o777 == 0o600
        [[key, hashes]] = json.loads(path.read_text()).items()
        assert len(bytes.fromhex(key)) == 32
        assert len(hashes) == 1
        assert PHONE not in path.read_text()
    assert not settings.BACKUP_COPY_DIR.exists()


def test_what_a_restored_backup_brings_back_is_erased_again(answers, network):
    list(erasure.erase_person(NUMBER))
    # The backup is of an hour before.
    intake.store(submitted(answers, -60))
    spool.put(submitted(answers, -50, need="一间仓库"))
    other = intake.store(submitted(answers, -60, phone="13900000001")).lead
    assert erasure.erase_again(erased_numbers.read()) == 1
    assert not Enquiry.objects.filter(phone=NUMBER).exists()
    assert spool.people() == set()
    other.refresh_from_db()
    assert other.phone == "+8613900000001"
    assert erasure.erase_again(erased_numbers.read()) == 0


def test_nor_does_it_stay_where_it_was_the_second_number_of_somebody(answers, network):
    list(erasure.erase_person(NUMBER))
    intake.store(submitted(answers, -60, phone="13900000001 13800000000"))
    spool.put(submitted(answers, -50, need="一间仓库", phone="13900000001 13800000000"))
    assert erasure.erase_again(erased_numbers.read()) == 1
    assert not Enquiry.objects.filter(other_phone=NUMBER).exists()
    assert spool.people() == set()


def test_who_asks_anew_after_being_erased_stays(answers, network):
    list(erasure.erase_person(NUMBER))
    intake.store(submitted(answers, 1))
    spool.put(submitted(answers, 1, need="一间仓库"))
    assert erasure.erase_again(erased_numbers.read()) == 0
    assert Lead.objects.filter(phone=NUMBER).count() == 1
    assert spool.people() == {NUMBER}


def test_lists_of_two_machines_are_one_and_the_last_time_counts(settings, tmp_path):
    now = timezone.now()
    erased_numbers.record(NUMBER, now)
    (settings.VAR_DIR / erased_numbers.NAME).rename(tmp_path / "copy.json")
    (settings.BACKUP_DIR / erased_numbers.NAME).unlink()
    erased_numbers.record(NUMBER, now - timedelta(days=3))
    erased_numbers.record("+8613900000001", now)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "copy.json").rename(tmp_path / "elsewhere" / erased_numbers.NAME)
    settings.BACKUP_COPY_DIR.mkdir()
    erased_numbers.spread(tmp_path / "elsewhere")
    for directory in (settings.VAR_DIR, settings.BACKUP_DIR, settings.BACKUP_COPY_DIR):
        known = json.loads((directory / erased_numbers.NAME).read_text())
        assert len(known) == 2
    assert erased_numbers.erased_at(NUMBER, erased_numbers.read()) == now
    assert erased_numbers.erased_at("+8613900000002", erased_numbers.read()) is None


def test_a_copy_that_is_broken_takes_nothing_from_the_others(settings, caplog):
    erased_numbers.record(NUMBER, timezone.now())
    (settings.VAR_DIR / erased_numbers.NAME).write_text('{"half')
    assert erased_numbers.erased_at(NUMBER, erased_numbers.read())
    assert "cannot be read" in caplog.text


def test_nobody_is_erased_who_would_come_back(answers, network, monkeypatch):
    """The list is written first: without room for it the erasure says so, and is done another time."""
    intake.store(submitted(answers))

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device", "x.json")

    monkeypatch.setattr(durable, "write", full)
    with pytest.raises(CommandError, match=r"没有清除完，x\.json 写不进去：No space left"):
        call_command("purge_enquiries", "--phone", PHONE)
    assert Enquiry.objects.filter(phone=NUMBER).exists()


def test_who_left_a_mail_address_alone_is_erased_by_it_and_stays_so_in_a_restored_backup(send, network):
    """A complaint needs no phone."""
    filled = {"need": "侵权", "name": "示例", "email": "Who@example.com"}
    filled |= {"consent": consent.CURRENT_FOR_COMPLAINTS.version}
    address = "/enquiries/new/?kind=complaint&src=/news/7/"
    send(filled, address)
    exported = StringIO()
    call_command("export_enquiries", "--email", "who@EXAMPLE.com", stdout=exported)
    assert "侵权" in exported.getvalue()
    call_command("purge_enquiries", "--email", "who@EXAMPLE.com", stdout=StringIO())
    assert not Enquiry.objects.exclude(email="").exists()
    form = ComplaintForm(QueryDict(urlencode(filled)), src="/news/7/", hosts={}, page_at=lambda path, host: None)
    assert form.is_valid()
    earlier = form.submission({}, {})
    moment = timezone.now() - timedelta(hours=1)
    stored, spooled = (replace(earlier, received_at=moment, origin={"source_path": path}) for path in ("/a/", "/b/"))
    intake.store(stored)
    spool.put(spooled)
    assert erasure.erase_again(erased_numbers.read()) == 1
    assert not Enquiry.objects.exclude(email="").exists()
    assert spool.people() == set()
