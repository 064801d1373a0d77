"""What fails is tried again, and at last parked; the error that is kept names nobody."""

from datetime import timedelta

import pytest
from django.db import DataError, OperationalError, transaction
from django.utils import timezone

from jobs.models import Job
from jobs.queue import GiveUp, Later, enqueue, handler
from jobs.worker import describe, run_one

pytestmark = pytest.mark.django_db


def test_a_failure_is_tried_again_after_waits_that_grow_then_parked(done, due_now):
    enqueue("test.note", {"fail": "对方没有应答"})
    waits = []
    for _ in range(2):
        due_now()
        assert run_one()
        waits.append(round((Job.objects.get().run_at - timezone.now()).total_seconds()))
    assert waits == [15, 30]
    assert not run_one()
    due_now()
    run_one()
    job = Job.objects.get()
    assert job.parked_at
    assert job.last_error.startswith("ValueError: 对方没有应答 (tests/jobs/conftest.py:")
    due_now()
    assert not run_one()
    assert len(done) == 3


def test_waits_stop_growing_at_the_cap():
    job = Job.objects.create(kind="x", attempts=90)
    job.fail("x")
    assert Job.objects.get().run_at - timezone.now() <= timedelta(hours=1)


def test_a_parked_job_gets_a_new_round_by_hand_or_by_a_new_wish(done):
    job = Job.objects.create(kind="test.note", attempts=3, parked_at=timezone.now(), dedupe_key="k")
    assert Job.objects.retry() == 1
    run_one()
    assert Job.objects.get().done_at
    Job.objects.filter(pk=job.pk).update(done_at=None, parked_at=timezone.now(), attempts=3, dedupe_key="k")
    enqueue("test.note", dedupe_key="k")
    assert run_one()
    assert Job.objects.get().done_at


def test_a_new_round_is_for_parked_jobs_alone():
    """One that a worker is at would be begun by another."""
    now = timezone.now()
    Job.objects.create(kind="x", attempts=1, claimed_at=now, run_at=now + timedelta(minutes=1))
    parked = Job.objects.create(kind="x", attempts=3, parked_at=now)
    assert Job.objects.retry() == 1
    assert Job.objects.due().get() == parked


def test_what_is_asked_for_while_it_fails_for_the_last_time_gets_a_new_round(kinds):
    """And the app is not told that it was given up."""
    parked = []

    @handler("test.again", "再来", max_attempts=1, on_parked=lambda error: parked.append(error))
    def again():
        enqueue("test.again", dedupe_key="k")
        raise ValueError

    enqueue("test.again", dedupe_key="k")
    run_one()
    job = Job.objects.get()
    assert (job.parked_at, job.attempts) == (None, 0)
    assert parked == []
    assert run_one()


def test_giving_up_parks_at_once_and_tells_the_app(kinds):
    told = []

    @handler("test.hopeless", "没希望", on_parked=lambda error, **payload: told.append((payload, error)))
    def hopeless(lead):
        raise GiveUp("号码不存在")

    enqueue("test.hopeless", {"lead": 5})
    run_one()
    assert Job.objects.parked().get().last_error == "号码不存在"
    assert told == [({"lead": 5}, "号码不存在")]


@pytest.fixture
def hopeless(kinds):
    """`hopeless(on_parked)` asks for a job that gives up."""

    def hopeless(on_parked):
        @handler("test.hopeless", "没希望", on_parked=on_parked)
        def give_up():
            raise GiveUp("x")

        enqueue("test.hopeless")

    return hopeless


@pytest.mark.parametrize("fault", [RuntimeError, DataError])
def test_a_job_is_parked_even_when_telling_the_app_fails_and_nothing_is_half_told(hopeless, fault):
    def on_parked(error):
        Job.objects.create(kind="half told")
        raise fault

    hopeless(on_parked)
    run_one()
    assert Job.objects.parked().get().last_error == "x"
    assert not Job.objects.filter(kind="half told").exists()


def test_a_database_that_goes_away_while_the_app_is_told_leaves_the_job_to_be_told_later(hopeless):
    def on_parked(error):
        raise OperationalError

    hopeless(on_parked)
    with pytest.raises(OperationalError):
        run_one()
    job = Job.objects.get()
    assert job.parked_at is None
    assert job.claimed_at is not None


def test_a_job_that_kills_its_worker_each_time_is_parked_without_another_attempt(done):
    enqueue("test.note")
    Job.objects.update(attempts=3, claimed_at=timezone.now())
    assert run_one()
    assert done == []
    assert "died" in Job.objects.parked().get().last_error


def test_an_error_of_the_database_is_kept_without_the_row_it_quotes(done):
    """PostgreSQL's detail says `Key (dedupe_key)=(13800000000) already exists`."""
    enqueue("test.note", dedupe_key="13800000000")
    with pytest.raises(Exception, match="13800000000") as caught, transaction.atomic():
        Job.objects.create(kind="x", dedupe_key="13800000000")
    assert "1380" not in describe(caught.value)


def test_an_error_with_a_nul_can_be_kept(done):
    enqueue("test.note", {"fail": "a\x00b".replace("\x00", "")})
    assert "\x00" not in describe(ValueError("a\x00b"))


def test_a_job_that_cannot_be_done_yet_waits_without_using_up_an_attempt(kinds):
    soon = timezone.now() + timedelta(minutes=3)

    @handler("test.later", "等", max_attempts=1)
    def later():
        raise Later(soon)

    enqueue("test.later")
    for _ in range(3):
        Job.objects.update(run_at=timezone.now())
        assert run_one()
        job = Job.objects.get()
        assert (job.attempts, job.run_at, job.claimed_at, job.parked_at, job.last_error) == (0, soon, None, None, "")


def test_what_waits_is_hastened_but_for_what_is_being_done(done):
    later = timezone.now() + timedelta(hours=1)
    for key in ("waits", "runs", "other"):
        enqueue("test.note", dedupe_key=key, run_at=later)
    Job.objects.filter(dedupe_key="runs").update(claimed_at=timezone.now())
    assert Job.objects.filter(dedupe_key__in=["waits", "runs"]).hasten() == 1
    assert [job.dedupe_key for job in Job.objects.due()] == ["waits"]
