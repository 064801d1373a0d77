"""What the spool does with a submission that will not go into the tables: kept, out of the way, and told."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DataError, InternalError, OperationalError, ProgrammingError
from django.utils import timezone

from jobs.worker import TimedOut
from leads import alarms, health, intake, spool
from leads.models import Enquiry
from plumbing import durable
from tests.disk import DURABLY
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(answers, network):
    return submitted(answers, 0)


@pytest.fixture
def refused(answers, network):
    """What the form would never let through: the tables refuse a kind they do not know."""
    made = submitted(answers, 0, phone="13900000000")
    return replace(made, answers=made.answers | {"kind": "nonsense"})


def kept():
    """How many wait, and how many were set aside."""
    depth = spool.depth()
    return depth.waiting, depth.aside


def test_a_submission_is_on_the_disk_before_its_receipt_is_shown(submission, disk):
    spool.put(submission)
    path = spool.directory() / f"{submission.digest}.json"
    assert disk.order(path) == DURABLY
    assert "flush directory" in disk.order(spool.directory())  # the new directory is known to the one above
    assert path.stat().st_mode & 0o777 == 0o600


def test_of_the_same_submission_twice_the_first_stays(submission):
    spool.put(submission)
    path = spool.directory() / f"{submission.digest}.json"
    first = path.stat()
    spool.put(replace(submission, origin={"address": "203.0.113.9"}))
    assert path.stat().st_ino == first.st_ino
    assert len(list(spool.directory().iterdir())) == 1


def test_a_disk_that_refuses_means_that_the_spool_is_full(submission, monkeypatch):
    def refuse(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", refuse)
    with pytest.raises(spool.Full):
        spool.put(submission)
    assert kept() == (0, 0)


def test_what_the_tables_refuse_is_set_aside_and_holds_nobody_up(submission, refused, caplog):
    spool.put(refused)
    spool.put(submission)
    assert spool.take_in(intake.store) == 1
    assert Enquiry.objects.get().receipt == submission.receipt
    assert kept() == (0, 1)
    assert (spool.aside() / f"{refused.digest}.json").stat().st_mode & 0o077 == 0
    assert spool.take_in(intake.store) == 0
    assert len(caplog.records) == 1  # once, and not in each round
    assert "kind_is_known" in caplog.text
    assert "13900000000" not in caplog.text


def test_a_file_nobody_can_read_is_set_aside(network):
    spool.directory().mkdir()
    (spool.directory() / f"{'a' * 64}.json").write_text("{")
    assert spool.take_in(intake.store) == 0
    assert kept() == (0, 1)


@pytest.mark.parametrize("fault", [ProgrammingError, InternalError], ids=["without its tables", "read-only"])
def test_what_a_database_in_disorder_refuses_waits_for_the_next_round(submission, fault):
    def store(submission):
        raise fault

    spool.put(submission)
    assert spool.take_in(store) == 0
    assert kept() == (1, 0)


def test_a_good_file_is_not_set_aside_when_the_job_s_time_is_over(submission):
    def store(submission):
        raise TimedOut

    spool.put(submission)
    with pytest.raises(TimedOut):
        spool.take_in(store)
    assert kept() == (1, 0)


def test_while_the_database_is_away_a_round_ends_with_the_first(submission, refused):
    """It would wait for each of twenty thousand in turn."""
    tried = []

    def store(submission):
        tried.append(submission)
        raise OperationalError

    spool.put(submission)
    spool.put(refused)
    assert spool.take_in(store) == 0
    assert len(tried) == 1
    assert kept() == (2, 0)


def test_a_flood_is_turned_away_before_the_disk_is_full(submission, refused, monkeypatch):
    monkeypatch.setattr(spool, "MOST_FILES", 1)
    spool.put(submission)
    with pytest.raises(spool.Full):
        spool.put(refused)
    spool.put(submission)  # which is kept already: nobody is told that it is not
    assert kept() == (1, 0)


def test_what_was_set_aside_is_counted_told_and_raises_an_alarm(refused):
    spool.put(refused)
    spool.take_in(intake.store)
    assert health.report()["spool"]["aside"] == 1
    assert "spool_aside" in [alarm.name for alarm in alarms.due(timezone.now())]


def test_take_in_tries_again_what_was_set_aside(submission):
    def refuse(submission):
        raise DataError

    spool.put(submission)
    spool.take_in(refuse)
    assert kept() == (0, 1)
    call_command("take_in", stdout=(output := StringIO()))
    assert "入库 1 条" in output.getvalue()
    assert Enquiry.objects.get().receipt == submission.receipt
    assert kept() == (0, 0)


def test_what_still_cannot_go_in_stays_aside(refused):
    spool.put(refused)
    call_command("take_in", stdout=(output := StringIO()))
    assert "1 条搁置在" in output.getvalue()
    assert kept() == (0, 1)


def test_who_asks_to_be_forgotten_is_forgotten_in_the_spool_too(submission, refused):
    spool.put(submission)
    spool.put(refused)
    assert spool.take_in(intake.store) == 1
    spool.put(submission)
    call_command("purge_enquiries", "--phone", "13900000000", "--dry-run", stdout=StringIO())
    assert kept() == (1, 1)
    call_command("purge_enquiries", "--phone", "13900000000", stdout=StringIO())
    assert kept() == (1, 0)
